"""A checked portal of which any page can be had at once, before all the others are made."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from gongkai import lots, pages
from gongkai.finding import Finding
from gongkai.pages import Desk
from gongkai.pipeline import Checked
from gongkai.routes import MANIFEST, Route, attachment, static_path


class Unmade(Exception):
    """A page that its template could not make: `finding` says where it is wrong."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(finding.code)
        self.finding = finding


class _Sizes(Mapping[str, int]):
    """Sizes of the files that were made last, by path; looked at one by one, when a page tells them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __getitem__(self, path: str) -> int:
        if path == MANIFEST:
            raise KeyError(path)  # it is written last of all, and no page tells its size
        try:
            return (self.folder / path).stat().st_size
        except OSError:
            raise KeyError(path) from None

    def __iter__(self) -> Iterator[str]:
        return (f.relative_to(self.folder).as_posix() for f in sorted(self.folder.rglob("*")) if f.is_file())

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Fresh:
    """The pages of a portal without errors, each made when it is asked for, once; and the files that stand beside.

    `folder` is where all files are made afterwards: pages tell the sizes of those that stand there.
    """

    def __init__(self, checked: Checked, root: Path, folder: Path) -> None:
        if checked.theme is None:
            raise ValueError(checked)
        desk = pages.desk(checked.portal, checked.theme, checked.filled, checked.waived)
        self.desk: Desk = replace(desk, sizes=_Sizes(folder))
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
                self.made[path] = lots.page(self.desk, route)
            except Exception as error:
                raise Unmade(self.desk.theme.wrong(route.template, error)) from error
        return self.made[path]

    def file(self, path: str) -> bytes | None:
        """A file that is only copied, or None."""
        found = self.files.get(path)
        return found.read_bytes() if isinstance(found, Path) else found
