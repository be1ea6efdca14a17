"""Reads the reports of a portal: only those that changed since it was read before, by as many processes as pay."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gongkai import workers
from gongkai.discover import ReportFiles
from gongkai.finding import Finding
from gongkai.form import Form
from gongkai.options import Fact
from gongkai.readings import Readings, stamp
from gongkai.report import Report
from gongkai.report_bind import read_report

Result = tuple[Report | None, list[Finding]]


def read_reports(
    root: Path,
    every: Sequence[ReportFiles],
    forms: Mapping[str, Form | None],
    facts: Mapping[str, Fact],
    readings: Readings,
    jobs: int | None,
) -> Iterator[Result]:
    """Every report in order, and what `read_report` finds in it."""
    shared = [form for form in forms.values() if form is not None]

    def made_of(files: ReportFiles) -> tuple[str, tuple[object, ...]]:
        stamps = (stamp(f"{root}/{path}") for path in (files.yaml, files.prose))
        return files.folder, (files, forms, facts, *stamps)

    def read(missing: list[int]) -> Iterator[Result]:
        number = workers.processes(jobs, len(missing))
        return workers.mapped(lambda n: read_report(root, every[n], forms, facts), missing, number, shared)

    return readings.many([made_of(files) for files in every], read)
