"""找表头: where in a sheet the headings stand — under titles, in one row or in two — and what the title says."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.registers.grid import Cell, Grid, is_blank, text_of
from domain.registers.headings import Headings, field_of, map_headings

FARTHEST = 60
"""headings stand within the first rows; a table that begins later is none"""
_LONGEST_IN_HEADINGS = 24


@dataclass(frozen=True, slots=True)
class Found:
    """表头的位置: the headings, the first row of data (0-based) and the texts above."""

    headings: Headings
    data_from: int
    title: tuple[str, ...]


def find_headings(grid: Grid) -> Found | None:
    """找表头: the row (or two) that reads most like the headings of a register; None when nothing does."""
    best: Found | None = None
    near = [[text_of(cell) for cell in row] for row in grid.rows[: FARTHEST + 1]]
    filled = _filled_for_headings(near, grid)
    for i in range(min(len(near), FARTHEST)):
        if sum(1 for text in near[i] if text) < 2 and not _continues(near, i):
            continue
        candidates = [(map_headings(_first_of_merge(near[i])), i + 1)]
        if i + 1 < len(near) and (texts := _two_rows(near, filled, i)):
            candidates.append((map_headings(texts), i + 2))
        for headings, data_from in candidates:
            if headings.score and (best is None or _rank(headings) > _rank(best.headings)):
                best = Found(headings, data_from, tuple(t for row in near[:i] for t in row if t))
    return best


def _rank(headings: Headings) -> tuple[bool, int]:
    return headings.complete, headings.score


def _continues(near: Sequence[Sequence[str]], i: int) -> bool:
    return i + 1 < len(near) and sum(1 for text in near[i + 1] if text) >= 2 and any(map(field_of, near[i]))


def _first_of_merge(texts: Sequence[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts]


def _filled_for_headings(near: Sequence[Sequence[str]], grid: Grid) -> list[list[str]]:
    width = max((len(row) for row in near), default=0)
    filled = [list(row) + [""] * (width - len(row)) for row in near]
    for merge in grid.merges:
        if merge.top >= len(filled) or merge.left >= width:
            continue
        text = filled[merge.top][merge.left]
        for row in filled[merge.top : merge.bottom + 1]:
            for column in range(merge.left, min(merge.right + 1, width)):
                row[column] = row[column] or text
    if not grid.merges:  # a .csv keeps no merges: a heading reaches over the empty cells at its right
        for row in filled:
            for column in range(1, width):
                row[column] = row[column] or row[column - 1]
    return filled


def _two_rows(near: Sequence[Sequence[str]], filled: Sequence[Sequence[str]], i: int) -> list[str] | None:
    """Headings in two rows, a group above its columns: 责任落实 over 责任单位 and 责任人."""
    above, below = near[i], near[i + 1]
    texts: list[str] = []
    grouped = 0
    for column in range(len(filled[i])):
        up = above[column] if column < len(above) else ""
        low = below[column] if column < len(below) else ""
        if low and (len(low) > _LONGEST_IN_HEADINGS or low.isdigit()):
            return None
        if low and up and not _reaches_right(above, filled[i], column):
            return None  # a heading with a value under it: the row below is data
        group = up or filled[i][column]
        texts.append(_joined(group, low) if low else up)
        grouped += bool(low) and bool(field_of(texts[-1]))
    return texts if grouped else None


def _reaches_right(above: Sequence[str], filled: Sequence[str], column: int) -> bool:
    return column + 1 < len(filled) and not _at(above, column + 1) and filled[column + 1] == filled[column]


def _joined(group: str, low: str) -> str:
    if field_of(low) or not group:
        return low
    return group + low


def _at(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def filled_down(grid: Grid, data_from: int) -> list[list[Cell]]:
    """合并单元格向下填充: the rows of data, a merged cell's value in each of its rows that says anything itself."""
    rows = [list(row) for row in grid.rows[data_from:]]
    blank = [all(map(is_blank, row)) for row in rows]
    for merge in grid.merges:
        top = merge.top - data_from
        if top < 0 or top >= len(rows) or merge.bottom == merge.top or merge.left >= len(rows[top]):
            continue
        value = rows[top][merge.left]
        for i in range(top + 1, min(merge.bottom - data_from + 1, len(rows))):
            if blank[i]:
                continue
            rows[i].extend([None] * (merge.left + 1 - len(rows[i])))
            if is_blank(rows[i][merge.left]):
                rows[i][merge.left] = value
    return rows
