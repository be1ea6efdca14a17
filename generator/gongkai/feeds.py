"""What search engines and feed readers ask for: sitemap.xml, feed.xml (Atom), robots.txt. They need `base_url`."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape

from gongkai import routes
from gongkai.portal import Portal
from gongkai.report import Report

SITEMAP_XML = "sitemap.xml"
FEED = "feed.xml"
ROBOTS = "robots.txt"
_URLS = 50_000
_BYTES = 50_000_000  # a little less than is allowed, for what stands around the addresses


def sitemaps(portal: Portal, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every page; the day of publication as last change where it is known.

    One file, or an index of as many as it takes, beside each other: a sitemap speaks for its own folder only.
    Source: sitemaps.org, protocol: at most 50,000 addresses and 50 MB in a file.
    """
    days = {routes.report(r.office, r.year): (r.published or "")[:10] for r in portal.published()}
    parts: list[list[str]] = [[]]
    size = 0
    for path in paths:
        day = f"<lastmod>{days[path]}</lastmod>" if days.get(path) else ""
        entry = f"<url><loc>{escape(routes.absolute(portal, path))}</loc>{day}</url>"
        own = len(entry.encode()) + 1
        if len(parts[-1]) == _URLS or size + own > _BYTES:
            parts.append([])
            size = 0
        size += own
        parts[-1].append(entry)
    if len(parts) == 1:
        yield SITEMAP_XML, _sitemap("urlset", parts[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(parts) + 1)]
    yield from ((name, _sitemap("urlset", part)) for name, part in zip(names, parts, strict=True))
    index = [f"<sitemap><loc>{escape(routes.absolute(portal, name))}</loc></sitemap>" for name in names]
    yield SITEMAP_XML, _sitemap("sitemapindex", index)


def _sitemap(kind: str, entries: Sequence[str]) -> str:
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">'
    return "\n".join([head, *entries, f"</{kind}>"]) + "\n"


def feed(portal: Portal, titled: Sequence[tuple[Report, str]], language: str) -> str:
    """An Atom feed of the reports whose day of publication is known, newest first; `report.unset` tells of others."""
    known = ((r, title) for r, title in titled if r.published)
    dated = sorted(known, key=lambda x: (x[0].published or "", x[0].office), reverse=True)
    address = routes.absolute(portal, FEED)
    updated = _moment(dated[0][0], portal) if dated else "1970-01-01T00:00:00Z"
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<title>{escape(portal.options.title)}</title>",
        f"<id>{escape(address)}</id>",
        f'<link rel="self" href="{escape(address)}"/>',
        f'<link href="{escape(routes.absolute(portal, routes.HOME))}"/>',
        f"<updated>{updated}</updated>",
        f"<author><name>{escape(portal.options.organizer or portal.options.title)}</name></author>",
    ]
    for report, title in dated[:50]:
        link = escape(routes.absolute(portal, routes.report(report.office, report.year)))
        office = portal.offices.get(report.office)
        lines += [
            "<entry>",
            f"<title>{escape(title)}</title>",
            f"<id>{link}</id>",
            f'<link href="{link}"/>',
            f"<updated>{_moment(report, portal)}</updated>",
            f"<author><name>{escape(office.name if office else report.office)}</name></author>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>"]) + "\n"


def _moment(report: Report, portal: Portal) -> str:
    """The published day (and time, where it is stated) as Atom writes it, in the portal's own time."""
    offset = portal.options.utc_offset or ("+08:00" if portal.options.language == "zh" else "Z")
    day, _, time = (report.published or "").partition(" ")
    return f"{day}T{time or '00:00'}:00{offset}"


def robots(portal: Portal) -> str:
    """Everything may be read; where the sitemap is."""
    return f"User-agent: *\nAllow: /\nSitemap: {routes.absolute(portal, SITEMAP_XML)}\n"
