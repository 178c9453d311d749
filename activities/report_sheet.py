"""报表工作簿 a report as .xlsx: headings in one or two rows as the form has them, or in a county's own words and order."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from activities.provenance import Provenance
from activities.spreadsheet import LONGEST_CELL, new_workbook
from domain.figures.columns import Layout
from domain.figures.instants import said
from domain.figures.report import Column, Report, Value

WIDEST = 40


def write_report(report: Report, path: Path, source: Provenance, *, layout: Layout | None = None) -> None:
    """写报表, with where it comes from as its last sheet. Errors: OSError."""
    with new_workbook(path) as book:
        sheet = book.add_worksheet("报表")
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        columns = layout.columns if layout else report.columns
        styles = _styles(book)
        sheet.merge_range(0, 0, 0, max(len(columns) - 1, 1), f"{source.mark}{report.title}", styles["title"])
        sheet.merge_range(1, 0, 1, max(len(columns) - 1, 1), told_of(report), styles["plain"])
        line = _headings(sheet, columns, layout, styles, 2)
        sheet.freeze_panes(line, 0)
        for place, row in enumerate((*report.rows, *([report.total] if report.total else [])), 1):
            numbered = {**row, "ordinal": place if place <= len(report.rows) else ""}
            for at, column in enumerate(columns):
                _cell(sheet, line, at, numbered.get(column.name), styles, zero_blank=report.zero_blank)
            line += 1
        for at, column in enumerate(columns):
            widest = max((len(str(row.get(column.name) or "")) for row in report.rows), default=0)
            sheet.set_column(at, at, min(WIDEST, max(2 * widest, len(column.heading) + 4, 8)))
        source.add_to(book)


def write_table(
    path: Path,
    title: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Value]],
    source: Provenance,
    *,
    note: str = "",
) -> None:
    """写清单: a plain table with a title, and where it comes from as its last sheet. Errors: OSError."""
    with new_workbook(path) as book:
        sheet = book.add_worksheet("清单")
        styles = _styles(book)
        sheet.write_string(0, 0, f"{source.mark}{title}", styles["title"])
        sheet.write_string(1, 0, note, styles["plain"])
        sheet.freeze_panes(3, 0)
        for at, heading in enumerate(headings):
            sheet.write_string(2, at, heading, styles["head"])
            sheet.set_column(at, at, 16)
        for line, row in enumerate(rows, 3):
            for at, value in enumerate(row):
                _cell(sheet, line, at, value, styles, zero_blank=False)
        source.add_to(book)


def told_of(report: Report) -> str:
    """报表的时点、所知与范围, in one line."""
    parts = [
        f"时点：{said(report.at)}",
        f"所知截至：{said(report.known_at)}",
        f"本期：{report.since} 至 {report.until}",
    ]
    parts += [f"{name}：{value}" for name, value in report.scope.items()]
    return "；".join(parts)


def _styles(book: Any) -> dict[str, Any]:
    head = {"bold": True, "border": 1, "align": "center", "valign": "vcenter", "text_wrap": True, "bg_color": "#DDEBF7"}
    return {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "plain": book.add_format({"text_wrap": False}),
        "head": book.add_format(head),
        "text": book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
        "whole": book.add_format({"border": 1, "num_format": "0"}),
        "tenths": book.add_format({"border": 1, "num_format": "0.0"}),
    }


def _cell(sheet: Any, line: int, at: int, value: Value, styles: dict[str, Any], *, zero_blank: bool) -> None:
    if value is None or value == "" or (zero_blank and value == 0):
        sheet.write_blank(line, at, None, styles["text"])
    elif isinstance(value, str):
        sheet.write_string(line, at, value[:LONGEST_CELL], styles["text"])
    else:
        sheet.write_number(line, at, value, styles["tenths" if isinstance(value, float) else "whole"])


def _headings(sheet: Any, columns: Sequence[Column], layout: Layout | None, styles: dict[str, Any], line: int) -> int:
    """The rows of headings from `line` on; answers the line below them."""
    if layout is not None:
        for row, texts in enumerate(layout.headings):
            for at, text in enumerate(texts):
                sheet.write_string(line + row, at, text, styles["head"])
        for top, left, bottom, right in layout.merges:
            sheet.merge_range(line + top, left, line + bottom, right, layout.headings[top][left], styles["head"])
        return line + len(layout.headings)
    if not any(column.over for column in columns):
        for at, column in enumerate(columns):
            sheet.write_string(line, at, column.heading, styles["head"])
        return line + 1
    for at, column in enumerate(columns):
        if not column.over:
            sheet.merge_range(line, at, line + 1, at, column.heading, styles["head"])
            continue
        sheet.write_string(line + 1, at, column.heading, styles["head"])
        if at == 0 or columns[at - 1].over != column.over:
            last = max(place for place in range(at, len(columns)) if columns[place].over == column.over)
            sheet.merge_range(line, at, line, last, column.over, styles["head"])
    return line + 2
