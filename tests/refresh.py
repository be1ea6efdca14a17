"""Rewrite the expected findings of all case files, and the goldens, from what the code gives now; then read the diff.

python tests/refresh.py
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from conftest import copy_site, findings
from gongkai.messages import texts
from test_cases import _BLOCK, CASES, apply, cases


def refreshed(text: str, site: str) -> str:
    """A case's text with its findings as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_site(site, Path(folder) / "site")
        apply(root, text)
        spoken = texts("zh")
        lines = [
            f"{f.severity} {f.code} {f.span.path}:{f.span.line}:{f.span.column} {spoken.message(f)}"
            for f in findings(root)
        ]
    block = "```findings\n" + "".join(f"{line}\n" for line in lines) + "```"
    for match in _BLOCK.finditer(text):
        if match[1] == "findings":
            return text[: match.start()] + block + text[match.end() :]
    return text.rstrip() + "\n\n" + block + "\n\n"


def main() -> None:
    """Refresh every case file."""
    for case in cases():
        file = CASES / f"{case.name.split(':')[0]}.md"
        text = file.read_text(encoding="utf-8")
        assert text.count(case.text) == 1, case.name
        file.write_text(text.replace(case.text, refreshed(case.text, case.site)), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
