"""表头 a county's own columns for the monthly table: its order, its words. What it does not know is refused, with the list."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.figures.monthly import COLUMNS, INDUSTRY
from domain.figures.report import Column
from domain.registers.grid import Grid, text_of
from domain.registers.text import folded

MOST_HEADING_ROWS = 3
LOOKED_AT = 12
"""so many rows may stand above the headings"""
BLANK = Column(name="", label="")
ORDINAL = Column(name="ordinal", label="序号")

_OTHER_WORDS: dict[str, tuple[str, ...]] = {
    "industry": ("行业", "领域", "行业领域", "行业类别"),
    "units": ("排查治理单位", "排查单位", "单位数", "企业数"),
    "general_found": ("一般隐患", "一般隐患数", "排查一般隐患"),
    "general_closed": ("一般隐患已整改", "一般隐患整改数"),
    "general_rate": ("一般隐患整改率",),
    "major_found": ("重大隐患", "重大隐患数", "排查重大隐患", "重大事故隐患", "重大事故隐患排查"),
    "major_closed": ("已整改销号", "重大隐患已整改", "重大隐患销号", "重大事故隐患已整改销号", "销号"),
    "major_rate": ("重大隐患整改率", "重大事故隐患整改率", "整改率"),
    "planned": ("列入治理计划", "列入治理计划的重大隐患"),
    "five_parts": ("达到五到位", "五到位", "列入治理计划其中达到五到位"),
    "listed": ("挂牌督办", "挂牌督办数"),
    "provincial": ("省级", "省级挂牌督办", "省级挂牌", "挂牌督办其中省级"),
    "funds": ("治理资金", "落实治理资金", "累计落实治理资金"),
    "ordinal": ("序号", "序"),
    "": ("备注", "说明"),
}
_UNITS = ("项", "家", "万元", "%", "％", "个", "件")


class UnknownHeadings(Exception):  # noqa: N818 - what a file says, not what broke
    """表头不认识: these; `known` are the ones there are."""

    def __init__(self, headings: Sequence[str]) -> None:
        super().__init__("、".join(headings))
        self.headings = tuple(headings)
        self.known = tuple(known_headings())


@dataclass(frozen=True, slots=True)
class Layout:
    """一县的表头: what each column holds, under which words; the rows of headings as they stand, for a template."""

    columns: tuple[Column, ...]
    headings: tuple[tuple[str, ...], ...]
    merges: tuple[tuple[int, int, int, int], ...] = ()
    """(top, left, bottom, right) within the headings"""


def known_headings() -> list[str]:
    """The headings as the real form has them, what stands above them first."""
    return [f"{column.over}{column.heading}" for column in (INDUSTRY, *COLUMNS, ORDINAL)] + ["备注"]


def layout_of(lines: Sequence[str]) -> Layout:
    """One column a line, top to bottom: a known heading, or `known heading = own words`. Errors: UnknownHeadings."""
    columns, unknown = [], []
    for line in lines:
        known, _, own = (part.strip() for part in line.replace("＝", "=").partition("="))
        column = _known(known)
        if column is None:
            unknown.append(known)
        else:
            columns.append(column.model_copy(update={"label": own or known, "unit": "", "over": ""}))
    if unknown or not columns:
        raise UnknownHeadings(unknown)
    return Layout(tuple(columns), (tuple(column.label for column in columns),))


def layout_of_template(grid: Grid) -> Layout:
    """The rows of headings of a county's empty form. Errors: UnknownHeadings, with what is nearest to being one."""
    best: tuple[int, int, list[str], Layout] | None = None
    rows = [[text_of(cell) for cell in row] for row in grid.rows[:LOOKED_AT]]
    for merge in grid.merges:
        for top in range(merge.top, min(merge.bottom + 1, len(rows))):
            row = rows[top]
            row += [""] * (merge.right + 1 - len(row))
            for left in range(merge.left, merge.right + 1):
                row[left] = rows[merge.top][merge.left]
    for top in range(len(rows)):
        for bottom in range(top, min(top + MOST_HEADING_ROWS, len(rows))):
            found = _read(grid, rows, top, bottom)
            if found is not None and (best is None or found[:2] > best[:2]):
                best = found
    if best is None:
        raise UnknownHeadings([])
    if best[2]:
        raise UnknownHeadings(best[2])
    return best[3]


def _read(grid: Grid, rows: list[list[str]], top: int, bottom: int) -> tuple[int, int, list[str], Layout] | None:
    width = max(len(row) for row in rows[top : bottom + 1])
    columns, unknown = [], []
    for left in range(width):
        said = list(dict.fromkeys(row[left] for row in rows[top : bottom + 1] if left < len(row) and row[left]))
        column = _known("".join(said)) if said else BLANK
        if column is None:
            unknown.append(" ".join(said))
        columns.append(column or BLANK)
    known = len({column.name for column in columns if column.name})  # a heading above several columns is not yet theirs
    if not known:
        return None
    shown = tuple(
        tuple(text_of(cell) for cell in row) + ("",) * (width - len(row)) for row in grid.rows[top : bottom + 1]
    )
    merges = tuple(
        (one.top - top, one.left, one.bottom - top, one.right)
        for one in grid.merges
        if top <= one.top and one.bottom <= bottom
    )
    # the most columns known, then the fewest unknown, then the fewest rows
    return known, -10 * len(unknown) - (bottom - top), unknown, Layout(tuple(columns), shown, merges)


def _bare(heading: str) -> str:
    plain = folded(heading)
    for unit in _UNITS:
        plain = plain.removesuffix(folded(unit))
    return plain


_KNOWN: dict[str, Column] = {}
for _column in (INDUSTRY, *COLUMNS, ORDINAL, BLANK):
    for _words in (f"{_column.over}{_column.label}", *_OTHER_WORDS.get(_column.name, ())):
        if _words:
            _KNOWN.setdefault(_bare(_words), _column)


def _known(heading: str) -> Column | None:
    return _KNOWN.get(_bare(heading))
