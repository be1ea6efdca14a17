"""Thousands set apart for the eye only; last year's numbers only where they count the same."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from gongkai.figures import grouped
from gongkai.pipeline import check
from gongkai.report_tools import tools_data
from support import REPOSITORY

DEMO = REPOSITORY / "generator/gongkai/demo"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0", "0"),
        ("999", "999"),
        ("1000", "1,000"),
        ("-447228", "-447,228"),
        ("2926.8311", "2,926.8311"),
        ("1234567890", "1,234,567,890"),
        ("0.12345", "0.12345"),
        ("/", "/"),
        ("2019-2021", "2019-2021"),
        ("2020-12-31", "2020-12-31"),
        ("共1234件", "共1234件"),
        ("", ""),
    ],
)
def test_thousands(text: str, shown: str) -> None:
    assert grouped(text).replace("<i></i>", ",") == shown
    assert grouped(text).replace("<i></i>", "") == text


def data(office: str, year: int, root: Path = DEMO) -> dict[str, dict[str, list[object]]]:
    portal = check(root).portal
    before = portal.report(office, year - 1)
    return dict(json.loads(tools_data(portal.by_key[office, year], before))["tables"])


def test_last_years_values_stand_in_the_order_of_the_cells() -> None:
    portal = check(DEMO).portal
    report, before = portal.by_key["city", 2023], portal.by_key["city", 2022]
    cells = [i for i, c in enumerate(report.form.cells) if c.exists and c.table == "applications"]
    assert data("city", 2023)["applications"]["before"] == [before.values[i] for i in cells]


def test_where_the_form_changed_only_what_counts_the_same_is_compared() -> None:
    told = data("city", 2021)["proactive"]["before"]
    assert None in told
    assert any(value is not None for value in told)


def test_there_is_no_year_before_the_first() -> None:
    assert all("before" not in table for table in data("city", 2019).values())


def test_another_unit_is_another_measure() -> None:
    portal = check(DEMO).portal
    report, before = portal.by_key["city", 2023], portal.by_key["city", 2022]
    first = next(i for i, c in enumerate(report.form.cells) if c.exists)
    assert report.unit(first) == before.unit(first)
    other = json.loads(tools_data(report, replace(before, units={first: "册"})))["tables"]
    assert next(iter(other.values()))["before"][0] is None


def test_units_cover_every_cell() -> None:
    portal = check(DEMO).portal
    report = portal.by_key["city", 2023]
    for table, told in json.loads(tools_data(report, None))["tables"].items():
        cells = [i for i, c in enumerate(report.form.cells) if c.exists and c.table == table]
        assert [unit for unit, count in told["units"] for _ in range(count)] == [report.unit(i) for i in cells]


def test_the_data_cannot_end_its_script() -> None:
    portal = check(DEMO).portal
    report = portal.by_key["city", 2023]
    first = next(i for i, c in enumerate(report.form.cells) if c.exists)
    assert "<" not in tools_data(replace(report, units={first: "</script>"}), None)
