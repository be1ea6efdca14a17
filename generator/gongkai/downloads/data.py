"""The reports as open data: CSV and JSON of each report, each year and all, code lists, and what describes them."""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from gongkai import routes
from gongkai.artifact import Artifact, Streamed
from gongkai.downloads import lists, tidy
from gongkai.downloads.content import sections
from gongkai.downloads.package import Whole, package
from gongkai.downloads.report_schema import report_schema
from gongkai.pages import Desk, report_title
from gongkai.report import Report
from gongkai.staging import Written


class Records(NamedTuple):
    """A report's records, as they stand in its own files and in those of its year and of all reports."""

    office: str
    year: int
    objects: bytes
    lines: bytes

    def files(self) -> tuple[Artifact, Artifact]:
        """The report's own files."""
        path = partial(routes.report_file, self.office, self.year)
        return Artifact(path("json"), self.objects + b"\n"), Artifact(path("csv"), tidy.CSV_HEAD + self.lines)


def records(desk: Desk, report: Report) -> Records:
    """What is said of one report."""
    title, notes = report_title(report, desk.portal), desk.notes.get(report.key, ())
    values = tidy.said_of(report)
    made = tidy.json_object(report, desk.portal, title, values, sections(report, desk.filled), notes)
    return Records(report.office, report.year, made, tidy.csv_records(report, desk.portal, values))


class Ending(NamedTuple):
    """How records are joined: what stands before the first, between two, and behind the last.

    Of a report's own file the first `skip` bytes and the last `drop` are none of its records.
    """

    name: str
    head: bytes
    between: bytes
    tail: bytes
    skip: int
    drop: int


LONGEST_FIRST = (
    Ending("json", tidy.JSON_START, tidy.JSON_BETWEEN, tidy.JSON_END, 0, 1),
    Ending("csv", tidy.CSV_HEAD, b"", b"", len(tidy.CSV_HEAD), 0),
)


def joined(
    path: str, ending: Ending, sizes: Mapping[str, int], parts: Callable[[str], Iterator[bytes]], *, years: bool
) -> Streamed:
    """The records of some files as one; `sizes` are the files, in order, `parts` reads one of them.

    The files are those of reports, or (`years`) of years, which are joined records themselves.
    """
    skip, drop = (len(ending.head), len(ending.tail)) if years else (ending.skip, ending.drop)

    def pieces() -> Iterator[bytes]:
        yield ending.head
        for number, (file, size) in enumerate(sizes.items()):
            if number:
                yield ending.between
            yield from _cut(parts(file), skip, size - drop)
        yield ending.tail

    held = sum(sizes.values()) - len(sizes) * (skip + drop) + (len(sizes) - 1) * len(ending.between)
    return Streamed(path, pieces(), len(ending.head) + held + len(ending.tail))


def _cut(parts: Iterator[bytes], start: int, end: int) -> Iterator[bytes]:
    """What stands from `start` to `end`."""
    at = 0
    for part in parts:
        yield part[max(0, start - at) : max(0, end - at)]
        at += len(part)


def described(desk: Desk, whole: Mapping[str, Written]) -> Iterator[Artifact]:
    """Code lists, and the description of all tables, of which those of reports are in `whole` already."""
    lists_ = (routes.DATA_OFFICES, lists.offices(desk)), (routes.DATA_INDICATORS, lists.indicators(desk))
    sizes = {path: Whole(file.size, file.sha256) for path, file in whole.items() if path.endswith(".csv")}
    sizes |= {path: Whole(len(data), hashlib.sha256(data).hexdigest()) for path, data in lists_}
    yield from (Artifact(path, data) for path, data in lists_)
    options, years = desk.portal.options, desk.portal.years()
    yield Artifact(routes.PACKAGE, package(options, desk.theme.text, sizes, years, numeric=_numeric(desk)))
    yield Artifact(routes.REPORT_SCHEMA, report_schema())


def _numeric(desk: Desk) -> bool:
    """Whether no published value is a text or a date; only a form that has such cells needs looking at its reports."""
    if any(isinstance(fact.value, str) for report in desk.published for fact in report.facts.values()):
        return False
    wordy = {form for form in desk.portal.used_forms() if not all(cell.kind.numeric for cell in form.cells)}
    return not any(str in map(type, report.values) for report in desk.published if report.form in wordy)
