"""Writes bench/IMPORT.md: what an import makes of the real reports and the seed, against expected.json."""

from collections.abc import Mapping

from gongkai.importers.columns import State
from gongkai.importers.command import Wish, understood
from gongkai.importers.draft import Draft
from gongkai.importers.readers import read
from gongkai.importers.sides import sides
from gongkai.values import Value
from importing import FORMS, expected, tally
from support import REPOSITORY, SHARED

HEAD = """# Import of real reports

`python tests/import_table.py`, on ../shared/reports and the seed. Right and wrong are against expected.json, for the
reports that it holds; of the others (excerpts, most of their cells not in the file) the states are counted, and
test_import.py holds what a person reads in each. 133 is a digest in words, no report.

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
        source = read(file)
        name = "seed" if file.parent.name == "seed" else file.name[:3]
        for n, year in enumerate(sides(source, "zh") or (None,)):
            lines.append(
                row(
                    file.name,
                    understood(source, FORMS, Wish(year=year)),
                    known.get(f"{name}{'ab'[n]}" if year else name),
                )
            )
    (REPOSITORY / "bench/IMPORT.md").write_text(HEAD + "\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def row(name: str, item: Draft | None, cells: Mapping[str, Value] | None) -> str:
    """One line of it."""
    if item is None:
        return f"| {name} | not recognised | | | | | | |"
    found = tally(item, cells) if cells else None
    right, wrong = (found.right, len(found.wrong)) if found else ("", "")
    states = " | ".join(str(item.count(state)) for state in State)
    return f"| {name} | {item.form.id} | {item.found.year or ''} | {states} | {right} | {wrong} |"


if __name__ == "__main__":
    main()
