"""Everything that is printed: findings in full, one line each, or for machines; progress; summaries."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from gongkai.codes import EXPLAINS
from gongkai.finding import Finding, Severity, Span
from gongkai.formats import FORMATS, written
from gongkai.messages import Texts
from gongkai.personal import veiled
from gongkai.source import read_text

T = TypeVar("T")

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
        for item in (f for f in found if not f.waived):
            if style == "concise":
                self._head(item)
            else:
                self._full(item, root)
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

    def _head(self, item: Finding) -> None:
        from rich.text import Text

        draft = f" ({self.texts.word('draft')})" if item.draft else ""
        line = Text(f"{where(item.span)}: ")
        line.append(self.texts.word(f"severity.{item.severity}") + draft, style=_STYLE[item.severity])
        line.append(f" {item.code}", style="dim")
        line.append(f" {self.texts.message(item)}")
        self.out.print(line)

    def _full(self, item: Finding, root: Path) -> None:
        from rich.text import Text

        self._head(item)
        self._quote(item.span, root)
        help_ = self.texts.help(item)
        if help_:
            self.out.print(Text(f"  {self.texts.word('help')}: {help_}"))
        for other in item.related:
            self.out.print(Text(f"  {where(other.span)}: {self.texts.related(other)}", style="dim"))
        self.out.print()

    def _quote(self, span: Span, root: Path) -> None:
        """The source line, personal numbers masked, and a caret under the column; Chinese characters are two wide."""
        from rich.cells import cell_len
        from rich.text import Text

        lines = _lines(root / span.path) if span.line else ()
        if not 0 < span.line <= len(lines):
            return
        line = veiled(lines[span.line - 1]).replace("\t", " ")  # the logs of a check are often public
        start = max(0, span.column - 61) if span.column else 0
        shown = line[start : start + 100].rstrip() + ("…" if line[start + 100 :].strip() else "")
        number = f"{span.line:>5} | "
        self.out.print(Text(number + shown))
        if span.column:
            self.out.print(Text(" " * 5 + " | " + " " * cell_len(line[start : span.column - 1]) + "^", style="bold"))


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
