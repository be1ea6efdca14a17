"""Portal and office options: `content/portal.yaml` and `content/offices.yaml`. A docstring stands under each field."""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal

from gongkai.citation import OTHER, PREVIOUS
from gongkai.finding import Finding, Span, Word, finding
from gongkai.schema import Date, Field, Model, Url, did_you_mean, locate, model
from gongkai.source import Mapping, Node, Scalar, place

ID = r"^[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*$"
KEY = r"^[^\W]+$"


class Contact(Model):
    """How to reach an office. All of it may be left empty; a page then says so openly."""

    address: str | None = None
    """Postal address."""
    postcode: str | None = None
    """Postal code."""
    telephone: str | None = None
    """Telephone."""
    email: str | None = None
    """E-mail."""
    hours: str | None = None
    """Office hours."""


class Fact(Model):
    """A number that reports give outside the official tables; declared once so that years can be compared."""

    key: str = Field(pattern=KEY)
    """What authors write under `facts:` and in citations."""
    label: str | None = None
    """What is printed; the key where missing."""
    unit: str | None = None
    """条, 件, 个 …"""


class Platform(Model):
    """The uniform parts of a disclosure platform beside the reports: names of pages in content/pages/."""

    guide: str | None = None
    """公开指南."""
    rules: str | None = None
    """公开制度."""
    content: str | None = None
    """法定主动公开内容."""


class FootLink(Model):
    """A link in the foot of every page: a mark of the authorities, 找错, 关于我们."""

    text: str
    """What it says."""
    url: Url
    """Where it leads."""
    image: str | None = None
    """A file in content/static/ that stands for it."""


class Licence(Model):
    """The terms under which the data may be used again."""

    name: str
    """Its name, for example CC-BY-4.0."""
    url: Url
    """Where its text stands."""


class CheckOptions(Model):
    """How strict the checks are; the defaults are meant to be kept."""

    severity: dict[str, Literal["error", "warning", "notice", "off"]] = Field(default_factory=dict)
    """Codes, families of codes (`prose`) or rules (`applications.carry-over`), and how much they matter here."""
    jump: int = Field(default=10, ge=0)
    """A number this many times last year's, or last year's this many times it, is worth a notice; 0 for none."""
    contacts: tuple[str, ...] = ()
    """Mobile numbers and plates that the office publishes on purpose; those under contact.telephone need no entry."""
    repeated: float = Field(default=0.5, ge=0, le=1)
    """Share of a report's text that also stands in last year's or another office's report, from which on it is a
    warning; 0 for none."""


class PortalOptions(Model):
    """content/portal.yaml."""

    title: str
    """The portal's name, shown in the head of every page."""
    language: Literal["zh", "en"] = "zh"
    """Language of the pages and, unless the command line says otherwise, of the findings."""
    theme: str = Field(default="base", min_length=1)
    """A folder in themes/, or one that comes with gongkai."""
    downloads: tuple[Literal["csv", "json", "pdf", "docx", "xlsx"], ...] = ("csv", "json")
    """What each report is offered as; CSV and JSON always are."""
    theme_options: dict[str, str] = Field(default_factory=dict)
    """What the theme lets a portal decide; the theme's own page tells what."""
    base_url: Url | None = None
    """The address the portal will have, for what must be absolute."""
    utc_offset: str | None = Field(default=None, pattern=r"^(Z|[+-][0-9]{2}:[0-9]{2})$")
    """Offset of the times stated in reports; +08:00 for Chinese portals, Z for others, where missing."""
    description: str | None = None
    """One sentence for search engines and the home page."""
    banner: str | None = None
    """A line at the top of every page; a sample portal says here that it is fictional."""
    organizer: str | None = None
    """主办单位."""
    site_code: str | None = None
    """政府网站标识码."""
    icp: str | None = None
    """ICP 备案编号."""
    police: str | None = None
    """公安机关备案标识."""
    contact: Contact = Contact()
    """Contact of the office in charge of the portal."""
    platform: Platform = Platform()
    """The other three parts of the platform."""
    licence: Licence | None = None
    """The licence of the data, where the office has decided on one; the data page says so where there is none."""
    foot_links: tuple[FootLink, ...] = ()
    """Further links in the foot of every page."""
    checks: CheckOptions = CheckOptions()
    """How strict the checks are."""
    facts: dict[str, Fact] = Field(default_factory=dict)
    """Further numbers that reports may give: an ASCII id, then key, label, unit."""


class Office(Model):
    """One entry of content/offices.yaml; its key is the office's id in addresses, for ever."""

    name: str
    """Full official name."""
    kind: Literal["government", "department", "town", "subdistrict", "institution", "school", "other"]
    """What it is: rules about wording differ between a government and a department."""
    parent: str | None = None
    """Id of the office above it."""
    predecessor: str | None = None
    """Id of the office whose duties it took over."""
    since: int | None = None
    """First year in being, where known."""
    until: int | None = None
    """Last year in being, for an office that was merged or abolished."""
    contact: Contact = Contact()
    """Its own contact."""
    note: str | None = None
    """A line for readers, shown on its page."""


class OfficesFile(Model):
    """content/offices.yaml, below a key that the file itself does not have."""

    offices: dict[str, Office]


class PageOptions(Model):
    """The front matter of a page in Markdown; all of it optional."""

    title: str | None = None
    """Menu title, where the page's heading is too long for a menu."""
    order: int = 0
    """Place in the menu; smaller first, then by file name."""
    updated: Date | None = None
    """Day of the last change of substance."""


UNSET = {"zh": ("organizer", "site_code", "icp", "police"), "en": ("organizer",)}
UNSET_PLATFORM = {"zh": ("guide", "rules", "content"), "en": ()}
UNSET_CONTACT = ("address", "telephone")


def portal_options(root: Mapping, path: str) -> tuple[PortalOptions | None, list[Finding]]:
    """Read portal.yaml.

    Gives `portal.unset`, one notice for all that a public page should carry and nobody has stated.
    """
    options, findings = model(PortalOptions, root, path)
    if options is None:
        return None, findings
    findings += [
        finding("form.id", place(path, _entry(root, "facts", fid)), id=fid, what=Word("what.fact"))
        for fid in options.facts
        if not is_id(fid)
    ]
    keys = [fact.key for fact in options.facts.values()]
    findings += [
        finding("form.key", place(path, _entry(root, "facts", fid)), key=fact.key, problem=Word(problem))
        for fid, fact in options.facts.items()
        for problem, wrong in (("key.citable", not is_citable(fact.key)), ("key.twice", keys.count(fact.key) > 1))
        if wrong
    ]
    findings += _empty(root.get("facts"), path)
    checks = root.get("checks")
    levels = ("error", "warning", "notice", "off")
    findings += _empty(checks.get("severity") if isinstance(checks, Mapping) else None, path, "expected.choice", levels)
    return options, findings + _unset(options, root, path)


def _unset(options: PortalOptions, root: Mapping, path: str) -> list[Finding]:
    """One finding for all that is not stated, where the first of it stands or would stand."""
    missing: list[tuple[str, str]] = [("", name) for name in UNSET[options.language] if not getattr(options, name)]
    missing += [("contact", name) for name in UNSET_CONTACT if not getattr(options.contact, name)]
    missing += [("", "base_url")] if not options.base_url else []
    missing += [("platform", n) for n in UNSET_PLATFORM[options.language] if not getattr(options.platform, n)]
    if not missing:
        return []
    span = min(_key_place(path, (root.get(above) if above else root) or root, name) for above, name in missing)
    keys = tuple(f"{above}.{name}" if above else name for above, name in missing)
    fields = tuple(Word(f"field.{name}") for _, name in missing)
    effect = Word("effect.base_url") if "base_url" in keys else ""
    return [finding("portal.unset", span, key=keys, field=fields, effect=effect)]


def named_files(
    options: PortalOptions, root: Mapping, path: str, pages: Sequence[str], static: Sequence[str]
) -> list[Finding]:
    """The parts of the platform are pages, the marks in the foot are static files. Gives `portal.file`."""
    wanted: list[tuple[tuple[str | int, ...], str, str, Sequence[str]]]
    wanted = [(("platform", part), name, f"content/pages/{name}.md", pages) for part, name in options.platform if name]
    for i, mark in enumerate(options.foot_links):
        if mark.image:
            wanted.append((("foot_links", i, "image"), mark.image, f"content/static/{mark.image}", static))
    return [
        finding(
            "portal.file", place(path, locate(root, where)), name=name, file=file, instead=did_you_mean(file, known)
        )
        for where, name, file, known in wanted
        if file not in known
    ]


def offices(root: Mapping, path: str) -> tuple[dict[str, Office] | None, list[Finding]]:
    """Read offices.yaml; None where an entry is wrong. Gives `office.unknown` for a parent that is not there."""
    empty = _empty(root, path)
    wrapped = Mapping([(Scalar("offices", root.line, root.column), root)], root.line, root.column)
    read, findings = model(OfficesFile, wrapped, path)
    findings += empty
    if read is None:
        return None, findings
    for oid, office in read.offices.items():
        key = next(k for k, _ in root.entries if k.text == oid)
        if not is_id(oid):
            findings.append(finding("form.id", place(path, key), id=oid, what=Word("what.office")))
        for name in ("parent", "predecessor"):
            other = getattr(office, name)
            if other and other not in read.offices:
                node = root.get(oid)
                span = place(path, (node.get(name) if isinstance(node, Mapping) else None) or key)
                findings.append(finding("office.unknown", span, office=other, known=tuple(read.offices)))
    return read.offices, findings


def _empty(
    node: Node | None, path: str, expected: str = "expected.mapping", allowed: tuple[str, ...] = ()
) -> list[Finding]:
    """Entries that are named and then left empty: they would vanish."""
    return [
        finding("option.value", place(path, key), key=key.text, text="", expected=Word(expected), allowed=allowed)
        for key, value in (node.entries if isinstance(node, Mapping) else ())
        if isinstance(value, Scalar) and value.blank
    ]


def is_id(text: str) -> bool:
    """Whether a text may name something in addresses and exports."""
    return re.fullmatch(ID.strip("^$"), text) is not None


def is_citable(key: str) -> bool:
    """Whether a key can be cited: full-width forms, bare numbers, `上年` and `另计` mean something else there."""
    return unicodedata.normalize("NFKC", key) == key and not key.isdigit() and key not in (*PREVIOUS, *OTHER)


def _entry(root: Mapping, *keys: str) -> Node:
    node: Node = root
    for key in keys:
        if isinstance(node, Mapping):
            node = next((v if isinstance(v, Mapping) else k for k, v in node.entries if k.text == key), node)
    return node


def _key_place(path: str, node: Node, name: str) -> Span:
    """Where an empty option stands, or where it would be added."""
    if isinstance(node, Mapping):
        key = next((k for k, _ in node.entries if k.text == name), None)
        return place(path, key or node)
    return place(path, node)
