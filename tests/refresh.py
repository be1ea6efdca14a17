"""Rewrite the expected findings of all case files, and the goldens, from what the code gives now; then read the diff.

python tests/refresh.py
"""

import json
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from gongkai.messages import texts
from gongkai.pipeline import build
from page import cells
from support import REPOSITORY, copy_site, findings
from test_cases import BLOCK, CASES, apply, cases
from test_seed import GOLDEN
from test_trends import CHART, chart_html


def refreshed(text: str, site: str) -> str:
    """A case's text with its findings as they are now."""
    with tempfile.TemporaryDirectory() as folder:
        root = copy_site(site, Path(folder) / "site")
        apply(root, text)
        spoken = texts("zh")
        lines = [
            f"{f.severity} {f.code} {f.span.path}:{f.span.line}:{f.span.column} {'waived ' * bool(f.waived)}"
            f"{spoken.message(f)}"
            for f in findings(root)
        ]
    block = "```findings\n" + "".join(f"{line}\n" for line in lines) + "```"
    for match in BLOCK.finditer(text):
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


def golden() -> None:
    """The seed's numbers as its page shows them, each with its headers."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "site"
        build(REPOSITORY, output)
        html = (output / "reports/2020/weidong/index.html").read_text(encoding="utf-8")
    rows = ",\n".join(json.dumps([list(names), text], ensure_ascii=False) for _, names, text in cells(html))
    GOLDEN.write_text(f"[\n{rows}\n]\n", encoding="utf-8", newline="\n")


def chart() -> None:
    """A chart of the tiny site."""
    with tempfile.TemporaryDirectory() as folder:
        html = chart_html(copy_site("mini", Path(folder) / "site"))
    CHART.write_text(html, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
    golden()
    chart()
