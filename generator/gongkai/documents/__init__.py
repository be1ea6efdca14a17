"""What can be read in a file that is handed out beside the pages: its text by parts, and the people it names.

Attachments come from many hands, and a check must outlive all of them: what is too large, encrypted, damaged or of an
old format is `Unread`, with a reason.
"""

from collections.abc import Callable, Mapping
from html.parser import HTMLParser
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
    return _READERS[suffix](file.read_bytes())


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


class _Html(HTMLParser):
    """What a browser shows of a page, and what stands in its attributes; marks within a word join what they part."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self.given: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.said.append("\n")
        self.given += [value for _, value in attrs if value]

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.said.append("\n")

    def handle_data(self, data: str) -> None:
        self.said.append(data)

    def handle_comment(self, data: str) -> None:
        self.given.append(data)


_INLINE = (
    *("a", "abbr", "acronym", "b", "bdi", "bdo", "big", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins"),
    *("kbd", "label", "mark", "nobr", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "time"),
    *("tspan", "tt", "u", "var", "wbr"),
)


def _html(data: bytes) -> Content:
    """A page as its readers see it: a number may be parted by marks or written in character references."""
    parser = _Html()
    parser.feed(_text(data).parts[0].text)
    parser.close()
    return Content((Part("body", "", "".join(parser.said) + "\n" + "\n".join(parser.given)),), ())


_READERS: Mapping[str, Callable[[bytes], Content]] = {
    **dict.fromkeys(_TEXT, _text),
    **dict.fromkeys((".html", ".htm", ".svg"), _html),
    **dict.fromkeys(_PACKED, ooxml.read),
    ".pdf": pdf.read,
}

__all__ = ["LARGEST", "Content", "Part", "Unread", "content", "tidy"]
