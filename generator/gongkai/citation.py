"""The small expression language of `{{…}}` in prose: cells, facts, last year's, + - * /, and three functions.

    {{申请.本年新收.总计}}    {{发布信息}}    {{上年.申请.本年新收.总计}}
    {{百分比(申请.予以公开.总计 / 申请.总计.总计, 2)}}

Never template code; exact arithmetic only. Names are the form's keys, joined by dots.
"""

import re
import unicodedata
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
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
FUNCTIONS = {
    "百分比": "percent",
    "percent": "percent",
    "取整": "round",
    "round": "round",
    "绝对值": "abs",
    "abs": "abs",
}


class CitationError(ValueError):
    """An expression cannot be read or valued: a finding's code and its arguments."""

    def __init__(self, code: str, **args: object) -> None:
        super().__init__(code)
        self.code, self.args_ = code, args


_TOKEN = re.compile(r"\s*(?:(?P<number>\d+(?:\.\d+)?)(?![\w])|(?P<name>\w+)|(?P<sign>[-+*/(),.]))")
_SIGNS = str.maketrans({"×": "*", "÷": "/", "−": "-", "，": ",", "。": ".", "、": ","})


def parse(text: str) -> Expression:
    """Parse an expression; full-width signs count as their plain twins. Raises CitationError `cite.syntax`."""
    plain = unicodedata.normalize("NFKC", text.translate(_SIGNS))
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
        if len(arguments) == 2 and not isinstance(arguments[1], Constant):
            raise self.wrong()
        return Call(FUNCTIONS[word], tuple(arguments))


def evaluate(expression: Expression, lookup: Callable[[Reference], Fraction]) -> Fraction:
    """The exact value. Raises CitationError `cite.division`; what `lookup` raises passes through."""
    match expression:
        case Constant(value):
            return value
        case Reference():
            return lookup(expression)
        case Call("abs", arguments):
            return abs(evaluate(arguments[0], lookup))
        case Call(function, arguments):
            digits = int(arguments[1].value) if len(arguments) > 1 and isinstance(arguments[1], Constant) else None
            value = evaluate(arguments[0], lookup)
            if function == "percent":
                return rounded(value, (2 if digits is None else digits) + 2)
            return rounded(value, digits or 0)
        case Operation(sign, left, right):
            one, two = evaluate(left, lookup), evaluate(right, lookup)
            if sign == "/":
                if two == 0:
                    raise CitationError("cite.division")
                return one / two
            return one + two if sign == "+" else one - two if sign == "-" else one * two


def rounded(value: Fraction, digits: int) -> Fraction:
    """Round half away from zero, as the arithmetic of official papers does."""
    scale = Fraction(10) ** digits
    return Fraction(int(abs(value) * scale + Fraction(1, 2)), 1) / scale * (-1 if value < 0 else 1)


def written(expression: Expression, value: Fraction) -> str:
    """How a value is printed: percent and rounded to their digits, others exactly.

    Raises CitationError `cite.inexact` for a result without an end, such as 1/3.
    """
    if isinstance(expression, Call) and expression.function in ("percent", "round"):
        second = expression.arguments[1] if len(expression.arguments) > 1 else None
        digits = int(second.value) if isinstance(second, Constant) else (2 if expression.function == "percent" else 0)
        if expression.function == "percent":
            return f"{_decimal(value * 100, digits)}%"
        return _decimal(value, digits)
    if value.denominator == 1:
        return str(value.numerator)
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        raise CitationError("cite.inexact")
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    return _decimal(value, digits)


def _decimal(value: Fraction, digits: int) -> str:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def references(expression: Expression) -> list[Reference]:
    """All cells and facts an expression names."""
    match expression:
        case Reference():
            return [expression]
        case Operation(_, left, right):
            return references(left) + references(right)
        case Call(_, arguments):
            return [r for a in arguments for r in references(a)]
        case _:
            return []
