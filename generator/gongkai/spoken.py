"""A form's equations with the words that authors and readers know in place of ids."""

from functools import lru_cache

from gongkai.form import Form, Rule
from gongkai.linear import Term
from gongkai.messages import Texts

_SIGNS = {"=": "=", "<=": "≤", ">=": "≥"}


def spoken(rule: Rule, form: Form, texts: Texts) -> str:
    """An equation as people say it: 新收 + 结转 = 总计."""
    names = _names(form, rule.table)

    def side(terms: tuple[Term, ...]) -> str:
        text = ""
        for n, term in enumerate(terms):
            sign = ("-" if term.factor < 0 else "") if n == 0 else (" - " if term.factor < 0 else " + ")
            text += sign + _term(term, names.get(term.name, term.name), texts)
        return text

    equation = rule.equation
    return f"{side(equation.left)} {_SIGNS[equation.relation]} {side(equation.right)}"


def _term(term: Term, name: str, texts: Texts) -> str:
    if not term.name:
        return str(abs(term.factor))
    if term.children:
        name = texts.say("spoken.children", name=name)
    if term.previous:
        name = texts.say("spoken.previous", name=name)
    return name if abs(term.factor) == 1 else f"{abs(term.factor)} × {name}"


@lru_cache(maxsize=64)
def _names(form: Form, tid: str) -> dict[str, str]:
    """Words by id, whole and by its last part: a leaf's key, a group's label."""
    names: dict[str, str] = {}
    for block in form.table(tid).blocks:
        stack = [*block.row_headings, *block.column_headings]
        while stack:
            heading = stack.pop()
            names.setdefault(heading.id, heading.label)
            names.setdefault(heading.id.rsplit(".", 1)[-1], heading.label)
            stack += heading.children
        for line in (*block.rows, *block.columns):
            names[line.id] = names[line.id.rsplit(".", 1)[-1]] = line.keys[-1]
    return names
