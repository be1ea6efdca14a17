"""Reads pages in Markdown: optional front matter in YAML, a heading of level one as title."""

from pathlib import Path

from gongkai.finding import Finding, Span, finding
from gongkai.options import PageOptions
from gongkai.portal import Page
from gongkai.prose import Part, render, split
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
    title, parts = split(body, path, first, sections=False)
    name = path.rsplit("/", 1)[1].removesuffix(".md")
    if title is None:
        findings.append(finding("page.title", Span(path, first, 1)))
        return None, findings
    if "{{" in title.text:
        findings.append(finding("cite.place", title.span, text=title.text))
    empty = Part(None, [], first, first)
    prose, wrong = render(parts[0] if parts else empty, "part", path, body.split("\n"), first)
    findings += wrong
    if prose.table:
        findings.append(finding("prose.table", prose.table, text="{{表格}}"))
    menu = options.title or title.text
    return Page(name, office, title.text, menu, options.order, options.updated, prose, path), findings
