"""`gongkai workbook`: the form as an .xlsx to fill in, with what the portal knows already."""

import importlib.util
from pathlib import Path

from gongkai import pipeline
from gongkai.across import carried, linked
from gongkai.console import Console
from gongkai.form import Form, Instance
from gongkai.messages import LANGUAGES, texts
from gongkai.portal import Portal
from gongkai.portal_read import all_forms
from gongkai.report import Report
from gongkai.scaffold import last_units
from gongkai.schema import did_you_mean

OK, USAGE, ENVIRONMENT = 0, 2, 3


def write(
    root: Path, name: str, office: str | None, year: int | None, output: Path | None, console: Console, *, force: bool
) -> int:
    """Write the workbook of a form; with office and year, what is known of them stands in it."""
    if importlib.util.find_spec("xlsxwriter") is None:
        console.say("cli.workbook.package", error=True, package="xlsxwriter", extra="xlsx")
        return ENVIRONMENT
    if (office is None) != (year is None):
        console.say("cli.workbook.both", error=True)
        return USAGE
    portal = pipeline.check(root).portal if (root / "content").is_dir() else None
    forms = portal.forms if portal else {form.id: form for form in all_forms(root)}
    form = forms.get(name)
    if form is None:
        instead = did_you_mean(name, forms)
        console.say("cli.no-such-form", error=True, form=name, instead=instead, known=tuple(forms))
        return USAGE
    if office is not None and (portal is None or office not in portal.offices):
        known = tuple(portal.offices) if portal else ()
        console.say("cli.no-office", error=True, office=office, instead=did_you_mean(office, known), known=known)
        return USAGE
    target = output or Path(f"{office}-{year}.xlsx" if office else f"{form.id}.xlsx")
    if target.exists() and not force:
        console.say("cli.workbook.exists", error=True, output=str(target))
        return USAGE
    target.write_bytes(made(form, portal, office or "", year or 0, console.texts.language))
    console.say("cli.workbook", output=str(target), form=form.id)
    return OK


def made(form: Form, portal: Portal | None, office: str, year: int, language: str) -> bytes:
    """The file's bytes, in the form's language where it is one of ours."""
    from gongkai.downloads.workbook import Filling, workbook

    before = portal.report(office, year - 1) if portal and office else None
    filling = Filling(
        office=office,
        name=portal.offices[office].name if portal and office else "",
        year=year,
        carried=carried(form, before) if before else {},
        units=last_units(form, before),
        facts=portal.options.facts if portal else {},
        checks=_checks(form, before),
        before=before.numbers if before else (),
        before_year=year - 1,
    )
    return workbook(form, filling, texts(form.language if form.language in LANGUAGES else language))


def _checks(form: Form, before: Report | None) -> tuple[Instance, ...]:
    """The form's identities; one with last year's cells only where all of those are known."""
    return tuple(
        instance
        for instance in linked(form, before.form if before else None)
        if before is None
        or not any(
            before.values[i] is None or i in before.unreadable for _, i in instance.left.before + instance.right.before
        )
    )
