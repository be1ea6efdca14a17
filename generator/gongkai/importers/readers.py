"""Which reader reads a file: by what is in it, not only by its name."""

from pathlib import Path

from gongkai.importers import read_docx, read_html, read_pdf, read_text
from gongkai.importers.pieces import MOST_BYTES, Refused, Source, limited

SUFFIXES = (".docx", ".docm", ".doc", ".xlsx", ".html", ".htm", ".txt", ".md", ".pdf")


def read(file: Path) -> Source:
    """A file as lines of cells. Raises Refused and OSError."""
    if file.stat().st_size > MOST_BYTES:
        raise Refused("large", megabytes=MOST_BYTES // 1_000_000)
    try:
        return read_bytes(file.name, file.read_bytes())
    except ModuleNotFoundError as error:
        raise Refused("library", package=error.name or "") from None


def read_bytes(name: str, data: bytes) -> Source:
    """The same, of what stands in a file."""
    suffix = Path(name).suffix.lower()
    if len(data) > MOST_BYTES:
        raise Refused("large", megabytes=MOST_BYTES // 1_000_000)
    if suffix in (".xlsx", ".xlsm") or (data[:4] == b"PK\x03\x04" and b"xl/workbook.xml" in data):
        from gongkai.importers import read_xlsx  # openpyxl belongs to an extra

        return limited(read_xlsx.read(name, data))
    if data[:4] == b"PK\x03\x04" or suffix == ".docx":
        return limited(read_docx.read(name, data))
    if data[:5] == b"%PDF-" or suffix == ".pdf":
        return limited(read_pdf.read(name, data))
    if data[:4] == b"\xd0\xcf\x11\xe0":
        raise Refused("old-word")  # the guard has tried to save it as .docx
    page = suffix == ".doc" and data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"  # as old systems write them
    if page or suffix in (".html", ".htm", ".shtml", ".mhtml"):
        return limited(read_html.read(name, data))
    if suffix in (".txt", ".md", ""):
        return limited(read_text.read(name, data))
    raise Refused("kind", known=SUFFIXES)
