"""表格 grid: one sheet as cells, whatever kind of file it came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from typing import TypeAlias

from domain.registers.text import clean


class Uncomputed(Enum):
    """A formula whose result the file does not hold: the program that wrote it never calculated."""

    FORMULA = "formula"


Cell: TypeAlias = str | int | float | bool | date | time | timedelta | Uncomputed | None

ERRORS = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!", "#CALC!"})


@dataclass(frozen=True, slots=True)
class Merge:
    """合并单元格, 0-based and inclusive."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Grid:
    """表格: a sheet's cells, rows as a person counts them (the first is row 1)."""

    rows: Sequence[Sequence[Cell]]
    sheet: str = ""
    hidden: bool = False
    merges: tuple[Merge, ...] = ()
    epoch_1904: bool = False


def text_of(cell: Cell) -> str:
    """A cell as a person sees it, about."""
    if cell is None or isinstance(cell, Uncomputed):
        return ""
    if isinstance(cell, str):
        return clean(cell.replace("_x000D_", "\n"))
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    return str(cell)


def is_blank(cell: Cell) -> bool:
    """空单元格. An uncomputed formula is not blank: something was meant to stand there."""
    return cell is None or (isinstance(cell, str) and not clean(cell))
