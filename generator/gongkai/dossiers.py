"""Reads the reports of a portal office by office, and checks each office's reports beside each other.

What comes of an office depends on the portal's settings and on the files of that office alone. So it can be made by
another process, and need not be made again: it is plain data, kept by the content of what it was made of.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from gongkai import workers
from gongkai.checks import CHECKS
from gongkai.checks.passages import read
from gongkai.checks.personal import PLAIN as WHOLE
from gongkai.checks.personal import Place, Seen, in_file, personal_of
from gongkai.checks.repeated import Clauses, clauses
from gongkai.checks.texts import texts
from gongkai.discover import ReportFiles
from gongkai.finding import Finding, Span
from gongkai.form import Form
from gongkai.memo import Memo, code, key_of
from gongkai.options import Fact, Office, PortalOptions
from gongkai.portal import Portal, assemble
from gongkai.readings import Readings, digest, stamp
from gongkai.report import Report
from gongkai.report_bind import read_report
from gongkai.report_pack import PLAIN, pack, unpack
from gongkai.resolve import Filled, fill, linking
from gongkai.source import Texts, decode


class Setting(NamedTuple):
    """What every office's reports are read and checked with; `key` stands for all of it, and for our own code."""

    root: Path
    options: PortalOptions
    offices: Mapping[str, Office]
    forms: Mapping[str, Form | None]
    facts: Mapping[str, Fact]
    drafts_shown: bool
    key: str


class Dossier(NamedTuple):
    """All that comes of one office's reports by themselves.

    `unread` are the files of those that could not be read. `places` are numbers of persons, of which some may be
    allowed. `linking` are the years of reports whose links lead into the portal, which only the whole can fill.
    `marks` stand for the content of a report's files, by year. `clauses` and `filled` are packed, by year.
    `key` stands for all that the dossier was made of; '' where a file was changed while it was read.
    """

    reports: tuple[Report, ...]
    unread: Sequence[ReportFiles]
    findings: Sequence[Finding]
    places: Sequence[Place]
    linking: frozenset[int]
    marks: Mapping[int, bytes]
    clauses: Mapping[int, bytes]
    filled: Mapping[int, bytes]
    key: str

    def said(self, year: int) -> Clauses:
        """What a report says, to be compared with others."""
        return Clauses(*PLAIN.load(self.clauses[year]))

    def cited(self, year: int) -> Filled:
        """The slots of a report that links nowhere."""
        filled: Filled = PLAIN.load(self.filled[year])
        return filled


class Fillings(Mapping[tuple[str, str], tuple[str, ...]]):
    """The slots of all prose by (source, anchor): those of most reports stay packed until somebody looks."""

    def __init__(self, dossiers: Iterable[Dossier], others: Filled) -> None:
        self.packed = {r.prose_path: (d, r.year) for d in dossiers for r in d.reports if r.year in d.filled}
        self.others = others

    def __getitem__(self, key: tuple[str, str]) -> tuple[str, ...]:
        packed = self.packed.get(key[0])
        return packed[0].cited(packed[1])[key] if packed else self.others[key]

    def linked(self) -> Mapping[str, str]:
        """By source, what the slots come to of which some lead into the portal."""
        found: dict[str, dict[str, tuple[str, ...]]] = {}
        for (source, anchor), texts_ in self.others.items():
            found.setdefault(source, {})[anchor] = texts_
        return {source: repr(texts_) for source, texts_ in found.items()}

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for dossier, year in self.packed.values():
            yield from dossier.cited(year)
        yield from self.others

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_dossiers(
    setting: Setting, every: Sequence[ReportFiles], readings: Readings, jobs: workers.Jobs
) -> Iterator[Dossier]:
    """Every office's, in the order of the files."""
    offices = [tuple(files) for _, files in groupby(every, key=lambda files: files.office)]
    stamps = [{path: stamp(f"{setting.root}/{path}") for path in _paths(files)} for files in offices]
    wanted = [
        (("dossier", files[0].office), (setting.key, files, tuple(seen.values())))
        for files, seen in zip(offices, stamps, strict=True)
    ]

    def make(missing: list[int]) -> Iterator[Dossier]:
        contents, memo = readings.contents, readings.memo
        found: dict[int, bytes | None] = {}
        names: dict[int, str] = {}
        if contents.at_hand():  # else nothing can be there, and whoever reads the files may as well take their digests
            for n in missing:
                seen = {path: contents.of(f"{setting.root}/{path}", at) for path, at in stamps[n].items()}
                names[n] = _name(setting, offices[n], seen)
                found[n] = memo.get(names[n])
        lacking = [n for n in missing if found.get(n) is None]
        todo = [offices[n] for n in lacking]
        who = workers.processes(jobs, sum(map(len, todo)))
        if isinstance(who, workers.Crew):
            made = who.mapped(partial(who.read, setting.key), todo)
        else:
            made = workers.mapped(partial(dossier_of, setting, memo), todo, who)
        for n in missing:
            data, name = found.get(n), names.get(n, "")
            if data is None:
                data, digests, name = next(made)
                for path, one in digests.items():
                    contents.learn(f"{setting.root}/{path}", stamps[n][path], one)
            yield _unpacked(data, name, offices[n], setting.forms)

    for seen in stamps:
        for path, at in seen.items():
            readings.contents.again(f"{setting.root}/{path}", at)
    return readings.many(wanted, make)


def _paths(files: Sequence[ReportFiles]) -> Iterator[str]:
    for one in files:
        yield one.yaml
        if one.prose:
            yield one.prose
        yield from one.attachments


def _name(setting: Setting, files: Sequence[ReportFiles], digests: Mapping[str, bytes]) -> str:
    """What an office's entry is called: all that it depends on."""
    return key_of("dossier", setting.key, repr(files), *(digests[path] for path in _paths(files)))


def dossier_of(setting: Setting, memo: Memo, files: Sequence[ReportFiles]) -> tuple[bytes, dict[str, bytes], str]:
    """An office's dossier as bytes, the digests of its files, and the name under which the memo keeps it now.

    No digests and no name if a file was changed while it was read.
    """
    before = {path: stamp(f"{setting.root}/{path}") for path in _paths(files)}
    digests, read_ = _opened(setting.root, before, {path for one in files for path in (one.yaml, one.prose)})
    looked: dict[str, bytes] = {}

    def attached(path: str) -> Seen:
        """What stands in an attachment: read once for each of its contents, whatever else of the office changes."""
        entry = key_of("attachment", code(), path, digests[path])
        data = memo.get(entry)
        if data is None:
            data = looked[entry] = WHOLE.dump(in_file(setting.root, path))
        seen: Seen = WHOLE.load(data)
        return seen

    reports: list[Report] = []
    unread: list[ReportFiles] = []
    findings: list[Finding] = []
    places: list[Place] = []
    for one in files:
        report, wrong = read_report(read_, one, setting.forms, setting.facts)
        findings += wrong
        if report is None:
            unread.append(one)
        else:
            reports.append(report)
        seen, wrong = personal_of(read_, one, attached)
        places += seen
        findings += wrong
    portal = _portal(setting, reports, {(one.office, one.year): one for one in unread})
    filled: dict[int, bytes] = {}
    said: dict[int, bytes] = {}
    for report in portal.reports:
        findings += (found for check in CHECKS for found in check(report, portal))
        text = read(report)
        findings += texts(text, portal)
        said[report.year] = PLAIN.dump(tuple(clauses(text, portal)))
        if not linking(report):
            texts_, wrong = fill(report, portal)
            filled[report.year] = PLAIN.dump(texts_)
            findings += wrong
    packed = tuple(map(pack, portal.reports))
    after = {path: stamp(f"{setting.root}/{path}") for path in before}
    same = before == after
    moving = b"" if same else repr(after).encode()  # what was read is perhaps neither the one nor the other
    marks = {one.year: digests[one.yaml] + digests.get(one.prose, b"") + moving for one in files}
    lost = tuple(one.year for one in unread)
    data = WHOLE.dump((packed, lost, findings, places, marks, said, filled))
    if not same:
        return data, {}, ""
    name = _name(setting, files, digests)
    for entry, kept in {**looked, name: data}.items():
        memo.put(entry, kept)
    return data, digests, name


def _opened(root: Path, paths: Iterable[str], own: Collection[str]) -> tuple[dict[str, bytes], Texts]:
    """Digests of files, and the text of those that are the reports' own."""
    digests: dict[str, bytes] = {}
    read_: Texts = {}
    for path in paths:
        with open(f"{root}/{path}", "rb") as stream:  # noqa: PTH123  (a Path for each costs more than to read it)
            data = stream.read()
        digests[path] = digest(data)
        if path in own:
            read_[path] = decode(data, path)
    return digests, read_


def _portal(setting: Setting, reports: list[Report], unread: Mapping[tuple[str, int], ReportFiles]) -> Portal:
    """All that a check of one office's reports may look at."""
    forms = {fid: form for fid, form in setting.forms.items() if form is not None}
    own = (setting.options, setting.offices, forms, reports)
    return assemble(*own, [], [], Span(""), unread, {}, drafts_shown=setting.drafts_shown)


def _unpacked(data: bytes, key: str, files: Sequence[ReportFiles], forms: Mapping[str, Form | None]) -> Dossier:
    packed: Sequence[Any]
    packed, lost, findings, places, marks, said, filled = WHOLE.load(data)
    reports = tuple(unpack(each, forms) for each in packed)
    linking_ = frozenset(report.year for report in reports if report.year not in filled)
    unread = tuple(one for one in files if one.year in lost)
    return Dossier(reports, unread, findings, places, linking_, marks, said, filled, key)
