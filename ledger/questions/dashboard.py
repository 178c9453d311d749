"""总览 what stands open now, by region, industry and rung: from the view that is kept in the append itself, so never late.

Figures as of another instant, and all formulas, are of `ledger.questions.figures`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from domain.ladder import SOON, lapsed_by, soon_by
from domain.workdays import Calendar, bundled_calendar
from ledger.pool import Connection, Pool
from ledger.sql import sql

_LAST = chr(0x10FFFF)

__all__ = ["SOON", "Cell", "Overview", "Sum", "overview"]


@dataclass(frozen=True, slots=True)
class Cell:
    """一格: the open cases of one region and industry that have reached one rung."""

    region: str
    industry: str
    rung: int
    open: int
    """在办"""
    overdue: int
    """逾期: T has run out (a T on a rest day runs out with the next workday), whether or not its lapse is on record"""
    soon: int
    """14日内到期: not yet overdue, T runs out within 14 days"""


@dataclass(frozen=True, slots=True)
class Sum:
    """合计 of cells."""

    open: int = 0
    overdue: int = 0
    soon: int = 0


@dataclass(frozen=True)
class Overview:
    """总览 of one day."""

    today: date
    cells: tuple[Cell, ...]

    @cached_property
    def total(self) -> Sum:
        """合计."""
        return _sum(self.cells)

    def by(self, name: str) -> dict[str | int, Sum]:
        """小计 by `region`, `industry` or `rung`, in their order."""
        groups: dict[str | int, list[Cell]] = {}
        for cell in self.cells:
            groups.setdefault(getattr(cell, name), []).append(cell)
        return {key: _sum(groups[key]) for key in sorted(groups, key=lambda key: (str(type(key)), key))}


async def overview(
    pool: Pool | Connection,
    today: date,
    *,
    regions: Sequence[str] | None = None,
    calendar: Calendar | None = None,
) -> Overview:
    """总览 on `today` (the day of the ledger's clock, in Beijing).

    `regions`: each stands for all that start with it and is counted under it (a district for its towns); what lies
    in two of them is counted under each. None: every region under its own name.
    """
    calendar = calendar or bundled_calendar()
    lapsed, soon = lapsed_by(today, calendar), soon_by(today, calendar)
    if regions is None:
        found = await pool.fetch(sql("overview_of_all"), lapsed, soon)
    else:
        named = list(dict.fromkeys(regions))
        beyond = [f"{region}{_LAST}" for region in named]
        found = await pool.fetch(sql("overview"), lapsed, soon, named, beyond)
    return Overview(today, tuple(Cell(**one) for one in found))


def _sum(cells: Iterable[Cell]) -> Sum:
    many = tuple(cells)
    return Sum(*(sum(getattr(cell, name) for cell in many) for name in ("open", "overdue", "soon")))
