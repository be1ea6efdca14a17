"""Links that leave the portal, by their spelling alone: nobody is asked, so a check needs no network."""

import difflib
import ipaddress
import re
import unicodedata
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from gongkai.finding import Word

SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
WIDE = re.compile(r"[\[［][^\[\]［］]*(?:\]（|］[(（])([^()（）]*)[)）]")  # a link with brackets of the wrong width
RAW = re.compile(r"\]\(([^()]*)(?:\)|\([^()]*\)\)?)?")  # what is left in text of a link that Markdown did not take

_WEB = ("http", "https", "ftp")
_BROKEN = re.compile(r"(https?)(?:[:：;；.,，、]?[/／\\]+|[：;；])(?=.)", re.IGNORECASE)
_SITE = re.compile(r"(?:www\.[^/\s]+\.|[\w-]+(?:\.[\w-]+)*\.(?:cn|com|org|net)(?:[:/]|$))", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s/]+@[^@\s/]+\.[^@\s/.]+")
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_FORBIDDEN = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_DISK = re.compile(r"(?:file:|[A-Za-z]:[\\/])", re.IGNORECASE)
_LINK = re.compile(r"(?:https?|ftp|mailto|tel)[:：/]|//|\.{1,2}/|www\.", re.IGNORECASE)
_FILE = re.compile(r"\.[A-Za-z][A-Za-z0-9]{1,4}(?:$|#|\s+[\"'])")
_STOPS = re.compile("[。．｡]")  # which browsers take for dots in a name, and other programs do not
_INNER = (".localhost", ".local", ".lan", ".intranet", ".internal", ".home.arpa")


class Trouble(NamedTuple):
    """Why an address cannot be used: the finding's code, the reason as a key of words, and what was likely meant."""

    code: str
    problem: str
    instead: str = ""


def _wrong(problem: Word, instead: str = "") -> Trouble:
    return Trouble("link.address", problem, instead)


def leaving(address: str) -> Trouble | None:
    """What is wrong with a link that has a scheme, or `//`, or nothing at all in it; None where it can be used."""
    if not address:
        return _wrong(Word("address.empty"))
    if address.startswith("//"):
        return _wrong(Word("address.scheme"), f"https:{address}")
    scheme, _, rest = address.partition(":")
    scheme = scheme.lower()
    if len(scheme) == 1 or scheme == "file":
        return _wrong(Word("address.disk"))
    if scheme in _WEB:
        return _web(address, scheme, rest)
    if scheme == "mailto":
        return _mail(unquote(rest))
    if scheme == "tel":
        return None if re.search("[0-9]", unquote(rest)) else _wrong(Word("address.telephone"))
    near = difflib.get_close_matches(scheme, ("http", "https", "mailto"), n=1, cutoff=0.75)
    return _wrong(Word("address.scheme"), f"{near[0]}:{rest}") if near else None


def _mail(rest: str) -> Trouble | None:
    to, _, headers = rest.partition("?")
    right = all(_MAIL.fullmatch(one.strip()) for one in to.split(",")) if to else bool(headers)
    return None if right else _wrong(Word("address.mail"))


def _web(address: str, scheme: str, rest: str) -> Trouble | None:
    if not rest.startswith("//") or not rest.strip("/"):
        after = rest.lstrip("/")
        return _wrong(Word("address.host"), f"{scheme}://{after}" if _is_name(after.split("/")[0]) else "")
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return _wrong(Word("address.host"))
    if host in ("http", "https"):
        after = re.sub(r"^/*https?:?/*", "", rest, flags=re.IGNORECASE)
        return _wrong(Word("address.twice"), f"{host}://{after}" if _is_name(after.split("/")[0]) else "")
    host = unquote(host)
    if _STOPS.search(host):
        end = len(scheme) + 3 + len(parts.netloc)
        right = _STOPS.sub(".", unquote(address[:end])).rstrip(".") + address[end:]
        right = right if _is_name(_STOPS.sub(".", host)) else ""
        return _wrong(Word("address.stops"), right)
    number = _number(host)
    if number is None and not _is_name(host) and not _inner(host):
        return _wrong(Word("address.host"))
    if host.rstrip(".") != "localhost" and number is None and "." not in host.rstrip("."):
        return Trouble("link.private", Word("private.dotless"))
    if _inner(host) or (number is not None and not number.is_global):
        return Trouble("link.private", Word("private.inner"))
    return None


def _number(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _inner(host: str) -> bool:
    """A name that means something only on this machine or in this office: no dot in it, or an ending for inside."""
    plain = host.rstrip(".")
    return plain.endswith(_INNER) or bool(_LABEL.fullmatch(plain) and not plain.isdigit())


def _is_name(host: str) -> bool:
    """A host name of two labels or more that a citizen's browser may look up."""
    labels = host.lower().rstrip(".").split(".")
    return (
        len(labels) > 1
        and len(host) <= 253
        and not labels[-1].isdigit()
        and all(_LABEL.fullmatch(one) and (not one.startswith("xn--") or _letters(one[4:])) for one in labels)
    )


def _letters(coded: str) -> bool:
    """Whether a label in Punycode is made of letters: no punctuation slipped into it."""
    try:
        text = coded.encode("ascii").decode("punycode")
    except UnicodeError:
        return False
    return all(unicodedata.category(char)[0] not in "PZC" or char in "-·・\u200c\u200d" for char in text)


def meant(path: str) -> Trouble | None:
    """What a link without a scheme, to a file that is not there, was meant to be: another site, an e-mail address.

    `link.address` where the scheme is there but broken, else `link.missing`.
    """
    if broken := _BROKEN.match(path):
        return _wrong(Word("address.scheme"), f"{broken[1].lower()}://{path[broken.end() :].lstrip(':：/／')}")
    if path.startswith("\\"):  # \\server\folder, one of whose backslashes Markdown takes
        return _wrong(Word("address.disk"))
    if _SITE.match(path):
        return Trouble("link.missing", "", f"https://{path}")
    if _MAIL.fullmatch(path):
        return Trouble("link.missing", "", f"mailto:{path}")
    return None


def unread(address: str) -> Trouble | None:
    """Why Markdown leaves `[…](address)` as plain text; None where it was hardly meant as a link."""
    address = address.strip()
    if _FORBIDDEN.match(address):
        return _wrong(Word("address.forbidden"))
    if _DISK.match(address):
        return _wrong(Word("address.disk"))
    if re.search(r"\s", address) and (_LINK.match(address) or _FILE.search(address)):
        whole = SCHEME.match(address) or _BROKEN.match(address)
        return _wrong(Word("address.spaces"), re.sub(r"\s+", "" if whole else "%20", address))
    return None


def wide(address: str) -> bool:
    """Whether what stands between brackets of the wrong width is an address, and not just words."""
    return not re.search(r"\s", address) and bool(_LINK.match(address) or ("/" in address and _FILE.search(address)))
