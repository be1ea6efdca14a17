"""The reports as open data: CSV and JSON of each report, each year and all, code lists, and what describes them."""

from collections.abc import Iterator

from gongkai import routes
from gongkai.artifact import Artifact, Streamed
from gongkai.downloads import tidy
from gongkai.downloads.content import sections
from gongkai.downloads.spool import Spool
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
        for year in desk.portal.years():
            yield tables.streamed(routes.year_file(year, "csv"), year)
            yield objects.streamed(routes.year_file(year, "json"), year)
        yield tables.streamed(routes.DATA_CSV)
        yield objects.streamed(routes.DATA_JSON)
