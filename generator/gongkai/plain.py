"""Values of ours as plain data, and back: what a memo keeps, and what processes send each other. Never pickle.

Plain data are numbers, texts, bytes, None, and tuples of them; whatever else there is stands as a list of the number
of its type and its parts. Several NamedTuples of one type stand by column: what is alike in them is written at once.
Types are listed, not looked up by name: data can make nothing but these.
"""

import marshal
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from functools import partial
from operator import attrgetter
from typing import Any

_ATOMS = frozenset({int, str, float, bool, bytes, type(None)})
_NESTED = frozenset({tuple, list})
_PARTS: dict[type, Callable[[Any], Iterable[Any]]] = {
    list: iter,
    dict: lambda value: (tuple(value), tuple(value.values())),
    frozenset: lambda value: sorted(value, key=repr),  # the same bytes for the same set
    Decimal: lambda value: (str(value),),
    Fraction: lambda value: (str(value),),
}
_MAKERS: dict[type, Callable[..., Any]] = {
    list: lambda *parts: list(parts),
    dict: lambda keys, values: dict(zip(keys, values, strict=True)),
    frozenset: lambda *parts: frozenset(parts),
    Decimal: Decimal,
    Fraction: Fraction,
}


class Damaged(ValueError):
    """Bytes that are not what `Plain.dump` has written."""


class Plain:
    """Writes and reads values made of some types: NamedTuples, dataclasses, enumerations, kinds of text.

    What is written holds for one release of Python and one list of types: keys of a memo must name both.
    """

    def __init__(self, *types: type) -> None:
        every = (*_PARTS, *types)
        self.parts = {t: (n, _parts(t)) for n, t in enumerate(every)}
        self.rows = {t: partial(tuple.__new__, t) for t in types if issubclass(t, tuple)}  # half of what the type takes
        self.types = every
        self.makers = [_MAKERS.get(t, t) for t in every]

    def dump(self, value: object) -> bytes:
        """A value as bytes. Raises KeyError for a type that is not listed: our own mistake."""
        return marshal.dumps(self._out(value))

    def load(self, data: bytes) -> Any:
        """The value again. Raises Damaged; bytes that may be damaged must be checked before: `marshal` trusts them."""
        try:
            return self._in(marshal.loads(data))  # noqa: S302  (checked by whoever kept the bytes)
        except (ValueError, TypeError, EOFError, IndexError, ArithmeticError) as error:
            raise Damaged(str(error)) from error

    def _out(self, value: Any) -> Any:
        kind = type(value)
        if kind in _ATOMS:
            return value
        if kind is tuple:
            if _ATOMS.issuperset(map(type, value)):
                return value
            kinds = set(map(type, value))
            if len(kinds) > 1 or len(value) < 2 or not kinds <= self.rows.keys():
                return tuple([v if type(v) in _ATOMS else self._out(v) for v in value])
            return [~self.parts[kinds.pop()][0], *map(self._out, zip(*value, strict=True))]
        number, parts = self.parts[kind]
        return [number, *[v if type(v) in _ATOMS else self._out(v) for v in parts(value)]]

    def _in(self, value: Any) -> Any:
        kind = type(value)
        if kind is list:
            number, *parts = value
            if number < 0:
                return tuple(map(self.rows[self.types[~number]], zip(*map(self._in, parts), strict=True)))
            return self.makers[number](*[self._in(v) if type(v) in _NESTED else v for v in parts])
        if kind is tuple and not _ATOMS.issuperset(map(type, value)):
            return tuple([self._in(v) if type(v) in _NESTED else v for v in value])
        return value


def _parts(kind: type) -> Callable[[Any], Iterable[Any]]:
    """What a value of a type consists of, in the order in which it is made of them."""
    if kind in _PARTS:
        return _PARTS[kind]
    if issubclass(kind, Enum):
        return lambda value: (value.value,)
    if issubclass(kind, tuple):
        return iter
    if issubclass(kind, str):
        return lambda value: (str(value),)
    if is_dataclass(kind):
        names = [field.name for field in fields(kind) if field.init]
        return attrgetter(*names) if len(names) > 1 else lambda value: (getattr(value, names[0]),)
    raise TypeError(kind)
