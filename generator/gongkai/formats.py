"""Findings for machines: JSON, GitHub annotations, GitLab code quality, SARIF 2.1.0."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from typing import Any

from gongkai import __version__
from gongkai.codes import CODES, Severity
from gongkai.finding import Finding, Span
from gongkai.messages import Texts, bare

_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "notice"}
_SARIF = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTICE: "note"}
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTICE: "info"}


def written(found: Sequence[Finding], style: str, texts: Texts) -> str:
    """All findings in one of FORMATS; text without a final line break."""
    return FORMATS[style](found, texts)


def as_json(item: Finding, texts: Texts) -> dict[str, object]:
    """A finding as JSON: code, severity, path, line, column, message, help, related, draft, waived."""
    return {
        "code": item.code,
        "severity": str(item.severity),
        "path": item.span.path,
        "line": item.span.line,
        "column": item.span.column,
        "message": texts.message(item),
        "help": texts.help(item),
        "draft": item.draft,
        "waived": item.waived or None,
        "related": [
            {"path": r.span.path, "line": r.span.line, "column": r.span.column, "message": texts.related(r)}
            for r in item.related
        ],
    }


def _json(found: Sequence[Finding], texts: Texts) -> str:
    return _dumped([as_json(f, texts) for f in found])


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1)


def _github(found: Sequence[Finding], texts: Texts) -> str:
    """Workflow commands; what is waived is not told, and errors of drafts, which block nothing, are notices."""

    def escape(text: str, *, field: bool = False) -> str:
        text = text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
        return text.replace(":", "%3A").replace(",", "%2C") if field else text

    lines = []
    for item in found:
        if item.waived:
            continue
        kind = "notice" if item.draft else _GITHUB[item.severity]
        span = item.span
        place = f"file={escape(span.path, field=True)},line={max(span.line, 1)},col={max(span.column, 1)}"
        text = escape(texts.whole(item))
        lines.append(f"::{kind} {place},title={item.code}::{text}")
    return "\n".join(lines)


def fingerprints(found: Iterable[Finding], texts: Texts) -> list[str]:
    """What tells one finding from another when lines have moved: code, file, message, and which of equal ones it is."""
    seen: dict[str, int] = {}
    out = []
    for item in found:
        key = "\n".join((item.code, item.span.path, texts.message(item)))
        seen[key] = seen.get(key, 0) + 1
        out.append(hashlib.sha256(f"{key}\n{seen[key]}".encode()).hexdigest()[:32])
    return out


def _gitlab(found: Sequence[Finding], texts: Texts) -> str:
    """GitLab's report of code quality; what is waived is not told."""
    return _dumped(
        [
            {
                "description": texts.whole(item),
                "check_name": item.code,
                "fingerprint": mark,
                "severity": "info" if item.draft else _GITLAB[item.severity],
                "location": {"path": item.span.path, "lines": {"begin": max(item.span.line, 1)}},
            }
            for item, mark in zip(found, fingerprints(found, texts), strict=True)
            if not item.waived
        ]
    )


def _sarif(found: Sequence[Finding], texts: Texts) -> str:
    """SARIF 2.1.0 (OASIS): one run; a waived finding is a suppressed result, one in a draft is a note."""
    codes = sorted({item.code for item in found})
    results: list[dict[str, Any]] = []
    for item, mark in zip(found, fingerprints(found, texts), strict=True):
        help_ = texts.help(item)
        result: dict[str, Any] = {
            "ruleId": item.code,
            "ruleIndex": codes.index(item.code),
            "level": "note" if item.draft else _SARIF[item.severity],
            "message": {"text": f"{texts.message(item)}\n{help_}" if help_ else texts.message(item)},
            "locations": [_location(item.span)],
            "partialFingerprints": {"gongkai/v1": mark},
        }
        if item.related:
            result["relatedLocations"] = [
                {"id": n, "message": {"text": texts.related(r)}, **_location(r.span)}
                for n, r in enumerate(item.related)
            ]
        if item.waived:
            result["suppressions"] = [{"kind": "inSource", "justification": item.waived}]
        results.append(result)
    driver = {
        "name": "gongkai",
        "version": __version__,
        "rules": [_rule(code, texts) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": texts.word("sarif.root")}}},
        "results": results,
    }
    return _dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def _rule(code: str, texts: Texts) -> dict[str, Any]:
    entry = texts.codes[code]
    return {
        "id": code,
        "shortDescription": {"text": bare(entry["message"])},
        "fullDescription": {"text": entry["why"]},
        "help": {"text": bare(entry["help"])},
        "defaultConfiguration": {"level": _SARIF[CODES[code]]},
    }


def _location(span: Span) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": _uri(span.path), "uriBaseId": "%SRCROOT%"}}
    if span.line:
        place["region"] = {"startLine": span.line} | ({"startColumn": span.column} if span.column else {})
    return {"physicalLocation": place}


def _uri(path: str) -> str:
    from urllib.parse import quote

    return quote(path)


FORMATS = {"json": _json, "github": _github, "gitlab": _gitlab, "sarif": _sarif}
