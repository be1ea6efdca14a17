"""A checked portal of which any page can be had at once, before all the others are made."""

from collections.abc import Mapping
from pathlib import Path

from gongkai import pages, render
from gongkai.finding import Finding
from gongkai.pages import Desk
from gongkai.pipeline import Checked
from gongkai.routes import Route, attachment, static_path


class Unmade(Exception):
    """A page that its template could not make: `finding` says where it is wrong."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class Fresh:
    """The pages of a portal without errors, each made when it is asked for, once; and the files that stand beside."""

    def __init__(self, checked: Checked, root: Path) -> None:
        if checked.theme is None:
            raise ValueError(checked)
        self.desk: Desk = pages.desk(checked.portal, checked.theme, checked.filled, checked.waived)
        self.routes: Mapping[str, Route] = {route.path: route for route in checked.routes}
        self.files: dict[str, Path | bytes] = {**self.desk.theme.made(), **self.desk.theme.assets()}
        self.files |= {static_path(source): root / source for source in checked.portal.static}
        for report in self.desk.published:
            self.files |= {attachment(report.office, report.year, a): root / a for a in report.attachments}
        self.made: dict[str, str] = {}

    def page(self, path: str) -> str | None:
        """A page, or None where there is none at this address. Raises Unmade."""
        route = self.routes.get(path)
        if route is None:
            return None
        if path not in self.made:
            try:
                self.made[path] = render.page(self.desk, route)
            except Exception as error:
                raise Unmade(self.desk.theme.wrong(route.template, error)) from error
        return self.made[path]

    def file(self, path: str) -> bytes | None:
        """A file that is only copied, or None."""
        found = self.files.get(path)
        return found.read_bytes() if isinstance(found, Path) else found
