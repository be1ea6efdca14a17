"""Which form a source is of: by the words it prints, not by its year."""

from collections.abc import Mapping, Sequence

from gongkai.form import Form
from gongkai.importers.align import labels_of
from gongkai.importers.pieces import Source, plain
from gongkai.importers.recognise import heading, titled, year_of


def best_form(source: Source, forms: Sequence[Form]) -> Form | None:
    """The form most of whose labels the source prints.

    A variant of a form is meant only where the source prints much of it and nothing that only the form has.
    """
    cells = {plain(c.text) for line in source.lines for c in line.cells if len(c.text) <= 60}
    written = "".join(plain(c.text) for line in source.lines for c in line.cells if len(c.text) <= 60)
    labels = {f.id: frozenset().union(*(labels_of(f, t.id) for t in f.tables)) for f in forms}
    share = {
        f.id: sum(1.0 if label in cells else 0.7 * (label in written) for label in labels[f.id])
        / max(len(labels[f.id]), 1)
        for f in forms
    }
    best: Form | None = None
    for form in sorted(forms, key=lambda f: (bool(f.extends), -f.since)):
        if form.extends:
            left = labels.get(form.extends, frozenset()) - labels[form.id]
            if share[form.id] < 0.6 or any(label in cells or label in written for label in left):
                continue
        if best is None or share[form.id] > share[best.id] + 0.001:
            best = form
    if best and share[best.id] >= 0.12:
        return best
    return _by_words(source, [f for f in forms if not f.extends], share)


def _by_words(source: Source, forms: Sequence[Form], share: Mapping[str, float]) -> Form | None:
    """The form whose title, sections and period a source speaks of, where it prints little or nothing of a table.

    Of several such forms it is the one with more of its labels, or the one in force in the year that the source states.
    """
    meant = [f for f in forms if _spoken(f, source) >= 2]
    most = max((share[f.id] for f in meant), default=0.0)
    meant = [f for f in meant if share[f.id] == most]
    if len(meant) > 1:
        meant = [f for f in meant if (y := year_of(f, source, titled(f, source)[1])) and f.since <= y <= (f.until or y)]
    return meant[0] if len(meant) == 1 else None


def _spoken(form: Form, source: Source) -> int:
    """How many signs of a form a source has: its title, its sections' headings, the period of its numbers.

    A title that ends as the form's does and has a year counts twice: a notice about reports ends in another word.
    """
    sections = {s.id for line in source.lines if (s := heading(form, line))}
    text = "".join(plain(line.text) for line in source.lines[:400])
    title = plain(titled(form, source)[1])
    whole = title.endswith(plain(form.report_title)[-2:]) and any(c.isdigit() for c in title)
    return sum((bool(title), whole, min(len(sections), 2), any(plain(w) in text for w in form.period)))
