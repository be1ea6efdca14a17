"""`gongkai explain`: what a code means, or what a form's rule says."""

from collections.abc import Mapping, Sequence

from gongkai.finding import CODES, Severity
from gongkai.form import Form, Rule
from gongkai.messages import Texts, bare
from gongkai.schema import did_you_mean
from gongkai.spoken import spoken


def explain(name: str, forms: Sequence[Form], texts: Texts) -> str:
    """The text for a code, or for a rule named `id`, `table.id` or `form.table.id`.

    Raises LookupError with the nearest known name.
    """
    if name in CODES:
        return _code(name, texts)
    if family := {code: CODES[code] for code in CODES if code.startswith(f"{name.rstrip('.')}.")}:
        return catalogue(texts, family)
    rules = {f"{form.id}.{rule.table}.{rule.id}": (form, rule) for form in forms for rule in form.rules}
    hits = [value for key, value in rules.items() if key == name or key.endswith(f".{name}")]
    if not hits:
        known = [*CODES, *{rule.id for _, rule in rules.values()}]
        raise LookupError(did_you_mean(name, known))
    return "\n\n".join(_rule(form, rule, texts) for form, rule in hits)


def catalogue(texts: Texts, codes: Mapping[str, Severity] = CODES) -> str:
    """All codes, one line each, a blank line between families."""
    lines: list[str] = []
    for code, severity in codes.items():
        if lines and not lines[-1].lstrip().startswith(code.split(".", 1)[0] + "."):
            lines.append("")
        level = texts.word(f"severity.{severity}")
        lines.append(f"  {code:<22} {level}  {bare(texts.codes[code]['message'])}")
    return "\n".join(lines)


def _code(code: str, texts: Texts) -> str:
    entry = texts.codes[code]
    return "\n".join(
        (
            f"{code}  ({texts.word(f'severity.{CODES[code]}')})",
            "",
            bare(entry["message"]),
            "",
            entry["why"],
            f"{texts.word('help')}: {bare(entry['help'])}",
        )
    )


def _rule(form: Form, rule: Rule, texts: Texts) -> str:
    basis = f"{texts.word('clause')}: {rule.clause}" if rule.clause else f"{texts.word('reason')}: {rule.reason}"
    table = form.table(rule.table)
    name = f"{form.id}.{rule.table}.{rule.id}"
    return "\n".join(
        (
            f"{texts.word('rule-heading')} {name}  ({texts.word(f'severity.{rule.severity}')})",
            f"  {table.caption}",
            f"  {spoken(rule, form, texts)}",
            f"  {basis}",
            f"  {texts.word('example')}: {rule.example}",
        )
    )
