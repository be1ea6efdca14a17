"""The reports as open data: CSV and JSON of each report, each year and all, code lists, and what describes them."""

import hashlib
from collections.abc import Iterator
from itertools import chain

from gongkai import routes
from gongkai.artifact import Artifact, Streamed
from gongkai.downloads import lists, tidy
from gongkai.downloads.content import sections
from gongkai.downloads.package import package
from gongkai.downloads.report_schema import report_schema
from gongkai.downloads.spool import Spool, Whole
from gongkai.pages import Desk, report_title


def files(desk: Desk) -> Iterator[Artifact | Streamed]:
    """Every file of data; those of a year and of all reports go through a temporary file."""
    with (
        Spool(tidy.CSV_HEAD, b"", b"") as tables,
        Spool(tidy.JSON_START, tidy.JSON_BETWEEN, tidy.JSON_END) as objects,
    ):
        for report in desk.published:
            title, notes = report_title(report, desk.portal), desk.notes.get(report.key, ())
            text = tidy.json_text(report, desk.portal, title, sections(report, desk.filled), notes).encode()
            yield Artifact(routes.report_file(report.office, report.year, "json"), text + b"\n")
            objects.add(report.year, text)
            records = tidy.csv_records(report, desk.portal)
            yield Artifact(routes.report_file(report.office, report.year, "csv"), tidy.CSV_HEAD + records)
            tables.add(report.year, records)
        whole = {routes.DATA_CSV: tables.measured()}
        for year in desk.portal.years():
            whole[routes.year_file(year, "csv")] = tables.measured(year)
            yield tables.streamed(routes.year_file(year, "csv"), year)
            yield objects.streamed(routes.year_file(year, "json"), year)
        yield tables.streamed(routes.DATA_CSV)
        yield objects.streamed(routes.DATA_JSON)
    for path, data in ((routes.DATA_OFFICES, lists.offices(desk)), (routes.DATA_INDICATORS, lists.indicators(desk))):
        whole[path] = Whole(len(data), hashlib.sha256(data).hexdigest())
        yield Artifact(path, data)
    options, years = desk.portal.options, desk.portal.years()
    yield Artifact(routes.PACKAGE, package(options, desk.theme.text, whole, years, numeric=_numeric(desk)))
    yield Artifact(routes.REPORT_SCHEMA, report_schema())


def _numeric(desk: Desk) -> bool:
    """Whether no published value is a text or a date."""
    facts = (fact.value for report in desk.published for fact in report.facts.values())
    values = chain((value for report in desk.published for value in report.values), facts)
    return not any(isinstance(value, str) for value in values)
