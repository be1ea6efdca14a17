"""What can be read in a file that is handed out beside the pages: its text by parts, and the people it names.

Attachments come from many hands, and a check must outlive all of them: what is too large, encrypted, damaged or of an
old format is `Unread`, with a reason.
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

from gongkai.documents import ooxml, pdf
from gongkai.documents.content import Content, Part, Unread, tidy

LARGEST = 50_000_000
_TEXT = (
    ".txt",
    ".csv",
    ".tsv",
    ".md",
    ".html",
    ".htm",
    ".svg",
    ".json",
    ".xml",
    ".yaml",
    ".yml",
    ".log",
    ".sql",
    ".vcf",
    "",
)
_PACKED = (".docx", ".xlsx", ".pptx", ".docm", ".xlsm", ".pptm", ".dotx", ".odt", ".ods", ".odp", ".ofd")
_SEEN = (  # what is looked at, heard or run, and holds no text to speak of
    *(".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".bmp", ".ico", ".tif", ".tiff"),
    *(".woff", ".woff2", ".ttf", ".otf", ".eot", ".css", ".js", ".mjs", ".map", ".wasm", ".webmanifest"),
    *(".mp3", ".mp4", ".m4a", ".webm", ".ogg", ".wav", ".mov", ".avi"),
)


def content(file: Path) -> Content | None:
    """What a file holds; None for pictures, fonts and the like, and empty files, which hold no text. Raises Unread."""
    suffix, status = file.suffix.lower(), file.stat()
    if suffix in _SEEN or not status.st_size:
        return None
    if suffix not in _READERS:  # doc, xls, zip …
        raise Unread("format")
    if status.st_size > LARGEST:
        raise Unread("large")
    result = _remembered(file, status.st_size, status.st_mtime_ns)
    if isinstance(result, str):
        raise Unread(result)
    return result


@lru_cache(maxsize=4096)
def _remembered(file: Path, size: int, changed: int) -> Content | str:  # noqa: ARG001
    """A file's content or why there is none; the preview asks again at every save, and PDFs are slow."""
    try:
        return _READERS[file.suffix.lower()](file.read_bytes())
    except Unread as unread:
        return str(unread)


def _text(data: bytes) -> Content:
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        for encoding in ("utf-8-sig", "gb18030"):
            try:
                return Content((Part("", "", data.decode(encoding)),), (), True)
            except UnicodeDecodeError:
                continue
        raise Unread("damaged")
    try:
        return Content((Part("", "", data.decode("utf-16")),), (), True)
    except UnicodeDecodeError:
        raise Unread("damaged") from None


_READERS: Mapping[str, Callable[[bytes], Content]] = {
    **dict.fromkeys(_TEXT, _text),
    **dict.fromkeys(_PACKED, ooxml.read),
    ".pdf": pdf.read,
}

__all__ = ["LARGEST", "Content", "Part", "Unread", "content", "tidy"]
