"""Numbers as readers see them: thousands set apart for the eye, the text itself left as written.

A sign of the text's own would be copied, searched for and read by machines; so an empty `<i></i>` stands where the
style sheet shows a comma. Years and texts are not numbers: only what the form counts is grouped.
"""

import re

_NUMBER = re.compile(r"(-?)([0-9]{4,})(\.[0-9]+)?\Z")
_GROUP = re.compile(r"(?<=[0-9])(?=(?:[0-9]{3})+\Z)")
_APART = "<i></i>"


def grouped(text: str) -> str:
    """A number's text with its thousands marked; any other text as it is. Only safe where the text is."""
    if len(text) < 4 or (number := _NUMBER.match(text)) is None:
        return text
    return f"{number[1]}{_GROUP.sub(_APART, number[2])}{number[3] or ''}"
