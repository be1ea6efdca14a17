"""The value of a citation, exactly, and how it is printed."""

from collections.abc import Callable
from fractions import Fraction

from gongkai.citation import Call, CitationError, Constant, Expression, Operation, Reference


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
    """A value with so many decimal places, by whole numbers alone."""
    text = str(int(abs(value) * 10**digits + Fraction(1, 2))).rjust(digits + 1, "0")
    sign = "-" if value < 0 and text.strip("0") else ""
    return sign + (f"{text[:-digits]}.{text[-digits:]}" if digits else text)


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
