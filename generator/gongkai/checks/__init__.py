"""Further checks, one module per family; each is a function of the Portal that returns Findings."""

from collections.abc import Callable

from gongkai.checks.claims import claims
from gongkai.checks.jumps import jumps
from gongkai.checks.structure import headings, phrases, titles
from gongkai.checks.texts import texts
from gongkai.finding import Finding
from gongkai.portal import Portal

CHECKS: tuple[Callable[[Portal], list[Finding]], ...] = (jumps, headings, phrases, titles, claims, texts)
