"""Everything that is printed: findings in full, one line each, or for machines; progress; summaries."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import islice
from pathlib import Path
from typing import TypeAlias, TypeVar

from gongkai.codes import EXPLAINS
from gongkai.finding import Finding, Severity, Span
from gongkai.formats import FORMATS, written
from gongkai.messages import Texts
from gongkai.personal import veiled
from gongkai.source import read_text

T = TypeVar("T")
_Line: TypeAlias = tuple[tuple[str, str], ...]  # texts and how each of them looks
_MOVES = re.compile(r"[\x00-\x1f\x7f-\x9f]")  # tabs, and what else moves a cursor
_TOGETHER = 500  # lines that are printed at once

STYLES = ("full", "concise", *FORMATS)
_STYLE = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTICE: "cyan"}


class Console:
    """A terminal (or a pipe) and the language it is spoken to in. NO_COLOR is rich's business."""

    def __init__(self, texts: Texts) -> None:
        from rich.console import Console as Rich

        self.texts = texts
        self.out = Rich(soft_wrap=True, highlight=False, markup=False, emoji=False)
        self.err = Rich(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False)

    def say(self, word: str, *, error: bool = False, **args: object) -> None:
        """One of the console's own sentences."""
        (self.err if error else self.out).print(self.texts.say(word, **args))

    def progress(self, step: str, total: int, items: Iterable[T], least: int = 50) -> Iterator[T]:
        """The items, with a bar where somebody is watching and there is something to wait for."""
        if not self.err.is_terminal or total < least:
            yield from items
            return
        from rich.progress import Progress

        with Progress(console=self.err, transient=True, auto_refresh=False) as bar:  # no thread: processes are forked
            task = bar.add_task(self.texts.word(f"cli.step.{step}"), total=total)
            for number, item in enumerate(items):
                yield item
                bar.update(task, completed=number + 1, refresh=number % (total // 50) == 0)

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """A table, its columns as wide as their texts; where there is no room, the first one gives way."""
        from rich.table import Column, Table

        columns = [
            Column(head[0], overflow="fold"),
            *(Column(text, no_wrap=True, overflow="fold") for text in head[1:]),
        ]
        table = Table(*columns, box=None, pad_edge=False)
        for row in rows:
            table.add_row(*row)
        self.out.print(table)

    def findings(self, found: Sequence[Finding], style: str, root: Path) -> None:
        """All findings in one of STYLES."""
        if style in FORMATS:
            if text := written(found, style, self.texts):
                self.out.file.write(f"{text}\n")  # as it is: rich would take half a second for a large portal
            return
        from rich.segment import Segment, Segments
        from rich.style import Style

        shown = self._head if style == "concise" else partial(self._full, root)
        told = (line for item in found if not item.waived for line in shown(item))
        styles = {name: Style.parse(name) for name in ("", "bold", "dim", *_STYLE.values())}
        while some := list(islice(told, _TOGETHER)):
            segments: list[Segment] = []
            for line in some:
                segments += [Segment(_MOVES.sub(" ", text), styles[how]) for text, how in line]
                segments.append(Segment.line())
            self.out.print(Segments(segments), end="")  # text by text, rich would take a second for a large portal
        self.summary(found)

    def summary(self, found: Sequence[Finding]) -> None:
        """How many of each."""
        counts = {s: sum(1 for f in found if f.severity is s and f.open) for s in Severity}
        drafts = [f.severity for f in found if f.draft and not f.waived]
        waived = sum(1 for f in found if f.waived and f.code not in EXPLAINS)
        if any(counts.values()):
            self.say(
                "cli.found",
                errors=counts[Severity.ERROR],
                warnings=counts[Severity.WARNING],
                notices=counts[Severity.NOTICE],
            )
            self.say("cli.explain")
        else:
            self.say("cli.none-published" if drafts else "cli.none")
        if drafts:
            errors = drafts.count(Severity.ERROR)
            self.say("cli.drafts", errors=errors, others=len(drafts) - errors)
        if waived:
            self.say("cli.waived", count=waived)

    def _head(self, item: Finding) -> Iterator[_Line]:
        draft = f" ({self.texts.word('draft')})" if item.draft else ""
        severity = self.texts.word(f"severity.{item.severity}") + draft
        start, code = (f"{where(item.span)}: ", ""), (f" {item.code}", "dim")
        yield start, (severity, _STYLE[item.severity]), code, (f" {self.texts.message(item)}", "")

    def _full(self, root: Path, item: Finding) -> Iterator[_Line]:
        yield from self._head(item)
        yield from _quote(item.span, root)
        help_ = self.texts.help(item)
        if help_:
            yield ((f"  {self.texts.word('help')}: {help_}", ""),)
        for other in item.related:
            yield ((f"  {where(other.span)}: {self.texts.related(other)}", "dim"),)
        yield ()


def _quote(span: Span, root: Path) -> Iterator[_Line]:
    """The source line, personal numbers masked, and a caret under the column; Chinese characters are two wide."""
    from rich.cells import cell_len

    lines = _lines(root / span.path) if span.line else ()
    if not 0 < span.line <= len(lines):
        return
    line = _MOVES.sub(" ", veiled(lines[span.line - 1]))  # the logs of a check are often public
    start = max(0, span.column - 61) if span.column else 0
    shown = line[start : start + 100].rstrip() + ("…" if line[start + 100 :].strip() else "")
    yield ((f"{span.line:>5} | {shown}", ""),)
    if span.column:
        yield ((" " * 5 + " | " + " " * cell_len(line[start : span.column - 1]) + "^", "bold"),)


@lru_cache(maxsize=64)
def _lines(file: Path) -> tuple[str, ...]:
    try:
        text, _ = read_text(file, "")
    except OSError:
        return ()
    return tuple(text.split("\n"))


def where(span: Span) -> str:
    """path:line:column, as editors and terminals link it."""
    if not span.line:
        return span.path
    return f"{span.path}:{span.line}:{span.column}" if span.column else f"{span.path}:{span.line}"
