"""错误清单 the error sheet: the rejected rows as they stood, and beside each where and why, to be mended and sent again."""

from pathlib import Path

from activities.spreadsheet import LONGEST_CELL, new_workbook
from domain.registers.reading import Reading

OURS = ("行号", "列", "原因")


def default_path(register: Path) -> Path:
    """Beside the register: 台账.xlsx → 台账-错误.xlsx."""
    return register.with_name(f"{register.stem}-错误.xlsx")


def write_errors(reading: Reading, path: Path) -> None:
    """写错误清单. What stood in a cell stays text: no formula and no link comes to life. Errors: OSError."""
    with new_workbook(path) as book:
        bold = book.add_format({"bold": True, "bg_color": "#FDE9D9", "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("错误")
        sheet.freeze_panes(1, len(OURS))
        sheet.set_column(0, 1, 12)
        sheet.set_column(2, 2, 48)
        line = 0
        for name in dict.fromkeys(reject.sheet for reject in reading.rejects):
            # each sheet of the register has its own headings
            headings = reading.headings[name]
            for column, text in enumerate((*OURS, *headings)):
                sheet.write_string(line, column, text, bold)
            line += 1
            for reject in reading.rejects:
                if reject.sheet != name:
                    continue
                where = "、".join(
                    f"{problem.column}({problem.letter})" for problem in reject.problems if problem.letter
                )
                row = f"{name}!{reject.row}" if name else str(reject.row)
                for column, text in enumerate((row, where, reject.reason, *reject.cells)):
                    if text:
                        sheet.write_string(line, column, text[:LONGEST_CELL], plain)
                line += 1
            line += 1
