"""Rules across years: last year's cells looked up in last year's form."""

from functools import lru_cache

from gongkai.form import Form, Instance
from gongkai.report import Report
from gongkai.values import Number


@lru_cache(maxsize=64)
def linked(form: Form, before: Form | None) -> tuple[Instance, ...]:
    """The form's instances with last year's cells looked up in last year's form.

    Those that need a cell it has not are left out: only what both forms measure alike can be compared.
    """
    out: list[Instance] = []
    for instance in form.instances:
        needed = instance.left_before + instance.right_before
        if not needed:
            out.append(instance)
        elif before is not None and all(cid in before.index for _, cid in needed):
            left = tuple((f, before.index[cid]) for f, cid in instance.left_before)
            right = tuple((f, before.index[cid]) for f, cid in instance.right_before)
            out.append(
                instance._replace(left=instance.left._replace(before=left), right=instance.right._replace(before=right))
            )
    return tuple(out)


def carried(form: Form, before: Report) -> dict[int, Number]:
    """Cells of a new report that last year's decides alone: `carried_in = previous.carried_out`."""
    found: dict[int, Number] = {}
    for instance in linked(form, before.form):
        left, right = instance.left, instance.right
        alone = len(left.now) == 1 and left.now[0][0] == 1 and not left.before and not left.constant
        known = not any(before.values[i] is None or i in before.unreadable for _, i in right.before)
        if instance.rule.equation.relation == "=" and alone and right.before and not right.now and known:
            found[left.now[0][1]] = right.total((), before.numbers)
    return found
