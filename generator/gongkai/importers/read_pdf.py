"""PDF with a text layer, by pdfplumber: ruled tables as grids, the rest as printed lines."""

import io
from typing import Any

from gongkai.importers.pieces import LONGEST, MOST_LINES, Cell, Line, Place, Refused, Source, tidy
from gongkai.importers.read_text import _PAGE_NUMBER

_MOST_PAGES = 200


def read(name: str, data: bytes) -> Source:
    """A PDF. Raises Refused where it is encrypted, damaged, too long or a scan."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect

    lines: list[Line] = []
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            _pages(pdf, lines)
    except (Refused, MemoryError):
        raise
    except PDFPasswordIncorrect:
        raise Refused("encrypted") from None
    except Exception as error:  # noqa: BLE001 — pdfminer has no end of errors for damaged files
        cause = error.args[0] if error.args else None
        raise Refused("encrypted" if isinstance(cause, PDFPasswordIncorrect) else "damaged") from None
    if not lines:
        raise Refused("scan")
    return Source(name, "pdf", tuple(lines), wrapped=True)


def _pages(pdf: Any, lines: list[Line]) -> None:
    grid = 0
    if len(pdf.pages) > _MOST_PAGES:
        raise Refused("pages", count=_MOST_PAGES)
    for number, page in enumerate(pdf.pages, 1):
        grid = _page(page, number, lines, grid)
        if len(lines) > MOST_LINES:
            break  # and is refused
        page.close()


def _page(page: Any, number: int, lines: list[Line], grid: int) -> int:
    """One page: text and tables from top to bottom."""
    tables = page.find_tables()
    boxes = [t.bbox for t in tables]

    def outside(item: Any) -> bool:
        middle = (item["top"] + item["bottom"]) / 2
        return not any(x0 <= (item["x0"] + item["x1"]) / 2 <= x1 and y0 <= middle <= y1 for x0, y0, x1, y1 in boxes)

    found: list[tuple[float, Line]] = []
    count = 0
    for line in page.filter(lambda o: o["object_type"] != "char" or outside(o)).extract_text_lines():
        text = tidy(line["text"])[:LONGEST]
        if text and not _PAGE_NUMBER.match(text):
            found.append((line["top"], Line((Cell(text, Place(0, number)),))))
    for table in tables:
        grid += 1
        for row, texts in zip(table.rows, table.extract(), strict=True):
            count += 1
            cells = tuple(Cell(tidy(t)[:LONGEST], Place(count, number)) for t in texts if t is not None)
            if cells:
                found.append((row.bbox[1], Line(cells, grid)))
    lines += [line for _, line in sorted(found, key=lambda item: item[0])]
    return grid
