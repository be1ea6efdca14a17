"""The reports as open data: CSV and JSON of each report, each year and all, code lists, and what describes them."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import chain
from typing import NamedTuple

from gongkai import routes
from gongkai.artifact import Artifact, Streamed
from gongkai.downloads import lists, tidy
from gongkai.downloads.content import sections
from gongkai.downloads.package import package
from gongkai.downloads.report_schema import report_schema
from gongkai.downloads.spool import Spool, Whole
from gongkai.pages import Desk, report_title
from gongkai.report import Report


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


class Joined(NamedTuple):
    """The files of years and of all reports: their records pass through temporary files."""

    tables: Spool
    objects: Spool

    def add(self, made: Records) -> None:
        """One more report, in the order of the files."""
        self.objects.add(made.year, made.objects)
        self.tables.add(made.year, made.lines)

    def files(self, desk: Desk) -> Iterator[Artifact | Streamed]:
        """Every file of data that is not of one report."""
        tables, objects = self.tables, self.objects
        whole = {routes.DATA_CSV: tables.measured()}
        for year in desk.portal.years():
            whole[routes.year_file(year, "csv")] = tables.measured(year)
            yield tables.streamed(routes.year_file(year, "csv"), year)
            yield objects.streamed(routes.year_file(year, "json"), year)
        yield tables.streamed(routes.DATA_CSV)
        yield objects.streamed(routes.DATA_JSON)
        lists_ = (routes.DATA_OFFICES, lists.offices(desk)), (routes.DATA_INDICATORS, lists.indicators(desk))
        for path, data in lists_:
            whole[path] = Whole(len(data), hashlib.sha256(data).hexdigest())
            yield Artifact(path, data)
        options, years = desk.portal.options, desk.portal.years()
        yield Artifact(routes.PACKAGE, package(options, desk.theme.text, whole, years, numeric=_numeric(desk)))
        yield Artifact(routes.REPORT_SCHEMA, report_schema())


@contextmanager
def joined() -> Iterator[Joined]:
    """Files to be joined; they can be read until the end of the context."""
    with (
        Spool(tidy.CSV_HEAD, b"", b"") as tables,
        Spool(tidy.JSON_START, tidy.JSON_BETWEEN, tidy.JSON_END) as objects,
    ):
        yield Joined(tables, objects)


def _numeric(desk: Desk) -> bool:
    """Whether no published value is a text or a date."""
    facts = (fact.value for report in desk.published for fact in report.facts.values())
    return str not in map(type, chain(facts, *(report.values for report in desk.published)))
