"""Reads a built page as a reader's program would: tables by their headers, prose without markup."""

import re
import unicodedata

from selectolax.lexbor import LexborHTMLParser


def plain(text: str) -> str:
    """Text without what is not wording: white space, width of signs."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def cells(html: str) -> list[tuple[str, tuple[str, ...], str]]:
    """(anchor, header texts in the order of the `headers` attribute, text) of every data cell of the legal tables."""
    tree = LexborHTMLParser(html)
    headers = {th.attributes["id"]: th.text().strip() for th in tree.css("th[id]")}
    out = []
    for td in tree.css("table.legal td[headers]"):
        names = tuple(headers[name] for name in (td.attributes["headers"] or "").split())
        out.append((td.attributes.get("id") or "", names, td.text().strip()))
    return out


def prose(html: str) -> list[str]:
    """Headings and paragraphs of a report's sections, in order."""
    tree = LexborHTMLParser(html)
    return [n.text().strip() for n in tree.css("article > h1, article section > h2, article h3, article section > p")]
