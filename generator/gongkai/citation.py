"""The small expression language of `{{…}}` in prose: cells, facts, last year's, + - * /, and three functions.

    {{申请.本年新收.总计}}    {{发布信息}}    {{上年.申请.本年新收.总计}}
    {{百分比(申请.予以公开.总计 / 申请.总计.总计, 2)}}

Never template code; exact arithmetic only. Names are the form's keys, joined by dots.
"""

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, TypeAlias


class Constant(NamedTuple):
    """A number written in the expression."""

    value: Fraction


class Reference(NamedTuple):
    """A cell or a fact by its keys, `years` back."""

    keys: tuple[str, ...]
    years: int


class Operation(NamedTuple):
    """Two expressions and + - * or /."""

    sign: str
    left: "Expression"
    right: "Expression"


class Call(NamedTuple):
    """A function of FUNCTIONS, by its English name."""

    function: str
    arguments: "tuple[Expression, ...]"


Expression: TypeAlias = Constant | Reference | Operation | Call

PREVIOUS = ("上年", "previous")
OTHER = ("另计", "other count")  # a mark, not a citation: the number before it counts something else
_MARK = re.compile(rf"\s*(?:{'|'.join(OTHER)})\s*(?:[：:].*)?")
FUNCTIONS = {
    "百分比": "percent",
    "percent": "percent",
    "取整": "round",
    "round": "round",
    "绝对值": "abs",
    "abs": "abs",
}


def is_mark(text: str) -> bool:
    """Whether what stands between the braces is `另计` or `other count`, with or without a reason behind a colon."""
    return _MARK.fullmatch(text) is not None


class CitationError(ValueError):
    """An expression cannot be read or valued: a finding's code and its arguments."""

    def __init__(self, code: str, **args: object) -> None:
        super().__init__(code)
        self.code, self.args_ = code, args


_TOKEN = re.compile(r"\s*(?:(?P<number>[0-9]{1,20}(?:\.[0-9]{1,20})?)(?![\w])|(?P<name>\w+)|(?P<sign>[-+*/(),.]))")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "，": ",", "。": ".", "、": ","})


@lru_cache(maxsize=4096)  # offices write from the same template
def parse(text: str) -> Expression:
    """Parse an expression; full-width signs count as their plain twins. Raises CitationError `cite.syntax`."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS))
    if len(plain) > _LONGEST:
        raise CitationError("cite.syntax", text=f"{text[:20]}…", near="…")
    tokens: list[tuple[str, str]] = []
    at = 0
    end = len(plain.rstrip())
    while at < end:
        match = _TOKEN.match(plain, at)
        if not match:
            raise CitationError("cite.syntax", text=text, near=plain[at:].strip()[:1])
        tokens.append((match.lastgroup or "", match[match.lastgroup or 0]))
        at = match.end()
    parser = _Parser(text, tokens)
    result = parser.sum(0)
    if parser.at < len(tokens):
        raise parser.wrong()
    return result


_DEEPEST = 20
_LONGEST = 300
_DIGITS = 10  # decimal places that may be asked for


class _Parser:
    """Recursive descent over the tokens."""

    def __init__(self, text: str, tokens: list[tuple[str, str]]) -> None:
        self.text, self.tokens, self.at = text, tokens, 0

    def wrong(self) -> CitationError:
        near = self.tokens[self.at][1] if self.at < len(self.tokens) else "}}"
        return CitationError("cite.syntax", text=self.text, near=near)

    def take(self, *signs: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at] in [("sign", s) for s in signs]:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return ""

    def sum(self, depth: int) -> Expression:
        if depth > _DEEPEST:
            raise self.wrong()
        negative = self.take("-")
        left = self.product(depth)
        if negative:
            left = Operation("-", Constant(Fraction(0)), left)
        while sign := self.take("+", "-"):
            left = Operation(sign, left, self.product(depth))
        return left

    def product(self, depth: int) -> Expression:
        left = self.factor(depth)
        while sign := self.take("*", "/"):
            left = Operation(sign, left, self.factor(depth))
        return left

    def factor(self, depth: int) -> Expression:
        if self.take("("):
            inner = self.sum(depth + 1)
            if not self.take(")"):
                raise self.wrong()
            return inner
        if self.at >= len(self.tokens) or self.tokens[self.at][0] == "sign":
            raise self.wrong()
        kind, word = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return Constant(Fraction(word))
        if self.take("("):
            return self.call(word, depth)
        keys = [word]
        while self.take("."):
            if self.at >= len(self.tokens) or self.tokens[self.at][0] == "sign":
                raise self.wrong()
            keys.append(self.tokens[self.at][1])
            self.at += 1
        years = 0
        while len(keys) > 1 and keys[0] in PREVIOUS:
            years += 1
            keys = keys[1:]
        return Reference(tuple(keys), years)

    def call(self, word: str, depth: int) -> Expression:
        if word not in FUNCTIONS:
            raise CitationError("cite.function", name=word, known=tuple(FUNCTIONS))
        arguments = [self.sum(depth + 1)]
        while self.take(","):
            arguments.append(self.sum(depth + 1))
        if not self.take(")") or len(arguments) > (1 if FUNCTIONS[word] == "abs" else 2):
            raise self.wrong()
        if len(arguments) == 2 and not _places(arguments[1]):
            raise self.wrong()
        return Call(FUNCTIONS[word], tuple(arguments))


def _places(argument: Expression) -> bool:
    """Whether an argument is a number of decimal places."""
    return isinstance(argument, Constant) and argument.value.denominator == 1 and argument.value <= _DIGITS
