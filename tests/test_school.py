"""A format is a YAML file: another country's school return is authored, checked, rendered and exported; no new code."""

import csv
import io
import json
from pathlib import Path

from gongkai.pipeline import build, check
from page import cells
from support import edit


def test_it_is_checked_rendered_and_exported(school: Path) -> None:
    built = build(school, school / "site")
    assert built.findings == ()
    folder = school / "site/reports/2023/hilltop"
    html = (folder / "index.html").read_text(encoding="utf-8")
    shown = {anchor: (names, text) for anchor, names, text in cells(html)}
    assert shown["enrolment.primary.juniors.boys"] == (("Primary", "Juniors", "Boys"), "19")
    assert shown["enrolment.all.total"] == (("All pupils", "All"), "129")
    assert shown["money.grants.amount"] == (("Grants", "Amount"), "1250.50")
    assert shown["visits.premises.day"][1] == "/"
    assert shown["visits.teaching.grade"] == (("Teaching", "Grade"), "good")
    assert "enrolment.primary.infants.boarders" not in shown
    assert '<html lang="en">' in html
    assert "Numbers with * were computed" in html
    assert "51.2%" in html
    assert 'href="../../../reports/2022/hilltop/index.html#enrolment.all.total"' in html or (
        'href="../../2022/hilltop/index.html#enrolment.all.total"' in html
    )
    data = json.loads((folder / "hilltop-2023.json").read_text(encoding="utf-8"))
    by_id = {c["id"]: c for c in data["cells"]}
    assert by_id["enrolment.all.total"]["value"] == 129
    assert by_id["enrolment.all.total"]["state"] == "computed"
    assert by_id["visits.premises.day"]["state"] == "not-applicable"
    assert '"value": 1250.50' in (folder / "hilltop-2023.json").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO((folder / "hilltop-2023.csv").read_text(encoding="utf-8-sig"))))
    fees = next(r for r in rows if r["row"] == "fees" and r["column"] == "amount")
    assert (fees["value"], fees["unit"], fees["state"]) == ("312.6", "thousand crowns", "number")
    assert [r["value"] for r in rows if r["table"] == "facts"] == ["7", "3"]


def test_its_rules_work_in_both_directions(school: Path) -> None:
    edit(school, "content/reports/hilltop/2023/report.yaml", "secondary: [30, 28, 4, 58]", "secondary: [3, 1, 4, 4]")
    edit(school, "content/reports/hilltop/2023/report.yaml", "infants: [15, 16, 31]", "infants: [5, 6, 11]")
    edit(school, "content/reports/hilltop/2023/report.yaml", "all: [66, 63, ~, ~]", "all: [~, ~, ~, ~]")
    edit(school, "content/reports/hilltop/2023/report.yaml", "boarders: 2, total: 40", "boarders: 41, total: 40")
    found = {(f.args["rule"], f.args["line"], str(f.severity)) for f in check(school).findings}
    assert found == {
        ("enrolment.boarders-in", "Juniors", "error"),
        ("enrolment.no-collapse", "All", "warning"),
    }
