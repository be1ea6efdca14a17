"""Binds a form's rules to its cells: every name found or reported, every equation one Instance per row or column."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from gongkai.finding import Severity, Word
from gongkai.form import Block, CellType, Instance, Line, Rule
from gongkai.form_file import DerivedFile, RuleFile
from gongkai.linear import Bound, Equation, EquationError, Term, parse, solve
from gongkai.schema import did_you_mean


class Wrong(Protocol):
    """Records a finding at the rule or list that is being read."""

    def __call__(self, code: str, **args: object) -> None:
        """Record it."""


class Sheet(NamedTuple):
    """A Block with the names of its groups, as rules may use them."""

    block: Block
    row_groups: Mapping[str, tuple[int, ...]]
    column_groups: Mapping[str, tuple[int, ...]]

    def names(self, *, rows: bool) -> dict[str, tuple[int, ...]]:
        """Every name a rule may use: leaves by full id and, where that is unique, by its last part; groups."""
        lines = self.block.rows if rows else self.block.columns
        names: dict[str, tuple[int, ...]] = {}
        last: dict[str, list[int]] = {}
        for i, line in enumerate(lines):
            last.setdefault(line.id.rsplit(".", 1)[-1], []).append(i)
        names |= {name: (where[0],) for name, where in last.items() if len(where) == 1}
        names |= {line.id: (i,) for i, line in enumerate(lines)}
        return names | dict(self.row_groups if rows else self.column_groups)


def bind_rule(
    table: str, written: RuleFile, sheets: Sequence[Sheet], cells: Sequence[CellType], wrong: Wrong
) -> tuple[Rule, list[Instance]] | None:
    """The Rule and its instances in every block of the table that has all the names it uses.

    Gives `form.rule` (no equation, or not exactly one of rows and columns), `form.reason` (not exactly one of clause
    and reason) and `form.name` (a name that no block has, with the nearest known one).
    """
    if bool(written.rows) == bool(written.columns):
        wrong("form.rule", rule=written.id, problem=Word("equation.either"), text="")
        return None
    if bool(written.clause) == bool(written.reason):
        wrong("form.reason", rule=written.id)
        return None
    text = written.rows or written.columns or ""
    try:
        equation = parse(text)
    except EquationError as error:
        found = f"{text[: error.column]}▶{text[error.column :]}"
        wrong("form.rule", rule=written.id, problem=Word(f"equation.{error.problem}"), text=found)
        return None
    rule = Rule(
        written.id,
        table,
        text,
        equation,
        written.clause or "",
        written.reason or "",
        written.severity,
        written.example,
    )
    by_rows = written.rows is not None
    instances: list[Instance] = []
    unknown: list[tuple[str, list[str]]] = []
    for sheet in sheets:
        names = sheet.names(rows=by_rows)
        others = sheet.names(rows=not by_rows)
        groups = sheet.row_groups if by_rows else sheet.column_groups
        missing = [
            (t.name, list(groups if t.children else names))
            for t in equation.terms()
            if t.name not in (groups if t.children else names)
        ]
        missing += [(name, list(others)) for name in written.only if name not in others]
        if missing:
            unknown += missing
            continue
        only = {i for name in written.only for i in others[name]}
        lines = sheet.block.columns if by_rows else sheet.block.rows
        for i, line in enumerate(lines):
            if not only or i in only:
                instances += _instance(rule, sheet, names, i, line, cells, by_rows=by_rows)
    if not instances:
        for name, known in unknown:
            wrong("form.name", name=name, known=did_you_mean(name, known))
        if not unknown:
            wrong("form.rule", rule=written.id, problem=Word("equation.cells"), text=text)
        return None
    return rule, instances


def _instance(
    rule: Rule,
    sheet: Sheet,
    names: Mapping[str, tuple[int, ...]],
    at: int,
    line: Line,
    cells: Sequence[CellType],
    *,
    by_rows: bool,
) -> list[Instance]:
    """The rule in one line of the block; none where a cell it needs does not exist or is no number."""

    def number(i: int) -> int:
        return sheet.block.cell(i, at) if by_rows else sheet.block.cell(at, i)

    named = {i for t in rule.equation.terms() if not t.children for i in names[t.name]}

    def side(terms: Sequence[Term]) -> tuple[Bound, tuple[tuple[int, str], ...]]:
        now: list[tuple[int, int]] = []
        before: list[tuple[int, str]] = []
        constant = 0
        for term in terms:
            if not term.name:
                constant += term.factor
                continue
            for i in names[term.name]:
                if term.children and i in named:
                    continue
                if term.previous:
                    before.append((term.factor, cells[number(i)].id))
                else:
                    now.append((term.factor, number(i)))
        return Bound(tuple(now), (), constant), tuple(before)

    left, left_before = side(rule.equation.left)
    right, right_before = side(rule.equation.right)
    used = [cells[i] for _, i in left.now + right.now]
    if not used or not all(cell.exists and cell.kind.numeric for cell in used):
        return []
    return [Instance(rule, line, left, right, left_before, right_before)]


def derived_cells(
    written: DerivedFile, sheets: Sequence[Sheet], instances: Sequence[Instance], ids: Sequence[str], wrong: Wrong
) -> set[int]:
    """The numbers of the cells that may be left blank. Gives `form.name`, and `form.derived` where no rule computes."""
    found: set[int] = set()
    for rows, names in ((True, written.rows), (False, written.columns)):
        for name in names:
            hits = [(s, i) for s in sheets for i in s.names(rows=rows).get(name, ())]
            if not hits:
                known = [n for s in sheets for n in s.names(rows=rows)]
                wrong("form.name", name=name, known=did_you_mean(name, known))
            for sheet, i in hits:
                block = sheet.block
                if rows:
                    found |= {block.cell(i, c) for c in range(len(block.columns))}
                else:
                    found |= {block.cell(r, i) for r in range(len(block.rows))}
    size = 1 + max((i for x in instances for _, i in x.left.now + x.right.now), default=0)
    zeros = [0] * max(size, 1 + max(found, default=0))
    computed = {
        cell
        for x in instances
        if computes(x.rule.severity, x.rule.equation)
        for _, cell in x.left.now + x.right.now
        if solve(x.left, x.right, cell, zeros) is not None
    }
    if found - computed:
        wrong("form.derived", name=tuple(ids[i] for i in sorted(found - computed)[:3]))
    return found


def computes(severity: Severity, equation: Equation) -> bool:
    """Whether a rule may compute a cell: an exact equation within the year that no report may break."""
    return severity is Severity.ERROR and equation.relation == "=" and not any(t.previous for t in equation.terms())
