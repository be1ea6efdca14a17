"""A report as plain data: its head, its numbers and its prose apart, each unpacked when somebody looks."""

from collections.abc import Mapping
from typing import Any

from gongkai.codes import Severity
from gongkai.finding import Finding, Related, Span, Word
from gongkai.form import Form
from gongkai.personal import Hit
from gongkai.plain import Plain
from gongkai.prose import Prose, Slot, Title
from gongkai.report import NUMBERS, PROSE, FactValue, Narrative, Report, Waiver, number_of
from gongkai.values import Kind, State

_HEAD = (
    *("path", "prose_path", "office", "year", "published", "details", "draft", "title"),
    *("attachments", "span", "waivers", "facts"),
)
TYPES = (
    *(Span, Related, Word, Finding, Severity, Kind, State, Hit),
    *(Slot, Title, Prose, Narrative, FactValue, Waiver),
)
PLAIN = Plain(*TYPES)


def pack(report: Report) -> tuple[object, ...]:
    """All of a report."""
    head = tuple(getattr(report, name) for name in _HEAD)
    parts = (PLAIN.dump(tuple(getattr(report, name) for name in names)) for names in (NUMBERS, PROSE))
    return (report.form.id, head, *parts)


def unpack(packed: tuple[Any, ...], forms: Mapping[str, Form | None]) -> Report:
    """The report again, with the very form that is in `forms`."""
    form, head, numbers, prose = packed

    def later(name: str) -> Mapping[str, object]:
        if name in PROSE:
            return dict(zip(PROSE, PLAIN.load(prose), strict=True))
        found: dict[str, Any] = dict(zip(NUMBERS, PLAIN.load(numbers), strict=True))
        return found | {"numbers": tuple(map(number_of, found["values"]))}

    report = object.__new__(Report)
    for name, value in zip(_HEAD, head, strict=True):
        object.__setattr__(report, name, value)
    object.__setattr__(report, "form", forms[form])
    object.__setattr__(report, "later", later)
    return report
