"""PDF: the report like a printed official document, tagged (PDF/UA-1), fonts embedded as subsets.

Typeset by typst from `report.typ`, which gets the report as JSON. Same report and same fonts, same bytes. The only
importer of typst.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple

import typst

from gongkai.downloads.blocks import Block
from gongkai.downloads.document import Document, Grid
from gongkai.downloads.docx import widths

# What each role is set in, best first. Those at the end of a row are free and in Debian's fonts-noto-cjk.
STACKS: Mapping[str, tuple[str, ...]] = {
    "title": ("FZXiaoBiaoSong-B05S", "FandolSong", "Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC"),
    "hei": ("SimHei", "FandolHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC"),
    "kai": ("KaiTi_GB2312", "KaiTi", "FandolKai", "LXGW WenKai", "Noto Serif CJK SC", "Noto Serif SC"),
    "body": (
        "FangSong_GB2312",
        "FangSong",
        "FandolFang R",
        "Noto Serif CJK SC",
        "Noto Serif SC",
        "Source Han Serif SC",
    ),
}
_LATIN = ("Liberation Serif", "Times New Roman", "Libertinus Serif")


_GLYPH = re.compile(r'the text `"(.+?)"` could not be displayed')
_PICTURES = (".png", ".jpg", ".jpeg", ".gif", ".svg", ".webp")


class Fonts(NamedTuple):
    """The fonts of this machine that will be used, by role; `missing` roles have none."""

    found: Mapping[str, tuple[str, ...]]
    missing: tuple[str, ...]


@lru_cache(maxsize=1)
def _system() -> Any:
    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def stacks(language: str) -> Mapping[str, tuple[str, ...]]:
    """The fonts wanted for each role, best first."""
    return STACKS if language == "zh" else dict.fromkeys(STACKS, _LATIN)


@lru_cache(maxsize=2)
def fonts(language: str) -> Fonts:
    """Which of the wanted fonts this machine has."""
    there = {font.lower(): font for font in _system().families()}
    found = {
        role: tuple(there[f.lower()] for f in stack if f.lower() in there) for role, stack in stacks(language).items()
    }
    return Fonts(found, tuple(role for role, have in found.items() if not have))


class Failed(RuntimeError):
    """Typst could not set the document, or not with the fonts that are there: the reason.

    `character` is the one that no font has, `picture` the source of the picture that cannot be read; '' where unknown.
    """

    def __init__(self, reason: str, character: str = "", picture: str = "") -> None:
        super().__init__(reason)
        self.character, self.picture = character, picture


def pdf(document: Document, words: Sequence[str]) -> bytes:
    """The file's bytes. Raises Failed. `words` as in `docx`."""
    report = json.dumps(_data(document, words), ensure_ascii=False)
    try:
        made, warnings = _compiler().compile_with_warnings(
            _template(), format="pdf", sys_inputs={"report": report}, pdf_standards=["ua-1"], timestamp=0
        )
    except typst.TypstError as error:
        raise _failed(str(error), document) from error
    if warnings:
        raise _failed("; ".join(str(w.message) for w in warnings), document)
    if not isinstance(made, bytes):
        raise Failed(type(made).__name__)
    return made


def _failed(reason: str, document: Document) -> Failed:
    """What the setter complains of, told as what an author can mend."""
    if found := _GLYPH.search(reason):
        return Failed(reason, character=found[1])
    shown = (b for s in document.sections for b in (*s.before, *s.after) if b.kind == "img" and b.data)
    broken = next((b.src for b in shown if b.src.lower().endswith(_PICTURES) and not _readable(b.data)), "")
    return Failed(reason, picture=broken)


def _readable(data: bytes) -> bool:
    """Whether a picture can be set."""
    picture = "(" + ", ".join(map(str, data)) + ",)"
    try:
        _compiler().compile(f"#image(bytes({picture}))".encode(), format="pdf", sys_inputs={})
    except typst.TypstError:
        return False
    return True


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    return typst.Compiler(font_paths=_system())


@lru_cache(maxsize=1)
def _template() -> bytes:
    return (files("gongkai.downloads") / "report.typ").read_bytes()


def _data(document: Document, words: Sequence[str]) -> dict[str, Any]:
    chosen = fonts(document.language)
    day = (document.published or f"{document.year + 1}-01-01")[:10]
    year, month, date = map(int, day.split("-"))
    colon = "：" if document.language == "zh" else ": "
    tail = []
    if document.notes:
        lines = [f"{i.place.text} {text}" for note in document.notes for i in note.items for text in i.texts]
        tail.append({"heading": words[3], "lines": lines + [f"{n.reason} ({n.by})" for n in document.notes]})
    if document.wordings:
        tail.append({"heading": words[4], "lines": [f"{i.label} ({i.text})" for i in document.wordings]})
    return {
        "title": document.title,
        "lines": document.lines,
        "office": document.office,
        "date": {"year": year, "month": month, "day": date},
        "lang": document.language,
        "region": "cn" if document.language == "zh" else "gb",
        "fonts": {role: list(have) for role, have in chosen.found.items()},
        "info": [[f"{item.label}{colon}", item.text] for item in document.info],
        "sections": [
            {
                "heading": s.heading,
                "before": _blocks(s.before),
                "grid": _grid(s.grid) if s.grid else None,
                "note": s.note,
                "after": _blocks(s.after),
                "facts": [list(words[:3]), *map(list, s.facts)] if s.facts else [],
            }
            for s in document.sections
        ],
        "tail": tail,
        "address": document.address,
    }


def _grid(grid: Grid) -> dict[str, Any]:
    cells = [
        {"row": c.row, "column": c.column, "rowspan": c.rowspan, "colspan": c.colspan, "kind": c.kind, "text": c.text}
        for c in grid.cells
    ]
    return {
        "caption": grid.caption,
        "width": grid.width,
        "head": grid.head,
        "bands": grid.bands,
        "widths": widths(grid),
        "cells": cells,
    }


def _blocks(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    out: list[dict[str, Any]] = []
    for block in blocks:
        if block.kind == "tr":
            row = [cell.text for cell in block.cells]
            if out and out[-1]["kind"] == "rows" and out[-1]["level"] == block.level:
                out[-1]["rows"].append(row)
            else:
                out.append({"kind": "rows", "level": block.level, "rows": [row]})
            continue
        kind = "h" if block.kind[0] == "h" else block.kind
        runs = [{"text": r.text, "marks": r.marks, "href": r.href} for r in block.runs]
        picture = block.kind == "img"
        out.append(
            {
                "kind": kind,
                "runs": runs,
                "text": block.text,
                "level": block.level,
                "marker": block.marker,
                "href": block.runs[0].href if picture else "",
                "src": block.src.rsplit("/", 1)[-1],
                "data": list(block.data) if picture and block.src.lower().endswith(_PICTURES) else [],
            }
        )
    return out
