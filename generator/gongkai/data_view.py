"""The data page: what there is, what the fields mean, licence, citation, examples on the files as they are built."""

from collections.abc import Iterator, Mapping

from gongkai import routes
from gongkai.form import CellType
from gongkai.portal import Portal
from gongkai.report_view import size
from gongkai.routes import relative
from gongkai.theme import Theme
from gongkai.views_data import DataExample, DataField, DataFile, DataView

FIELDS = (
    *("office", "office_name", "year", "form", "table", "row", "row_label"),
    *("column", "column_label", "value", "unit", "state"),
)
STATES = ("number", "computed", "text", "blank", "not-applicable")


def data_view(portal: Portal, theme: Theme, sizes: Mapping[str, int]) -> DataView:
    """The whole page."""
    t, options = theme.text, portal.options
    base = bool(options.base_url)
    cell = _example_cell(portal)
    licence = options.licence
    return DataView(
        title=t("data.page"),
        files=tuple(_files(portal, theme, sizes)),
        fields=tuple(DataField(name, t(f"data.field.{name}")) for name in FIELDS),
        states=tuple(DataField(name, t(f"data.state.{name}")) for name in STATES),
        notes=tuple(t(f"data.note.{name}") for name in ("csv", "formula", "zeros", "json")),
        licence=licence.name if licence else "",
        licence_href=licence.url if licence else "",
        citation=_citation(portal, theme),
        about=f"{cell.row.label} · {cell.column.label}" if cell else "",
        examples=tuple(_examples(routes.absolute(portal, routes.DATA_CSV) if base else "", cell)) if cell else (),
        verify=f"gongkai verify {options.base_url if base else 'site'}",
    )


def _files(portal: Portal, theme: Theme, sizes: Mapping[str, int]) -> Iterator[DataFile]:
    t = theme.text
    named = [(t("data.csv"), routes.DATA_CSV), (t("data.json"), routes.DATA_JSON)]
    for year in portal.years():
        named += [(t(f"data.{e}.year", year=year), routes.year_file(year, e)) for e in ("csv", "json")]
    named += [
        (t("data.offices"), routes.DATA_OFFICES),
        (t("data.indicators"), routes.DATA_INDICATORS),
        (t("data.package"), routes.PACKAGE),
        (t("data.schema"), routes.REPORT_SCHEMA),
        (t("data.manifest"), routes.MANIFEST),
    ]
    for text, path in named:
        said = size(sizes[path], theme) if path in sizes else ""  # the manifest is written last of all
        yield DataFile(text, relative(path, routes.DATA), path.rsplit("/", 1)[1], said)


def _citation(portal: Portal, theme: Theme) -> str:
    """Who, what, which years, where: only what is stated. In Chinese after GB/T 7714."""
    options, years = portal.options, portal.years()
    stop = ". "
    covered = "" if not years else str(years[0]) if years[0] == years[-1] else f"{years[-1]}–{years[0]}"
    address = routes.absolute(portal, routes.DATA) if options.base_url else ""
    text = theme.text(
        "data.cite.text",
        publisher=options.organizer + stop if options.organizer else "",
        title=options.title,
        years=covered + stop if covered else "",
        address=address,
    )
    return text.strip()


def _example_cell(portal: Portal) -> CellType | None:
    """The first cell of the newest report that holds a number."""
    for report in portal.published():
        for i, cell in enumerate(report.form.cells):
            if cell.exists and cell.kind.numeric and report.values[i]:
                return cell
    return None


def _examples(address: str, cell: CellType) -> Iterator[DataExample]:
    """One line each; ids are letters, digits and signs that need no escaping."""
    table, row, column = cell.table, cell.row.id, cell.column.id
    file = address or "reports.csv"
    query = f"table == '{table}' and row == '{row}' and column == '{column}'"
    yield DataExample(
        "Python (pandas)",
        f"import pandas; print(pandas.read_csv(\"{file}\").query(\"{query}\")[['office_name', 'year', 'value']])",
    )
    chosen = f'table == "{table}" & row == "{row}" & column == "{column}"'
    yield DataExample(
        "R",
        f'subset(read.csv("{file}", fileEncoding = "UTF-8-BOM"), {chosen}, c(office_name, year, value))',
    )
    where = f"\"table\" = '{table}' AND \"row\" = '{row}' AND \"column\" = '{column}'"
    yield DataExample("DuckDB", f"SELECT office_name, year, value FROM '{file}' WHERE {where} ORDER BY year;")  # noqa: S608  (a line to read, never run)
    source = f'Web.Contents("{address}")' if address else 'File.Contents("C:\\data\\reports.csv")'
    rows = f'each [table] = "{table}" and [row] = "{row}" and [column] = "{column}"'
    read = f'Table.PromoteHeaders(Csv.Document({source}, [Delimiter = ",", Encoding = 65001]))'
    yield DataExample("Excel (Power Query)", f"= Table.SelectRows({read}, {rows})")
