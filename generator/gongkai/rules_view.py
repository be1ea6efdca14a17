"""A form's rules as a page shows them: every relation in words, its ground and an example."""

from collections import Counter

from gongkai.finding import Severity
from gongkai.form import Form, Rule
from gongkai.messages import Texts
from gongkai.spoken import spoken
from gongkai.theme import Theme
from gongkai.views import FormTable, FormView, RuleView
from gongkai.views_parts import Item


def form_view(form: Form, texts: Texts, theme: Theme) -> FormView:
    """The whole page: tables in the form's order, those without rules left out."""
    counts = Counter((x.rule.table, x.rule.id) for x in form.instances)
    tables: list[FormTable] = []
    for table in form.tables:
        rules = tuple(
            _rule(rule, form, counts[rule.table, rule.id], texts) for rule in form.rules if rule.table == table.id
        )
        if rules:
            binding = sum(r.count for r in rules if r.binding)
            tables.append(FormTable(table.id, table.caption, binding, rules))
    return FormView(form_title(form, theme), form.basis, tuple(tables))


def form_title(form: Form, theme: Theme) -> str:
    """What tells the forms apart for readers: the years they are for; a variant's id besides."""
    since = theme.text("form.since", since=form.since)
    years = since if form.until is None else theme.text("form.years", since=form.since, until=form.until)
    return (
        theme.text("form.variant", years=years, id=form.id) if form.extends else theme.text("form.title", years=years)
    )


def _rule(rule: Rule, form: Form, count: int, texts: Texts) -> RuleView:
    ground = Item(texts.word("clause" if rule.clause else "reason"), rule.clause or rule.reason)
    name = f"{rule.table}.{rule.id}"
    binding = rule.severity is Severity.ERROR and not any(t.previous for t in rule.equation.terms())
    return RuleView(name, spoken(rule, form, texts), ground, rule.example, count, binding)
