"""Binds one report's two files, once read: the only place where a Report is made."""

import re
from collections.abc import Mapping

from gongkai.discover import ReportFiles
from gongkai.finding import Finding, Span, as_draft, finding
from gongkai.form import Form
from gongkai.options import Fact
from gongkai.report import Narrative, Report, number_of
from gongkai.report_head import read_details, read_facts, read_head, read_published
from gongkai.report_notes import note_blanks, read_labels, read_units
from gongkai.report_prose import bind
from gongkai.report_read import read_tables, scalar
from gongkai.report_waivers import read_waivers
from gongkai.schema import did_you_mean
from gongkai.source import Mapping as MappingNode
from gongkai.source import Texts, parse, place

_TODO = re.compile(r"(?:^|\s)(#[^#\n]*?\bTODO\b)([^\n]*)")
_DRAFT = re.compile(r"^draft:\s*true\b", re.MULTILINE)


def read_report(
    texts: Texts, files: ReportFiles, forms: Mapping[str, Form | None], facts: Mapping[str, Fact]
) -> tuple[Report | None, list[Finding]]:
    """Bind `report.yaml` and `report.md`. Without a readable form there is no Report, only findings.

    A form that is there but wrong itself is None in `forms`: its own findings tell that.
    """
    text, findings = texts[files.yaml]
    if findings:
        return None, findings
    document = parse(text, files.yaml)
    findings = document.findings
    if not document.root.entries and findings:
        return None, as_draft(findings) if _DRAFT.search(text) else findings
    node = document.root
    top = place(files.yaml, node.entries[0][0] if node.entries else node)
    draft = scalar(node.get("draft")) == "true"
    findings += _todo(text, files.yaml)
    findings += read_head(node, files, top)
    form, wrong = _form(node, files, top, forms)
    findings += wrong
    if form is None:
        return None, as_draft(findings) if draft else findings
    reading = read_tables(files.yaml, form, node, top)
    values = read_facts(reading, node, facts)
    published = read_published(reading, node, files.year)
    labels = read_labels(reading, node)
    units = read_units(reading, node)
    waivers = read_waivers(reading, node)
    note_blanks(reading)
    if not form.fits(files.year):
        years = f"{form.since}–{form.until or ''}"
        reading.wrong("report.form-year", node.get("form") or node, form=form.id, year=files.year, years=years)
    findings += reading.findings
    title, narratives, wrong = _prose(texts, files, form, top)
    findings += wrong
    report = Report(
        path=files.yaml,
        prose_path=files.prose or f"{files.folder}/report.md",
        office=files.office,
        year=files.year,
        form=form,
        published=published,
        details=read_details(node),
        draft=draft,
        title=title,
        values=tuple(reading.values),
        numbers=tuple([value if type(value) is int else number_of(value) for value in reading.values]),
        places=tuple(reading.places),
        computed=reading.computed,
        unreadable=frozenset(reading.unreadable),
        facts=values,
        labels=labels,
        units=units,
        narratives=narratives,
        attachments=files.attachments,
        span=top,
        waivers=waivers,
    )
    return report, as_draft(findings) if draft else findings


def _todo(text: str, path: str) -> list[Finding]:
    """What an import left for people to do. Gives `report.todo`."""
    if "TODO" not in text:
        return []
    lines = enumerate(text.split("\n"), 1)
    return [
        finding("report.todo", Span(path, n, m.start(1) + 1), text=m[2].strip())
        for n, line in lines
        if (m := _TODO.search(line))
    ]


def _prose(texts: Texts, files: ReportFiles, form: Form, top: Span) -> tuple[str, tuple[Narrative, ...], list[Finding]]:
    """report.md, bound to the form's sections. Gives `file.missing`, and what `report_prose.bind` finds."""
    if not files.prose:
        return "", (), [finding("file.missing", top, file=f"{files.folder}/report.md")]
    text, findings = texts[files.prose]
    return ("", (), findings) if findings else bind(form, text, files.prose)


def _form(
    node: MappingNode, files: ReportFiles, top: Span, forms: Mapping[str, Form | None]
) -> tuple[Form | None, list[Finding]]:
    """The form that the report names. Gives `report.form`; one that is wrong itself, or not named, was told already."""
    found = node.get("form")
    name = scalar(found)
    if name in forms or not name:
        return forms.get(name), []
    span = place(files.yaml, found) if found else top
    instead = did_you_mean(name, forms)
    return None, [finding("report.form", span, form=name, instead=instead, known=tuple(forms))]
