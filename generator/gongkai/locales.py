"""Dates and plurals as the portal's language writes them (CLDR). The only importer of babel."""

from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

_LOCALES = {"zh": Locale.parse("zh_Hans_CN"), "en": Locale("en", "GB")}


@lru_cache(maxsize=4096)
def day(text: str, language: str) -> str:
    """`2024-03-01` as 2024年3月1日 or 1 March 2024; a time behind it stays as written."""
    return f"{format_date(date.fromisoformat(text[:10]), 'long', _LOCALES[language])}{text[10:]}"


def plural(number: int, language: str) -> str:
    """The CLDR category of a whole number: one, other …"""
    return str(_LOCALES[language].plural_form(number))


def categories(language: str) -> frozenset[str]:
    """The categories that a language has."""
    return frozenset({*_LOCALES[language].plural_form.tags, "other"})
