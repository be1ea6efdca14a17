"""The Markdown parser: markdown-it, set up for Chinese prose that cites cells. The only importer of markdown_it.

Raw HTML is off; emphasis and line breaks are friendly to Chinese; `{{…}}` is a token of its own. Where markdown-it
looks at sign after sign, its own steps are done here by one search, with the same tokens in the end.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_cjk_friendly import cjk_friendly

from gongkai.citation import is_mark

MARK = "\0"  # encloses a slot's number in rendered prose; Markdown itself never lets NUL through


class _State(StateBlock):
    """A text by its lines: where each begins and ends, and how far it is indented."""

    def __init__(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> None:
        super().__init__("", md, env, tokens)
        self.src = src
        lines = src.split("\n")
        if not lines[-1].strip(" \t"):
            lines.pop()  # spaces that no line end follows are no line
        start = 0
        marks = self.bMarks, self.eMarks, self.tShift, self.sCount, self.bsCount
        for numbers in marks:
            numbers.clear()
        for line in lines:
            shift = len(line) - len(line.lstrip(" \t"))
            self.bMarks.append(start)
            start += len(line) + 1
            self.eMarks.append(start - 1)
            self.tShift.append(shift)
            self.sCount.append(len(line[:shift].expandtabs(4)) if "\t" in line else shift)
        self.lineMax = len(lines)
        self.bsCount += [0] * self.lineMax
        for numbers, end in zip(marks, (len(src), len(src), 0, 0, 0), strict=True):
            numbers.append(end)  # markdown-it looks at a line behind the last one


class _Blocks(ParserBlock):
    """The parser of blocks, which begins with our own `_State`."""

    def parse(self, src: str, md: MarkdownIt, env: Any, outTokens: list[Token]) -> list[Token] | None:  # noqa: N803
        """All blocks of a text."""
        if not src:
            return None
        state = _State(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


class _Inlines(ParserInline):
    """The parser of what stands in a block: without any sign in it that is text."""

    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        """All that stands in a block."""
        if not src or _SIGN.search(src):
            return super().parse(src, md, env, tokens)
        tokens.append(Token("text", "", 0, content=src))
        return tokens


def _lone(state: StateBlock, line: int, last: int, silent: bool) -> bool:  # noqa: ARG001
    """A line between empty ones is, by its first sign, a paragraph or a heading: nearly all that is written is that.

    Other rules look at its first sign, too, or at the line below.
    """
    if state.is_code_block(line) or not (line + 1 >= state.lineMax or state.isEmpty(line + 1)):
        return False
    start = state.bMarks[line] + state.tShift[line]
    sign = state.src[start]
    text = state.src[start : state.eMarks[line]]
    kind, tag, markup = "paragraph", "p", ""
    if sign == "#":
        whole = text.rstrip(" \t")
        text = whole.lstrip("#")
        kind, tag, markup = "heading", f"h{len(whole) - len(text)}", whole[: len(whole) - len(text)]
        if len(markup) > _SMALLEST or (text and text[0] not in " \t"):
            return False
        closed = text.rstrip("#")
        text = closed if closed.endswith((" ", "\t")) else text
    elif sign.isascii() and not sign.isalpha():
        return False
    state.line = end = line + 1
    level, inner = state.level, text.strip()
    state.tokens += (
        Token(f"{kind}_open", tag, 1, map=[line, end], level=level, markup=markup, block=True),
        Token("inline", "", 0, map=[line, end], level=level + 1, children=[], content=inner, block=True),
        Token(f"{kind}_close", tag, -1, level=level, markup=markup, block=True),
    )
    return True


_SMALLEST = 6  # level of a heading


def _said(state: StateInline, silent: bool) -> bool:
    """Text, and `{{…}}` on one line as tokens of their own, up to what may be something else.

    A mark (`{{另计}}`) shows nothing, nor the space before it.
    """
    src, last, first = state.src, state.posMax, state.pos
    while state.pos < last:
        found = _SIGN.search(src, state.pos, last)
        at = found.start() if found else last
        if not silent:
            state.pending += src[state.pos : at]
        state.pos = at
        end = src.find("}}", at + 2) if src.startswith("{{", at) else -1
        if end < 0 or end >= last or "\n" in (inner := src[at + 2 : end]):
            break
        state.pos = end + 2
        if silent:
            continue
        if is_mark(inner):
            state.pending = state.pending.rstrip(" \t\u3000")
            state.push("mark", "", 0).info = inner
        else:
            state.push("cite", "", 0).content = inner
    return state.pos > first


_SIGN = re.compile(r"[\n!#$%&*+\-:<=>@\[\\\]^_`{}~]")  # what may begin something else than text


def _wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in ("W", "F") or char in "“”‘’…—·"


def _edge(tokens: Sequence[Token], index: int, step: int) -> str:
    """The character next to a line break, looking past emphasis marks; a citation counts as a digit."""
    index += step
    while 0 <= index < len(tokens):
        token = tokens[index]
        if token.type == "cite":
            return "0"
        if token.content:
            return token.content[-1 if step < 0 else 0]
        index += step
    return ""


def _softbreak(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:  # noqa: ARG001
    """No space between Chinese characters, nor between one and a digit."""
    before, after = _edge(tokens, index, -1), _edge(tokens, index, 1)
    if before and after and (_wide(before) or _wide(after)):
        other = after if _wide(before) else before
        if _wide(other) or other.isdigit():
            return ""
    return "\n"


def _slot(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:  # noqa: ARG001
    return f"{MARK}{tokens[index].meta['slot']}{MARK}"


def _hidden(renderer: RendererHTML, tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:  # noqa: ARG001
    return ""


class _Markdown(MarkdownIt):
    """Addresses stay as they are written where normalizing would hide that full-width stops stand in a name."""

    def normalizeLink(self, url: str) -> str:  # noqa: N802  markdown-it's own name
        """The address as it stands in the page."""
        return quote(url, safe=_SAFE) if _WIDE_STOP.match(url) else super().normalizeLink(url)

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """The text of an address that is its own link."""
        return link if _WIDE_STOP.match(link) else super().normalizeLinkText(link)


_WIDE_STOP = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//[^/?#]*[。．｡]")
_SAFE = "%/:=&?~#+!$,;'@()*[]"


def _parser() -> MarkdownIt:
    md = _Markdown("commonmark", {"html": False, "linkify": False, "typographer": False})
    md.enable(["table", "strikethrough"]).use(cjk_friendly)
    block, inline = md.block, md.inline
    md.block, md.inline = _Blocks(), _Inlines()
    md.block.ruler, md.inline.ruler, md.inline.ruler2 = block.ruler, inline.ruler, inline.ruler2
    md.block.ruler.before("table", "lone", _lone)
    md.inline.ruler.at("text", _said)
    md.add_render_rule("softbreak", _softbreak)
    md.add_render_rule("cite", _slot)
    md.add_render_rule("mark", _hidden)
    return md


MD = _parser()

__all__ = ["MARK", "MD", "Token"]
