"""Text and authors of PDF files. The only importer of `pypdf`, and only when a PDF is there to be read."""

import io
import logging
import time
import warnings
from typing import TYPE_CHECKING

from gongkai.documents.content import Content, Part, Unread, tidy

if TYPE_CHECKING:
    from pypdf import PdfReader

_PAGES, _SECONDS = 3_000, 60.0


def read(data: bytes) -> Content:
    """Each page's text, the document information and XMP. Raises Unread."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, LimitReachedError

    logger = logging.getLogger("pypdf")  # it would write about the file's slips, and quote it
    logger.addHandler(logging.NullHandler())
    logger.propagate = False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _content(PdfReader(io.BytesIO(data)))
    except Unread:
        raise
    except DependencyError:  # AES, for which pypdf wants another package
        raise Unread("encrypted") from None
    except LimitReachedError:
        raise Unread("large") from None
    except Exception:  # noqa: BLE001  a damaged file fails in any way there is
        raise Unread("damaged") from None


def _content(reader: "PdfReader") -> Content:
    from pypdf import PasswordType

    if reader.is_encrypted and reader.decrypt("") is PasswordType.NOT_DECRYPTED:  # many only forbid copying
        raise Unread("encrypted")
    end = time.monotonic() + _SECONDS

    def in_time(*_: object) -> None:
        if time.monotonic() > end:
            raise Unread("large")

    if len(reader.pages) > _PAGES:
        raise Unread("large")
    parts: list[Part] = []
    for number, page in enumerate(reader.pages, 1):
        notes = [a.get_object() for a in page.annotations or ()]
        noted = "".join(f"\n{n[key]}" for n in notes for key in ("/Contents", "/V") if key in n)
        parts.append(Part("page", str(number), page.extract_text(visitor_operand_before=in_time) + noted))
        in_time()
    unread = "" if any(p.text.strip() for p in parts) or not parts else "scan"
    info = {str(k): str(v) for k, v in (reader.metadata or {}).items()}
    authors = [info.pop("/Author", "")]
    try:
        xmp = reader.xmp_metadata
    except Exception:  # noqa: BLE001  XMP that is no XML fails in any way there is; the rest was read
        xmp, unread = None, unread or "damaged"
    authors += [str(n) for n in (xmp.dc_creator or [])] if xmp else []
    texts = [*info.values(), *((str(xmp.dc_title or ""), str(xmp.dc_description or "")) if xmp else ())]
    return Content((*parts, Part("properties", "", "\n".join(texts))), tidy(authors), unread=unread)
