"""The preview: this machine only, every save shown, drafts marked, findings on top, nothing that kills it."""

import asyncio
import json
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner
from tornado.httpclient import HTTPClientError, HTTPRequest
from tornado.websocket import WebSocketClientConnection, websocket_connect

from gongkai import pipeline
from gongkai.cli import main
from gongkai.console import Console
from gongkai.finding import Span, finding
from gongkai.messages import texts
from gongkai.preview import Preview, dressed, plain
from gongkai.preview.panel import SHOWN, panel
from gongkai.preview.watched import folders, matters
from serving import LONG, Served
from support import copy_site, edit
from test_cases import Case, apply, cases

REPORT = "content/reports/jia/2023/report.yaml"
PROSE = "content/reports/jia/2023/report.md"
PAGE = "reports/2023/jia/index.html"
ZH = texts("zh")


def console() -> Console:
    return Console(ZH)


def top(*found: str, kept: bool = False, trouble: str = "") -> str:
    slips = [finding(code, Span("a.md", 3, 4), file="<b>&", key="k", text="", field="F") for code in found]
    return panel(slips, ZH, kept=kept, trouble=trouble)


# The panel and the pages


def test_panel_says_where_what_and_how_to_mend_it() -> None:
    text = top("file.missing")
    assert '<div role="alert">' in text
    assert "<details open>" in text
    assert "<code>a.md:3:4</code>" in text
    assert "缺少文件 &lt;b&gt;&amp;" in text
    assert "改法: 补上这个文件" in text
    assert "<b>" not in text


def test_nothing_found_no_panel() -> None:
    assert top() == ""


def test_what_is_no_error_is_folded_and_no_alert() -> None:
    text = top("report.unset")
    assert "alert" not in text
    assert "<details>" in text


def test_thousands_of_findings_do_not_bury_the_page() -> None:
    text = top(*["file.missing"] * (SHOWN + 5))
    assert text.count('<li class="error">') == SHOWN
    assert "另有 5 个" in text


def test_a_traceback_is_escaped() -> None:
    assert "<pre>&lt;module&gt;</pre>" in top(trouble="<module>")


POLICY = "default-src 'none'; style-src 'self'; img-src data:; upgrade-insecure-requests"


@pytest.mark.parametrize("quoted", [POLICY, POLICY.replace("'", "&#39;")])
def test_the_policy_lets_the_preview_in_and_stays(quoted: str) -> None:
    page = f'<html><head><meta http-equiv="Content-Security-Policy" content="{quoted}"></head><body>x</body></html>'
    text = dressed(page, "", "7-1", "127.0.0.1:8000").replace("&#x27;", "'")
    assert (
        "content=\"default-src 'none'; style-src 'self'; img-src data:; script-src 'self'; "
        "connect-src 'self' ws://127.0.0.1:8000\"" in text
    )
    assert "<script>" not in text  # by its address only
    assert text.index("Security-Policy") < text.index("<script src=") < text.index("</head>")


def test_a_page_without_a_policy_gets_none_and_a_fragment_stays_whole() -> None:
    assert "Security" not in dressed("<head></head><body></body>", "", "7-1", "localhost:1")
    assert dressed("verification 123", "", "7-1", "localhost:1").startswith("verification 123")


def test_a_page_of_its_own_is_dressed_too() -> None:
    text = dressed(plain("<t>", "m", "en"), top("file.missing"), "7-1", "localhost:1")
    assert "<h1>&lt;t&gt;</h1>" in text
    assert text.index("<body>") < text.index("role=") < text.index("<main")


@pytest.mark.parametrize(
    ("name", "counts"),
    [
        ("report.md", True),
        ("static/.well-known/x", True),
        ("report.md~", False),
        (".report.md.swp", False),
        ("4913", False),
        ("#report.md#", False),
        (".#report.md", False),
        ("~$报告.docx", False),
        ("x.tmp", False),
        (".git/index", False),
    ],
)
def test_editors_own_files_are_passed_over(name: str, counts: bool) -> None:
    assert matters(None, f"/portal/content/{name}") is counts


def test_content_and_themes_are_watched(mini: Path) -> None:
    before = [path for path, _ in folders(mini)]
    assert str((mini / "content").resolve()) in before
    (mini / "themes").mkdir()
    assert str((mini / "themes").resolve()) in [path for path, _ in folders(mini)]


# The builds


@pytest.mark.parametrize("case", cases(), ids=lambda c: c.name)
def test_no_mistake_in_a_draft_breaks_the_preview(case: Case, tmp_path: Path) -> None:
    """What no build would ever render, a draft's mistakes, must not come out as one of ours."""
    root = copy_site(case.site, tmp_path / "site")
    apply(root, case.text)
    for file in (root / "content/reports").glob("*/*/report.yaml"):
        text = file.read_text(encoding="utf-8")
        if "draft:" not in text:
            file.write_text(f"draft: true\n{text}", encoding="utf-8")
    preview = Preview(root, tmp_path / "pages", console())
    preview.build(lambda: False)
    assert preview.state is not None
    assert preview.state.trouble == ""


def test_our_own_mistake_is_shown_and_survived(mini: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preview = Preview(mini, tmp_path / "pages", console())
    preview.build(lambda: False)

    def broken(*_: object, **__: object) -> pipeline.Checked:
        raise ZeroDivisionError("ours")

    with monkeypatch.context() as patch:
        patch.setattr(pipeline, "check", broken)
        preview.build(lambda: False)
    assert preview.state is not None
    assert "ZeroDivisionError: ours" in preview.state.trouble
    assert preview.state.kept
    preview.build(lambda: False)
    assert preview.state.pages
    assert (preview.state.kept, preview.state.trouble, preview.state.top) == (False, "", "")


def test_a_draft_is_not_published_and_nothing_is_written_beside(mini: Path, tmp_path: Path) -> None:
    edit(mini, REPORT, "year: 2023", "year: 2023\ndraft: true")
    before = sorted(mini.rglob("*"))
    Preview(mini, tmp_path / "pages", console()).build(lambda: False)
    assert sorted(mini.rglob("*")) == before
    assert (tmp_path / "pages" / PAGE).is_file()
    pipeline.build(mini, tmp_path / "site")
    assert not (tmp_path / "site" / PAGE).exists()


# The server


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
    assert sorted(mini.rglob("*")) == before
    assert list(served.temporary.iterdir()) == []


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


def test_another_origins_socket_is_refused(mini: Path) -> None:
    async def run(served: Served) -> None:
        for origin in ("http://evil.test", "null", f"https://127.0.0.1:{served.port}", "http://localhost:1"):
            with pytest.raises(HTTPClientError) as refused:
                await _connect(served, origin)
            assert refused.value.code == 403
        line = await _connect(served, f"http://localhost:{served.port}")
        await _end(line)

    with Served(mini) as served:
        asyncio.run(run(served))


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
        asyncio.run(run(served))
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
