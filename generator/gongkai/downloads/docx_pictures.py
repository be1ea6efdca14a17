"""Pictures of a Word file: their parts, relations, and the drawing that shows each in the text."""

import io
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import quoteattr

import imagesize

from gongkai.downloads.blocks import Block
from gongkai.downloads.document import Document

_KINDS = ("png", "jpg", "jpeg", "gif")
_WIDEST = 5_616_000  # between the margins, in English Metric Units
_PIXEL = 9_525  # one at 96 to the inch
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"


class Picture(NamedTuple):
    """A picture's number from 1, its part's name, bytes, and size in EMU."""

    number: int
    name: str
    data: bytes
    width: int
    height: int

    @property
    def relation(self) -> str:
        """The relation's id within the document."""
        return f"rIdP{self.number}"


def pictures(document: Document) -> dict[Block, Picture]:
    """The pictures that Word can show, by their block; each file stands once in the package."""
    found: dict[Block, Picture] = {}
    for block in _blocks(document):
        kind = block.src.rpartition(".")[2].lower()
        if block in found or not block.data or kind not in _KINDS:
            continue
        width, height = imagesize.get(io.BytesIO(block.data))
        if width > 0 and height > 0:
            scale = min(_PIXEL, _WIDEST / width)
            number = len(found) + 1
            name = f"media/{number}.{kind}"
            found[block] = Picture(number, name, block.data, round(width * scale), round(height * scale))
    return found


def _blocks(document: Document) -> Iterator[Block]:
    for section in document.sections:
        yield from (b for b in (*section.before, *section.after) if b.kind == "img")


def relations(found: Sequence[Picture]) -> str:
    """The relations of the pictures."""
    return "".join(f'<Relationship Id="{p.relation}" Type="{_IMAGE}" Target="{p.name}"/>' for p in found)


def drawing(picture: Picture, text: str) -> str:
    """A run that shows the picture; `text` is for those who do not see it."""
    size = f'cx="{picture.width}" cy="{picture.height}"'
    names = f'id="{picture.number}" name="{picture.number}" descr={quoteattr(text)}'
    return (
        '<w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent {size}/><wp:docPr {names}/><a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:nvPicPr><pic:cNvPr {names}/><pic:cNvPicPr/></pic:nvPicPr>"
        f'<pic:blipFill><a:blip r:embed="{picture.relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
        "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
