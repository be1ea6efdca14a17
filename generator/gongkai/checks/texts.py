"""What the prose says, report by report, and what it shares with other reports."""

from gongkai.checks.characters import widths
from gongkai.checks.dates import leftovers, periods
from gongkai.checks.names import offices
from gongkai.checks.numbering import paragraphs
from gongkai.checks.passages import read
from gongkai.checks.repeated import clauses, repeated
from gongkai.checks.statements import empty, states
from gongkai.finding import Finding
from gongkai.portal import Portal

_ALONE = (empty, paragraphs, periods, leftovers, widths)
_WITHIN = (states, offices)  # who reports, and who else there is


def texts(portal: Portal) -> list[Finding]:
    """Every report's paragraphs are read once, go through all checks, and are then kept only as clauses."""
    findings: list[Finding] = []
    said = []
    for report in portal.reports:
        text = read(report)
        for check in _ALONE:
            findings += check(text)
        for check_within in _WITHIN:
            findings += check_within(text, portal)
        said.append(clauses(text, portal))
    return [*findings, *repeated(said, portal)]
