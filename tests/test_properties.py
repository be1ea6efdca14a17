"""Properties of the readers and the rule engine, over inputs nobody thought of."""

import posixpath
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from authored import bound
from gongkai import citation, linear
from gongkai.citation_value import rounded, written
from gongkai.form import Form
from gongkai.markdown import MARK
from gongkai.messages import texts
from gongkai.portal_read import all_forms
from gongkai.prose import render, split
from gongkai.routes import relative
from gongkai.rules import check_report
from gongkai.source import Mapping, Node, Scalar, decode, parse
from gongkai.values import Kind, Slip, read, shown

FORMS = {form.id: form for form in all_forms(Path("nowhere"))}
LINES = st.text(alphabet=st.sampled_from(list("ab:- []{},#'\"&*!|>%@`\t\n~/0123.，：［０　申请")), max_size=80)


def scalars(node: Node) -> list[Scalar]:
    if isinstance(node, Scalar):
        return [node]
    if isinstance(node, Mapping):
        return [s for key, value in node.entries for s in [key, *scalars(value)]]
    return [s for item in node.items for s in scalars(item)]


@given(LINES)
def test_any_text_gives_values_or_findings_with_a_place(text: str) -> None:
    document = parse(text, "x.yaml")
    lines = text.split("\n")
    for found in document.findings:
        assert 1 <= found.span.line <= len(lines) + 1
        assert found.span.column >= 1
        assert texts("zh").message(found)
        assert texts("en").help(found) is not None


@given(LINES)
def test_a_plain_scalar_stands_where_its_place_says(text: str) -> None:
    lines = text.split("\n")
    document = parse(text, "x.yaml")
    if document.findings:  # a tag or an anchor stands in front of its scalar
        return
    for scalar in scalars(document.root):
        if scalar.plain and scalar.text and "\n" not in scalar.text and " " not in scalar.text:
            at = lines[scalar.line - 1][scalar.column - 1 :]
            assert at.startswith(scalar.text[0]) or at[:1] in "|>?"


@given(st.binary(max_size=60))
def test_any_bytes_decode_or_are_named(data: bytes) -> None:
    text, findings = decode(data, "x")
    assert bool(findings) == (not _utf8(data)) or [f.code for f in findings] == ["file.control"]
    assert "\r" not in text
    assert "\0" not in text


def _utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return True


@given(st.sampled_from(list(Kind)), st.text(max_size=20))
def test_a_read_value_is_written_as_it_was(kind: Kind, text: str) -> None:
    value = read(kind, text)
    if not isinstance(value, Slip):
        assert shown(value) == text
    elif value.instead and kind.numeric:
        assert not isinstance(read(kind, value.instead), Slip) or kind in (Kind.COUNT, Kind.CHANGE, Kind.MONEY)


@given(st.integers(0, 10**12), st.decimals(0, 10**9, places=4))
def test_numbers_keep_every_digit(whole: int, exact: Decimal) -> None:
    assert read(Kind.COUNT, str(whole)) == whole
    value = read(Kind.MONEY, format(exact, "f"))
    assert not isinstance(value, Slip)
    assert shown(value) == format(exact, "f")


NAMES = st.sampled_from(["a", "b", "c_1", "group.d"])
TERMS = st.builds(linear.Term, st.integers(1, 9), NAMES, st.booleans(), st.just(value=False))


@given(st.lists(TERMS, min_size=1, max_size=4), st.sampled_from(["=", "<=", ">="]), st.lists(TERMS, min_size=1))
def test_an_equation_means_what_is_written(left: list[linear.Term], relation: str, right: list[linear.Term]) -> None:
    def text(terms: list[linear.Term]) -> str:
        return " + ".join(f"{t.factor}*{'previous.' if t.previous else ''}{t.name}" for t in terms)

    parsed = linear.parse(f"{text(left)} {relation} {text(right)}")
    assert parsed == linear.Equation(tuple(left), relation, tuple(right))


@given(st.text(alphabet="abc+-*=<>()_ .1previouschildren", max_size=30))
def test_any_equation_is_parsed_or_its_place_named(text: str) -> None:
    try:
        linear.parse(text)
    except linear.EquationError as error:
        assert 0 <= error.column <= len(text)
        assert texts("zh").word(f"equation.{error.problem}")


@given(st.text(alphabet="申请.总计上年+-*/(),，（）12 百分比", max_size=30))
def test_any_citation_is_parsed_or_named(text: str) -> None:
    try:
        citation.parse(text)
    except citation.CitationError as error:
        assert error.code in ("cite.syntax", "cite.function")


@given(st.fractions(min_value=-1000, max_value=1000), st.integers(0, 4))
def test_rounding_is_half_away_from_nought(value: Fraction, digits: int) -> None:
    result = rounded(value, digits)
    assert abs(result - value) * 10**digits * 2 <= 1
    assert (result * 10**digits).denominator == 1
    expression = citation.parse(f"round(a, {digits})")
    assert Fraction(written(expression, result)) == result


@given(st.text(alphabet=st.sampled_from(list("#*_[](){}|`<>b/\n -申请表格.总计！“”0")), max_size=120))
def test_any_markdown_is_rendered_without_raw_html(text: str) -> None:
    _, parts = split(text, "x.md")
    for part in parts:
        prose, findings = render(part, "s", "x.md", text.split("\n"))
        assert "<b>" not in prose.html
        assert (prose.html + prose.after).count(MARK) <= 2 * len(prose.slots)
        assert all(f.span.line >= 1 for f in findings)


def balanced(form: Form, leaves: list[int]) -> list[list[object]]:
    """Rows of these numbers, with the cells that may be left blank left blank."""
    rows: list[list[object]] = []
    at = iter(leaves)
    for table in form.tables:
        for block, r, _ in table.rows():
            rows.append([None if block.cell(r, c) in form.derived else next(at) for c in range(len(block.columns))])
    return rows


@settings(max_examples=25)
@given(st.sampled_from(sorted(FORMS)), st.data())
def test_computed_totals_satisfy_what_computed_them(name: str, data: st.DataObject) -> None:
    """Totals left blank are filled so that the sums hold; written out again, the same report breaks no sum."""
    form = FORMS[name]
    count = len(form.cells) - len(form.derived)
    leaves = data.draw(st.lists(st.integers(0, 50), min_size=count, max_size=count))
    first = bound(form, balanced(form, leaves))
    assert first.computed == form.derived
    full = [[first.values[i] for i in numbers] for numbers in _numbered(form)]
    second = bound(form, full)  # type: ignore[arg-type]
    broken = {f.args["rule"] for f in check_report(second, None) if str(f.severity) == "error"}
    assert broken <= {"applications.balance"}


def _numbered(form: Form) -> list[list[int]]:
    return [
        [block.cell(r, c) for c in range(len(block.columns))] for table in form.tables for block, r, _ in table.rows()
    ]


@settings(max_examples=40)
@given(st.sampled_from(sorted(FORMS)), st.data())
def test_any_single_wrong_cell_of_a_checked_table_is_found(name: str, data: st.DataObject) -> None:
    form = FORMS[name]
    zeros: list[list[object]] = [[0] * len(numbers) for numbers in _numbered(form)]
    covered = {i for x in form.instances for _, i in x.left.now + x.right.now if str(x.rule.severity) == "error"}
    cell = data.draw(st.sampled_from(sorted(covered)))
    for row, numbers in zip(zeros, _numbered(form), strict=True):
        if cell in numbers:
            row[numbers.index(cell)] = data.draw(st.integers(1, 9))
    report = bound(form, zeros)
    found = check_report(report, None)
    assert found
    assert any(cell in {i for i in range(len(form.cells)) if report.place(i) == f.span} or f.related for f in found)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_nothing_is_found_in_noughts(name: str) -> None:
    form = FORMS[name]
    assert check_report(bound(form, [[0] * len(n) for n in _numbered(form)]), None) == []


PATHS = st.lists(st.sampled_from(["a", "b", "c", "index.html", "d e#%.txt"]), min_size=1, max_size=4).map("/".join)


@given(PATHS, PATHS)
def test_a_link_leads_where_it_should(target: str, source: str) -> None:
    link = unquote(relative(target, source))
    assert posixpath.normpath(posixpath.join(posixpath.dirname(source), link)) == target
