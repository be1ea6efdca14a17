"""Fills the slots of prose: what a citation says and links to, where a link into the portal leads."""

import html
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from gongkai import routes
from gongkai.citation import CitationError, Expression, Reference, parse
from gongkai.citation_value import evaluate, references, written
from gongkai.finding import Finding, finding
from gongkai.form import Form, RowGroup, RowPlace
from gongkai.links import NOWHERE, Targets, link
from gongkai.markdown import MARK
from gongkai.portal import Portal
from gongkai.prose import Prose, Slot
from gongkai.report import Report
from gongkai.schema import did_you_mean
from gongkai.values import Value, shown


class Target(NamedTuple):
    """A cited number: its value and the address of its cell or fact within its report."""

    value: Value
    office: str
    year: int
    anchor: str


class Unreadable(Exception):
    """The number cited is itself a slip of the pen, and reported as such."""


def _no_such(keys: tuple[str, ...], known: list[str], form: Form, year: int) -> CitationError:
    """The name that is not there, with the nearest of its level, or where the same name or label stands elsewhere."""
    path = ".".join(keys)
    instead = _elsewhere(keys[-1], form) or did_you_mean(keys[-1], known)
    return CitationError("cite.unknown", path=path, year=str(year), instead=instead)


def _elsewhere(word: str, form: Form) -> str:
    for cell in form.cells:
        row = (form.table(cell.table).key, *cell.row.keys)
        if word in (cell.row.keys[-1], cell.row.label):
            return ".".join(row)
        if word == cell.column.label and word != cell.column.keys[-1]:
            return cell.column.keys[-1]
    return ""


def locate(reference: Reference, report: Report, portal: Portal) -> Target:
    """The cell or fact a reference names. Raises CitationError: `cite.previous`, `cite.unknown`, `cite.group`."""
    keys = reference.keys
    if reference.years:
        earlier = portal.report(report.office, report.year - reference.years)
        if earlier is None and (report.office, report.year - reference.years) in portal.unread:
            raise Unreadable
        if earlier is None:
            raise CitationError("cite.previous", path=".".join(keys), year=str(report.year - reference.years))
        if earlier.draft and not (report.draft or portal.drafts_shown):
            raise CitationError("cite.draft", path=".".join(keys), year=str(earlier.year))
        report = earlier
    if len(keys) == 1:
        fid = _fact(keys[0], report, portal)
        fact = report.facts.get(fid)
        if fact and not fact.readable:
            raise Unreadable
        return Target(fact.value if fact else None, report.office, report.year, f"facts.{fid}")
    if all(table.key != keys[0] for table in report.form.tables):
        known = [*(t.key for t in report.form.tables), *(fact.key for fact in portal.options.facts.values())]
        raise _no_such(keys[:1], known, report.form, report.year)
    index = _cell(report.form, keys, report.year)
    if index in report.unreadable:
        raise Unreadable
    return Target(report.values[index], report.office, report.year, report.form.cells[index].id)


def _fact(key: str, report: Report, portal: Portal) -> str:
    facts = {fact.key: fid for fid, fact in portal.options.facts.items()}
    if key in facts:
        return facts[key]
    tables = {t.key: t for t in report.form.tables}
    if key in tables:
        raise CitationError("cite.group", path=key, known=tuple(tables[key].tree.inner))
    raise _no_such((key,), [*facts, *tables], report.form, report.year)


@lru_cache(maxsize=4096)  # all offices cite the same cells
def _cell(form: Form, keys: tuple[str, ...], year: int) -> int:
    table = next(t for t in form.tables if t.key == keys[0])
    item: RowPlace | RowGroup = table.tree
    for depth, key in enumerate(keys[1:], 1):
        if isinstance(item, RowGroup):
            if key not in item.inner:
                raise _no_such(keys[: depth + 1], list(item.inner), form, year)
            item = item.inner[key]
            continue
        block = table.blocks[item.block]
        column = block.column_index(key)
        index = block.cell(item.row, column) if column is not None else -1
        if column is None or not form.cells[index].exists or depth + 1 < len(keys):
            raise _no_such(keys, [c.keys[-1] for c in block.columns], form, year)
        return index
    if isinstance(item, RowGroup):
        raise CitationError("cite.group", path=".".join(keys), known=tuple(item.inner))
    block = table.blocks[item.block]
    if len(block.columns) == 1:
        return block.cell(item.row, 0)
    raise CitationError("cite.group", path=".".join(keys), known=tuple(c.keys[-1] for c in block.columns))


def cite(expression: Expression, report: Report, portal: Portal) -> tuple[str, Target | None]:
    """The text of a citation and, for a single cell or fact, where it leads."""
    if isinstance(expression, Reference):
        target = locate(expression, report, portal)
        if target.value is None:
            raise CitationError("cite.blank", path=".".join(expression.keys), year=str(target.year))
        return shown(target.value), target

    def number(reference: Reference) -> Fraction:
        target = locate(reference, report, portal)
        path = ".".join(reference.keys)
        if isinstance(target.value, str):
            raise CitationError("cite.text", path=path)
        if not isinstance(target.value, int | Decimal):
            raise CitationError("cite.blank", path=path, year=str(target.year))
        return Fraction(target.value)

    value = evaluate(expression, number)
    cited = references(expression)
    return written(expression, value), locate(cited[0], report, portal) if cited else None


Filled = Mapping[tuple[str, str], tuple[str, ...]]  # (source path, anchor) of a prose → the HTML of its slots


def linking(report: Report) -> bool:
    """Whether a report's prose leads into the portal; one that does not looks at nothing but its office's reports."""
    return any(slot.kind != "cite" for narrative in report.narratives for slot in narrative.prose.slots)


def fill(report: Report, portal: Portal, where: Targets = NOWHERE) -> tuple[Filled, list[Finding]]:
    """Every slot of a report's prose, and what is wrong with its citations and links."""
    filled: dict[tuple[str, str], tuple[str, ...]] = {}
    findings: list[Finding] = []
    here = routes.report(report.office, report.year)
    for narrative in report.narratives:
        if narrative.prose.slots:
            texts, wrong = _fill(narrative.prose, report.prose_path, here, report, portal, where)
            filled[report.prose_path, narrative.anchor] = texts
            findings += wrong
    return filled, findings


def fill_pages(portal: Portal, where: Targets) -> tuple[Filled, list[Finding]]:
    """The same of all pages."""
    filled: dict[tuple[str, str], tuple[str, ...]] = {}
    findings: list[Finding] = []
    for page in portal.pages:
        texts, wrong = _fill(page.prose, page.path, routes.page(page), None, portal, where)
        filled[page.path, ""] = texts
        findings += wrong
    return filled, findings


def _fill(
    prose: Prose, source: str, here: str, report: Report | None, portal: Portal, where: Targets
) -> tuple[tuple[str, ...], list[Finding]]:
    filled: list[str] = []
    findings: list[Finding] = []
    for slot in prose.slots:
        text = ""
        if slot.kind != "cite":
            text, wrong = link(slot, source, here, report, where)
            findings += [wrong] if wrong else []
        elif slot.read:
            try:
                text = _cited(slot, here, report, portal)
            except Unreadable:
                pass
            except CitationError as error:
                findings.append(finding(error.code, slot.span, **error.args_))
        filled.append(html.escape(text) if slot.kind != "cite" else text)
    return tuple(filled), findings


def _cited(slot: Slot, here: str, report: Report | None, portal: Portal) -> str:
    if report is None:
        raise CitationError("cite.no-report", text=slot.text.strip())
    text, target = cite(parse(slot.text), report, portal)
    text = html.escape(text)
    if target is None or slot.in_link:
        return text
    there = routes.report(target.office, target.year)
    address = f"#{target.anchor}" if there == here else f"{routes.relative(there, here)}#{target.anchor}"
    return f'<a class="cited" href="{address}">{text}</a>'


def join(rendered: str, filled: tuple[str, ...]) -> str:
    """Rendered prose with its slots filled."""
    parts = rendered.split(MARK)
    parts[1::2] = [filled[int(part)] for part in parts[1::2]]
    return "".join(parts)
