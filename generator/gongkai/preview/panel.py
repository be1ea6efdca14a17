"""Pages as the preview serves them: the findings on top, the reload script, a policy that lets both in.

The built files stay as they are; what is added here is never published.
"""

import html
import re
from collections.abc import Sequence
from importlib.resources import files

from gongkai.codes import EXPLAINS
from gongkai.console import where
from gongkai.finding import Finding, Severity
from gongkai.messages import Texts

SHOWN = 50  # of each group; a portal of a thousand reports can have thousands of notices

_POLICY = re.compile(r"<meta\b[^>]*http-equiv\s*=\s*[\"']?content-security-policy\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(r"\bcontent\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_BODY = re.compile(r"<body\b[^>]*>", re.IGNORECASE)
_HEAD_END = re.compile(r"</head\s*>", re.IGNORECASE)


def style() -> bytes:
    """The panel's style sheet."""
    return (files("gongkai.preview") / "preview.css").read_bytes()


def dressed(page: str, top: str, mark: str, host: str) -> str:
    """A built page with the panel on top and the reload script; `host` is host:port as the browser calls it."""
    page = _POLICY.sub(lambda m: _relaxed(m[0], host), page)
    head = _head(mark, host)
    end = _HEAD_END.search(page)
    if end is None:  # a file of the author's own that is hardly a page
        return f"{page}{head}{top}"
    page = f"{page[: end.start()]}{head}{page[end.start() :]}"
    body = _BODY.search(page, end.start())
    return f"{page[: body.end()]}\n{top}{page[body.end() :]}" if body else f"{page}{top}"


def plain(title: str, message: str, language: str) -> str:
    """A page of the preview's own: an address that is not there, or no page yet."""
    return f"""<!doctype html>
<html lang="{"zh-CN" if language == "zh" else language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{html.escape(title)}</title>
</head>
<body>
<main class="gongkai-preview-page">
<h1>{html.escape(title)}</h1>
<p>{html.escape(message)}</p>
</main>
</body>
</html>
"""


def _head(mark: str, host: str) -> str:
    """Style and script. livereload.js sends `snipver` back, so that the server knows what the browser shows."""
    name, _, port = host.partition(":")
    query = f"host={name}&amp;port={port or '80'}&amp;mindelay=250&amp;maxdelay=2000&amp;snipver={mark}"
    return (
        '<link rel="stylesheet" href="/-/preview.css">\n'
        f'<script src="/-/livereload.js?{query}"></script>\n'
    )  # fmt: skip


def _relaxed(meta: str, host: str) -> str:
    """A Content-Security-Policy meta tag that lets the preview's own style, script and socket in as well.

    It is not dropped: what it would block on the published site is then seen in the preview too.
    """
    found = _CONTENT.search(meta)
    if found is None:
        return meta
    policy: dict[str, list[str]] = {}
    for part in html.unescape(found[1][1:-1]).split(";"):
        words = part.split()
        if words and words[0].lower() != "upgrade-insecure-requests":  # there is no https here
            policy.setdefault(words[0].lower(), words[1:])
    for name, wanted in (("script-src", []), ("style-src", []), ("connect-src", [f"ws://{host}"])):
        sources = policy.get(name, policy.get("default-src"))
        if sources is not None:
            kept = [s for s in sources if s.lower() != "'none'"]
            policy[name] = list(dict.fromkeys([*kept, "'self'", *wanted]))
    content = "; ".join(" ".join([name, *sources]) for name, sources in policy.items())
    return f'{meta[: found.start(1)]}"{html.escape(content)}"{meta[found.end(1) :]}'


def panel(findings: Sequence[Finding], texts: Texts, *, kept: bool = False, trouble: str = "") -> str:
    """Errors as an alert, everything else folded below; '' where there is nothing to say.

    `kept`: the pages shown are older than the findings. `trouble`: what went wrong besides, as text.
    """
    errors = [f for f in findings if f.blocks()]
    told = [f for f in findings if errors and f.code in EXPLAINS and f.open]  # which cell it is, first of all
    others = [f for f in findings if not f.blocks() and not f.waived and f not in told]
    waived = [f for f in findings if f.waived and f.code not in EXPLAINS]
    if not (errors or others or waived or trouble):
        return ""
    parts = [f'<section class="gongkai-preview" aria-label="{html.escape(texts.word("cli.serve.panel"))}">']
    if errors or trouble:
        parts.append('<div role="alert">')
        if kept:
            parts.append(f"<p>{html.escape(texts.word('cli.serve.kept'))}</p>")
        if trouble:
            parts.append(f"<pre>{html.escape(trouble)}</pre>")
        if errors:
            parts.append(_group(texts.say("cli.serve.errors", count=len(errors)), [*told, *errors], texts, opened=True))
        parts.append("</div>")
    if others:
        warnings = sum(f.severity is Severity.WARNING and not f.draft for f in others)
        drafts = sum(f.draft for f in others)
        notices = len(others) - warnings - drafts
        title = texts.say("cli.serve.others", warnings=warnings, notices=notices, drafts=drafts)
        parts.append(_group(title, others, texts, opened=False))
    if waived:
        parts.append(_group(texts.say("cli.waived", count=len(waived)), waived, texts, opened=False))
    return "\n".join([*parts, "</section>\n"])


def _group(title: str, findings: Sequence[Finding], texts: Texts, *, opened: bool) -> str:
    """A folding list, the gravest first, drafts' after the others'."""
    grave = {severity: rank for rank, severity in enumerate(Severity)}
    ordered = sorted(findings, key=lambda f: (f.draft, f.code not in EXPLAINS, grave[f.severity]))
    lines = [_line(f, texts) for f in ordered[:SHOWN]]
    if len(ordered) > SHOWN:
        lines.append(f"<li>{html.escape(texts.say('cli.serve.more', count=len(ordered) - SHOWN))}</li>")
    start = "<details open>" if opened else "<details>"
    return "\n".join([start, f"<summary>{html.escape(title)}</summary>", "<ul>", *lines, "</ul>", "</details>"])


def _line(item: Finding, texts: Texts) -> str:
    """One finding: where, how grave, what is wrong, what would mend it, and other places that belong to it."""
    kind = texts.word(f"severity.{item.severity}") + (f" ({texts.word('draft')})" if item.draft else "")
    place = f"<code>{html.escape(where(item.span))}</code> <strong>{html.escape(kind)}</strong>"
    parts = [f'<li class="{item.severity}">{place} {html.escape(texts.message(item))}']
    help_ = texts.help(item)
    if help_:
        parts.append(f"<br>{html.escape(texts.word('help'))}: {html.escape(help_)}")
    parts += [
        f"<br><small><code>{html.escape(where(r.span))}</code>: {html.escape(texts.related(r))}</small>"
        for r in item.related
    ]
    return "".join(parts) + "</li>"
