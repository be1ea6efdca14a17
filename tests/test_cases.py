"""Case files: a Markdown document holds edits to a tiny site and exactly the findings they must give.

## What it shows
site: mini
```edit content/reports/jia/2023/report.yaml
- old text, standing once
+ new text
```
```file content/extra.txt
whole contents
```
```findings
error cell.text content/reports/jia/2023/report.yaml:8:9 part of the message
```
"""

import re
from pathlib import Path
from typing import NamedTuple

import pytest

from gongkai.finding import CODES
from gongkai.messages import texts
from support import copy_site, edit, findings

CASES = Path(__file__).parent / "cases"
BLOCK = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Case(NamedTuple):
    """One section of a case file."""

    name: str
    site: str
    text: str


def sections(text: str) -> list[str]:
    """What stands below each heading of level two; headings inside a fence are the case's own."""
    out: list[list[str]] = []
    fenced = False
    for line in text.splitlines(keepends=True):
        if line.startswith("```"):
            fenced = not fenced
        if line.startswith("## ") and not fenced:
            out.append([line[3:]])
        elif out:
            out[-1].append(line)
    return ["".join(lines) for lines in out]


def cases() -> list[Case]:
    out = []
    for file in sorted(CASES.glob("*.md")):
        for section in sections(file.read_text(encoding="utf-8")):
            title, _, text = section.partition("\n")
            match = re.search(r"^site: (\w+)$", text, re.MULTILINE)
            out.append(Case(f"{file.stem}: {title}", match[1] if match else "mini", text))
    return out


def apply(root: Path, text: str) -> list[str]:
    """Make a case's edits; return the expected findings."""
    expected: list[str] = []
    for kind, path, body in BLOCK.findall(text):
        if kind == "edit":
            old = "\n".join(line[2:] for line in body.splitlines() if line.startswith("- "))
            new = "\n".join(line[2:] for line in body.splitlines() if line.startswith("+ "))
            edit(root, path, old, new)
        elif kind == "file":
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(body, encoding="utf-8", newline="\n")
        elif kind == "remove":
            (root / path).unlink()
        elif kind == "findings":
            expected = body.splitlines()
        else:
            raise AssertionError(kind)
    return expected


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.name)
def test_case(case: Case, tmp_path: Path) -> None:
    root = copy_site(case.site, tmp_path / "site")
    expected = apply(root, case.text)
    spoken = texts("zh")
    found = [
        f"{f.severity} {f.code} {f.span.path}:{f.span.line}:{f.span.column} {'waived ' * bool(f.waived)}"
        f"{spoken.message(f)} | {spoken.help(f)}"
        for f in findings(root)
    ]
    for line, want in zip(found, expected, strict=False):
        head = " ".join(want.split(" ")[:3])
        assert line.startswith(head + " "), "\n".join(found)
        for part in filter(None, want[len(head) :].strip().split(" … ")):
            assert part in line, "\n".join(found)
    assert len(found) == len(expected), "\n".join(found)


def test_every_code_has_a_case() -> None:
    text = "".join(f.read_text(encoding="utf-8") for f in CASES.glob("*.md"))
    elsewhere = {
        "file.encoding",
        "file.symlink",
        "file.name",
        "rule.broken",
        *(code for code in CODES if code.startswith("download.")),  # of a machine and of a build: test_papers
    }  # bytes and links: test_source, test_discover
    elsewhere |= {code for code in CODES if code.startswith(("download.", "workbook."))}  # test_papers, test_workbook
    shown = set(re.findall(r"^(?:error|warning|notice) ([\w.-]+) ", text, re.MULTILINE))
    assert set(CODES) - elsewhere == shown - elsewhere


@pytest.mark.parametrize("site", ["mini", "school", "annual"])
def test_the_sites_themselves_are_clean(site: str, tmp_path: Path) -> None:
    assert findings(copy_site(site, tmp_path / "site")) == ()
