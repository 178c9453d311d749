"""How reports and lists look on a terminal."""

from collections.abc import Sequence
from itertools import groupby

from rich.console import Console
from rich.table import Column, Table

from activities.report_sheet import told_of
from domain.figures.formulas import NONE
from domain.figures.report import Report, Value, shown

console, aside = Console(), Console(stderr=True)


def print_report(report: Report) -> None:
    """A report as a table; figures of one scope group by group."""
    console.print(f"[bold]{report.title}[/]  {literal(told_of(report))}")
    warn_of(report.left_out)
    if report.kind == "figures" and not report.by:
        for group, lines in groupby(report.rows, key=lambda row: row["group"]):
            table = Table(Column(str(group), min_width=24), Column("", justify="right"), box=None, show_header=True)
            for line in lines:
                table.add_row(str(line["label"]), str(line["value"]))
            console.print(table)
        return
    table = Table(
        *(
            Column(
                f"{column.over}\n{column.heading}" if column.over else column.heading,
                overflow="fold",
                justify="left" if column.name in (*report.by, "place") else "right",
            )
            for column in report.columns
        ),
        box=None,
        padding=(0, 1, 0, 0),  # twelve columns fit a terminal of eighty
        show_footer=False,
    )
    for row in (*report.rows, *([report.total] if report.total else [])):
        table.add_row(*(_cell(row.get(column.name), column.unit, report) for column in report.columns))
    console.print(table)
    if not report.rows:
        console.print("没有符合范围的案件。")


def warn_of(parked: int) -> None:
    """Figures without some cases are not to be taken for whole ones."""
    if parked:
        aside.print(f"[red]注意：有 {parked} 件案件的记录未能归入，以下不含它们；见 duban ledger views。[/]")


def print_table(headings: Sequence[str], rows: Sequence[Sequence[Value]], title: str = "") -> None:
    """A plain table: nothing is cut short, case numbers stay whole."""
    columns = (Column(one, overflow="fold", no_wrap=one == "案件") for one in headings)
    table = Table(*columns, title=title or None, title_justify="left", box=None)
    for row in rows:
        table.add_row(*(literal(str(value if value is not None else NONE)) for value in row))
    console.print(table)


def literal(text: str) -> str:
    """What stands in the record is no markup."""
    return text.replace("[", r"\[")


def _cell(value: Value, unit: str, report: Report) -> str:
    return literal(shown(value, unit, zero_blank=report.zero_blank))
