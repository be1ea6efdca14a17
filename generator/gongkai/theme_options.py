"""What a theme lets a portal decide (`options:` in theme.yaml) and what a portal decides (`theme_options:`).

Values are typed and checked before a template or a style sheet sees them: a colour cannot smuggle in a rule, and one
that would make text illegible on its ground is told (WCAG 2.2, 1.4.3).
"""

import re
from collections.abc import Mapping
from typing import Literal

from gongkai.finding import Finding, Span, Word, finding
from gongkai.schema import Model, Names, did_you_mean
from gongkai.source import Mapping as MappingNode
from gongkai.source import Node, Scalar, place

Value = str | bool | int

LEGIBLE = 4.5  # contrast ratio of text, WCAG 2.2 level AA
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_NUMBER = re.compile(r"[0-9]{1,4}")
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


class ThemeOption(Model):
    """One thing that a portal may decide about a theme."""

    type: Literal["text", "flag", "choice", "colour", "number"]
    """text, flag (true or false), choice, colour (`#15497f`), number (whole, not negative)."""
    title: str | None = None
    """What it is, for people."""
    default: str = ""
    """What holds where the portal does not decide."""
    choices: tuple[str, ...] = ()
    """What a choice may be."""
    legible_on: Names = ()
    """Colours on which text of this colour must be legible."""


def values(options: Mapping[str, ThemeOption], node: Node | None, path: str) -> tuple[dict[str, Value], list[Finding]]:
    """Each option's value: the portal's or the default, also where nothing is written, or `''` for what is no text.

    Gives `option.unknown`, `option.value`, and `theme.contrast` for a colour that would be hard to read.
    """
    found: dict[str, Value] = {name: _read(o, o.default) or _NOTHING[o.type] for name, o in options.items()}
    findings: list[Finding] = []
    for key, written in node.entries if isinstance(node, MappingNode) else ():
        name, at = key.text, place(path, written)
        if name not in options:
            known = tuple(options)
            instead = did_you_mean(name, known)
            findings.append(finding("option.unknown", place(path, key), key=name, instead=instead, known=known))
            continue
        option, text = options[name], written.text if isinstance(written, Scalar) else ""
        if isinstance(written, Scalar) and (written.blank or (not text.strip() and option.type != "text")):
            continue
        value = _read(option, text)
        if value is None:
            findings.append(_wrong(option, name, text, at))
            continue
        found[name] = value
        findings += [_faint(name, text, ground, at) for ground in option.legible_on if _ratio(text, ground) < LEGIBLE]
    return found, findings


def declared(options: Mapping[str, ThemeOption], node: Node | None, path: str) -> list[Finding]:
    """What is wrong with a theme's own declarations. Gives `option.value`."""
    findings = []
    for name, option in options.items():
        inner = node.get(name) if isinstance(node, MappingNode) else None
        inner = inner if isinstance(inner, MappingNode) else None
        for ground in option.legible_on:
            if not _COLOUR.fullmatch(ground.lower()):
                at = place(path, (inner and inner.get("legible_on")) or inner or node or Scalar("", 0, 0))
                findings.append(_wrong(ThemeOption(type="colour"), "legible_on", ground, at))
        if option.default and _read(option, option.default) is None:
            at = place(path, (inner and inner.get("default")) or inner or node or Scalar("", 0, 0))
            findings.append(_wrong(option, "default", option.default, at))
    return findings


def style(options: Mapping[str, ThemeOption], found: Mapping[str, Value]) -> bytes:
    """The colours and numbers as custom properties, `--option-main: #15497f`; b'' where there are none."""
    kinds = ("colour", "number")
    lines = [f"  --option-{name}: {found[name]};\n" for name, o in options.items() if o.type in kinds and found[name]]
    return f":root {{\n{''.join(lines)}}}\n".encode() if lines else b""


def classes(options: Mapping[str, ThemeOption], found: Mapping[str, Value]) -> str:
    """Flags that are on and choices as class names: ` with-serif tables-ruled`, for the body."""
    flags = [f"with-{name}" for name, o in options.items() if o.type == "flag" and found[name]]
    choices = [f"{name}-{found[name]}" for name, o in options.items() if o.type == "choice" and found[name]]
    return "".join(f" {name}" for name in flags + choices)


_NOTHING: Mapping[str, Value] = {"text": "", "flag": False, "choice": "", "colour": "", "number": 0}


def _read(option: ThemeOption, text: str) -> Value | None:
    """A text as the option's type; None where it is none."""
    match option.type:
        case "text":
            return text
        case "flag":
            return _FLAGS.get(text.lower())
        case "choice":
            return text if text in option.choices else None
        case "colour":
            return text.lower() if _COLOUR.fullmatch(text.lower()) else None
        case "number":
            return int(text) if _NUMBER.fullmatch(text) else None


def _wrong(option: ThemeOption, key: str, text: str, at: Span) -> Finding:
    word = {"flag": "yes-no", "choice": "choice", "colour": "colour", "number": "whole"}.get(option.type, "text")
    return finding("option.value", at, key=key, text=text, expected=Word(f"expected.{word}"), allowed=option.choices)


def _faint(name: str, text: str, ground: str, at: Span) -> Finding:
    ratio = f"{_ratio(text, ground):.1f}"
    return finding("theme.contrast", at, key=name, text=text, ground=ground, ratio=ratio, least=str(LEGIBLE))


def _ratio(one: str, two: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2.2)."""
    dark, light = sorted((_luminance(one), _luminance(two)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
