"""What a search found as a workbook, however much it is: row by row to the disk, in place once it is whole."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Self

import xlsxwriter

from activities.found import OF_NO_CASE, what, who
from activities.provenance import Provenance
from activities.spreadsheet import AS_TEXT, LONGEST_CELL
from domain.figures.instants import local
from ledger.questions.search import Found

MOST_ROWS = 1_000_000
"""a worksheet holds 1,048,576"""
COLUMNS = {
    "全账序号": 10, "案件": 14, "记录": 6, "时间（北京时间）": 17, "记入（北京时间）": 17, "事件": 18, "发生了什么": 50,
    "办理人": 12, "办理人编号": 14, "单位": 30, "当时的机关": 16, "当时的区划": 16, "当时的行业": 14, "哈希": 66,
}  # fmt: skip
NUMBERS = ("全账序号", "记录")


class Sheet:
    """检索结果工作簿: written beside its place, and put there when all is in it."""

    def __init__(self, path: Path, source: Provenance) -> None:
        self.rows = 0
        self._path = path
        self._source = source
        self._beside = path.with_name(f".{path.name}.part")

    def __enter__(self) -> Self:
        self._beside.touch()  # told now, not after an hour's work, that it cannot be written here
        self._book = xlsxwriter.Workbook(str(self._beside), {**AS_TEXT, "constant_memory": True})
        bold = self._book.add_format({"bold": True, "bg_color": "#DDEBF7"})
        self._sheet = self._book.add_worksheet(f"{self._source.mark}检索结果")
        self._sheet.freeze_panes(1, 0)
        for column, (heading, width) in enumerate(COLUMNS.items()):
            self._sheet.set_column(column, column, width)
            self._sheet.write_string(0, column, heading, bold)
        return self

    def add(self, found: Iterable[Found], called: Mapping[str, str]) -> None:
        """A page more."""
        for one in found:
            self.rows += 1
            for column, (heading, value) in enumerate(zip(COLUMNS, _cells(one, called), strict=True)):
                if heading in NUMBERS:
                    self._sheet.write_number(self.rows, column, value)
                elif value:
                    self._sheet.write_string(self.rows, column, str(value)[:LONGEST_CELL])

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            self._sheet.autofilter(0, 0, self.rows, len(COLUMNS) - 1)
            self._source.add_to(self._book)
            self._book.close()
            if kind is None:
                self._beside.replace(self._path)
        except xlsxwriter.exceptions.FileCreateError as error:
            raise OSError(f"{self._path}: {error}") from error
        finally:
            self._beside.unlink(missing_ok=True)


def _cells(one: Found, called: Mapping[str, str]) -> tuple[Any, ...]:
    recorded = one.recorded
    told = what(one)
    return (
        one.leaf, "账本" if one.number == OF_NO_CASE else one.number, recorded.version, local(recorded.at),
        local(recorded.recorded_at), told.partition("：")[0], told, who(recorded.by, called), recorded.by, one.unit,
        one.office, one.region, one.industry, recorded.hash.hex(),
    )  # fmt: skip
