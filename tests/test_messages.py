"""Every code has its three texts in every language, with the same placeholders; every word that is used exists."""

import ast
from pathlib import Path

import pytest

import gongkai
from gongkai.codes import WAIVABLE
from gongkai.finding import CODES, Span, finding
from gongkai.messages import LANGUAGES, placeholders, texts


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_is_explained(language: str) -> None:
    spoken = texts(language)
    assert set(spoken.codes) == set(CODES)
    for code, entry in spoken.codes.items():
        assert set(entry) - {"public"} == {"message", "help", "why"}, code
        assert "public" not in entry or (code in WAIVABLE and entry["public"]), code
        assert entry["message"], code
        assert entry["why"], code
        assert not placeholders(entry["why"]), code


def test_languages_say_the_same() -> None:
    one, two = (texts(language) for language in LANGUAGES)
    assert set(one.words) == set(two.words)
    for code in CODES:
        assert set(one.codes[code]) == set(two.codes[code]), code
        for part in {"message", "help", "public"} & set(one.codes[code]):
            assert placeholders(one.codes[code][part]) == placeholders(two.codes[code][part]), (code, part)
    for key in one.words:
        assert placeholders(one.words[key]) == placeholders(two.words[key]), key


def test_what_somebody_wrote_is_quoted_at_a_length_that_can_be_read() -> None:
    args = {"row": "甲", "column": "乙", "kind": ""}
    long = finding("cell.text", Span("a"), text="9" * 5000, **args)
    for language in LANGUAGES:
        message = texts(language).message(long)
        assert message.endswith("9" * 79 + "…")
        assert "9" * 80 not in message
        assert texts(language).message(finding("cell.text", Span("a"), text="9" * 80, **args)).endswith("9" * 80)


def test_words_named_in_the_code_exist() -> None:
    known = texts("zh").words
    for file in Path(gongkai.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                key = node.args[0].value
                if name == "Word" or (name == "say" and isinstance(key, str)):
                    assert key in known, (file.name, key)
