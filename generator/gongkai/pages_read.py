"""Reads pages in Markdown: optional front matter in YAML, a heading of level one as title."""

from pathlib import Path

from gongkai.finding import Finding, Span, finding
from gongkai.options import PageOptions
from gongkai.portal import Page
from gongkai.prose import MARK, Part, Prose, render, split
from gongkai.schema import model
from gongkai.source import parse, read_text


def read_page(root: Path, path: str, office: str) -> tuple[Page | None, list[Finding]]:
    """Read one page. Gives `page.title` where it has no heading of level one at its start."""
    text, findings = read_text(root / path, path)
    if findings:
        return None, findings
    options = PageOptions()
    body, first = text, 1
    if text.startswith("---\n") and (end := text.find("\n---\n", 3)) > 0:
        document = parse(text[4 : end + 1], path, 2)
        findings += document.findings
        read, wrong = model(PageOptions, document.root, path)
        findings += wrong
        options = read or options
        first = text.count("\n", 0, end + 5) + 1
        body = text[end + 5 :]
    title, parts = split(body, path, first)
    name = path.rsplit("/", 1)[1].removesuffix(".md")
    if title is None:
        findings.append(finding("page.title", Span(path, first, 1)))
        return None, findings
    lines = body.split("\n")
    rendered: list[Prose] = []
    for number, part in enumerate(parts, 1):
        prose, wrong = render(part, f"part-{number}", path, lines, first)
        findings += wrong
        rendered.append(_headed(part, prose, number))
    return Page(
        name, office, title.text, options.title or title.text, options.order, options.updated, _join(rendered), path
    ), findings


def _headed(part: Part, prose: Prose, number: int) -> Prose:
    """The part's prose with its own heading in front."""
    if part.title is None:
        return prose
    text = part.title.text.replace("&", "&amp;").replace("<", "&lt;")
    level = max(part.title.level, 2)
    return prose._replace(html=f'<h{level} id="part-{number}">{text}</h{level}>\n{prose.html}')


def _join(parts: list[Prose]) -> Prose:
    """Parts as one prose, slots numbered through."""
    html, slots = "", []
    for part in parts:
        pieces = part.html.split(MARK)
        for i in range(1, len(pieces), 2):
            pieces[i] = f"{MARK}{int(pieces[i]) + len(slots)}{MARK}"
        html += "".join(pieces)
        slots += part.slots
    return Prose(html, "", None, tuple(slots), tuple(t for p in parts for t in p.titles))
