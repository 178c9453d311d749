"""读台账 reading a register: sheets of cells become rows, rejects with their reasons, and what was passed over."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.registers.building import Line, Problem, Settings, build
from domain.registers.filler import filler
from domain.registers.finding import Found, filled_down, find_headings
from domain.registers.grid import Cell, Grid, Uncomputed, is_blank, text_of
from domain.registers.headings import Headings
from domain.registers.levels import level_of, level_of_title
from domain.registers.row import Level, Row

FIELD_WORDS = {"unit": "单位名称", "description": "隐患内容"}
_VAGUE = ("类别", "性质", "类型", "分类")


class NotARegisterError(ValueError):
    """不是台账: no sheet has the headings of a register. The message is one Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Reject:
    """退回的行: where, why, and the row as it stood."""

    sheet: str
    row: int
    problems: tuple[Problem, ...]
    cells: tuple[str, ...]

    @property
    def column(self) -> str:
        return self.problems[0].column

    @property
    def reason(self) -> str:
        return ";".join(
            problem.reason if i == 0 or problem.column == self.column else f"{problem.column}:{problem.reason}"
            for i, problem in enumerate(self.problems)
        )


@dataclass(frozen=True, slots=True)
class Remark:
    """提示: read, but a person should look."""

    sheet: str
    row: int
    column: str
    letter: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Passed:
    """略过: a line that is no row, or (row 0) a whole sheet, and why."""

    sheet: str
    row: int
    why: str


@dataclass(slots=True)
class Reading:
    """读入结果: every line of every sheet is in exactly one of `rows`, `rejects`, `passed`, or blank."""

    rows: list[Row] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    passed: list[Passed] = field(default_factory=list)
    headings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """the headings of each sheet read, by column, for the error sheet"""


def read_register(grids: Iterable[Grid], *, today: date, name: str = "", level: Level | None = None) -> Reading:
    """读台账: all visible sheets that have the headings of a register. Raises NotARegisterError, else nothing."""
    reading = Reading()
    nearest: Headings | None = None
    for grid in grids:
        if grid.hidden:
            reading.passed.append(Passed(grid.sheet, 0, "隐藏的工作表，未读"))
            continue
        found = find_headings(grid)
        if found is None or not found.headings.complete:
            reading.passed.append(Passed(grid.sheet, 0, "没有台账表头的工作表，未读"))
            if found and (nearest is None or found.headings.score > nearest.score):
                nearest = found.headings
            continue
        _read_sheet(reading, grid, found, _settings(grid, found, today, name, level))
    if not reading.headings:
        raise NotARegisterError(_what_is_missing(nearest))
    return reading


def _what_is_missing(nearest: Headings | None) -> str:
    if nearest is None:
        return "没有找到台账的表头：至少要有“单位名称”和“隐患内容”两列"
    missing = "、".join(f"“{word}”" for name, word in FIELD_WORDS.items() if name not in nearest.fields)
    seen = "、".join(column.heading for column in nearest.fields.values())
    return f"表头里没有{missing}一列(认出的列：{seen})"


def _settings(grid: Grid, found: Found, today: date, name: str, level: Level | None) -> Settings:
    # the nearest title decides: above the headings, then the sheet's name, then the file's
    titles = (*reversed(found.title), grid.sheet, name)
    title_level = next((decided for title in titles if title and (decided := level_of_title(title))), None)
    return Settings(
        today=today,
        level=level,
        title_level=title_level,
        vague_level=_is_vague(grid, found),
        epoch_1904=grid.epoch_1904,
    )


def _is_vague(grid: Grid, found: Found) -> bool:
    """A column 隐患类别 may hold levels or kinds; when none of its words is a level, it is no level column."""
    column = found.headings.fields.get("level")
    if column is None or not any(word in column.heading for word in _VAGUE):
        return False
    rows = grid.rows[found.data_from :]
    return not any(level_of(text_of(row[column.index])) for row in rows if column.index < len(row))


def _read_sheet(reading: Reading, grid: Grid, found: Found, settings: Settings) -> None:
    reading.headings[grid.sheet] = _by_column(found.headings)
    above: dict[str, str] = {}
    for offset, cells in enumerate(filled_down(grid, found.data_from)):
        texts = tuple(map(text_of, cells))
        if not any(texts) and all(map(is_blank, cells)):
            continue
        number = found.data_from + offset + 1
        if why := (filler(texts, found.headings) if _all_computed(cells) else None):
            reading.passed.append(Passed(grid.sheet, number, why))
            continue
        line = Line(number, grid.sheet, cells, texts, found.headings, settings, above)
        row = build(line)
        if row is None:
            reading.rejects.append(Reject(grid.sheet, number, tuple(line.problems), texts))
        else:
            reading.rows.append(row)
        reading.remarks += [Remark(grid.sheet, number, r.column, r.letter, r.reason) for r in line.remarks]


def _all_computed(cells: Sequence[Cell]) -> bool:
    return not any(isinstance(cell, Uncomputed) for cell in cells)


def _by_column(headings: Headings) -> tuple[str, ...]:
    width = 1 + max(column.index for column in headings.columns)
    named = {column.index: column.heading for column in headings.columns}
    return tuple(named.get(i, "") for i in range(width))
