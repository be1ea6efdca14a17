"""How much a finding matters in this portal, and which findings a run looks at: both name codes, families and rules.

What is an error of itself stays one: it is mended, or waived in the one report with a public reason, never switched
off for all. Nor is anything about personal data made milder. Everything else may be made stricter or milder
(`checks: {severity: …}` in portal.yaml).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gongkai.codes import CODES, NEVER, Severity
from gongkai.finding import Finding, Word, finding
from gongkai.form import Form
from gongkai.schema import did_you_mean, locate
from gongkai.source import Mapping as MappingNode
from gongkai.source import place

OFF = "off"
_RANK = {OFF: 0, Severity.NOTICE: 1, Severity.WARNING: 2, Severity.ERROR: 3}


def named(item: Finding, name: str) -> bool:
    """Whether a name means this finding: its code, the family of its code (`prose`), or its rule (`table.rule`)."""
    return name in (item.code, item.code.split(".", 1)[0]) or name == item.args.get("rule")


def names(forms: Iterable[Form]) -> list[str]:
    """Every name that `named` may know: codes, families, rules."""
    rules = {f"{rule.table}.{rule.id}" for form in forms for rule in form.rules}
    return [*CODES, *sorted({code.split(".", 1)[0] for code in CODES}), *sorted(rules)]


def _milder(code: str, severity: Severity, level: str) -> bool:
    """Whether a level would make a finding milder that must not be."""
    return (severity is Severity.ERROR or code.startswith(NEVER)) and _RANK[level] < _RANK[severity]


def _fixed(name: str, level: str, rules: Mapping[str, Severity]) -> Word | None:
    """Why a name cannot have a level in a whole portal, as a key into the texts; None where it can."""
    codes = [c for c in CODES if name in (c, c.split(".", 1)[0])]
    if any(c.startswith(NEVER) and _milder(c, CODES[c], level) for c in codes):
        return Word("fixed.personal")
    severities = [CODES[c] for c in codes] or [s for rule, s in rules.items() if rule == name]
    if level != Severity.ERROR and all(s is Severity.ERROR for s in severities):
        return Word("fixed.error")
    return None


def check_names(levels: Mapping[str, str], root: MappingNode, path: str, forms: Sequence[Form]) -> list[Finding]:
    """The keys of `checks.severity`. Gives `severity.unknown`, and `severity.fixed` for what cannot be made milder."""
    findings: list[Finding] = []
    known = names(forms)
    rules: dict[str, Severity] = {}
    for form in forms:
        for rule in form.rules:  # where forms differ, the level counts in those that only warn
            name = f"{rule.table}.{rule.id}"
            rules[name] = rule.severity if rules.get(name, Severity.ERROR) is Severity.ERROR else rules[name]
    for name, level in levels.items():
        node = locate(root, ("checks", "severity", name))
        if name not in known:
            findings.append(
                finding("severity.unknown", place(path, node), name=name, instead=did_you_mean(name, known))
            )
        elif why := _fixed(name, level, rules):
            findings.append(finding("severity.fixed", place(path, node), name=name, because=why))
    return findings


def adjusted(findings: Iterable[Finding], levels: Mapping[str, str]) -> list[Finding]:
    """The findings with the portal's own severities; the nearest name counts: a rule, then a code, then a family."""
    if not levels:
        return list(findings)
    out: list[Finding] = []
    for item in findings:
        keys = (str(item.args.get("rule", "")), item.code, item.code.split(".", 1)[0])
        level = next((levels[k] for k in keys if k in levels), None)
        if level is None or _milder(item.code, item.severity, level):
            out.append(item)
        elif level != OFF:
            out.append(replace(item, severity=Severity(level)))
    return out


def chosen(findings: Sequence[Finding], select: Sequence[str], ignore: Sequence[str]) -> list[Finding]:
    """The findings that a run was asked to look at: those selected (all, if nothing is) without those ignored.

    Personal data is always looked at: a run that says all is well while some goes out would be believed.
    """
    return [
        f
        for f in findings
        if f.code.startswith(NEVER)
        or ((not select or any(named(f, n) for n in select)) and not any(named(f, n) for n in ignore))
    ]
