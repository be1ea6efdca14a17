"""What is wrong, as a value: a code, its arguments and its places. The words live in `messages/`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from gongkai.codes import CODES, Severity


class Span(NamedTuple):
    """A place in a source file: path relative to the portal root, line and column counted from 1.

    Line 0 stands for the file as a whole.
    """

    path: str
    line: int = 0
    column: int = 0


class Related(NamedTuple):
    """Another place that belongs to a finding; `note` is a key into the texts (`first`, `operand`, ...)."""

    note: str
    span: Span
    value: str = ""


class Word(str):
    """An argument that is itself a key into the texts, to be said in the reader's language."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, or worth knowing. `args` fill the placeholders of the code's texts.

    `draft` marks a finding in a report that is still a draft: it is shown, but blocks nobody. `waived` is the reason
    why the report prints it all the same (`waivers:` in report.yaml): readers are told it, nobody is blocked.
    """

    code: str
    span: Span
    args: Mapping[str, object]
    related: tuple[Related, ...]
    severity: Severity
    draft: bool = False
    waived: str = ""

    @property
    def open(self) -> bool:
        """Whether it still waits for somebody: it is neither a draft's nor waived."""
        return not (self.draft or self.waived)

    def blocks(self) -> bool:
        """Whether nothing may be published while this finding remains."""
        return self.severity is Severity.ERROR and self.open


def finding(code: str, span: Span, *related: Related, **args: object) -> Finding:
    """Make a Finding of a known code (an unknown one is our own mistake: KeyError)."""
    return Finding(code, span, args, related, CODES[code])


def as_draft(findings: list[Finding]) -> list[Finding]:
    """Mark findings as belonging to a draft."""
    return [replace(f, draft=True) for f in findings]


def in_order(findings: list[Finding]) -> list[Finding]:
    """Sort by place, so that a run's output is the same every time; equal findings are told once."""
    seen: dict[tuple[object, ...], Finding] = {}
    for item in findings:
        seen.setdefault((item.span, item.code, tuple(map(str, item.args.values()))), item)
    return [seen[key] for key in sorted(seen, key=lambda k: (k[0], k[1], k[2]))]


__all__ = ["CODES", "Finding", "Related", "Severity", "Span", "Word", "as_draft", "finding", "in_order"]
