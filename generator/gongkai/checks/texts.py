"""What the prose of a report says."""

from gongkai.checks.characters import widths
from gongkai.checks.dates import leftovers, periods
from gongkai.checks.names import offices
from gongkai.checks.numbering import paragraphs
from gongkai.checks.passages import Text
from gongkai.checks.statements import empty, states
from gongkai.finding import Finding
from gongkai.portal import Portal

_ALONE = (empty, paragraphs, periods, leftovers, widths)
_WITHIN = (states, offices)  # who reports, and who else there is


def texts(text: Text, portal: Portal) -> list[Finding]:
    """All checks of a report's paragraphs, which were read once for all of them."""
    findings = [found for check in _ALONE for found in check(text)]
    return findings + [found for check in _WITHIN for found in check(text, portal)]
