"""Theme: templates, assets, strings, and a parent to inherit from.

Templates run under StrictUndefined and autoescape; a mistake in one is a Finding with its file and line.
"""

import re
import traceback
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

from gongkai import locales
from gongkai.figures import grouped
from gongkai.finding import Finding, Span, Word, finding
from gongkai.layout import TableLayout
from gongkai.markdown import MARK
from gongkai.schema import Field, Model, did_you_mean, model
from gongkai.source import Node, Scalar, parse, place, read_text
from gongkai.templates import Markup, Template, Templates, TemplateSyntaxError, escape
from gongkai.theme_options import ThemeOption, classes, declared, style, values
from gongkai.views import TEMPLATES, SiteView, View
from gongkai.views_parts import Html

_HERE = Path(__file__).resolve().parent


OPTIONS_CSS = "assets/options.css"

_GROUP = 3  # digits that stand together

_FIELD = re.compile(r"\{\w+\}")
_NAME = re.compile(r"\{(\w+)\}")


class ThemeFile(Model):
    """theme.yaml."""

    title: str
    """Name for people."""
    parent: str | None = None
    """Theme whose templates, assets, strings and options serve where this one has none."""
    options: dict[str, ThemeOption] = Field(default_factory=dict)
    """What a portal may decide about the theme, by name."""


class StringMissing(LookupError):
    """A template asks for a text that no theme of the chain has."""


class Theme:
    """A theme chain made ready: compiled templates, one table of strings."""

    def __init__(
        self,
        folders: Sequence[Path],
        strings: Mapping[str, str],
        root: Path,
        options: Mapping[str, ThemeOption],
        title: str,
        language: str,
    ) -> None:
        self.folders = folders
        self.title = title
        self.language = language
        self.options = options
        self.strings = strings
        self.root = root
        self.parts = cache(self._parts)
        words = {"t": self.text, "pattern": self.pattern}
        self.environment = Templates([folder / "templates" for folder in folders], words)
        self.decide(None, "")
        self.environment.filters["html"] = _html
        self.environment.filters["day"] = self.day
        self.environment.filters["figure"] = _figure
        self.table = lru_cache(maxsize=512)(self._table)  # as many as there are layouts: they are known by identity

    def decide(self, node: Node | None, path: str) -> list[Finding]:
        """Take what a portal decides (`theme_options:`). Gives what `values` gives."""
        self.decided, findings = values(self.options, node, path)
        self.environment.globals["options"] = self.decided
        self.environment.globals["option_classes"] = classes(self.options, self.decided)
        return findings

    def text(self, key: str, **args: object) -> str:
        """A string of the theme, all its {placeholders} filled."""
        if "count" in args and isinstance(count := args["count"], int):
            plural = f"{key}#{locales.plural(count, self.language)}"
            key = plural if plural in self.strings else key
        names, filled = self.parts(key)
        if not names:
            return filled
        try:
            return filled % args
        except KeyError:
            missing = [f"{{{name}}}" for name in names if name not in args]
            raise StringMissing(f"{key}: {', '.join(missing)}") from None

    def _parts(self, key: str) -> tuple[list[str], str]:
        """The names of a string's placeholders, and the string as `%` fills it; one without any as it is."""
        pattern = self.pattern(key)
        names = _NAME.findall(pattern)
        return names, _NAME.sub(r"%(\1)s", pattern.replace("%", "%%")) if names else pattern

    def day(self, text: str) -> str:
        """A date (2024-03-01) as the portal's language writes it; '' for none."""
        return locales.day(text, self.language) if text else ""

    def pattern(self, key: str) -> str:
        """A string as it is written, for a script that fills it."""
        if key not in self.strings:
            raise StringMissing(f"{key} ({did_you_mean(key, self.strings)}?)")
        return self.strings[key]

    def compile(self) -> list[Finding]:
        """Compile the portal's own templates without running them: those that come with gongkai are known to be right.

        They are its own where they lie in its folder.
        """
        links = (f for folder in self.folders for f in sorted(folder.rglob("*")) if f.is_symlink())
        findings = [finding("file.symlink", Span(self._path(file)), file=self._path(file)) for file in links]
        for file in (f for folder in self.folders for f in sorted((folder / "templates").rglob("*.html"))):
            findings += read_text(file, self._path(file))[1]
        if findings:
            return findings
        names = self._names()
        own = [folder / "templates" for folder in self.folders if folder.is_relative_to(self.root)]
        for name in names:
            try:
                if any((home / name).is_file() for home in own):
                    self.environment.get_template(name)
            except TemplateSyntaxError as error:
                findings.append(self.wrong(name, error))
        known = set(names)
        findings += [
            finding("template.missing", Span(self._path(self.folders[0] / "templates")), name=name)
            for name in (*TEMPLATES, "table.html")
            if name not in known
        ]
        return findings

    def prepare(self) -> None:
        """Compile every template, so that processes forked from this one need not."""
        for name in self._names():
            self.environment.get_template(name)

    def _names(self) -> list[str]:
        return self.environment.list_templates(extensions=["html"])

    def page(self, template: str, view: View, site: SiteView) -> str:
        """Render a page. Whatever a template raises is the template's mistake: see `wrong`."""
        return self._template(template).render(page=view, site=site)

    def _table(self, layout: TableLayout) -> tuple[Sequence[str], Sequence[int]]:
        """A legal table cut at the slots for a report's texts and states (every other part), and whose each one is.

        A cell's text is twice its number, its state one more. The table is rendered once for each layout.
        """
        parts = self._template("table.html").render(table=layout).split(MARK)
        return parts, [2 * int(part[1:]) + (part[0] == "s") for part in parts[1::2]]

    def _template(self, name: str) -> Template:
        return self.environment.get_template(name)

    def wrong(self, template: str, error: Exception) -> Finding:
        """A template's mistake as a finding: the innermost template line of the traceback.

        An error that no template had a part in is our own, and is raised again.
        """
        if isinstance(error, TemplateSyntaxError):
            span = Span(self._path(Path(error.filename or template)), error.lineno, 1)
        else:
            frames = traceback.extract_tb(error.__traceback__)
            homes = [str(folder / "templates") for folder in self.folders]
            inside = [f for f in frames if any(f.filename.startswith(home) for home in homes)]
            if not inside:
                raise error
            span = Span(self._path(Path(inside[-1].filename)), inside[-1].lineno or 0, 1)
        reason = str(error) or type(error).__name__
        return finding("template.error", span, template=template, reason=reason, kind=type(error).__name__)

    def _path(self, file: Path) -> str:
        return _shown(file, self.root)

    def assets(self) -> dict[str, Path]:
        """Output path → file, a child's file over its parent's of the same name."""
        found: dict[str, Path] = {}
        for folder in reversed(self.folders):
            home = folder / "assets"
            for file in sorted(home.rglob("*")):
                if file.is_file() and not file.is_symlink() and not file.name.startswith("."):
                    found[f"assets/{file.relative_to(home).as_posix()}"] = file
        return found

    def made(self) -> dict[str, bytes]:
        """What is made of the options: output path → bytes."""
        css = style(self.options, self.decided)
        return {OPTIONS_CSS: css} if css else {}

    def stylesheets(self) -> list[str]:
        """The options' style sheet, then the chain's, parents first."""
        return [*self.made(), *(path for path in self.assets() if path.endswith(".css"))]


def _html(text: Html) -> Markup:
    """`{{ page.body|html }}`: prints what a View has marked as Html."""
    return Markup(text)


def _figure(text: object) -> str:
    """`{{ fact.text|figure }}`: a number with its thousands set apart; any other text as it is."""
    if type(text) is str and len(text) <= _GROUP:
        return text
    return Markup(grouped(str(escape(text))))


def _shown(file: Path, root: Path) -> str:
    """A path as people see it: relative to the portal where it is inside."""
    return file.relative_to(root).as_posix() if file.is_relative_to(root) else file.as_posix()


def bundled() -> Path:
    """Where the themes that come with gongkai are: in the wheel, or in the source tree."""
    inside = _HERE / "themes"
    return inside if inside.is_dir() else _HERE.parents[1] / "themes"


def load(name: str, language: str, root: Path) -> tuple[Theme | None, list[Finding]]:
    """Find a theme and its parents. Gives `theme.missing` and `theme.string`."""
    folders: list[Path] = []
    findings: list[Finding] = []
    options: dict[str, ThemeOption] = {}
    title = ""
    wanted: str | None = name
    while wanted:
        places = [root / "themes" / wanted, bundled() / wanted]
        folder = next((p for p in places if (p / "theme.yaml").is_file()), None)
        if folder is None or folder in folders:
            if folders and folder is not None:
                span = Span(_shown(folders[-1] / "theme.yaml", root))
                expected = Word("expected.other-theme")
                return None, [
                    *findings,
                    finding("option.value", span, key="parent", text=wanted, expected=expected, allowed=()),
                ]
            known = [p.parent.name for home in (root / "themes", bundled()) for p in home.glob("*/theme.yaml")]
            span = Span(_shown(folders[-1] / "theme.yaml", root) if folders else "content/portal.yaml")
            slip = finding("theme.missing", span, name=wanted, instead=did_you_mean(wanted, known))
            return None, [*findings, slip]
        folders.append(folder)
        path = _shown(folder / "theme.yaml", root)
        text, wrong = read_text(folder / "theme.yaml", path)
        document = parse(text, path)
        file, invalid = model(ThemeFile, document.root, path)
        findings += [*wrong, *document.findings, *invalid]
        if file:
            title = title or file.title
            findings += declared(file.options, document.root.get("options"), path)
            options = {**file.options, **options}
        wanted = file.parent if file else None
    strings, wrong = _strings(folders, language, root)
    findings += wrong
    if findings:
        return None, findings
    return Theme(folders, strings, root, options, title, language), []


def _strings(folders: Sequence[Path], language: str, root: Path) -> tuple[dict[str, str], list[Finding]]:
    """One table of texts, a child's over its parent's; `key#one` is for a count of that plural category (CLDR)."""
    findings: list[Finding] = []
    strings: dict[str, str] = {}
    base = bundled() / "base"  # pages need these words whatever the theme
    for folder in dict.fromkeys((base, *reversed(folders))):
        file_ = folder / f"strings.{language}.yaml"
        if not file_.is_file():
            continue
        text, wrong = read_text(file_, _shown(file_, root))
        document = parse(text, _shown(file_, root))
        findings += [*wrong, *document.findings]
        asked = _asked(folder)
        for key, value in document.root.entries:
            if folder != base and key.text.partition("#")[0] not in strings and key.text not in asked:
                at, near = place(_shown(file_, root), key), did_you_mean(key.text, strings)
                findings.append(finding("option.unknown", at, key=key.text, instead=near, known=()))
            written = value.text if isinstance(value, Scalar) else "{"
            whole, _, category = key.text.partition("#")
            if category and (whole not in strings or category not in locales.categories(language)):
                at = place(_shown(file_, root), key)
                forms = tuple(f"{whole}#{c}" for c in sorted(locales.categories(language)))
                findings.append(finding("option.unknown", at, key=key.text, instead="", known=forms))
            names = set(_FIELD.findall(strings.get(whole, written)))
            if not written:
                continue  # left empty: the parent's text stands
            if set(_FIELD.findall(written)) - names or re.search("[{}]", _FIELD.sub("", written)):
                found_at = place(_shown(file_, root), key)
                findings.append(
                    finding("theme.string", found_at, key=key.text, text=written, known=tuple(sorted(names)))
                )
            strings[key.text] = written
    return strings, findings


def _asked(folder: Path) -> set[str]:
    """Strings that a theme's own templates ask for: it may have more than its parents."""
    texts = (read_text(file, "")[0] for file in sorted((folder / "templates").rglob("*.html")))
    return {key for text in texts for key in re.findall(r"[\"']([\w.-]+)[\"']", text)}
