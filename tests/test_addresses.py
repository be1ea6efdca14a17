"""Addresses: kept for ever, redirected, canonical; 404, sitemap, feed, robots; meta tags; the foot."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from selectolax.lexbor import LexborHTMLParser

from gongkai import feeds, pipeline
from gongkai.pipeline import build
from support import edit, findings

PORTAL = "content/portal.yaml"
BASE = "https://example.org/mini/"


@pytest.fixture
def site(mini: Path) -> Path:
    assert build(mini, mini / "site").summary is not None
    return mini / "site"


def head(page: Path) -> LexborHTMLParser:
    return LexborHTMLParser(page.read_text(encoding="utf-8"))


def locations(sitemap: Path) -> list[str]:
    return [e.text or "" for e in ET.parse(sitemap).iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]  # noqa: S314


def metas(page: Path) -> dict[str, str]:
    return {m.attributes["name"] or "": m.attributes["content"] or "" for m in head(page).css("meta[name]")}


def test_the_build_remembers_addresses_and_they_only_grow(mini: Path, site: Path) -> None:
    urls = (mini / "content/urls.txt").read_text(encoding="utf-8").splitlines()
    assert urls == sorted(urls)
    assert "reports/2023/jia/index.html" in urls
    assert {p.relative_to(site).as_posix() for p in site.rglob("*.html")} - set(urls) == {"404.html"}
    stamp = (mini / "content/urls.txt").stat().st_mtime_ns
    build(mini, site)
    assert (mini / "content/urls.txt").stat().st_mtime_ns == stamp
    edit(mini, "content/reports/jia/2022/report.yaml", "year: 2022", "year: 2022\ndraft: true")
    vanished = [f.args["path"] for f in findings(mini) if f.code == "url.vanished"]
    assert vanished == ["reports/2022/index.html", "reports/2022/jia/index.html"]
    assert build(mini, site).summary is None


def test_a_redirect_is_a_page_that_leads_on(mini: Path) -> None:
    (mini / "content/urls.txt").write_text("offices/yi/index.html\n", encoding="utf-8")
    (mini / "content/redirects.yaml").write_text("offices/yi/index.html: offices/jia/index.html\n", encoding="utf-8")
    assert build(mini, mini / "site").summary is not None
    page = head(mini / "site/offices/yi/index.html")
    refresh = page.css_first('meta[http-equiv="refresh"]')
    assert refresh is not None
    assert refresh.attributes["content"] == "0; url=../jia/index.html"
    assert "offices/yi/index.html" in (mini / "content/urls.txt").read_text(encoding="utf-8")


def test_canonical_sitemap_and_robots(site: Path) -> None:
    link = head(site / "reports/2023/jia/index.html").css_first('link[rel="canonical"]')
    assert link is not None
    assert link.attributes["href"] == f"{BASE}reports/2023/jia/"
    urls = locations(site / "sitemap.xml")
    assert f"{BASE}reports/2023/jia/" in urls
    assert BASE in urls
    assert len(urls) == len(set(site.rglob("*.html"))) - 1
    assert f"Sitemap: {BASE}sitemap.xml" in (site / "robots.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(("limit", "files"), [({"_URLS": 3}, 6), ({"_URLS": 14}, 2), ({"_BYTES": 500}, 3)])
def test_a_long_sitemap_is_an_index_of_several(
    mini: Path, site: Path, monkeypatch: pytest.MonkeyPatch, limit: dict[str, int], files: int
) -> None:
    (name, value), whole = *limit.items(), locations(site / "sitemap.xml")
    monkeypatch.setattr(feeds, name, value)
    build(mini, mini / "parts")
    index = locations(mini / "parts/sitemap.xml")
    assert index == [f"{BASE}sitemap-{number}.xml" for number in range(1, files + 1)]
    parts = [mini / "parts" / address.removeprefix(BASE) for address in index]
    assert [url for part in parts for url in locations(part)] == whole
    assert all(0 < len(locations(part)) <= limit.get("_URLS", 50_000) for part in parts)
    assert all(part.stat().st_size < limit.get("_BYTES", 50_000_000) + 150 for part in parts)


def test_a_site_of_a_million_addresses(mini: Path) -> None:
    portal = pipeline.check(mini).portal
    made = dict(feeds.sitemaps(portal, [f"reports/2023/{n}/index.html" for n in range(1_000_000)]))
    assert len(made) == 21
    assert [made[f"sitemap-{n}.xml"].count("<url>") for n in range(1, 21)] == [50_000] * 20
    assert f"<loc>{BASE}reports/2023/999999/</loc>" in made["sitemap-20.xml"]


def test_the_feed_has_dated_reports_only(mini: Path, site: Path) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    entries = ET.parse(site / "feed.xml").findall(f"{atom}entry")  # noqa: S314
    assert [e.findtext(f"{atom}title") for e in entries] == [
        "示例市人民政府2023年小报告",
        "示例市人民政府2022年小报告",
    ]
    assert entries[0].findtext(f"{atom}updated") == "2024-03-20T00:00:00+08:00"
    edit(mini, "content/reports/jia/2023/report.yaml", "published: 2024-03-20", "published:")
    build(mini, site)
    assert len(ET.parse(site / "feed.xml").findall(f"{atom}entry")) == 1  # noqa: S314


def test_the_page_for_missing_ones_works_at_any_depth(site: Path) -> None:
    text = (site / "404.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:href|src)="([^"#]+)"', text)
    assert addresses
    assert all(a.startswith("/mini/") for a in addresses)


def test_without_an_address_nothing_is_made_up(mini: Path) -> None:
    edit(mini, PORTAL, "base_url: https://example.org/mini/", "base_url:")
    assert build(mini, mini / "site").summary is not None
    for name in ("404.html", "sitemap.xml", "feed.xml", "robots.txt"):
        assert not (mini / "site" / name).exists()
    assert "canonical" not in (mini / "site/index.html").read_text(encoding="utf-8")


def test_a_robots_file_of_ones_own_stands(school: Path) -> None:
    build(school, school / "site")
    assert (school / "site/robots.txt").read_text(encoding="utf-8") == "User-agent: *\n"


def test_meta_tags_by_page_kind(mini: Path, site: Path) -> None:
    """网站标签 on every page, 栏目标签 with the column's type, 内容页标签 on articles; nothing that nobody stated."""
    home, report = metas(site / "index.html"), metas(site / "reports/2023/jia/index.html")
    guide = metas(site / "pages/guide/index.html")
    for tags in (home, report, guide):
        assert (tags["SiteName"], tags["SiteDomain"], tags["SiteIDCode"]) == ("示例门户", "example.org", "0000000000")
    assert home["ColumnType"] == "首页"
    assert "ArticleTitle" not in home
    assert report["ArticleTitle"] == "示例市人民政府2023年小报告"
    assert report["PubDate"] == "2024-03-20"
    assert report["ContentSource"] == "示例市人民政府"
    assert report["ColumnType"] == "信息公开年报"
    assert guide["ColumnType"] == "信息公开指南"
    assert "PubDate" not in guide
    edit(mini, "content/reports/jia/2023/report.yaml", "published: 2024-03-20", "published: 2024-03-20 09:30")
    edit(mini, PORTAL, "site_code: '0000000000'", "site_code:")
    build(mini, site)
    report = metas(site / "reports/2023/jia/index.html")
    assert report["PubDate"] == "2024-03-20 09:30"
    assert "SiteIDCode" not in report


def test_foot_links_emblem_and_icon(mini: Path) -> None:
    static = mini / "content/static"
    static.mkdir()
    for name in ("emblem.svg", "favicon.ico", "mark.png"):
        (static / name).write_bytes(b"x")
    line = "foot_links: [{text: 我为政府网站找错, url: https://example.org/zc, image: mark.png}]\ncontact:"
    edit(mini, PORTAL, "contact:", line)
    assert build(mini, mini / "site").summary is not None
    page = head(mini / "site/reports/2023/jia/index.html")
    mark = page.css_first(".marks img")
    assert mark is not None
    assert mark.attributes["src"] == "../../../mark.png"
    assert page.css_first("img.emblem") is not None
    icon = page.css_first('link[rel="icon"]')
    assert icon is not None
    assert icon.attributes["href"] == "../../../favicon.ico"
    assert (mini / "site/mark.png").read_bytes() == b"x"


def test_without_an_icon_of_its_own_a_portal_has_the_themes(site: Path) -> None:
    icon = head(site / "reports/2023/jia/index.html").css_first('link[rel="icon"]')
    assert icon is not None
    assert icon.attributes["href"] == "../../../assets/icon.svg"
    assert (site / "assets/icon.svg").read_bytes().startswith(b"<svg")


def test_the_platform_and_the_site_map(mini: Path, site: Path) -> None:
    parts = [a.text() for a in head(site / "index.html").css(".platform a")]
    assert parts == ["政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "公开年报"]
    linked = {a.attributes["href"] for a in head(site / "sitemap/index.html").css("main a")}
    assert {"../pages/guide/index.html", "../offices/jia/index.html", "../reports/2023/index.html"} <= linked
    edit(mini, PORTAL, "guide: guide, ", "")
    build(mini, site)
    assert "政府信息公开指南 <span" in (site / "index.html").read_text(encoding="utf-8")


def test_a_strict_policy_stands_in_every_page(site: Path) -> None:
    for file in site.rglob("*.html"):
        policy = head(file).css_first('meta[http-equiv="Content-Security-Policy"]')
        assert policy is not None, file
        content = policy.attributes["content"] or ""
        assert "default-src 'none'" in content
        assert "unsafe" not in content


def test_the_info_table_of_a_disclosure_item(mini: Path) -> None:
    old = "published: 2024-03-20"
    edit(mini, "content/reports/jia/2023/report.yaml", old, f"{old}\nindex_number: 00000000/2024-00001\nkeywords: 年报")
    assert build(mini, mini / "site").summary is not None
    page = head(mini / "site/reports/2023/jia/index.html")
    info = {(d.css_first("dt") or d).text(): (d.css_first("dd") or d).text() for d in page.css("dl.info > div")}
    assert info["索引号"] == "00000000/2024-00001"
    assert info["主题词"] == "年报"
    assert info["公开日期"] == "2024年3月20日"
    assert "文号" not in info
