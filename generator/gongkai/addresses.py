"""Addresses live for ever: content/urls.txt remembers them, content/redirects.yaml says where one has gone.

`urls.txt` is kept by the build and committed by the author: one page path a line, sorted; it may only grow.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from gongkai.finding import Finding, Span, finding
from gongkai.schema import did_you_mean
from gongkai.source import Mapping as MappingNode
from gongkai.source import Scalar, place, read_text

URLS = "content/urls.txt"
REDIRECTS = "content/redirects.yaml"


def read_urls(root: Path) -> tuple[dict[str, Span], list[Finding]]:
    """The remembered page paths with their places; none where there is no file yet. Gives `url.path`."""
    if not (root / URLS).is_file():
        return {}, []
    text, findings = read_text(root / URLS, URLS)
    lines = enumerate(text.split("\n"), 1)
    found = {line.strip(): Span(URLS, n, 1) for n, line in lines if line.strip()}
    odd = [path for path in found if not _is_page(path)]
    findings += [finding("url.path", found.pop(path), text=path) for path in odd]
    return found, findings


def read_redirects(root: MappingNode | None) -> tuple[dict[str, tuple[str, Span]], list[Finding]]:
    """Old page path → (new one, place). Gives `redirect.path` for what is no page path."""
    found: dict[str, tuple[str, Span]] = {}
    findings: list[Finding] = []
    for key, value in root.entries if root else ():
        span = place(REDIRECTS, key)
        if isinstance(value, Scalar) and _is_page(key.text) and _is_page(value.text):
            found[key.text] = (value.text, span)
        else:
            findings.append(finding("redirect.path", span, path=key.text))
    return {old: (_end(new, found), span) for old, (new, span) in found.items()}, findings


def _end(path: str, redirects: Mapping[str, tuple[str, Span]]) -> str:
    """Where a chain of redirects ends: an address that moved twice leads straight to the last."""
    seen = {path}
    while path in redirects and redirects[path][0] not in seen:
        path = redirects[path][0]
        seen.add(path)
    return path


_ODD = r"/\\\x00-\x1f<>:\"|?*#%"  # what parts a path, and what a host may read anew
_PART = rf"[^.{_ODD}][^{_ODD}]{{0,198}}"
_PAGE = re.compile(rf"{_PART}(?:/{_PART})*(?<=\.html)")


def _is_page(path: str) -> bool:
    """Whether a text is a page path as the build writes them: no empty or dotted part, nothing a host may read anew."""
    return bool(_PAGE.fullmatch(path))


def check_addresses(
    pages: Iterable[str], known: Mapping[str, Span], redirects: Mapping[str, tuple[str, Span]]
) -> list[Finding]:
    """Every remembered page is there or redirected; every redirect leads from nothing to something.

    Gives `url.vanished`, `redirect.taken` and `redirect.target`.
    """
    now = set(pages)
    findings: list[Finding] = []
    for path, span in known.items():
        if path not in now and path not in redirects:
            findings.append(finding("url.vanished", span, path=path, instead=did_you_mean(path, now)))
    for path, (target, span) in redirects.items():
        if path in now:
            findings.append(finding("redirect.taken", span, path=path))
        if target not in now:
            findings.append(finding("redirect.target", span, path=target, instead=did_you_mean(target, now)))
    return findings


def remember(root: Path, pages: Iterable[str], known: Iterable[str]) -> None:
    """Add new page paths to urls.txt; nothing is written where there are none."""
    every = sorted({*pages, *known})
    text = "".join(f"{path}\n" for path in every)
    file = root / URLS
    if not file.is_file() or read_text(file, URLS)[0] != text:
        draft = file.with_name(".urls.txt.new")
        draft.write_text(text, encoding="utf-8", newline="\n")
        draft.replace(file)
