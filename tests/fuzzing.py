"""Mutations for fuzz_import.py: bytes of anything, members of zip files, tokens of texts, streams of PDF files."""

import io
import random
import re
import zipfile
import zlib
from collections.abc import Callable, Sequence
from copy import deepcopy

Bases = Sequence[bytes]

_TOKEN = re.compile(rb"<[^<>]*>|[\r\n]+|[\t|]|[^<>\r\n\t|]+")
_WORDS = [
    "0", "1", "-1", "22（其中修订16件）", "减4", "/", "-", "~", "无", "总计", "自然人", "规章", "251000元", "９",
    "9,999,999", "1e400", "NaN", "{", "}}", "{{", "'", "#", "*", "\\", "一、", "第二十条",
    "行政处罚", "复议后起诉", "2020年政府信息公开工作年度报告", "示例市人民政府", "本年度", "总体情况",
    "\u202e", "\ufeff", "\x00", "\x0b", "\x85", "\u2028", "\ufffe", "𠀀", "9" * 400, "（" * 300, "项" * 3000, "\t" * 50,
    "| " * 40, " " * 500, "\f", "&#0;", "&#xD800;", "&amp;", "<br>", "：", "---", "[](", "```",
]  # fmt: skip
_HTML = ["<table>", "</table>", "<tr>", "<td>", "</td>", "<td rowspan=99999 colspan=99999>", "<td colspan=-1>", "<div>",
         "</div>", "<p>", "<template>", "<svg><title>", "<math>", "<select>", "<plaintext>", "<!--", "<![CDATA[",
         "<frameset>", "<style>", "<td hidden>", "<caption>", "<meta charset=utf-7>", "<meta charset=utf-16>",
         "<form>", "<noscript>", "<body>", "<title>", "<textarea>", "<a>" * 60]  # fmt: skip
_WORD = ["<w:p>", "</w:p>", "<w:tbl>", "</w:tbl>", "<w:tr>", "</w:tr>", "<w:tc>", "</w:tc>", "<w:r>", "</w:r>",
         "<w:t>", "</w:t>", "<w:br/>", "<w:tab/>", '<w:vMerge w:val="restart"/>', "<w:vMerge/>", "<w:sdt>",
         "<w:sdtContent>", '<w:gridSpan w:val="99999"/>', "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
         "<!-- x -->", "<?x y?>", "<w:del><w:r><w:t>5</w:t></w:r></w:del>", "<c><v>1</v></c>", "<row/>"]  # fmt: skip
_PDF = [b"1 0 R", b"2 0 R", b"3 0 R", b"99999 0 R", b"-1", b"0", b"999999999999", b"1e99", b"null", b"[", b"]", b"<<",
        b">>", b"/Kids", b"/Parent", b"/Prev 0", b"/Length 0", b"/Length 999999999", b"/Filter/LZWDecode", b"()", b"BT",
        b"ET", b"q", b"Q", b"Do", b"0 0 0 0 re", b"l", b"/Type/Pages", b"/Count 100000", b"endstream"]  # fmt: skip


def damaged(rng: random.Random, data: bytes, bases: Bases) -> bytes:
    """One to eight blows at the bytes of a file."""
    out = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at = rng.randrange(len(out) + 1)
        size = min(len(out) - at, rng.choice((1, 2, 8, 64, 1000, 20_000)))
        match rng.randrange(7):
            case 0 if at < len(out):
                out[at] ^= 1 << rng.randrange(8)
            case 1:
                out[at : at + size] = rng.randbytes(size)
            case 2:
                del out[at : at + size]
            case 3:
                other = rng.choice(bases)
                begin = rng.randrange(len(other) + 1)
                out[at:at] = other[begin : begin + size]
            case 4:
                del out[at:]
            case 5:
                out[at:at] = out[at : at + size] * rng.choice((1, 2, 50))
            case _:
                out[at:at] = rng.choice((b"\0", b"\xff" * 4, b"\xff\xfe", b"<", b">", b"&", b"\x80", b"PK\x03\x04"))
    return bytes(out)


def shuffled(rng: random.Random, data: bytes, words: Sequence[bytes], token: re.Pattern[bytes] = _TOKEN) -> bytes:
    """Tokens of a text dropped, doubled, moved, many times over, or others put in."""
    tokens = token.findall(data)
    for _ in range(rng.choice((1, 2, 3, 6, 20, 100))):
        if not tokens:
            break
        at, to = rng.randrange(len(tokens)), rng.randrange(len(tokens))
        size = rng.choice((1, 1, 1, 3, 20, 200))
        match rng.randrange(7):
            case 0:
                del tokens[at : at + size]
            case 1:
                tokens[to:to] = tokens[at : at + size]
            case 2:
                tokens[at], tokens[to] = tokens[to], tokens[at]
            case 3:
                tokens[at] = rng.choice(words)
            case 4:
                tokens[at:at] = [rng.choice(words)] * rng.choice((1, 1, 1, 5, 300))
            case 5:
                tokens[at:at] = tokens[at : at + size] * rng.choice((2, 10))
            case _:
                tokens[at] = re.sub(rb"[0-9]+", lambda _: rng.choice((b"0", b"7", b"99999", b"-1")), tokens[at])
    return b"".join(tokens)


def in_text(rng: random.Random, data: bytes, bases: Bases) -> bytes:
    """A text or a page, sometimes in another encoding or with its lines joined."""
    words = [w.encode("utf-8", "surrogatepass") for w in (*_WORDS, *_HTML)]
    out = shuffled(rng, data, words)
    match rng.randrange(12):
        case 0:
            text = out.decode("utf-8", "replace")
            out = text.encode(rng.choice(("gb18030", "utf-16", "utf-16-be", "big5", "utf-8-sig", "utf-32")), "replace")
        case 1:
            out = re.sub(rb"[\r\n]+", rng.choice((b" ", b"  ", b"\t", b"|", b"\r", b"\f", b"\n\n")), out)
        case 2:
            out = re.sub(rb"[\t|]", rng.choice((b" ", b"   ", b"\n", b"|", b"\t\t")), out)
    return damaged(rng, out, bases) if not rng.randrange(6) else out


def grown(rng: random.Random, data: bytes) -> bytes:
    """An XML file whose elements are dropped, doubled, moved, put into each other, or told other texts and numbers."""
    from lxml import etree

    root = etree.fromstring(data)
    for _ in range(rng.choice((1, 1, 1, 2, 4, 10, 40))):
        nodes = [n for n in root.iter() if n.getparent() is not None and isinstance(n.tag, str)]
        if len(nodes) < 2:
            break
        node, other = rng.choice(nodes), rng.choice(nodes)
        match rng.randrange(7):
            case 0:
                node.getparent().remove(node)
            case 1:
                node.addnext(deepcopy(node))
            case 2:
                other.append(deepcopy(node))
            case 3:
                node.addprevious(deepcopy(other))
            case 4 if node.attrib:
                node.set(
                    rng.choice(list(node.attrib)), rng.choice(("0", "-1", "99999", "", "restart", "continue", "x"))
                )
            case 5:
                node.tag = other.tag
            case _:
                texts = [n for n in nodes if n.text]
                if texts:
                    word = rng.choice((rng.choice(texts).text, *_WORDS))
                    rng.choice(texts).text = re.sub(r"[^\t\x20-\ud7ff\ue000-\ufffd]", "", word)
        if sum(1 for _ in root.iter()) > 60_000:
            break
    return bytes(etree.tostring(root))


def in_part(rng: random.Random, part: bytes, bases: Bases, words: Sequence[bytes]) -> bytes:
    """A member of a zip file: mostly as a tree, sometimes as tokens or bytes."""
    how = rng.randrange(10)
    if how < 8:
        try:
            return grown(rng, part)
        except Exception:  # noqa: BLE001 — no XML any more
            how = 8
    return damaged(rng, part, bases) if how == 9 else shuffled(rng, part, words)


def in_zip(rng: random.Random, data: bytes, bases: Bases) -> bytes:
    """A zip file whose members are changed and packed anew; sometimes the packing is damaged afterwards."""
    words = [w.encode("utf-8", "surrogatepass") for w in (*_WORDS, *_WORD)]
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        main = [n for n in names if n.endswith(("document.xml", "sheet1.xml", "sharedStrings.xml"))] or names
        chosen = {rng.choice(main), *([rng.choice(names)] if not rng.randrange(4) else [])}
        for name in names:
            if not rng.randrange(60):
                continue
            part = old.read(name)
            if name in chosen:
                part = in_part(rng, part, bases, words)
            pack = rng.choice((zipfile.ZIP_DEFLATED,) * 6 + (zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
            new.writestr(name if rng.randrange(80) else rng.choice(names), part, pack, 1)
    return damaged(rng, out.getvalue(), bases) if not rng.randrange(8) else out.getvalue()


def in_pdf(rng: random.Random, data: bytes, bases: Bases) -> bytes:
    """A PDF whose streams are unpacked, changed and packed anew, or whose objects refer to others."""
    token = re.compile(rb"[0-9.-]+|[/A-Za-z0-9_]+|\s+|.", re.DOTALL)

    def stream(found: re.Match[bytes]) -> bytes:
        if rng.randrange(3):
            return found[0]
        try:
            plain, packed = zlib.decompress(found[1]), True
        except zlib.error:
            plain, packed = found[1], False
        if re.match(rb"[0-9]+ [0-9]+ [0-9]+ [0-9]+ ", plain):  # objects, whose places stand before them
            digit = rng.randrange(len(plain))
            plain = plain[:digit] + re.sub(rb"[0-9]", rng.choice((b"0", b"3", b"9")), plain[digit:], count=1)
        else:
            plain = shuffled(rng, plain, _PDF, token)[:300_000]
        return b"stream\n" + (zlib.compress(plain, 1) if packed else plain) + b"\nendstream"

    def sort(text: bytes) -> bytes:
        return b"R" if text.endswith(b" R") else text[:1] if text[:1] == b"/" else b"0"

    out = data
    if rng.randrange(4):
        out = re.sub(rb"stream\r?\n(.*?)\r?\nendstream", stream, out, flags=re.DOTALL)
    for _ in range(rng.choice((0, 1, 2, 8))):
        found = list(re.finditer(rb"[0-9]+ 0 R|/[A-Z][A-Za-z]+|(?<= )[0-9]+(?=[ />\]])", out[:2_000_000]))
        if found:
            at = rng.choice(found)
            like = [f[0] for f in found if sort(f[0]) == sort(at[0])]  # a reference for a reference, a name for a name
            word = rng.choice(_PDF) if not rng.randrange(6) else rng.choice(like)
            out = out[: at.start()] + word + out[at.end() :]
    return damaged(rng, out, bases) if not rng.randrange(5) else out


MUTATE: dict[str, Callable[[random.Random, bytes, Bases], bytes]] = {
    "docx": in_zip,
    "xlsx": in_zip,
    "html": in_text,
    "txt": in_text,
    "md": in_text,
    "pdf": in_pdf,
}


def smaller(data: bytes, fails: Callable[[bytes], bool], tries: int = 400) -> bytes:
    """A part of the data that still fails: halves, quarters and so on are left out while that is so."""
    size = max(len(data) // 2, 1)
    while size and tries > 0:
        at = 0
        while at < len(data) and tries > 0:
            less = data[:at] + data[at + size :]
            tries -= 1
            if fails(less):
                data = less
            else:
                at += size
        size //= 2
    return data


def smaller_zip(data: bytes, fails: Callable[[bytes], bool]) -> bytes:
    """The same for a zip file: members are left out, then what is in the others is made smaller."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
    except Exception:  # noqa: BLE001 — then it is no zip file that could be packed anew
        return smaller(data, fails)
    if not fails(packed(parts)):
        return smaller(data, fails)
    for name in list(parts):
        less = {n: p for n, p in parts.items() if n != name}
        if less and fails(packed(less)):
            parts = less
    for name in list(parts):
        parts[name] = smaller(parts[name], lambda part, name=name: fails(packed({**parts, name: part})))  # type: ignore[misc]
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip file of these members."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()
