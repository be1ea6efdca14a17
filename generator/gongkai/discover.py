"""Finds the files of a portal, and the files that nobody would read: a misnamed report must not vanish in silence."""

import os
import re
from dataclasses import dataclass, field
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from gongkai.finding import Finding, Span, finding
from gongkai.schema import did_you_mean

_JUNK = re.compile(r"^(\.|~\$|Thumbs\.db$|desktop\.ini$|__MACOSX$)|(~|\.sw[op]|\.tmp|\.bak)$", re.IGNORECASE)
_RESERVED = re.compile(r"^(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_SAFE = re.compile(r'[^<>:"|?*\\\x00-\x1f\ud800-\udfff]+\Z')
_YEAR = re.compile(r"[12][0-9]{3}\Z")
_DOCUMENT = re.compile(
    r"\.(pdf|ofd|docx?|xlsx?|pptx?|wps|et|dps|csv|zip|rar|7z|png|jpe?g|gif|svg|webp|bmp|tiff?|ico|mp[34])$",
    re.IGNORECASE,
)


class ReportFiles(NamedTuple):
    """The files of one report; `prose` is '' where report.md is missing. Paths are relative to the portal root."""

    office: str
    year: int
    folder: str
    yaml: str
    prose: str
    attachments: tuple[str, ...]


@dataclass
class Sources:
    """All files of a portal, each list sorted."""

    forms: list[str] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    office_pages: list[tuple[str, str]] = field(default_factory=list)  # office id, path
    reports: list[ReportFiles] = field(default_factory=list)
    static: list[str] = field(default_factory=list)
    portal: str = ""
    offices: str = ""
    redirects: str = ""


def discover(root: Path) -> tuple[Sources, list[Finding]]:
    """Walk `content/`.

    Gives `file.unmatched`, `file.misplaced`, `file.name`, `file.missing`, `file.symlink` and `file.empty`.
    """
    sources = Sources()
    findings: list[Finding] = []
    found: dict[tuple[str, str], list[str]] = {}
    for path in sorted(_walk(root, "content", findings)):
        parts = path.split("/")[1:]
        if any(map(_refused, parts)):
            findings.append(finding("file.name", Span(path), file=path))
        if not _sort(path, parts, sources, found):
            findings.append(_unmatched(path, parts))
    for (office, year), paths in found.items():
        report = _report(office, year, paths, findings)
        if report:
            sources.reports.append(report)
    findings += [
        finding("file.missing", Span(f"content/{name}.yaml"), file=f"content/{name}.yaml")
        for name in ("portal", "offices")
        if not getattr(sources, name)
    ]
    return sources, findings


def _sort(path: str, parts: list[str], sources: Sources, found: dict[tuple[str, str], list[str]]) -> bool:
    """Put a file where it belongs; False where it belongs nowhere."""
    match parts:
        case ["portal.yaml"]:
            sources.portal = path
        case ["offices.yaml"]:
            sources.offices = path
        case ["redirects.yaml"]:
            sources.redirects = path
        case ["urls.txt"]:
            pass  # read and kept by addresses.py
        case ["forms", name] if name.endswith(".yaml"):
            sources.forms.append(path)
        case ["pages", name] if name.endswith(".md"):
            sources.pages.append(path)
        case ["static", *_]:
            sources.static.append(path)
        case ["offices", office, "pages", name] if name.endswith(".md"):
            sources.office_pages.append((office, path))
        case ["reports", office, year, *_] if len(parts) > 3:
            found.setdefault((office, year), []).append(path)
        case _:
            return False
    return True


def _walk(root: Path, folder: str, findings: list[Finding]) -> list[str]:
    out: list[str] = []
    try:
        with os.scandir(f"{root}/{folder}") as found:
            entries = sorted(found, key=_named)
    except FileNotFoundError:
        return out
    for entry in entries:
        name = entry.name
        path = f"{folder}/{name}"
        if _left_out(name) and not (
            path.startswith("content/static/") and name[0] == "." and name not in (".DS_Store", ".git")
        ):
            continue
        if entry.is_symlink() or (hasattr(entry, "is_junction") and entry.is_junction()):
            findings.append(finding("file.symlink", Span(path), file=path))
        elif entry.is_dir():
            out += _walk(root, path, findings)
        else:
            out.append(path)
            if _must_hold(path) and not entry.stat().st_size:
                findings.append(finding("file.empty", Span(path), file=path))
    return out


_named = attrgetter("name")


@lru_cache(maxsize=1 << 12)  # most names are report.yaml, report.md, a year, or an office's
def _left_out(name: str) -> bool:
    """Whether a file is one that systems and programs leave lying about."""
    return _JUNK.search(name) is not None


@lru_cache(maxsize=1 << 12)
def _refused(name: str) -> bool:
    """Whether some system cannot have a file or folder of this name."""
    return _RESERVED.match(name) is not None or not _SAFE.match(name)


def _must_hold(path: str) -> bool:
    """Whether readers download or see a file, so that an empty one was cut off in copying."""
    if path.startswith("content/static/"):  # robots.txt, CNAME, marks of ownership may be empty
        return _DOCUMENT.search(path) is not None
    return path.startswith("content/reports/") and "/attachments/" in path


_TOP = ("portal.yaml", "offices.yaml", "redirects.yaml", "urls.txt", "forms", "pages", "static", "offices", "reports")


def _unmatched(path: str, parts: list[str]) -> Finding:
    if parts[0] == "reports":
        return finding("file.misplaced", Span(path), file=path, name=parts[-1])
    return finding(
        "file.unmatched", Span(path), file=path, instead=did_you_mean(parts[0], _TOP) if len(parts) == 1 else ""
    )


def _report(office: str, year: str, paths: list[str], findings: list[Finding]) -> ReportFiles | None:
    folder = f"content/reports/{office}/{year}"
    if not _YEAR.match(year):
        findings += [finding("file.misplaced", Span(p), file=p, name=p.rsplit("/", 1)[1]) for p in paths]
        return None
    attachments: list[str] = []
    yaml = prose = ""
    for path in paths:
        rest = path[len(folder) + 1 :]
        if rest == "report.yaml":
            yaml = path
        elif rest == "report.md":
            prose = path
        elif rest.startswith("attachments/"):
            attachments.append(path)
        else:
            instead = did_you_mean(rest, ("report.yaml", "report.md"))
            findings.append(finding("file.unmatched", Span(path), file=path, instead=instead))
    if not yaml:
        findings.append(finding("file.missing", Span(folder), file=f"{folder}/report.yaml"))
        return None
    return ReportFiles(office, int(year), folder, yaml, prose, tuple(attachments))
