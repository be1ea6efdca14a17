"""Binds the wordings of a form file to its cells, and checks that every name in them leads somewhere."""

from collections.abc import Callable, Iterator, Sequence

from gongkai.citation import CitationError, Expression, Operation, Reference, parse
from gongkai.finding import Word
from gongkai.form import CellType, RowGroup, RowPlace, Table
from gongkai.form_file import ClaimsFile, NothingFile, TermFile
from gongkai.schema import did_you_mean
from gongkai.terms import Base, Claims, Context, Nothing, Sum, Term

Where = tuple[str | int, ...]
Wrong = Callable[..., None]


def bind_claims(written: ClaimsFile, tables: Sequence[Table], cells: Sequence[CellType], wrong: Wrong) -> Claims:
    """The wordings with their cells. Gives `form.path` for a path or a base that is not there, `form.id` for a twin."""

    def sums(paths: Sequence[str], *where: str | int) -> tuple[Sum, ...]:
        return tuple(s for i, p in enumerate(paths) if (s := _sum(p, tables, cells, ("claims", *where, i), wrong)))

    bases = tuple(Base(b.id, b.words, sums(b.cells, "bases", i, "cells")) for i, b in enumerate(written.bases))
    known = [b.id for b in bases]
    terms: list[Term] = []
    ids = [t.id for t in written.terms]
    for i, term in enumerate(written.terms):
        if term.id in [t.id for t in terms]:
            wrong("form.id", ("claims", "terms", i), id=term.id, what=Word("what.term"))
        named = (("of", term.of, known), ("follows", term.follows, ids), ("rests_on", term.rests_on, ids))
        for field, names, there in named:
            for n, name in enumerate(names):
                if name not in there:
                    wrong("form.path", ("claims", "terms", i, field, n), name=name, known=did_you_mean(name, there))
        terms.append(_term(term, written, sums(term.cells, "terms", i, "cells")))
    for i, none in enumerate(written.nothing):
        for n, name in enumerate(none.whole):
            if name not in ids:
                wrong("form.path", ("claims", "nothing", i, "whole", n), name=name, known=did_you_mean(name, ids))
    return Claims(
        fill=written.fill,
        no=written.no,
        bodies=written.bodies,
        years=written.years,
        this_year=written.this_year,
        whole_year=written.whole_year,
        part=written.part,
        share=written.share,
        each_share=written.each_share,
        since=written.since,
        up=written.up,
        down=written.down,
        terms=tuple(terms),
        bases=bases,
        nothing=tuple(_nothing(n, written, sums(n.zero, "nothing", i, "zero")) for i, n in enumerate(written.nothing)),
    )


def _term(term: TermFile, written: ClaimsFile, cells: tuple[Sum, ...]) -> Term:
    units = (*term.units, *term.scale) or written.units
    fill = (*term.fill, *written.fill)
    context = _context(term, written)
    return Term(
        term.id, term.words, term.after, fill, units, term.scale, context, cells, term.of, term.follows, term.rests_on
    )


def _nothing(one: NothingFile, written: ClaimsFile, zero: tuple[Sum, ...]) -> Nothing:
    return Nothing(one.words, one.fill, one.then, _context(one, written), zero, one.beside, one.apart, one.whole)


def _context(one: TermFile | NothingFile, written: ClaimsFile) -> Context:
    no = (*one.no, *(word for word in written.no if word not in one.allow))
    return Context(one.near, one.unlike, no, one.topics, one.back)


def _sum(path: str, tables: Sequence[Table], cells: Sequence[CellType], where: Where, wrong: Wrong) -> Sum | None:
    """A sum of paths; a path may end with a group of rows and a column, and then means all rows below."""
    try:
        references = list(_references(parse(path)))
    except CitationError:
        wrong("form.path", where, name=path, known="")
        return None
    found: list[int] = []
    for keys in references:
        table = next((t for t in tables if t.key == keys[0]), None)
        hit = _cells(table, keys[1:], cells) if table else []
        if not hit or not all(cells[i].exists and cells[i].kind.numeric for i in hit):
            wrong("form.path", where, name=".".join(keys), known=_nearest(keys, tables))
            return None
        found += hit
    names = {t.id: t.key for t in tables}
    cited = " + ".join(".".join((names[cells[i].table], *cells[i].row.keys, cells[i].column.keys[-1])) for i in found)
    return Sum(tuple(found), " + ".join(".".join(keys) for keys in references), cited)


def _references(expression: Expression) -> Iterator[tuple[str, ...]]:
    match expression:
        case Reference(keys, 0):
            yield keys
        case Operation("+", left, right):
            yield from _references(left)
            yield from _references(right)
        case _:
            raise CitationError("cite.syntax")


def _cells(table: Table, keys: tuple[str, ...], cells: Sequence[CellType]) -> list[int]:
    """The cells a path names; none where it leads nowhere."""
    item: RowPlace | RowGroup = table.tree
    for depth, key in enumerate(keys):
        if isinstance(item, RowGroup) and key in item.inner:
            item = item.inner[key]
            continue
        if depth + 1 < len(keys):
            return []
        found = [_in_row(table, row, key) for row in _rows(item)]
        return [i for i in found if i is not None and cells[i].exists] if None not in found else []
    if isinstance(item, RowPlace) and len(table.blocks[item.block].columns) == 1:
        return [table.blocks[item.block].cell(item.row, 0)]
    return []


def _rows(item: RowPlace | RowGroup) -> Iterator[RowPlace]:
    if isinstance(item, RowPlace):
        yield item
    else:
        for inner in item.inner.values():
            yield from _rows(inner)


def _in_row(table: Table, row: RowPlace, key: str) -> int | None:
    block = table.blocks[row.block]
    column = block.column_index(key)
    return None if column is None else block.cell(row.row, column)


def _nearest(keys: tuple[str, ...], tables: Sequence[Table]) -> str:
    """The key that was probably meant, of the first level that does not know the one written."""
    level: RowPlace | RowGroup | None = None
    known = [t.key for t in tables]
    for key in keys:
        if key not in known:
            return did_you_mean(key, known)
        if level is None:
            level = next(t.tree for t in tables if t.key == key)
        elif isinstance(level, RowGroup):
            level = level.inner[key]
        known = list(level.inner) if isinstance(level, RowGroup) else []
    return ""
