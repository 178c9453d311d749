"""台账导出 a list of cases as a workbook or as text, in the columns of the page; what stood in a cell stays text."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from activities.provenance import Provenance
from activities.spreadsheet import LONGEST_CELL, new_workbook
from domain.glossary import LEVELS, RUNGS, STAGES, deadline_label
from domain.workdays import day_of
from ledger.records import CaseRow

COLUMNS = {
    "序号": 6, "编号": 14, "单位": 28, "隐患": 50, "区划": 18, "行业": 16, "级别": 6, "阶段": 10, "发现日期": 12, "整改期限": 12,
    "超期": 6, "阶梯": 14, "下一步": 20, "下一步时限": 12, "暂定": 6, "监管部门": 20, "批次": 18,
}  # fmt: skip
FORMULAS = ("=", "+", "-", "@", "\t", "\r", "\n")
A_MOMENT = timedelta(microseconds=1)
Cell = str | int | date | None


def cells(ordinal: int, row: CaseRow, offices: Mapping[str, str]) -> Sequence[Cell]:
    """One row, in the order of the columns."""
    due = (
        None if row.due_at is None else day_of(row.due_at - A_MOMENT)
    )  # what runs out at 24:00 is of the day that ends
    return (
        ordinal, row.case, row.unit, row.description or "", row.region, row.industry, LEVELS.get(row.level or "", ""),
        STAGES[row.stage], row.found_on, row.rectify_by, "是" if row.overdue else "",  # type: ignore[index]
        f"{row.rung} {RUNGS[row.rung]}" if row.rung else "", deadline_label(row.due_label) if row.due_label else "", due,
        "是" if row.provisional else "", offices.get(row.office or "", ""), row.batch or "",
    )  # fmt: skip


def write_cases(path: Path, rows: Iterable[Sequence[Cell]], told: Provenance) -> None:
    """写工作簿, with where it comes from as its last sheet. Errors: OSError."""
    with new_workbook(path) as book:
        head = book.add_format({"bold": True, "border": 1, "bg_color": "#DDEBF7", "valign": "vcenter"})
        text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
        day = book.add_format({"border": 1, "num_format": "yyyy-mm-dd", "valign": "top", "align": "left"})
        sheet = book.add_worksheet("隐患台账")
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(1)
        sheet.write_string(0, 0, f"{told.mark}隐患台账", book.add_format({"bold": True, "font_size": 14}))
        sheet.freeze_panes(2, 2)
        for at, (heading, width) in enumerate(COLUMNS.items()):
            sheet.set_column(at, at, width)
            sheet.write_string(1, at, heading, head)
        for line, row in enumerate(rows, 2):
            for at, value in enumerate(row):
                _write(sheet, line, at, value, text, day)
        told.add_to(book)


def _write(sheet: Any, line: int, at: int, value: Cell, text: Any, day: Any) -> None:
    match value:
        case None | "":
            sheet.write_blank(line, at, None, text)
        case int():
            sheet.write_number(line, at, value, text)
        case date():
            sheet.write_datetime(line, at, value, day)
        case _:
            sheet.write_string(line, at, value[:LONGEST_CELL], text)


def write_text(path: Path, rows: Iterable[Sequence[Cell]], told: Provenance) -> None:
    """写 CSV, for spreadsheets in UTF-8 with its mark; where it comes from stands below. Errors: OSError."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(COLUMNS)
        for row in rows:
            out.writerow([plain(value) for value in row])
        out.writerow([])
        for what, how in told.lines():
            out.writerow([plain(what), plain(how)])


def plain(value: Cell) -> str:
    """A cell that no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULAS) else text
