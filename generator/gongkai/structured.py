"""What search engines for data read in a page: schema.org as JSON-LD, in a data block that no policy forbids.

Only what the portal states is said; what needs an address is left out where the portal has none.
Source: schema.org Dataset, DataDownload, Report; developers' guides ask for name, description, licence, distribution.
"""

import json
from typing import Any

from gongkai import routes
from gongkai.pages import Desk, office_name
from gongkai.report import Report
from gongkai.routes import Route
from gongkai.views_parts import Html

Node = dict[str, Any]

_OFFICE = "application/vnd.openxmlformats-officedocument"
_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "csv": "text/csv",
    "json": "application/json",
}
_CONTEXT = {"@context": "https://schema.org"}
# `<` and `>` could end the block, U+2028 and U+2029 end lines in older readers.
_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def structured(desk: Desk, route: Route, title: str) -> Html:
    """The data block of a page, '' for kinds of page that have none."""
    if route.path == routes.DATA:
        node = _dataset(desk)
    elif isinstance(route.subject, Report):
        node = _report(desk, route.subject, title)
    else:
        return Html("")
    return Html(json.dumps(_CONTEXT | node, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES))


def _address(desk: Desk, path: str) -> Node:
    return {"url": routes.absolute(desk.portal, path)} if desk.portal.options.base_url else {}


def _file(desk: Desk, path: str, kind: str) -> Node:
    return {
        "@type": kind,
        "encodingFormat": _TYPES[path.rsplit(".", 1)[1]],
        "contentUrl": routes.absolute(desk.portal, path),
    }


def _dataset(desk: Desk) -> Node:
    """The data of all reports."""
    options, years = desk.portal.options, desk.portal.years()
    node: Node = {"@type": "Dataset", "name": f"{options.title} · {desk.theme.text('data.page')}"}
    node |= {"description": options.description or desk.theme.text("data.lead")}
    node |= _address(desk, routes.DATA) | {"inLanguage": desk.theme.text("language")}
    if years:
        node["temporalCoverage"] = str(years[0]) if years[0] == years[-1] else f"{years[-1]}/{years[0]}"
    if options.organizer:
        node["publisher"] = {"@type": "Organization", "name": options.organizer}
    if options.licence:
        node["license"] = options.licence.url
    if options.base_url:
        files = [routes.DATA_CSV, routes.DATA_JSON]
        node["distribution"] = [_file(desk, path, "DataDownload") for path in files]
    return node


def _report(desk: Desk, report: Report, title: str) -> Node:
    """One report."""
    options = desk.portal.options
    office = {"@type": "Organization", "name": office_name(desk.portal, report.office)}
    node: Node = {"@type": "Report", "name": title, "inLanguage": desk.theme.text("language")}
    node |= _address(desk, routes.report(report.office, report.year))
    node |= {"temporalCoverage": str(report.year), "author": office | _office_address(desk, report.office)}
    if report.published:
        node["datePublished"] = report.published[:10]
    if options.organizer:
        node["publisher"] = {"@type": "Organization", "name": options.organizer}
    if options.licence:
        node["license"] = options.licence.url
    if options.base_url:
        files = [routes.report_file(report.office, report.year, ending) for ending in _TYPES]
        node["encoding"] = [_file(desk, path, "MediaObject") for path in files if path in desk.sizes]
        node["isPartOf"] = {"@type": "CreativeWork", "url": routes.absolute(desk.portal, routes.DATA)}
    return node


def _office_address(desk: Desk, oid: str) -> Node:
    return _address(desk, routes.office(oid)) if oid in desk.portal.offices else {}
