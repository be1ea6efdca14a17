"""Writes a report's YAML from rows of numbers in the form's order: for real numbers and for random ones."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from gongkai.finding import Span
from gongkai.form import Form, RowGroup, Table
from gongkai.report import Report, number_of
from gongkai.report_read import read_tables
from gongkai.source import parse


def rows(table: Table, group: RowGroup, indent: str, numbers: Iterator[Sequence[object]]) -> Iterator[str]:
    """One line per row, groups nested, numbers in the order in which they come."""
    for key, item in group.inner.items():
        if isinstance(item, RowGroup):
            yield f"{indent}{key}:"
            yield from rows(table, item, indent + "  ", numbers)
        else:
            values = ", ".join("~" if n is None else str(n) for n in next(numbers))
            yield f"{indent}{key}: [{values}]"


def report_yaml(form: Form, office: str, year: int, numbers: Sequence[Sequence[object]], extra: str = "") -> str:
    """A report.yaml with these rows."""
    left = iter(numbers)
    lines = [f"form: {form.id}", f"office: {office}", f"year: {year}", f"published: {year + 1}-01-20", "tables:"]
    for table in form.tables:
        lines.append(f"  {table.key}:")
        lines += rows(table, table.tree, "    ", left)
    return "\n".join(lines) + "\n" + extra


def report_md(form: Form, text: str = "正文。") -> str:
    """A report.md with every section the form requires."""
    return "\n\n".join(f"## {s.heading}\n\n{text}" for s in form.sections if s.narrative == "required") + "\n"


def portal(root: Path) -> None:
    """A portal without offices' reports."""
    content = root / "content"
    content.mkdir(parents=True, exist_ok=True)
    (content / "portal.yaml").write_text("title: 示例\norganizer: 示例\n", encoding="utf-8")
    (content / "offices.yaml").write_text("office: {name: 示例市, kind: government}\n", encoding="utf-8")


def write(root: Path, form: Form, year: int, numbers: Sequence[Sequence[object]], extra: str = "") -> Path:
    """A report of the office `office` in such a portal."""
    folder = root / "content" / "reports" / "office" / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.yaml").write_text(report_yaml(form, "office", year, numbers, extra), encoding="utf-8")
    (folder / "report.md").write_text(report_md(form), encoding="utf-8")
    return folder / "report.yaml"


def bound(form: Form, rows: Sequence[Sequence[object]], year: int = 2021) -> Report:
    """A Report of these rows, without prose."""
    document = parse(report_yaml(form, "o", year, rows), "r.yaml")
    reading = read_tables("r.yaml", form, document.root, Span("r.yaml", 1, 1))
    conflicts = [f for f in reading.findings if f.code != "derived.conflict"]
    assert conflicts == []
    return Report(
        path="r.yaml",
        prose_path="r.md",
        office="o",
        year=year,
        form=form,
        published=None,
        details={},
        draft=False,
        title="",
        values=tuple(reading.values),
        numbers=tuple(map(number_of, reading.values)),
        places=tuple(reading.places),
        computed=reading.computed,
        unreadable=frozenset(reading.unreadable),
        facts={},
        labels={},
        units={},
        narratives=(),
        attachments=(),
        span=Span("r.yaml", 1, 1),
    )


def real_rows(report: dict[str, Any]) -> list[list[object]]:
    """The rows of a report of `expected.json`, in the form's order."""
    rows: list[list[object]] = []
    for table in ("table2", "table3", "table4"):
        rows += [row if isinstance(row, list) else [row] for row in report[table].values()]
    return rows
