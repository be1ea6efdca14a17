"""Writes bench/IMPORT.md: what an import makes of the real reports and the seed, against expected.json."""

from gongkai.importers.columns import State
from gongkai.importers.command import Wish, understood
from gongkai.importers.readers import read
from importing import FORMS, expected, tally
from support import REPOSITORY, SHARED

HEAD = """# Import of real reports

`python tests/import_table.py`, on ../shared/reports and the seed. Right and wrong are against expected.json, for the
reports that it holds; of the others (excerpts, most of their cells not in the file) only the states are counted.

| file | form | year | certain | resolved | unrecoverable | right | wrong |
|---|---|---|---:|---:|---:|---:|---:|
"""


def main() -> None:
    """Write the table."""
    known = dict(expected(SHARED / "reports"))
    files = [*sorted((SHARED / "seed").glob("*.txt")), *sorted((SHARED / "reports").glob("*.*"))]
    lines = []
    for file in files:
        if file.suffix not in (".txt", ".pdf", ".docx"):
            continue
        item = understood(read(file), FORMS, Wish())
        if item is None:
            lines.append(f"| {file.name} | not recognised | | | | | | |")
            continue
        cells = known.get("seed" if file.parent.name == "seed" else file.name[:3])
        found = tally(item, cells) if cells else None
        right, wrong = (found.right, len(found.wrong)) if found else ("", "")
        states = " | ".join(str(item.count(state)) for state in State)
        lines.append(f"| {file.name} | {item.form.id} | {item.found.year or ''} | {states} | {right} | {wrong} |")
    (REPOSITORY / "bench/IMPORT.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
