"""A header whose labels are torn over several printed lines, put together by where their parts stand."""

from collections.abc import Sequence

from gongkai.importers.pieces import Cell, plain


def stacked(labels: Sequence[Cell], values: Sequence[Cell], names: Sequence[str], rows: Sequence[str]) -> bool:
    """Whether above every value its column's name stands, in parts, and above each row's values the row's label.

    `names` are as many as `values`, row after row. A part is of the value that it stands nearest to.
    """
    at = [v.x for v in values]
    if len(at) != len(names) or sorted(set(at)) != at or len({v.place for v in values}) != 1:
        return False
    above = [""] * len(at)
    for part in labels:
        distance = sorted((abs(part.x - x), n) for n, x in enumerate(at))
        if len(distance) > 1 and distance[0][0] == distance[1][0]:
            return False
        above[distance[0][1]] += plain(part.text)
    width = len(names) // len(rows)
    for n, row in enumerate(rows):
        places = [p.x for p in labels if plain(p.text) == plain(row)]
        if len(places) != 1 or not at[n * width] <= places[0] <= at[(n + 1) * width - 1]:
            return False
    return all(text.endswith(plain(name)) for text, name in zip(above, names, strict=True))
