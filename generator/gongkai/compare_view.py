"""The page where a reader compares offices: which indicators there are, and of which cells each is the sum."""

from collections.abc import Mapping
from dataclasses import replace

from gongkai import routes
from gongkai.indicators import forms_in_use
from gongkai.portal import Portal
from gongkai.routes import relative
from gongkai.theme import Theme
from gongkai.trends_view import sums
from gongkai.views import CompareView
from gongkai.views_parts import Link, YearLink
from gongkai.views_trends import CompareGroup, CompareIndicator


def compare_view(
    offices: tuple[Link, ...], years: tuple[YearLink, ...], here: str, portal: Portal, theme: Theme
) -> CompareView:
    """The page; `offices` are Links whose address is an office's id. One report alone is not compared."""
    return CompareView(
        theme.text("compare.title"),
        tuple(relative(path, here) for path in routes.COMPARE_SCRIPTS),
        relative("", here),
        tuple(_groups(portal, theme)) if len(portal.published()) > 1 else (),
        offices,
        years,
    )


def _groups(portal: Portal, theme: Theme) -> list[CompareGroup]:
    """Series by chart in the order of the newest form; those of older forms behind, the facts last."""
    titles: dict[str, str] = {}
    charts: dict[str, dict[str, CompareIndicator]] = {}
    for form in forms_in_use(portal.published()):
        for chart in form.trends:
            titles.setdefault(chart.id, chart.title)
            own = charts.setdefault(chart.id, {})
            for series in chart.series:
                first = form.cells[series.cells[0]]
                unit = "" if first.open_unit else first.unit
                cells = "+".join(form.cells[i].id for i in series.cells)
                told = sums([(series.name, series.parts)], theme) if series.parts else ""
                known = own.get(series.id)
                if known is None:
                    own[series.id] = CompareIndicator(series.id, series.name, unit, cells, series.place, told)
                elif cells not in known.cells.split("|"):
                    own[series.id] = replace(
                        known,
                        cells=f"{known.cells}|{cells}",
                        places=f"{known.places}|{series.place}",
                        sums=known.sums or told,
                    )
    groups = [CompareGroup(titles[cid], tuple(own.values())) for cid, own in charts.items()]
    facts = _facts(portal)
    return [*groups, CompareGroup(theme.text("report.facts"), tuple(facts.values()))] if facts else groups


def _facts(portal: Portal) -> Mapping[str, CompareIndicator]:
    given = {fid for report in portal.published() for fid in report.facts}
    return {
        fid: CompareIndicator(
            f"facts.{fid}", fact.label or fact.key, fact.unit or "", f"facts.{fid}", f"facts.{fid}", ""
        )
        for fid, fact in portal.options.facts.items()
        if fid in given
    }
