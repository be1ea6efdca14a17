"""What the prose says, report by report, and what it shares with other reports."""

from gongkai.checks.characters import widths
from gongkai.checks.dates import leftovers, periods
from gongkai.checks.names import offices
from gongkai.checks.numbering import paragraphs
from gongkai.checks.passages import read
from gongkai.checks.repeated import Clauses, clauses, repeated
from gongkai.checks.statements import empty, states
from gongkai.finding import Finding
from gongkai.portal import Portal
from gongkai.report import Report

_ALONE = (empty, paragraphs, periods, leftovers, widths)
_WITHIN = (states, offices)  # who reports, and who else there is


def texts(portal: Portal) -> list[Finding]:
    """Every report's paragraphs are read once, go through all checks, and are then kept only as clauses."""
    every = [portal.again(_text, report) for report in portal.reports]
    return [*(found for findings, _ in every for found in findings), *repeated([said for _, said in every], portal)]


def _text(report: Report, portal: Portal) -> tuple[list[Finding], Clauses]:
    text = read(report)
    findings = [found for check in _ALONE for found in check(text)]
    findings += [found for check in _WITHIN for found in check(text, portal)]
    return findings, clauses(text, portal)
