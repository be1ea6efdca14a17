"""The files that people print and fill: PDF, Word and Excel of each report, for portals that ask for them.

What a file was made from decides whether it is made again: an unchanged report costs a hash.
"""

import importlib.metadata
import importlib.util
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.resources import files
from pathlib import Path

from gongkai import __version__, routes
from gongkai.artifact import Artifact
from gongkai.downloads.blocks import Block
from gongkai.downloads.document import Document, document
from gongkai.downloads.formulas import sums
from gongkai.finding import Finding, Span, finding
from gongkai.form import Form
from gongkai.memo import Memo, key_of
from gongkai.pages import Desk, report_title
from gongkai.report import Report
from gongkai.report_view import report_view
from gongkai.routes import relative

_PACKAGES = {"pdf": "typst", "xlsx": "xlsxwriter"}  # what a format needs beside gongkai, in the extra of its name


def missing(formats: Sequence[str], language: str, at: Span) -> list[Finding]:
    """What is not there to make the formats with. Gives `download.package` and `download.fonts`."""
    findings = [
        finding("download.package", at, format=name, package=package)
        for name, package in _PACKAGES.items()
        if name in formats and importlib.util.find_spec(package) is None
    ]
    if "pdf" in formats and not findings:
        from gongkai.downloads import pdf

        if roles := pdf.fonts(language).missing:
            wanted = tuple(dict.fromkeys(font for role in roles for font in pdf.stacks(language)[role]))
            findings.append(finding("download.fonts", at, wanted=wanted))
    return findings


def papers(desk: Desk, report: Report, root: Path, memo: Memo, wrong: Callable[[Finding], None]) -> Iterator[Artifact]:
    """A published report in the formats that the portal asks for. Gives `download.failed`."""
    if not desk.papers:
        return
    words, made = _words(desk), _document(desk, report, root)
    said = repr((made, words, report.values, report.units, report.labels, sums(report), _form(report.form)))
    for name in desk.papers:
        path = routes.report_file(report.office, report.year, name)
        key = key_of(name, __version__, tools(name, desk.portal.options.language), said)
        try:
            yield Artifact(path, memo.of(key, partial(_make, name, report, made, words)))
        except _failures() as error:
            wrong(_told(report, path, error))


def _told(report: Report, path: str, error: Exception) -> Finding:
    """`download.glyph` and `download.picture` at their place in the text, else `download.failed`."""
    file = path.rsplit("/", 1)[1]
    if character := getattr(error, "character", ""):
        return finding("download.glyph", _place(report, character), file=file, character=character)
    if picture := getattr(error, "picture", ""):
        name = picture.rsplit("/", 1)[1] if "/" in picture else picture
        return finding("download.picture", _place(report, name), file=file, picture=name)
    return finding("download.failed", report.span, file=file, reason=str(error))


def _place(report: Report, text: str) -> Span:
    """Where a text stands in the report's prose; the report itself where it is not there."""
    for narrative in report.narratives:
        for number, line in enumerate(narrative.source.split("\n")):
            if text in line:
                return Span(report.prose_path, narrative.line + number, line.index(text) + 1)
    return report.span


@cache
def _form(form: Form) -> str:
    """What a form decides of the files: labels, keys, units."""
    return key_of(repr(form.tables), repr(form.cells))


def _failures() -> tuple[type[Exception], ...]:
    if importlib.util.find_spec("typst") is None:
        return ()
    from gongkai.downloads.pdf import Failed

    return (Failed,)


def _make(name: str, report: Report, made: Document, words: Mapping[str, str]) -> bytes:
    """One file; the packages are loaded when they are needed."""
    headings = tuple(words[key] for key in ("item", "number", "unit", "noted", "wordings"))
    match name:
        case "docx":
            from gongkai.downloads.docx import docx

            return docx(made, headings)
        case "xlsx":
            from gongkai.downloads.xlsx import xlsx

            return xlsx(report, made, words)
        case _:
            from gongkai.downloads.pdf import pdf

            return pdf(made, headings)


@cache
def tools(name: str, language: str) -> str:
    """What else decides a file's bytes: our own code and templates, the package and the fonts."""
    home = files("gongkai.downloads")
    word = home / "word"
    every = (*home.iterdir(), *word.iterdir(), *(word / "word").iterdir(), *(word / "_rels").iterdir())
    own = [f for f in every if f.name.endswith((".py", ".typ", ".xml"))]
    parts = [key_of(*(f.read_bytes() for f in sorted(own, key=lambda f: f.name)))]
    if name in _PACKAGES:
        parts.append(importlib.metadata.version(_PACKAGES[name]))
    if name == "pdf":
        from gongkai.downloads import pdf

        parts.append(repr(pdf.fonts(language).found))
    return "\n".join(parts)


def _document(desk: Desk, report: Report, root: Path) -> Document:
    portal, theme = desk.portal, desk.theme
    here, notes = routes.report(report.office, report.year), desk.notes.get(report.key, ())
    view = report_view(report, report_title(report, portal), here, portal, theme, desk.filled, notes)
    address = routes.absolute(portal, here) if portal.options.base_url else ""
    under = {s.id: theme.text("report.computed") for s in view.sections if s.computed}
    made = document(report, view, portal.options.language, address, theme.text("cell.blank"), under)
    files_ = {relative(routes.attachment(report.office, report.year, a), here): root / a for a in report.attachments}
    files_ |= {relative(routes.static_path(source), here): root / source for source in portal.static}
    return made._replace(
        sections=tuple(
            s._replace(before=_pictures(s.before, files_), after=_pictures(s.after, files_)) for s in made.sections
        )
    )


def _pictures(blocks: tuple[Block, ...], known: Mapping[str, Path]) -> tuple[Block, ...]:
    """The blocks with the bytes of the pictures among them."""
    return tuple(b._replace(data=known[b.src].read_bytes()) if b.src in known else b for b in blocks)


def _words(desk: Desk) -> Mapping[str, str]:
    t = desk.theme.text
    return {
        "item": t("facts.item"),
        "number": t("facts.number"),
        "unit": t("facts.unit"),
        "facts": t("report.facts"),
        "print": t("xlsx.print"),
        "notes": t("xlsx.notes"),
        "noted": t("report.notes"),
        "wordings": t("report.wordings"),
        "computed": t("report.computed"),
        "blank": t("xlsx.blank"),
    }
