"""Further checks, one module per family.

Most are functions of a report and of a Portal with its office's reports alone: the settings, the other years, what
went unread. Only what compares offices (repeated text) and what looks at files sees the whole portal.
"""

from collections.abc import Callable

from gongkai.checks.claims import claims
from gongkai.checks.jumps import jumps
from gongkai.checks.structure import headings, phrases, titles
from gongkai.finding import Finding
from gongkai.portal import Portal
from gongkai.report import Report
from gongkai.rules import check_rules

CHECKS: tuple[Callable[[Report, Portal], list[Finding]], ...] = (check_rules, jumps, headings, phrases, titles, claims)
