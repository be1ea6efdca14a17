"""Bytes to located YAML: every scalar is text with its line and column, never a typed value.

PyYAML alone would turn `0123` into 83, `12:30` into 750 and `no` into False, and let the second of two equal keys
win in silence. The event stream of libyaml gives the written text and its place in a third of the loader's time.
The only importer of `yaml`.
"""

import re
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import yaml
from yaml.cyaml import CParser  # type: ignore[attr-defined]

from gongkai.finding import Finding, Related, Span, Word, finding

BLANK = ("", "~")


class Scalar(NamedTuple):
    """A written scalar. `plain` is false for quoted text, which is never blank."""

    text: str
    line: int
    column: int
    plain: bool = True

    @property
    def blank(self) -> bool:
        """Nothing written, or `~`."""
        return self.plain and self.text in BLANK


class Sequence(NamedTuple):
    """A list, flow or block."""

    items: "list[Node]"
    line: int
    column: int


class Mapping(NamedTuple):
    """Keys and values in the order written, equal keys already reported and dropped."""

    entries: "list[tuple[Scalar, Node]]"
    line: int
    column: int

    def get(self, key: str) -> "Node | None":
        """The value of a key, or None."""
        return next((value for name, value in self.entries if name.text == key), None)


Node: TypeAlias = Scalar | Sequence | Mapping


def place(path: str, node: Node) -> Span:
    """The Span of a node in the file at `path`."""
    return Span(path, node.line, node.column)


class Document(NamedTuple):
    """A YAML file's root mapping (empty when the file is, or cannot be parsed) and what is wrong with it."""

    root: Mapping
    findings: list[Finding]


def decode(data: bytes, path: str) -> "Decoded":
    """UTF-8 text with or without a byte order mark, all line ends made one.

    Gives `file.encoding`, naming GBK or UTF-16 where the bytes are one of these, and the line that shows it;
    `file.control` for characters that cannot be seen, and would shift lines or spoil pages.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            guess = "utf16"
        else:
            try:
                data.decode("gb18030")
                guess = "gbk"
            except UnicodeDecodeError:
                guess = ""
        line = data.count(b"\n", 0, error.start) + 1
        return "", [finding("file.encoding", Span(path, line, 1), encoding=Word("encoding." + guess) if guess else "")]
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if found := _CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        return "", [finding("file.control", Span(path, line, column), char=f"U+{ord(found[0]):04X}")]
    return text, []


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x85\u2028\u2029\ufffe\uffff]")


Decoded: TypeAlias = tuple[str, list[Finding]]  # a file's text, and why it has none
Texts: TypeAlias = dict[str, Decoded]  # by path


def read_text(file: Path, path: str) -> Decoded:
    """Read and decode one file."""
    return decode(file.read_bytes(), path)


_SCALAR, _SEQUENCE_END, _MAPPING_END = yaml.ScalarEvent, yaml.SequenceEndEvent, yaml.MappingEndEvent
_ALIAS = yaml.AliasEvent
_new = tuple.__new__  # takes half as long as the class itself
_DEEPEST = 40  # no form nests its rows a quarter as deep; a hostile file may try


class _TooDeep(Exception):
    """Brackets within brackets without end, at (line, column)."""


class _Builder:
    """Walks libyaml's events once. An object only because the recursion shares a path and a list of findings."""

    def __init__(self, text: str, path: str, line: int) -> None:
        self.parser: Any = CParser(text)
        self.path = path
        self.line = line  # 1 for a whole file; more for front matter inside another file
        self.depth = 0
        self.findings: list[Finding] = []

    def node(self, event: Any) -> Node:
        kind = type(event)
        mark = event.start_mark
        line, column = mark.line + self.line, mark.column + 1
        if kind is _ALIAS:
            self.findings.append(finding("yaml.alias", Span(self.path, line, column), name=event.anchor))
            return Scalar("", line, column)
        if event.anchor is not None:
            self.findings.append(finding("yaml.alias", Span(self.path, line, column), name=event.anchor))
        if event.tag is not None:
            self.findings.append(finding("yaml.tag", Span(self.path, line, column), tag=event.tag))
        if kind is _SCALAR:
            if event.style == '"' and _CONTROL.search(event.value):
                span = Span(self.path, line, column)
                self.findings.append(finding("yaml.syntax", span, problem=Word("yaml.control"), text=""))
                return Scalar("", line, column)
            return _new(Scalar, (event.value, line, column, event.implicit[0]))
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _TooDeep(line, column)
        inner = self.sequence if kind is yaml.SequenceStartEvent else self.mapping
        node: Node = inner(line, column)
        self.depth -= 1
        return node

    def sequence(self, line: int, column: int) -> Sequence:
        items: list[Node] = []
        get, node = self.parser.get_event, self.node
        while type(event := get()) is not _SEQUENCE_END:
            items.append(node(event))
        return Sequence(items, line, column)

    def mapping(self, line: int, column: int) -> Mapping:
        entries: list[tuple[Scalar, Node]] = []
        seen: dict[str, Scalar] = {}
        get, node = self.parser.get_event, self.node
        while type(event := get()) is not _MAPPING_END:
            key = node(event)
            value = node(get())
            if not isinstance(key, Scalar):
                self.findings.append(finding("yaml.key", Span(self.path, key.line, key.column)))
                continue
            first = seen.setdefault(key.text, key)
            if first is key:
                entries.append((key, value))
            else:
                span, earlier = place(self.path, key), place(self.path, first)
                self.findings.append(finding("yaml.duplicate-key", span, Related("first", earlier), key=key.text))
        return Mapping(entries, line, column)

    def document(self) -> Node | None:
        get = self.parser.get_event
        get()  # stream start
        event: Any = get()
        if type(event) is not yaml.DocumentStartEvent:
            return None
        root = self.node(get())
        get()  # document end
        event = get()
        if type(event) is yaml.DocumentStartEvent:
            mark: Any = event.start_mark
            self.findings.append(finding("yaml.documents", Span(self.path, mark.line + self.line, mark.column + 1)))
        return root


def parse(text: str, path: str, line: int = 1) -> Document:
    """Parse one YAML mapping; `line` is where the text starts in its file.

    One syntax error per file is all the parser can give (`yaml.syntax` and its named kinds, or `yaml.tab`,
    `yaml.colon`, `yaml.empty-item`); every other finding of a readable file comes at once.
    """
    empty = Mapping([], line, 1)
    builder = _Builder(text, path, line)
    try:
        root = builder.document()
    except yaml.MarkedYAMLError as error:
        return Document(empty, [*builder.findings, _syntax(error, text, path, line)])
    except _TooDeep as error:
        return Document(empty, [finding("yaml.syntax", Span(path, *error.args), problem=Word("yaml.deep"), text="")])
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        span = Span(path, before.count("\n") + line, error.position - before.rfind("\n"))
        return Document(empty, [finding("yaml.syntax", span, problem=Word("yaml.control"), text="")])
    if root is None or (isinstance(root, Scalar) and root.blank):
        return Document(empty, builder.findings)
    if not isinstance(root, Mapping):
        slip = finding("yaml.mapping", place(path, root))
        if isinstance(root, Scalar) and (colon := _colon(text.split("\n"), root.line - line, path, line)):
            slip = colon
        return Document(empty, [*builder.findings, slip])
    return Document(root, builder.findings)


_FULL_COLON = re.compile(r"^\s*[^\s#'\"{\[：:]+\s*(：)")
_NO_SPACE = re.compile(r"^\s*[\w-]+(:)(?=[^ \t/])")
_PROBLEMS = {
    "found unexpected end of stream": "unclosed",
    "did not find expected ',' or ']'": "list",
    "did not find expected ',' or '}'": "braces",
    "did not find expected key": "indent",
    "mapping values are not allowed in this context": "nested",
    "could not find expected ':'": "colon",
    "found character that cannot start any token": "character",
}


def _colon(lines: list[str], index: int, path: str, first: int) -> Finding | None:
    """A full-width colon, or a colon without the space after it, in a line of the source."""
    for kind, pattern in (("fullwidth", _FULL_COLON), ("space", _NO_SPACE)):
        if 0 <= index < len(lines) and (match := pattern.match(lines[index])):
            span = Span(path, index + first, match.start(1) + 1)
            return finding("yaml.colon", span, kind=Word("colon." + kind), text=lines[index].strip())
    return None


def _syntax(error: yaml.MarkedYAMLError, text: str, path: str, first: int) -> Finding:
    """Name the slip behind libyaml's complaint: it is often a line or two above the place that is complained of."""
    lines = text.split("\n")
    mark: Any = error.problem_mark
    context: Any = error.context_mark or mark
    span = Span(path, mark.line + first, mark.column + 1)
    at = lines[mark.line] if mark.line < len(lines) else ""
    if at[: mark.column + 1].strip(" ").startswith("\t") or at[mark.column : mark.column + 1] == "\t":
        return finding("yaml.tab", span)
    if (error.problem or "").endswith("node content") and at[: mark.column].rstrip().endswith((",", "[")):
        return finding("yaml.empty-item", span)
    near = {mark.line, mark.line - 1, context.line}
    for index in sorted(near):
        if slip := _colon(lines, index, path, first):
            return slip
    problem = _PROBLEMS.get(error.problem or "", "other")
    if problem in ("list", "braces", "unclosed", "colon") and error.context_mark:
        span = Span(path, context.line + first, context.column + 1)
        at = lines[context.line]
    return finding("yaml.syntax", span, problem=Word("yaml." + problem), text=at.strip())
