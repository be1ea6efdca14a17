"""Fuzzing of `gongkai import`: `python tests/fuzz_import.py --minutes 60 --seed 1` (not collected by pytest).

Damages files of every format and runs each through reading, recognising, aligning, writing and the review sheet. What
raises anything but Refused, takes 10 s of the processor or 60 of the clock, kills the process or makes it grow by
400 MB is found; the input is made smaller and kept in tests/corpus/import, where test_import_corpus.py replays it.
Base files: the demo portal as gongkai itself publishes it, workbooks, and the seed in the shapes of test_import.py.
With --real also ../shared/reports; what is found in those is put into --aside, never into the corpus, for their bytes
are not ours to give away.
"""

# ruff: noqa: S311, T201
import argparse
import hashlib
import json
import logging
import multiprocessing
import random
import sys
import tempfile
import time
import traceback
import warnings
import zlib
from collections import Counter
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path

from click.testing import CliRunner

from fuzzing import MUTATE, smaller, smaller_zip
from support import HERE, SHARED

CORPUS = HERE / "corpus/import"
SECONDS = 20
GROWTH = 400_000_000  # bytes by which one input, or many, may make the process larger
EVERY = {"docx": 3, "xlsx": 1, "html": 4, "txt": 3, "md": 1, "pdf": 2}
Bases = dict[str, list[bytes]]


def own_bases() -> Bases:
    """The demo portal's files as published in every format, and the seed in every shape of the tests."""
    from gongkai.cli import main
    from test_import import MAKERS, grids, seed

    found: Bases = {kind: [] for kind in MUTATE}
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "demo"
        for call in (["new", str(root), "--demo"], ["build", "--root", str(root)]):
            done = CliRunner().invoke(main, call)
            assert done.exit_code == 0, done.output
            options = root / "content/portal.yaml"
            options.write_text(options.read_text("utf-8") + "downloads: [pdf, docx, xlsx]\n", "utf-8")
        for form in ("cn-annual-2021", "cn-annual-2019"):
            file = root / f"{form}.xlsx"
            call = ["workbook", form, "--root", str(root), "--output", str(file), "--office", "city", "--year", "2025"]
            done = CliRunner().invoke(main, call)
            assert done.exit_code == 0, done.output
            found["xlsx"] += [file.read_bytes()] * 3  # of one in ten little would come
        for report in sorted(root.glob("site/reports/*/*/"))[::4]:
            for file in sorted(report.glob("*.*")):
                if file.suffix[1:] in found:
                    found[file.suffix[1:]].append(file.read_bytes())
            found["md"].append(next(root.glob("content/reports/*/*/report.md")).read_bytes())
    form, values = seed()
    for make in MAKERS.values():
        name, data = make(form, grids(form, values))
        found[name.rsplit(".", 1)[1]].append(data)
    found["pdf"].append(drawn())
    return {kind: files[:12] for kind, files in found.items()}


def drawn() -> bytes:
    """A small PDF with a ruled table, nothing packed."""
    lines = "".join(
        f"50 {700 - 20 * n} m 250 {700 - 20 * n} l S {50 + 40 * n} 700 m {50 + 40 * n} 600 l S " for n in range(6)
    )
    texts = "".join(
        f"BT /F1 9 Tf {54 + 40 * c} {686 - 20 * r} Td ({r * 5 + c}) Tj ET " for r in range(5) for c in range(5)
    )
    content = (lines + texts).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R 3 0 R]/Count 2>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, each in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer\n<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        table,
        len(out),
    )


def real_bases() -> Bases:
    """Reports of other offices, where they are at hand."""
    found: Bases = {kind: [] for kind in MUTATE}
    for file in sorted((SHARED / "reports").glob("*.*")):
        if file.suffix[1:] in found and file.name != "README.md":
            found[file.suffix[1:]].append(file.read_bytes())
    return found


def made(seed: str, number: int, own: Bases, real: Bases) -> tuple[str, bytes, bool]:
    """The input of a number: its name, its bytes, and whether it is of our own making."""
    rng = random.Random(f"{seed}/{number}")
    kind = rng.choices(list(EVERY), list(EVERY.values()))[0]
    ours = not real[kind] or bool(rng.randrange(3))
    bases = (own if ours else real)[kind]
    base = rng.choice(bases)
    data = MUTATE[kind](rng, base, bases)
    while not rng.randrange(4):
        try:
            data = MUTATE[kind](rng, data, bases)
        except Exception:  # noqa: BLE001 — damaged beyond what can be changed once more
            break
    suffix = rng.choice((kind,) * 30 + tuple(MUTATE))
    return f"f{number}.{suffix}", data, ours


def whole(name: str, data: bytes) -> str:
    """A file through all of the import; what came of it."""
    from gongkai.importers import review, write
    from gongkai.importers.command import Wish, understood
    from gongkai.importers.guard import read_back, written
    from gongkai.importers.pieces import Refused
    from gongkai.importers.readers import read_bytes
    from gongkai.messages import texts
    from gongkai.source import parse
    from importing import FORMS

    if name.endswith(".xlsx") and filled_in(data):
        return "workbook"
    try:
        source = read_bytes(name, data)
    except Refused as refused:
        texts("zh").say(f"import.refused.{refused.reason}", file=name, **refused.args_)
        return f"refused.{refused.reason}"
    assert read_back(json.loads(json.dumps(written(source))), name) == source
    item = understood(source, FORMS, Wish())
    known = item is not None
    if item is None:
        names = sorted(FORMS)
        item = understood(source, FORMS, Wish(form=names[zlib.crc32(data) % len(names)]))
    assert item is not None
    report = write.yaml(item, "jia", "示例市人民政府", 2020, texts("zh"))
    slips = parse(report, "report.yaml").findings
    assert slips == [], slips
    assert write.markdown(item, "示例市人民政府", 2020)
    assert "<script" not in review.sheet(item, "示例市人民政府", 2020, texts("en"), ())
    return "draft" if known else "unknown"


def filled_in(data: bytes) -> bool:
    """A workbook of ours, opened, sent and read."""
    from gongkai.importers.workbook_read import filled, packed, unpacked, workbook
    from importing import FORMS

    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "a.xlsx"
        file.write_bytes(data)
        book = workbook(file)
    if book is None:
        return False
    again = unpacked(json.loads(json.dumps(packed(book))))
    assert (again.form, again.version, set(again.cells), again.lost) == (
        book.form,
        book.version,
        set(book.cells),
        book.lost,
    )
    form = FORMS.get(again.form)
    if form:
        one, two = filled(book, form, {}, "a.xlsx"), filled(again, form, {}, "a.xlsx")
        assert one == two
    return True


def key_of(error: BaseException) -> str:
    """Where an exception comes from: two of the same place are one finding."""
    frames = [f for f in traceback.extract_tb(error.__traceback__) if "gongkai" in f.filename or "fuzz" in f.filename]
    last = frames[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno}"


def rss() -> int:
    """Bytes of this process in memory."""
    return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * 4096


def child(pipe: Connection, seed: str, first: int, own: Bases, real: Bases) -> None:
    """Run inputs, telling before and after each."""
    import resource

    logging.disable()
    warnings.simplefilter("ignore")
    resource.setrlimit(resource.RLIMIT_AS, (3_000_000_000, 3_000_000_000))
    number, base = first, 0
    while True:
        pipe.send(("start", number, rss()))
        name, data, _ = made(seed, number, own, real)
        pipe.send(("made", number, name))
        begin, before = time.process_time(), rss()  # a busy machine is no slow input
        key, trace = "", ""
        try:
            outcome = whole(name, data)
        except Exception as error:  # noqa: BLE001 — that is what is looked for
            outcome, key, trace = "error", key_of(error), traceback.format_exc()
        took, now = time.process_time() - begin, rss()
        base = base or now
        if not key and took > SECONDS / 2:
            outcome, key = "slow", f"slow {name.rsplit('.', 1)[1]} {outcome}"
        if not key and now - before > GROWTH:
            outcome, key = "memory", f"memory {name.rsplit('.', 1)[1]} {outcome}"
        pipe.send(("done", number, name, outcome, key, trace, took, now))
        number += 1


def keep(name: str, data: bytes, key: str, folder: Path) -> Path:
    """Make an input smaller that raises, and save it."""

    def fails(less: bytes) -> bool:
        try:
            whole(name, less)
        except Exception as error:  # noqa: BLE001
            return key_of(error) == key
        return False

    if not key.startswith(("slow", "memory", "hang", "died")) and fails(data):
        data = (smaller_zip if data[:2] == b"PK" else smaller)(data, fails)
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{hashlib.sha256(data).hexdigest()[:10]}.{name.rsplit('.', 1)[1]}"
    file.write_bytes(data)
    return file


def events(seed: str, until: float, own: Bases, real: Bases) -> Iterator[tuple[object, ...]]:
    """What the children tell; one that hangs or dies is replaced, and the next number goes on."""
    spawn = multiprocessing.get_context("spawn")
    number = 0
    while time.time() < until:
        here, there = spawn.Pipe(duplex=False)
        process = spawn.Process(target=child, args=(there, seed, number, own, real), daemon=True)
        process.start()
        there.close()
        name, ran = "", 0
        while time.time() < until and ran < 4000:
            if not here.poll(3 * SECONDS):
                yield ("done", number, name, "hang", f"hang {name.rsplit('.', 1)[-1]}", "", float(SECONDS), 0)
                number += 1
                break
            try:
                event = here.recv()
            except EOFError:
                yield ("done", number, name, "died", f"died {name.rsplit('.', 1)[-1]}", "", 0.0, 0)
                number += 1
                break
            name = event[2] if event[0] == "made" else ""
            number = event[1] + (event[0] == "done")
            if event[0] == "done":
                ran += 1
                yield event
        process.kill()
        process.join()


def main() -> None:
    """Run for some minutes, and tell what came of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--real", action="store_true")
    parser.add_argument("--aside", type=Path, default=Path(tempfile.gettempdir()) / "fuzz-aside")
    wish = parser.parse_args()
    logging.disable()
    warnings.simplefilter("ignore")
    own = own_bases()
    real = real_bases() if wish.real else {kind: [] for kind in MUTATE}
    print({k: len(v) for k, v in own.items()}, {k: len(v) for k, v in real.items()}, flush=True)
    ran: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    known: set[str] = set()
    slowest, largest, begin = 0.0, 0, time.time()
    said = begin
    for _, number, name, outcome, key, trace, took, size in events(wish.seed, begin + wish.minutes * 60, own, real):
        kind = str(name).rsplit(".", 1)[-1]
        ran[kind] += 1
        outcomes[f"{kind} {outcome}"] += 1
        slowest, largest = max(slowest, float(str(took))), max(largest, int(str(size)))
        if key and key not in known:
            known.add(str(key))
            _, data, ours = made(wish.seed, int(str(number)), own, real)
            file = keep(str(name), data, str(key), CORPUS if ours else wish.aside)
            print(f"FOUND {key} at {number} ({'own' if ours else 'real'}) → {file}\n{trace}", flush=True)
        if time.time() - said > 60:
            said = time.time()
            print(f"{(said - begin) / 60:.1f} min {json.dumps(ran)} slowest {slowest:.1f} s, "
                  f"largest {largest / 1e6:.0f} MB, findings {len(known)}", flush=True)  # fmt: skip
    print(
        f"{(time.time() - begin) / 60:.1f} minutes, {ran.total()} executions {json.dumps(ran)}; {json.dumps(outcomes)}"
    )
    print(f"slowest {slowest:.1f} s, largest {largest / 1e6:.0f} MB; findings: {sorted(known) or 'none'}")
    sys.exit(1 if known else 0)


if __name__ == "__main__":
    main()
