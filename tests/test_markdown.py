"""Our steps in place of markdown-it's own give what its own give."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from mdit_py_cjk_friendly import cjk_friendly

from gongkai.citation import is_mark
from gongkai.markdown import MD

SIGNS = "甲。　（“１aA0 \t\n\n#*_-+=~`|[]()!<>&:;.\\{}/"
WORDS = (
    "# 甲",
    "## 一、乙 ##",
    "#",
    "#甲",
    "    code",
    "- 项",
    "1. 项",
    "\n- ",
    "\n  ",
    "> 引",
    "---",
    "===",
    "| 甲 | 乙 |\n|---|---|\n| 1 | 2 |",
    "# 甲 | 乙\n---|---\n",
    "~~~",
    "```",
    "[a]: /b",
    "[a](b)",
    "{{甲.乙}}",
    "[{{甲]}}]",
    "甲 {{另计}}",
    "{{甲\n乙}}",
    "**重**",
    "~~删~~",
    "<https://甲。乙>",
    "&amp;",
    "<b>",
    "\n\n",
    "\t",
)
TEXTS = st.lists(st.one_of(st.sampled_from(WORDS), st.text(alphabet=SIGNS, max_size=6)), max_size=12).map("".join)


def cite(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith("{{", state.pos):
        return False
    end = state.src.find("}}", state.pos + 2)
    if end < 0 or end >= state.posMax or "\n" in (inner := state.src[state.pos + 2 : end]):
        return False
    if not silent and is_mark(inner):
        state.pending = state.pending.rstrip(" \t\u3000")
        state.push("mark", "", 0).info = inner
    elif not silent:
        state.push("cite", "", 0).content = inner
    state.pos = end + 2
    return True


def plain() -> MarkdownIt:
    md = type(MD)("commonmark", {"html": False, "linkify": False, "typographer": False})
    md.enable(["table", "strikethrough"]).use(cjk_friendly)
    md.inline.ruler.before("escape", "cite", cite)
    return md


PLAIN = plain()


def tokens(md: MarkdownIt, text: str) -> list[Any]:
    return [token.as_dict() for token in md.parse(text)]


@settings(max_examples=600)
@given(TEXTS)
def test_tokens_are_those_of_markdown_it(text: str) -> None:
    assert tokens(MD, text) == tokens(PLAIN, text)


def test_a_line_alone_is_a_heading_only_where_no_table_begins() -> None:
    table = "# 甲 | 乙\n---|---\n1 | 2\n"
    assert tokens(MD, table) == tokens(PLAIN, table)
    assert tokens(MD, table)[0]["type"] == "table_open"
