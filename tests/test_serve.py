"""The preview's server: this machine only, every save shown, drafts marked, nothing that kills it."""

import asyncio
import http.client
import json
import socket
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from gongkai.cli import main
from serving import LONG, Served
from support import edit

REPORT = "content/reports/jia/2023/report.yaml"
PROSE = "content/reports/jia/2023/report.md"
PAGE = "reports/2023/jia/index.html"


def test_pages_are_served_with_what_the_preview_adds_and_nothing_else_is_touched(mini: Path) -> None:
    edit(mini, REPORT, "published: 2024-03-20", "published:")
    before = sorted(mini.rglob("*"))  # no site/, and not a line in urls.txt
    with Served(mini) as served:
        page = served.get(PAGE)
        assert page.status == 200
        assert page.headers["Cache-Control"] == "no-store"
        assert "示例市人民政府2023年小报告" in page.text
        assert f"<code>{REPORT}:4:1</code>" in page.text
        assert '<script src="/-/livereload.js?host=127.0.0.1&amp;port=' in page.text
        assert "LiveReload" in served.get("-/livereload.js").text
        assert served.get("-/preview.css").headers["Content-Type"].startswith("text/css")
        assert served.get("reports/2023/jia").text == page.text  # a folder leads to its index.html
        assert served.get("data/reports.csv").status == 200
        assert "livereload" not in served.get("data/reports.csv").text
        assert served.get("data/reports.csv?v=1").headers["Cache-Control"] == "no-store"
        assert served.end() == 0
        assert "Traceback" not in served.said()
        assert served.said().rstrip().endswith("预览已结束。")
    assert sorted(p for p in mini.rglob("*") if ".gongkai" not in p.parts) == before
    assert list(served.temporary.iterdir()) == []


def test_a_folder_is_sent_on_to_its_page_so_that_links_work(mini: Path) -> None:
    """Also before all files are made, and again afterwards."""
    with Served(mini) as served:
        for _ in range(2):
            line = http.client.HTTPConnection("127.0.0.1", served.port, timeout=LONG)
            line.request("GET", "/reports/2023/jia")
            answer = line.getresponse()
            assert (answer.status in (301, 302), answer.headers["Location"]) == (True, "/reports/2023/jia/")
            line.close()
            assert served.get("data/reports.csv").status == 200  # waits for the rest


def test_a_broken_template_is_told_on_the_page(mini: Path) -> None:
    templates = mini / "themes/own/templates"
    templates.mkdir(parents=True)
    (mini / "themes/own/theme.yaml").write_text("title: 自己的\nparent: gov\n", encoding="utf-8")
    (templates / "report.html").write_text("{{ page.nothing.at_all }}", encoding="utf-8")
    with (mini / "content/portal.yaml").open("a", encoding="utf-8") as stream:
        stream.write("theme: own\n")
    with Served(mini) as served:
        page = served.get(PAGE)
        assert "themes/own/templates/report.html:1" in page.text
        assert "<h1>还没有可以显示的页面</h1>" in page.text
        assert served.get("index.html").status == 200


def test_another_hosts_page_is_refused(mini: Path) -> None:
    with Served(mini) as served:
        for host in ("evil.test", f"evil.test:{served.port}", "127.0.0.1", "127.0.0.1:1", f"127.0.0.2:{served.port}"):
            for path in ("", "nowhere", "-/livereload.js", "-/preview.css", "livereload", "data/reports.json"):
                answer = served.get(path, host)
                assert answer.status == 403, (host, path)
                assert "示例" not in answer.text
        assert served.get("", f"LOCALHOST:{served.port}").status == 200
        assert served.get("../../etc/passwd").status in (403, 404)
        assert served.get("%2e%2e/%2e%2e/etc/passwd").status in (403, 404)


async def _connect(served: Served, origin: str) -> WebSocketClientConnection:
    request = HTTPRequest(f"ws://127.0.0.1:{served.port}/livereload", headers={"Origin": origin})
    return await asyncio.wait_for(websocket_connect(request), LONG)


async def _say(line: WebSocketClientConnection, **message: object) -> None:
    await line.write_message(json.dumps(message))


async def _hear(line: WebSocketClientConnection) -> dict[str, object]:
    message = await asyncio.wait_for(line.read_message(), LONG)
    assert isinstance(message, str)
    said = json.loads(message)
    assert isinstance(said, dict)
    return said


async def _end(line: WebSocketClientConnection) -> None:
    line.close()
    while await asyncio.wait_for(line.read_message(), LONG) is not None:
        pass


def _apart(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine in a thread of its own: a browser of other tests may hold this one's event loop."""
    with ThreadPoolExecutor(1) as one:
        one.submit(asyncio.run, work).result()


def test_another_origins_socket_is_refused(mini: Path) -> None:
    async def run(served: Served) -> None:
        for origin in ("http://evil.test", "null", f"https://127.0.0.1:{served.port}", "http://localhost:1"):
            with pytest.raises(HTTPClientError) as refused:
                await _connect(served, origin)
            assert refused.value.code == 403
        line = await _connect(served, f"http://localhost:{served.port}")
        await _end(line)

    with Served(mini) as served:
        _apart(run(served))


def test_every_save_reaches_the_browser_also_one_while_the_page_was_loading(mini: Path) -> None:
    async def run(served: Served) -> None:
        line = await _connect(served, f"http://127.0.0.1:{served.port}")
        mark = served.get(PAGE).text.partition("snipver=")[2].partition('"')[0]
        await _say(line, command="hello", protocols=[], snipver=mark)
        assert (await _hear(line))["command"] == "hello"
        await _say(line, command="info", url="x")
        for old, new in (("无。", "第一次。"), ("第一次。", "第二次。"), ("第二次。", "第三次。")):
            edit(mini, PROSE, old, new)  # the next follows at once, well within livereload's three seconds
            assert (await _hear(line))["command"] == "reload"
            assert new in served.get(PAGE).text
        late = await _connect(served, f"http://127.0.0.1:{served.port}")
        await _say(late, command="hello", protocols=[], snipver=mark)  # shows the page of the first build
        assert (await _hear(late))["command"] == "hello"
        await _say(late, command="info", url="x")
        assert (await _hear(late))["command"] == "reload"
        await late.write_message("no json")
        await _end(late)
        await _end(line)

    with Served(mini) as served:
        _apart(run(served))
        assert served.get(PAGE).status == 200


def test_an_address_that_is_not_there_appears_once_it_is(mini: Path) -> None:
    with Served(mini) as served:
        answer = served.get("pages/new/index.html")
        assert answer.status == 404
        assert "livereload.js" in answer.text
        (mini / "content/pages").mkdir(exist_ok=True)
        (mini / "content/pages/new.md").write_text("# 新页\n\n正文\n", encoding="utf-8")
        served.shows("pages/new/index.html", "正文")


def test_drafts_are_shown_and_marked(mini: Path) -> None:
    edit(mini, REPORT, "year: 2023", "year: 2023\ndraft: true")
    edit(mini, REPORT, "[1, 0, 1]\n      法律禁止", "[1, 0, 2]\n      法律禁止")
    with Served(mini) as served:
        page = served.get(PAGE).text
        assert "草稿：只在预览中显示" in page
        assert 'role="alert"' not in page  # a draft's errors block nobody
        assert "错误 (草稿)" in page
        assert '<span class="draft">草稿</span>' in served.get("reports/index.html").text
        assert "草稿：" not in served.get("reports/2022/jia/index.html").text


def test_an_error_keeps_the_page_and_shows_where_it_is(mini: Path) -> None:
    with Served(mini) as served:
        edit(mini, REPORT, "国家秘密: [1, 0, 1]", "国家秘密: [1, 0, 1,000]")
        served.shows(PAGE, f"<code>{REPORT}:11:20</code>")
        page = served.get(PAGE).text
        assert 'role="alert"' in page
        assert "有错误，页面还是上一次没有错误时的样子" in page
        assert "示例市人民政府2023年小报告" in page
        assert f"{REPORT}:11:20" in served.said()
        edit(mini, REPORT, "1,000]", "1]")
        served.hides(PAGE, "gongkai-preview")


def test_no_broken_file_kills_it(mini: Path) -> None:
    whole = (mini / REPORT).read_bytes()
    with Served(mini) as served:
        for number, broken in enumerate((b"form: [", b"\xff\xfe\x00", b"", b"a: &a [*a]", b"- - -\n\t:")):
            (mini / REPORT).write_bytes(broken)
            served.shows(PAGE, '<div role="alert">')
            (mini / REPORT).write_bytes(whole)
            served.hides(PAGE, '<div role="alert">')
            assert served.process.poll() is None, number
        (mini / "themes/own/templates").mkdir(parents=True)
        (mini / "themes/own/theme.yaml").write_text("title: Own\nparent: base\n", encoding="utf-8")
        (mini / "themes/own/templates/home.html").write_text("{{ page.titel }}", encoding="utf-8")
        edit(mini, "content/portal.yaml", "title: 示例门户", "title: 示例门户\ntheme: own")
        served.shows("", "themes/own/templates/home.html:1:1")
        (mini / "themes/own/templates/home.html").write_text("<p>自己的首页</p>", encoding="utf-8")
        served.shows("", "自己的首页")
        (mini / "content").rename(mini / "away")
        served.shows("", '<div role="alert">')
        (mini / "away").rename(mini / "content")
        served.shows("", "自己的首页")
        served.hides("", '<div role="alert">')
        assert served.end() == 0


def test_without_a_good_build_the_findings_are_the_page(mini: Path) -> None:
    edit(mini, REPORT, "year: 2023", "year: 2024")
    with Served(mini) as served:
        for path in ("", "anything.html"):
            page = served.get(path).text
            assert "还没有可以显示的页面" in page
            assert f"<code>{REPORT}:3:1</code>" in page or f"<code>{REPORT}:3:" in page
        edit(mini, REPORT, "year: 2024", "year: 2023")
        served.shows(PAGE, "示例市人民政府2023年小报告")


def test_port_in_use(mini: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = CliRunner().invoke(main, ["serve", "--root", str(mini), "--port", str(port)])
    assert result.exit_code == 3
    assert result.stderr.count("\n") == 1
    assert f"端口 {port}" in result.stderr


def test_no_portal_and_language(tmp_path: Path, school: Path) -> None:
    assert CliRunner().invoke(main, ["serve", "--root", str(tmp_path)]).exit_code == 2
    with Served(school) as served:
        assert "Preview: http" in served.said()
        assert "No such page" in served.get("nowhere").text
