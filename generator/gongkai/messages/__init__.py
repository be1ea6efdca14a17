"""Words for findings, by code and language. Everything that people read in the terminal comes from here."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from gongkai.finding import Finding, Related, Word
from gongkai.source import Mapping as MappingNode
from gongkai.source import Node, Scalar, parse

LANGUAGES = ("zh", "en")
_OPTIONAL = re.compile(r"\[\[(.*?)\]\]")
_FIELD = re.compile(r"(?<!\{)\{(\w+)\}(?!\})")

_QUOTED = ("text", "key")  # what somebody wrote, of whatever length
_LONGEST = 80


@dataclass(frozen=True)
class Texts:
    """One language's texts."""

    language: str
    words: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]

    def word(self, key: str) -> str:
        """A word by its key; KeyError is our own mistake."""
        return self.words[key]

    def say(self, key: str, **args: object) -> str:
        """A sentence of the console's own, its placeholders filled."""
        return self._filled(self.words[key], args)

    def message(self, item: Finding) -> str:
        """What is wrong."""
        return self._filled(self.codes[item.code]["message"], item.args)

    def public(self, item: Finding) -> str:
        """What is wrong, for readers of the page: in words of its own where `message` speaks to the author."""
        entry = self.codes[item.code]
        return self._filled(entry.get("public", entry["message"]), item.args)

    def help(self, item: Finding) -> str:
        """What would mend it."""
        return self._filled(self.codes[item.code]["help"], item.args)

    def whole(self, item: Finding) -> str:
        """What is wrong and what would mend it, as sentences in one line."""
        message, help_ = self.message(item), self.help(item)
        stop = self.word("stop")
        if message.endswith(tuple("。.！!？?")):
            stop = stop[1:]
        return f"{message}{stop}{help_}" if help_ else message

    def related(self, item: Related) -> str:
        """What a further place has to do with it."""
        return f"{self.word(f'related.{item.note}')}{f' ({item.value})' if item.value else ''}"

    def _said(self, value: object) -> str:
        if isinstance(value, tuple):
            nested = any(isinstance(item, tuple) for item in value)
            return self.word("list.or" if nested else "list").join(map(self._said, value))
        return self.word(value) if isinstance(value, Word) else " ".join(str(value).split("\n"))

    def _filled(self, text: str, args: Mapping[str, object]) -> str:
        said = {
            k: _cut(self._said(v)) if k in _QUOTED and isinstance(v, str) else self._said(v) for k, v in args.items()
        }

        def optional(match: re.Match[str]) -> str:
            return match[1] if all(said.get(name) for name in _FIELD.findall(match[1])) else ""

        filled = _FIELD.sub(lambda m: said[m[1]], _OPTIONAL.sub(optional, text)).strip()
        return filled.replace("{{{{", "{{").replace("}}}}", "}}")


def _cut(text: str) -> str:
    return text if isinstance(text, Word) or len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _plain(node: Node) -> dict[str, str]:
    return {k.text: v.text for k, v in node.entries if isinstance(v, Scalar)} if isinstance(node, MappingNode) else {}


@lru_cache
def texts(language: str) -> Texts:
    """Load a language's texts."""
    name = f"{language}.yaml"
    text = (files("gongkai.messages") / name).read_text(encoding="utf-8")
    document = parse(text, name)
    if document.findings:
        raise ValueError(document.findings)
    codes = document.root.get("codes")
    entries = codes.entries if isinstance(codes, MappingNode) else []
    words = document.root.get("words")
    return Texts(language, _plain(words or document.root), {k.text: _plain(v) for k, v in entries})


def placeholders(text: str) -> set[str]:
    """The arguments a text uses."""
    return set(_FIELD.findall(text))


def bare(text: str) -> str:
    """A text as it stands for all findings of its code: `…` for what each of them fills in."""
    return _FIELD.sub("…", text).replace("[[", "").replace("]]", "").replace("{{{{", "{{").replace("}}}}", "}}")
