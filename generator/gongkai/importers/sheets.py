"""The only importer of openpyxl: a workbook opened within limits, without running or fetching anything."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import openpyxl

from gongkai.documents import ooxml


class Foreign(Exception):
    """A file is no workbook that openpyxl can read, or none of ours."""


class Books(NamedTuple):
    """One workbook twice: as last calculated, and with its formulas."""

    values: Any
    formulas: Any


def load(data: bytes) -> Books:
    """Open a workbook. Raises Unread for unsafe files, Foreign for what is no workbook."""
    ooxml.read(data)  # bounds entries, sizes and packing, and refuses document types, before anything else looks
    try:
        books = [openpyxl.load_workbook(io.BytesIO(data), data_only=b, keep_links=False) for b in (True, False)]
    except MemoryError:
        raise
    except Exception as error:
        raise Foreign from error  # whatever the file makes the library say
    return Books(*books)


def written(value: object) -> str:
    """What a spreadsheet holds, as people write it: it counts with fifteen digits."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float):
        number = Decimal(format(value, ".15g"))
        whole = number == number.to_integral_value()
        return format(number.to_integral_value() if whole else number, "f")
    if isinstance(value, datetime | date):
        return value.isoformat()[:10]
    return str(value).strip()
