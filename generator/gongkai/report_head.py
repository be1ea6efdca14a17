"""Reads the head of a report.yaml (form, office, year, published, draft) and its facts."""

import re
from collections.abc import Mapping

from gongkai.discover import ReportFiles
from gongkai.finding import Finding, Span, Word, finding
from gongkai.options import Fact
from gongkai.report import FactValue
from gongkai.report_read import Reading, scalar, thousands
from gongkai.schema import did_you_mean
from gongkai.source import Mapping as MappingNode
from gongkai.source import Node, Scalar, place
from gongkai.values import Kind, Slip, is_date, read

DETAILS = ("index_number", "document_number", "keywords")
KEYS = ("form", "office", "year", "published", *DETAILS, "draft", "tables", "facts", "units", "as_printed", "waivers")


_NOTHING = Scalar("", 0, 0)


def read_head(node: MappingNode, files: ReportFiles, top: Span) -> list[Finding]:
    """Known keys only; office and year agree with the folder."""
    findings = [
        finding(
            "option.unknown",
            place(files.yaml, key),
            key=key.text,
            instead=did_you_mean(key.text, KEYS),
            known=KEYS,
        )
        for key, _ in node.entries
        if key.text not in KEYS
    ]
    for name, expected in (("office", files.office), ("year", str(files.year))):
        value = node.get(name)
        if scalar(value) and scalar(value) != expected:
            span = place(files.yaml, value) if value else top
            findings.append(
                finding("report.path", span, key=name, text=scalar(value), expected=expected, folder=files.folder)
            )
    findings += [
        finding("option.missing", top, key=name)
        for name in ("form", "office", "year")
        if not scalar(node.get(name)) and isinstance(node.get(name) or _NOTHING, Scalar)
    ]
    findings += [
        finding("option.value", place(files.yaml, value), key=name, text="", expected=Word("expected.text"), allowed=())
        for name in ("form", "office", "year", "published", *DETAILS, "draft")
        if (value := node.get(name)) is not None and not isinstance(value, Scalar)
    ]
    draft = node.get("draft")
    if scalar(draft) not in ("", "true", "false"):
        findings.append(
            finding(
                "option.value",
                place(files.yaml, draft or node),
                key="draft",
                text=scalar(draft),
                expected=Word("expected.yes-no"),
                allowed="",
            )
        )
    return findings


def read_facts(reading: Reading, root: MappingNode, facts: Mapping[str, Fact]) -> dict[str, FactValue]:
    """Read `facts:` by the keys declared in portal.yaml. Gives `fact.unknown` and the cells' slips."""
    node = root.get("facts")
    known = {fact.key: fid for fid, fact in facts.items()}
    found: dict[str, FactValue] = {}
    if node is None or (isinstance(node, Scalar) and node.blank):
        return found
    if not isinstance(node, MappingNode):
        reading.shape(node, "facts", "mapping", ())
        return found
    before: tuple[Scalar, Node] | None = None
    for key, value in node.entries:
        if before is not None and thousands(before[1], key, value):
            text = f"{getattr(before[1], 'text', '')},{key.text}"
            args = {"row": before[0].text, "column": Word("facts"), "text": text, "instead": text.replace(",", "")}
            reading.wrong("cell.thousands", before[1], **args)
        elif key.text not in known:
            instead = did_you_mean(key.text, known)
            reading.wrong("fact.unknown", key, key=key.text, instead=instead, known=tuple(known))
        elif isinstance(value, Scalar):
            read_value = None if value.blank else read(Kind.MONEY, value.text)
            if isinstance(read_value, Slip):
                fact = facts[known[key.text]]
                unit, wrote = fact.unit or "", read_value.unit
                reading.wrong(
                    read_value.code,
                    value,
                    row=fact.label or fact.key,
                    column=Word("facts"),
                    text=value.text,
                    instead=read_value.instead if wrote in ("", unit) else "",
                    kind=Word("kind.decimal"),
                    unit=unit if wrote != unit else "",
                )
                found[known[key.text]] = FactValue(None, place(reading.path, value), readable=False)
            else:
                found[known[key.text]] = FactValue(read_value, place(reading.path, value if value.text else key))
        else:
            reading.shape(value, key.text, "cell")
            found[known[key.text]] = FactValue(None, place(reading.path, value), readable=False)
        before = (key, value)
    return found


def read_details(root: MappingNode) -> dict[str, str]:
    """What a catalogue of disclosed items holds beside the title and the day: 索引号, 文号, 主题词, where stated."""
    return {name: text for name in DETAILS if (text := scalar(root.get(name)))}


def read_published(reading: Reading, root: MappingNode, year: int) -> str | None:
    """The day of publication, with a time where one is stated: 2021-01-29 09:30.

    Not stated is a notice (`report.unset`), never a guess. Before the last month of the year that is reported on,
    it is `report.published-early`: numbers of a whole year cannot have been known.
    """
    node = root.get("published")
    text = scalar(node)
    if node is not None and not isinstance(node, Scalar):
        return None  # said already: a word is wanted there
    if not text:
        key = next((k for k, _ in root.entries if k.text == "published"), root)
        reading.wrong("report.unset", key, key="published", field=Word("field.published"))
        return None
    day, _, time = text.partition(" ")
    if not is_date(day) or (time and not re.fullmatch("([01][0-9]|2[0-3]):[0-5][0-9]", time)) or text.endswith(" "):
        reading.wrong(
            "option.value", node or root, key="published", text=text, expected=Word("expected.date"), allowed=""
        )
        return None
    if text < f"{year}-12":
        reading.wrong("report.published-early", node or root, published=text, year=year)
    return text
