"""The one list of codes with their severities.

A test keeps it equal to the texts in every language and to the case files, so a code that nobody can explain, or that
nothing can trigger, does not exist.
"""

from collections.abc import Mapping
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops publication, a warning may, a notice never does."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


_E, _W, _N = Severity.ERROR, Severity.WARNING, Severity.NOTICE

CODES: Mapping[str, Severity] = {
    # files and their bytes
    "file.control": _E,
    "file.empty": _E,
    "file.encoding": _E,
    "file.misplaced": _E,
    "file.missing": _E,
    "file.name": _E,
    "file.symlink": _E,
    "file.unmatched": _E,
    "yaml.alias": _E,
    "yaml.colon": _E,
    "yaml.comma": _E,
    "yaml.documents": _E,
    "yaml.duplicate-key": _E,
    "yaml.empty-item": _E,
    "yaml.key": _E,
    "yaml.mapping": _E,
    "yaml.syntax": _E,
    "yaml.tab": _E,
    "yaml.tag": _E,
    # options and form files
    "option.missing": _E,
    "option.unknown": _E,
    "option.value": _E,
    "form.block": _E,
    "form.change": _E,
    "form.column": _E,
    "form.derived": _E,
    "form.id": _E,
    "form.key": _E,
    "form.name": _E,
    "form.path": _E,
    "form.reason": _E,
    "form.rule": _E,
    "form.section": _E,
    "form.trend": _E,
    "form.unit": _E,
    "office.unknown": _E,
    "portal.file": _E,
    "portal.unset": _N,
    "severity.fixed": _E,
    "severity.unknown": _E,
    # report.yaml
    "report.form": _E,
    "report.path": _E,
    "report.published-early": _W,
    "report.todo": _W,
    "report.title": _W,
    "report.unset": _N,
    "report.form-year": _W,
    "waiver.code": _E,
    "waiver.expired": _W,
    "waiver.never": _E,
    "waiver.place": _E,
    "waiver.printed": _W,
    "waiver.unused": _W,
    "table.missing": _E,
    "table.unknown": _E,
    "row.cells": _E,
    "row.group": _E,
    "row.missing": _E,
    "row.shape": _E,
    "row.unknown": _E,
    "column.missing": _E,
    "column.unknown": _E,
    "cell.absent": _E,
    "cell.blank": _N,
    "cell.comma": _W,
    "cell.fullwidth": _E,
    "cell.leading-zero": _E,
    "cell.negative": _E,
    "cell.not-whole": _E,
    "cell.sign": _E,
    "cell.text": _E,
    "cell.thousands": _E,
    "cell.unit": _E,
    "cell.value": _E,
    "derived.conflict": _E,
    "fact.unknown": _E,
    "label.as-printed": _W,
    "label.unknown": _E,
    "label.same": _W,
    "unit.fixed": _E,
    "unit.unset": _N,
    # rules: the severity is the rule's own
    "rule.broken": _E,
    "cell.suspect": _N,
    "cell.suspects": _N,
    "number.jump": _N,
    # prose
    "section.heading": _W,
    "section.level": _W,
    "section.missing": _E,
    "section.order": _W,
    "section.repeated": _W,
    "section.unknown": _E,
    "section.unread": _E,
    "heading.number": _W,
    "prose.html": _W,
    "prose.phrase": _W,
    "prose.table": _E,
    "text.empty": _W,
    "text.office": _W,
    "text.period": _W,
    "text.repeated": _W,
    "text.states": _W,
    "text.width": _N,
    "text.year": _W,
    "page.title": _E,
    "claim.change": _W,
    "claim.done": _W,
    "claim.mark": _W,
    "claim.number": _W,
    "claim.share": _W,
    "claim.split": _W,
    "cite.blank": _E,
    "cite.braces": _E,
    "cite.division": _E,
    "cite.draft": _E,
    "cite.function": _E,
    "cite.group": _E,
    "cite.inexact": _E,
    "cite.no-report": _E,
    "cite.place": _E,
    "cite.previous": _E,
    "cite.syntax": _E,
    "cite.text": _E,
    "cite.unknown": _E,
    "image.alt": _W,
    "link.address": _E,
    "link.anchor": _E,
    "link.brackets": _W,
    "link.case": _E,
    "link.draft": _E,
    "link.empty": _W,
    "link.missing": _E,
    "link.private": _W,
    "link.remote": _E,
    # what names a person
    "personal.allowed-unused": _W,
    "personal.author": _W,
    "personal.bank-card": _E,
    "personal.id": _E,
    "personal.mobile": _E,
    "personal.passport": _E,
    "personal.plate": _E,
    "personal.unread": _N,
    # routes, themes, rendering
    "redirect.path": _E,
    "redirect.taken": _E,
    "redirect.target": _E,
    "route.collision": _E,
    "url.path": _E,
    "url.vanished": _E,
    "template.error": _E,
    "template.missing": _E,
    "download.failed": _E,
    "download.fonts": _E,
    "download.glyph": _E,
    "download.package": _E,
    "download.picture": _E,
    "workbook.cell": _E,
    "workbook.formula": _E,
    "workbook.missing": _E,
    "workbook.sum": _W,
    "workbook.unknown": _W,
    "theme.contrast": _W,
    "theme.missing": _E,
    "theme.string": _E,
}

# What a report may print as its original has it, with a public note beside it: contents that readers can read and
# judge. Everything else stays out. Where the text or a number could not be read (yaml.*, row.*, cell.value …) a page
# would show something else than the original; where the site would be broken (link.*, route.*, template.* …) a note
# mends nothing; a code that only asks to write the same in another way (section.level, prose.html) is mended at once;
# and what harms a person when it is public (NEVER) may not be published with whatever reason.
WAIVABLE: frozenset[str] = frozenset(
    {
        "cell.blank",
        "claim.change",
        "claim.done",
        "claim.number",
        "claim.share",
        "claim.split",
        "heading.number",
        "label.as-printed",
        "number.jump",
        "prose.phrase",
        "report.form-year",
        "report.published-early",
        "report.title",
        "rule.broken",
        "section.heading",
        "section.missing",
        "section.order",
        "section.repeated",
        "text.empty",
        "text.office",
        "text.period",
        "text.repeated",
        "text.states",
        "text.width",
        "text.year",
    }
)
# what only a check of the whole portal can tell: that nothing anywhere needed it
UNUSED = ("personal.allowed-unused", "waiver.unused")
NEVER = "personal."

# Findings about numbers: a waiver of one must say what the original prints, lest it cover a later slip of the pen.
BOUND = ("claim.", "rule.broken")

# Findings that only explain others: once those are waived, nothing is left to explain.
EXPLAINS: Mapping[str, str] = {"cell.suspect": "rule.broken", "cell.suspects": "rule.broken"}
