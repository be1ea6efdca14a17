"""`gongkai verify`: a folder, and a site on a host (on this machine), whole and damaged, honest and not."""

import hashlib
import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result

from gongkai import manifest, pipeline, verify
from gongkai.cli import main
from gongkai.publish import MARKER
from gongkai.staging import Written
from support import edit


@pytest.fixture
def site(mini: Path) -> Path:
    attached = mini / "content/reports/jia/2023/attachments"
    attached.mkdir()
    (attached / "附件 1.txt").write_text("一", encoding="utf-8")
    assert pipeline.build(mini, mini / "site").summary is not None
    return mini / "site"


def run(place: object, *more: str) -> Result:
    return CliRunner().invoke(main, ["verify", str(place), *more])


@contextmanager
def served(folder: Path, odd: Mapping[str, object] = {}) -> Iterator[str]:
    """A host below /sub/; `odd`: path → status, or an address to be sent to."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = unquote(self.path).removeprefix("/sub/")
            answer = odd.get(path)
            if isinstance(answer, str):
                self.send_response(302)
                self.send_header("Location", answer.replace("HERE", address))
                self.end_headers()
                return
            file = folder / path
            status = answer or (200 if file.is_file() and path != "404.html" else 404)
            data = (file if file.is_file() else folder / "404.html").read_bytes()
            self.send_response(int(str(status)))
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[:-9] if answer == 299 else data)  # 299: breaks off

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        address = f"http://127.0.0.1:{server.server_port}/sub/"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield address
        server.shutdown()
        thread.join()


def test_a_folder_as_it_was_built(site: Path) -> None:
    (site / ".nojekyll").write_text("", encoding="utf-8")
    result = run(site)
    assert result.exit_code == 0
    count = sum(p.is_file() for p in site.rglob("*")) - 3  # the manifest, our mark, the host's
    assert result.output == f"{count} 个文件都与清单相同。\n"


def test_the_manifest_lists_every_file_but_itself(site: Path) -> None:
    listed = manifest.read((site / "data/manifest.json").read_bytes())
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    assert set(listed) == files - {"data/manifest.json", MARKER}
    assert list(listed) == sorted(listed)


def test_it_is_right_when_files_are_not_rewritten(mini: Path, site: Path) -> None:
    edit(mini, "content/reports/jia/2023/report.md", "无。", "没有收费。")
    summary = pipeline.build(mini, site).summary
    assert summary is not None
    assert summary.unchanged > 20
    assert verify.verify(str(site)).well
    again = pipeline.build(mini, site).summary
    assert again is not None
    assert (again.new, again.changed, again.removed) == (0, 0, 0)


def damaged(site: Path) -> None:
    (site / "index.html").write_text("x", encoding="utf-8")
    (site / "feed.xml").unlink()
    file = site / "data/2023.csv"
    file.write_bytes(file.read_bytes().replace(b"-5", b"-6"))  # of the same length
    (site / "reports/CNAME").write_text("x", encoding="utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_missing_changed_and_extra(site: Path, lang: str) -> None:
    damaged(site)
    result = run(site, "--lang", lang)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    missing, changed = {"zh": ("缺少：", "与清单不同："), "en": ("Missing: ", "Not as in the manifest: ")}[lang]
    assert lines[:3] == [f"{missing}feed.xml", f"{changed}data/2023.csv", f"{changed}index.html"]
    assert lines[3].endswith("reports/CNAME")
    assert len(lines) == 5


def test_what_is_only_extra_is_no_failure(site: Path) -> None:
    (site / "robots-of-the-host.txt").write_text("x", encoding="utf-8")
    result = run(site)
    assert result.exit_code == 0
    assert "robots-of-the-host.txt" in result.output


def test_a_number_changed_in_file_and_manifest_disagrees_with_its_hash(site: Path) -> None:
    path = "reports/2023/jia/jia-2023.json"
    data = (site / path).read_bytes().replace(b'"value": -5', b'"value": -6')
    (site / path).write_bytes(data)
    made = manifest.manifest([Written(path, len(data), hashlib.sha256(data).hexdigest(), True)])
    listed = json.loads((site / "data/manifest.json").read_bytes())
    listed["files"] |= json.loads(made.data)["files"]
    (site / "data/manifest.json").write_text(json.dumps(listed), encoding="utf-8")
    assert verify.verify(str(site)).content == (path,)
    assert run(site).exit_code == 1


def test_a_host(site: Path) -> None:
    with served(site) as address:
        for written in (address, address.rstrip("/"), address + "index.html", address + "?a=b#c"):
            assert run(written).exit_code == 0, written
        damaged(site)
        result = run(address)
    assert result.exit_code == 1
    assert [line for line in result.output.splitlines() if "：" in line][:3] == [
        "缺少：feed.xml",
        "与清单不同：data/2023.csv",
        "与清单不同：index.html",
    ]


def test_a_host_that_leads_elsewhere_or_breaks_off(site: Path) -> None:
    """One file that the host does not give says nothing about the others."""
    with served(site, {"index.html": "HERE", "": 200, "feed.xml": "http://elsewhere.invalid/feed.xml"}) as address:
        result = run(address)
        assert result.exit_code == 1
        assert "feed.xml" in result.stdout
    (site / "other.html").write_bytes((site / "index.html").read_bytes())
    with served(site, {"index.html": "HEREother.html"}) as address:
        assert run(address).exit_code == 0
    for status in (403, 500, 299):
        with served(site, {"index.html": status}) as address:
            result = run(address)
            assert result.exit_code == 1, status
            assert "index.html" in result.stdout
            assert "1 " in result.stdout.splitlines()[-1]
    with served(site, {"index.html": "file:///etc/passwd"}) as address:
        assert run(address).exit_code == 1
    with served(site, {"data/manifest.json": 403}) as address:
        assert run(address).exit_code == 3
    assert run(address).exit_code == 3  # nobody listens any more
    for wrong in ("http://exa mple/", "http://[::1", "http://"):
        assert run(wrong).exit_code == 3


@pytest.mark.parametrize(
    "text",
    [
        "no json",
        "[]",
        "{}",
        '{"files": []}',
        '{"files": {"a": {}}}',
        '{"files": {"../secret": {"bytes": 1, "sha256": ""}}}',
        '{"files": {"/etc/passwd": {"bytes": 1, "sha256": ""}}}',
        '{"files": {"a\\\\b": {"bytes": 1, "sha256": ""}}}',
        '{"files": {"C:/a": {"bytes": 1, "sha256": ""}}}',
    ],
)
def test_no_manifest_worth_the_name(site: Path, text: str) -> None:
    (site / "data/manifest.json").write_text(text, encoding="utf-8")
    result = run(site)
    assert result.exit_code == 2
    assert "data/manifest.json" in result.stderr


def test_no_site_at_all(tmp_path: Path) -> None:
    assert run(tmp_path).exit_code == 2
    assert "没有“nowhere”这个文件夹" in run("nowhere").stderr
    assert run("ftp://example.org/").exit_code == 2
