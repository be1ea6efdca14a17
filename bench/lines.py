"""What is measured: each line's command, what is done before it, and what it makes. Standard library only."""

import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

BENCH = Path(__file__).resolve().parent
ELEVENTY = BENCH / "peers" / "eleventy" / "node_modules" / "@11ty" / "eleventy"
PEERS = ("hugo", "hugo-toml", "eleventy", "mkdocs")
SLOW = ("eleventy", "mkdocs")  # measured fewer times
NAMES = {"hugo": "Hugo, YAML", "hugo-toml": "Hugo, TOML", "eleventy": "Eleventy", "mkdocs": "MkDocs"}
COLD = "gongkai build, cold"
CACHE = ".gongkai"  # of a portal: what a cold run may not find
_NUMBER = re.compile(r"(?m)^(    行政处罚: +)(\d+)$")  # bound by no rule of its form
_GONGKAI = [sys.executable, "-m", "gongkai"]


class Line(NamedTuple):
    """A command to be measured."""

    name: str
    command: Sequence[str]
    ready: Callable[[], None] | None = None
    made: Path | None = None
    folder: Path | None = None


def package(name: str) -> Path:
    """A package's folder, without importing it."""
    spec = find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"no package {name}: pip install -e '.[bench]'")
    return Path(spec.submodule_search_locations[0])


def hugo_binary() -> Path:
    """Hugo itself, without the Python script that starts it."""
    return next(path for path in (package("hugo") / "binaries").iterdir() if path.stem == "hugo")


def version_of(peer: str) -> str:
    """A peer's name and version."""
    if peer.startswith("hugo"):
        told = subprocess.run([hugo_binary(), "version"], capture_output=True, text=True, check=True).stdout
        match = re.match(r"hugo v([\d.]+)", told)
        return f"Hugo {match[1] if match else told}"
    if peer == "eleventy":
        match = re.search(r'"version": "([^"]+)"', (ELEVENTY / "package.json").read_text(encoding="utf-8"))
        node = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout.strip()
        return f"Eleventy {match[1] if match else '?'} on Node {node.removeprefix('v')}"
    return f"MkDocs {version('mkdocs')}"


def needed(peers: Sequence[str]) -> None:
    """Ends the program where a peer is not installed."""
    if "eleventy" in peers and not ELEVENTY.is_dir():
        raise SystemExit("no Eleventy: npm install --prefix bench/peers/eleventy")
    for name in {peer.removesuffix("-toml") for peer in peers} - {"eleventy"}:
        package(name)


def peer(name: str, sites: Path, out: Path) -> Line:
    """A peer's build of its site."""
    site, made = sites / name, out / name
    commands = {
        "hugo": [str(hugo_binary()), "--quiet", "--destination", str(made), "--cacheDir", str(out / f"{name}-cache")],
        "eleventy": ["node", str(ELEVENTY / "cmd.cjs"), "--quiet", f"--output={made}"],
        "mkdocs": [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(made)],
    }
    return Line(NAMES[name], commands[name.removesuffix("-toml")], made=made, folder=site)


class Edits(NamedTuple):
    """A report in the middle, and what stood in its files."""

    folder: Path
    numbers: str
    prose: str

    def number(self, turn: int) -> None:
        """Another number than ever before."""
        written = _NUMBER.search(self.numbers)
        self.put(int(written[2] if written else 0) + 1 + turn)

    def put(self, number: int) -> None:
        """A number in place of the one that is bound by no rule."""
        text = _NUMBER.sub(lambda match: f"{match[1]}{number}", self.numbers)
        (self.folder / "report.yaml").write_text(text, encoding="utf-8", newline="\n")

    def sentence(self, turn: int) -> None:
        """Another sentence than ever before."""
        text = f"{self.prose.rstrip()}本段为第{turn + 1}次修改。\n"
        (self.folder / "report.md").write_text(text, encoding="utf-8", newline="\n")

    def undo(self) -> None:
        """What stood there."""
        (self.folder / "report.yaml").write_text(self.numbers, encoding="utf-8", newline="\n")
        (self.folder / "report.md").write_text(self.prose, encoding="utf-8", newline="\n")


def edits(portal: Path) -> Edits:
    """Of the reports with one number alone that can be edited, the one in the middle."""
    found = sorted(portal.glob("content/reports/*/*/report.yaml"))
    found = [file for file in found if len(_NUMBER.findall(file.read_text(encoding="utf-8"))) == 1]
    folder = found[len(found) // 2].parent
    texts = ((folder / name).read_text(encoding="utf-8") for name in ("report.yaml", "report.md"))
    return Edits(folder, *texts)


def takes_paths() -> bool:
    """Whether `gongkai check` can be given one report."""
    told = subprocess.run([*_GONGKAI, "check", "--help"], capture_output=True, text=True, check=True).stdout
    return not told.partition("\n")[0].rstrip().endswith("[OPTIONS]")


def cold(portal: Path, out: Path) -> list[Line]:
    """Gongkai's lines without any cache, into an empty folder."""

    def aside() -> None:
        """Not deleted: see run.py."""
        if (portal / CACHE).exists():
            (portal / CACHE).rename(out / f"cache{len(list(out.glob('cache*')))}")

    site = out / "gongkai"
    return [
        Line("gongkai --help", [*_GONGKAI, "--help"]),
        Line("gongkai check, cold", _check(portal), ready=aside),
        Line(COLD, _build(portal, out), ready=aside, made=site),
    ]


def warm(portal: Path, out: Path, turn: int, edited: Edits, *, paths: bool) -> list[Line]:
    """Gongkai's lines on the cache and the site that the cold build has left."""
    check, build = _check(portal), _build(portal, out)
    one = [Line("gongkai check of one report", [*check, str(edited.folder)])] if paths else []
    return [
        Line("gongkai check, nothing changed", check),
        *one,
        Line("gongkai build, nothing changed", build),
        Line("gongkai build, a number edited", build, ready=lambda: edited.number(turn)),
        Line("gongkai build, a sentence edited", build, ready=lambda: edited.sentence(turn)),
    ]


def _check(portal: Path) -> list[str]:
    return [*_GONGKAI, "check", "--root", str(portal)]


def _build(portal: Path, out: Path) -> list[str]:
    return [*_GONGKAI, "build", "--root", str(portal), "--output", str(out / "gongkai")]
