"""How much a finding matters in this portal, and which findings a run looks at: both name codes, families and rules.

What is an error of itself stays one: it is mended, or waived in the one report with a public reason, never switched
off for all. Everything else may be made stricter or milder (`checks: {severity: …}` in portal.yaml).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from gongkai.codes import CODES, Severity
from gongkai.finding import Finding, finding
from gongkai.form import Form
from gongkai.schema import did_you_mean, locate
from gongkai.source import Mapping as MappingNode
from gongkai.source import place

OFF = "off"


def named(item: Finding, name: str) -> bool:
    """Whether a name means this finding: its code, the family of its code (`prose`), or its rule (`table.rule`)."""
    return name in (item.code, item.code.split(".", 1)[0]) or name == item.args.get("rule")


def names(forms: Iterable[Form]) -> list[str]:
    """Every name that `named` may know: codes, families, rules."""
    rules = {f"{rule.table}.{rule.id}" for form in forms for rule in form.rules}
    return [*CODES, *sorted({code.split(".", 1)[0] for code in CODES}), *sorted(rules)]


def check_names(levels: Mapping[str, str], root: MappingNode, path: str, forms: Sequence[Form]) -> list[Finding]:
    """The keys of `checks.severity`. Gives `severity.unknown`, and `severity.fixed` for what is an error of itself."""
    findings: list[Finding] = []
    known = names(forms)
    milder = {f"{r.table}.{r.id}" for form in forms for r in form.rules if r.severity is not Severity.ERROR}
    for name in levels:
        node = locate(root, ("checks", "severity", name))
        if name not in known:
            findings.append(
                finding("severity.unknown", place(path, node), name=name, instead=did_you_mean(name, known))
            )
        elif name not in milder and all(CODES[c] is Severity.ERROR for c in CODES if name in (c, c.split(".", 1)[0])):
            findings.append(finding("severity.fixed", place(path, node), name=name))
    return findings


def adjusted(findings: Iterable[Finding], levels: Mapping[str, str]) -> list[Finding]:
    """The findings with the portal's own severities; the nearest name counts: a rule, then a code, then a family."""
    if not levels:
        return list(findings)
    out: list[Finding] = []
    for item in findings:
        keys = (str(item.args.get("rule", "")), item.code, item.code.split(".", 1)[0])
        level = next((levels[k] for k in keys if k in levels), None)
        if level is None or item.severity is Severity.ERROR:
            out.append(item)
        elif level != OFF:
            out.append(replace(item, severity=Severity(level)))
    return out


def chosen(findings: Sequence[Finding], select: Sequence[str], ignore: Sequence[str]) -> list[Finding]:
    """The findings that a run was asked to look at: those selected (all, if nothing is) without those ignored."""
    return [
        f for f in findings if (not select or any(named(f, n) for n in select)) and not any(named(f, n) for n in ignore)
    ]
