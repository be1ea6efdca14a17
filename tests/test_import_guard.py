"""Hostile files end in one clear sentence, in a process of their own; nothing is fetched, nothing is run."""

import io
import os
import shutil
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pypdf
import pytest
from click.testing import CliRunner

from gongkai.cli import main
from gongkai.importers.guard import Guard
from gongkai.importers.old_word import converted
from gongkai.importers.pieces import MOST_BYTES, Refused
from gongkai.messages import LANGUAGES, texts
from test_import import as_html, docx, grids, seed

PAGE = "<p>一、总体情况</p><table><tr><td>规章</td><td>3</td></tr></table>"


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard() as one:
        yield one


def why(guard: Guard, file: Path) -> str:
    """Why a file is refused, said in both languages."""
    with pytest.raises(Refused) as caught:
        guard.read(file)
    reason = caught.value.reason
    for language in LANGUAGES:
        assert file.name in texts(language).say(f"import.refused.{reason}", file=file.name, **caught.value.args_)
    return reason


def zipped(**parts: bytes) -> bytes:
    """A docx with more in it: names with `__` for `/`."""
    stream = io.BytesIO(docx("<w:p><w:r><w:t>一、总体情况</w:t></w:r></w:p>"))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return stream.getvalue()


def many_entries() -> bytes:
    return zipped(**{f"word__media__{n}_dot_png": b"" for n in range(2_001)})


def lying() -> bytes:
    """A member that says it is small and is not."""
    data = bytearray(docx("<w:p/>" * 200_000))
    at = data.rindex(b"PK\x01\x02") + 24
    data[at : at + 4] = (500).to_bytes(4, "little")
    return bytes(data)


def deep_xml() -> bytes:
    """Not packed, so that its ratio says nothing."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx("<w:sdt>" * 100_000 + "</w:sdt>" * 100_000))) as packed:
        xml = packed.read("word/document.xml")
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", xml)
    return stream.getvalue()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return docx("<w:p><w:r><w:t>&a9;</w:t></w:r></w:p>", f'<!DOCTYPE d [<!ENTITY a0 "ha">{entities}]>')


def utf16_doctype() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE d [<!ENTITY a "b">]><d>&a;</d>'
        archive.writestr("word/document.xml", text.encode("utf-16"))
    return stream.getvalue()


def locked_pdf() -> bytes:
    writer = pypdf.PdfWriter()
    writer.add_blank_page(100, 100)
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def pdf(*objects: bytes) -> bytes:
    out = b"%PDF-1.4\n"
    for number, each in enumerate(objects, 1):
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    return out + b"trailer\n<</Root 1 0 R>>\n%%EOF\n"


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"


def endless_pdf() -> bytes:
    """Pages that are their own children, and a form that draws itself."""
    return pdf(
        CATALOG,
        b"<</Type/Pages/Kids[2 0 R 3 0 R 2 0 R]/Count 3/Parent 2 0 R>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>",
        b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>/Length 5>>\n"
        b"stream\n/X Do\nendstream",
    )


def long_pdf() -> bytes:
    kids = b" ".join(b"%d 0 R" % n for n in range(3, 10_003))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    return pdf(CATALOG, b"<</Type/Pages/Count 10000/Kids[%s]>>" % kids, *[page] * 10_000)


def deep(times: int) -> Callable[[], bytes]:
    return lambda: b"<div>" * times + PAGE.encode() + b"</div>" * times


def ole(stream: str) -> Callable[[], bytes]:
    return lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + stream.encode("utf-16-le") + b"\0" * 500


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "entries.docx": (many_entries, "bomb"),
    "lying.docx": (lying, "damaged"),
    "laughs.docx": (laughs, "entities"),
    "utf16.docx": (utf16_doctype, "entities"),
    "deepxml.docx": (deep_xml, "damaged"),
    "locked.docx": (ole("EncryptedPackage"), "encrypted"),
    "table.xls": (ole("Workbook"), "old-office"),
    "locked.pdf": (locked_pdf, "encrypted"),
    "endless.pdf": (endless_pdf, "scan"),
    "long.pdf": (long_pdf, "pages"),
    "deep.html": (deep(100_000), "deep"),
    "cells.html": (lambda: b"<table>" + b"<tr>" + b"<td>1" * 60_000, "long"),
    "line.txt": (lambda: b"1" * (MOST_BYTES - 1), "line"),
    "lines.txt": (lambda: b"1\n" * (MOST_BYTES // 2 - 1), "long"),
    "characters.txt": (lambda: (b"1" * 15_000 + b"\n") * 100, "long"),
    "nul.txt": (lambda: PAGE.encode() + b"\0", "binary"),
    "wide.txt": (lambda: "规章 3".encode("utf-32"), "binary"),
    "word.pdf": (lambda: b"\xff" * 100, "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_files(name: str, guard: Guard, tmp_path: Path) -> None:
    make, reason = HOSTILE[name]
    file = tmp_path / name
    file.write_bytes(make())
    begin = time.monotonic()
    assert why(guard, file) == reason
    assert time.monotonic() - begin < 20


def test_a_large_file_is_not_even_opened(guard: Guard, tmp_path: Path) -> None:
    file = tmp_path / "large.docx"
    with file.open("wb") as stream:
        stream.write(b"PK\x03\x04")
        stream.truncate(200_000_000)
    begin = time.monotonic()
    assert why(guard, file) == "large"
    assert time.monotonic() - begin < 0.5


def test_what_is_no_file(guard: Guard, tmp_path: Path) -> None:
    assert why(guard, tmp_path / "gone.txt") == "unreadable"
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "endless.txt")
        assert why(guard, tmp_path / "endless.txt") == "unreadable"


ENCODINGS = {
    "gb18030.txt": "规章 3".encode("gb18030"),
    "utf16.txt": "规章 3".encode("utf-16"),
    "mark.txt": "规章 3".encode("utf-8-sig"),
    "word.docx.txt": b"".join([docx("<w:p><w:r><w:t>\xe8</w:t></w:r></w:p>".replace("\xe8", "规章 3"))]),
    "big5.html": "<meta charset=big5><p>規章 3</p>".encode("big5"),
    "gbk.html": "<meta charset=gb2312><p>规章 3</p>".encode("gb18030"),
    "page.doc": "<html><meta charset=utf-8><p>规章 3</p></html>".encode(),
    "nul.html": "<p>规\0章 3</p>".encode(),
}


@pytest.mark.parametrize("name", ENCODINGS)
def test_encodings_and_wrong_endings(name: str, guard: Guard, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(ENCODINGS[name])
    source = guard.read(tmp_path / name)
    assert source.name == name
    assert source.lines[0].text in ("规章 3", "規章 3")


class Listening(BaseHTTPRequestHandler):
    """Remembers what it was asked for."""

    asked: tuple[str, ...] = ()

    def do_GET(self) -> None:
        """There is nothing here."""
        Listening.asked += (self.path,)
        self.send_error(404)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def host() -> Iterator[str]:
    """A host that nobody should ask for anything."""
    Listening.asked = ()
    server = HTTPServer(("127.0.0.1", 0), Listening)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()
    assert Listening.asked == ()


def relations(kind: str, host: str) -> bytes:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{host}/x" '
        'TargetMode="External"/></Relationships>'
    ).encode()


def test_what_a_word_file_has_besides_is_left_alone_and_said(guard: Guard, tmp_path: Path, host: str) -> None:
    bomb = zipped(word__document2_dot_xml=b"0" * 30_000_000)
    made = {
        "macros.docm": zipped(word__vbaProject_dot_bin=b"\xd0\xcf\x11\xe0"),
        "objects.docx": zipped(word__embeddings__oleObject1_dot_bin=bomb),
        "image.docx": zipped(word___rels__document_dot_xml_dot_rels=relations("image", host)),
        "template.docx": zipped(word___rels__settings_dot_xml_dot_rels=relations("attachedTemplate", host)),
        "link.docx": zipped(word___rels__document_dot_xml_dot_rels=relations("hyperlink", host)),
    }
    notes = {}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
        source = guard.read(tmp_path / name)
        assert source.lines[0].text == "一、总体情况"
        notes[name.split(".")[0]] = source.notes
    assert notes == {"macros": ("macros",), "objects": ("objects",), "image": ("outside",), "template": ("outside",),
                     "link": ()}  # fmt: skip
    for language in LANGUAGES:
        for note in ("macros", "objects", "outside"):
            assert "a.docx" in texts(language).say(f"import.note.{note}", file="a.docx")


def test_a_page_fetches_nothing(guard: Guard, tmp_path: Path, host: str) -> None:
    file = tmp_path / "a.html"
    file.write_text(
        f'<base href="{host}/"><link rel=stylesheet href="{host}/a.css"><script src="{host}/a.js"></script>'
        f'<img src="{host}/a.png"><iframe src="{host}/a.html"></iframe><object data="{host}/a"></object>{PAGE}'
    )
    assert guard.read(file).lines[0].text == "一、总体情况"


# A worker whose reading does what a broken library may do.
BROKEN = """
import os, sys, time
from gongkai.importers import worker

def read(file):
    if "slow" in file.name:
        time.sleep(60)
    if "fat" in file.name:
        bytearray(2_000_000_000)
    if "dead" in file.name:
        os.abort()
    if "slip" in file.name:
        raise ZeroDivisionError
    return whole(file)

whole, worker.read = worker.read, read
worker.main(int(sys.argv[1]))
"""


def test_a_broken_process_is_replaced(tmp_path: Path) -> None:
    for name in ("good", "slow", "fat", "dead", "slip"):
        (tmp_path / f"{name}.txt").write_text("规章 3")
    script = tmp_path / "broken.py"
    script.write_text(BROKEN)
    with Guard(seconds=2, megabytes=500, argv=(sys.executable, str(script), "500")) as guard:
        seen = set()
        for name, reason in {"slow": "time", "fat": "memory", "dead": "crash", "slip": "crash"}.items():
            if name == "fat" and sys.platform != "linux":
                continue
            assert guard.read(tmp_path / "good.txt").lines[0].text == "规章 3"
            assert guard.process
            seen.add(guard.process.pid)
            assert why(guard, tmp_path / f"{name}.txt") == reason
        last = guard.process
        assert guard.read(tmp_path / "good.txt").lines
        assert guard.process is last  # a mere slip leaves the process as it is
    assert last
    assert last.poll() is not None
    assert len(seen) == 4


def test_one_process_reads_a_batch(guard: Guard, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("规章 3")
    guard.read(tmp_path / "a.txt")
    first = guard.process
    begin = time.monotonic()
    for _ in range(100):
        guard.read(tmp_path / "a.txt")
    assert guard.process is first
    assert time.monotonic() - begin < 2


def test_the_others_go_on(mini: Path, tmp_path: Path) -> None:
    form, values = seed()
    files = tmp_path / "in"
    files.mkdir()
    (files / "a.html").write_bytes(deep(1_000)())
    (files / "b.html").write_bytes(as_html(form, grids(form, values))[1])
    (files / "c.docm").write_bytes(zipped(word__vbaProject_dot_bin=b""))
    shutil.rmtree(mini / "content/reports/jia/2020", ignore_errors=True)
    done = CliRunner().invoke(main, ["import", "--root", str(mini), "--batch", str(files)])
    assert done.exit_code == 1
    assert "a.html：网页嵌套太深" in done.output
    assert "c.docm：里面有宏，没有运行" in done.output
    assert (mini / "content/reports/jia/2020/report.yaml").exists()


FAKE = """#!/bin/sh
echo "$@" > {log}
while [ "$1" != --outdir ]; do shift; done
{act}
"""


def fake(folder: Path, monkeypatch: pytest.MonkeyPatch, act: str) -> Path:
    """A soffice on the PATH that acts so."""
    program = folder / "bin/soffice"
    program.parent.mkdir()
    program.write_text(FAKE.format(log=folder / "log", act=act))
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}{os.pathsep}{os.environ['PATH']}")
    file = folder / "old.doc"
    file.write_bytes(ole("WordDocument")())
    return file


needs_sh = pytest.mark.skipif(sys.platform == "win32", reason="the fake is a shell script")


@needs_sh
def test_old_word_by_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(zipped())
    file = fake(tmp_path, monkeypatch, f'cp {tmp_path}/made.docx "$2"/report.docx')
    with Guard() as guard:
        source = guard.read(file)
    assert (source.name, source.lines[0].text) == ("old.doc", "一、总体情况")
    said = (tmp_path / "log").read_text()
    assert "-env:UserInstallation=file://" in said
    assert "--headless" in said
    assert str(file) not in said  # a copy is given away


@needs_sh
def test_libreoffice_fails_or_hangs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = fake(tmp_path, monkeypatch, "exit 1")
    with Guard(seconds=1) as guard:
        assert why(guard, file) == "convert"
        (tmp_path / "bin/soffice").write_text(f"#!/bin/sh\nsleep 60 & echo $! > {tmp_path}/pid; wait\n")
        assert why(guard, file) == "time"
        child = int((tmp_path / "pid").read_text())
        for _ in range(50):  # the kernel takes a moment
            if not Path(f"/proc/{child}").exists() or "Z" in Path(f"/proc/{child}/stat").read_text().split()[2]:
                break
            time.sleep(0.1)
        else:
            pytest.fail("what soffice started lives on")


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_rich_text(tmp_path: Path, host: str) -> None:
    """RTF under the name of .doc, with a picture and a template from elsewhere."""
    field = f'{{\\field{{\\*\\fldinst INCLUDEPICTURE "{host}/a.png" \\\\d}}{{\\fldrslt x}}}}'
    (tmp_path / "a.doc").write_text(f"{{\\rtf1\\ansi{{\\*\\template {host}/a.dot}} rules 3\\par {field}}}")
    with Guard() as guard:
        assert guard.read(tmp_path / "a.doc").lines[0].text == "rules 3"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_libreoffice_fetches_nothing(tmp_path: Path, host: str) -> None:
    """With its usual settings it would fetch this picture."""
    (tmp_path / "a.doc").write_text(f'<html><meta charset=utf-8>{PAGE}<img src="{host}/a.png"></html>', "utf-8")
    assert converted(tmp_path / "a.doc", tmp_path / "out", 60).exists()


def test_no_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gongkai.importers.old_word._PLACES", ())
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "old.doc").write_bytes(ole("WordDocument")())
    with Guard() as guard:
        assert why(guard, tmp_path / "old.doc") == "old-word"


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
def test_real_old_word(tmp_path: Path, host: str) -> None:
    """A .doc made by LibreOffice of a page with a remote picture: its table is read, its picture is not fetched."""
    import subprocess

    (tmp_path / "a.html").write_text(f'<meta charset=utf-8>{PAGE}<img src="{host}/a.png">', encoding="utf-8")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    filters = ["--infilter=HTML (StarWriter)", "--convert-to", "doc:MS Word 97", "--outdir", str(tmp_path)]
    subprocess.run(["soffice", profile, "--headless", *filters, str(tmp_path / "a.html")], check=True, timeout=120)
    Listening.asked = ()  # making it may have asked
    with Guard() as guard:
        source = guard.read(tmp_path / "a.doc")
    assert [line.text for line in source.lines][:2] == ["一、总体情况", "规章 3"]
