"""总览 what stands open now, by region, industry and rung: from the view that is kept in the append itself, so never late.

Figures as of another instant, and all formulas, are of `ledger.questions.figures`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from domain.ladder import lapsed_by, soon_by
from domain.workdays import bundled_calendar
from ledger.pool import LONG, Connection
from ledger.sql import sql


class Cell(NamedTuple):
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
    connection: Connection,
    today: date,
    *,
    within: str = "",
    places: Mapping[str, str] | None = None,
) -> Overview:
    """总览 on `today` (the day of the ledger's clock, in Beijing), of what the holder may see: put on a connection of
    `ledger.seen.Seen.snapshot()`.

    `places`: for which place each region stands (a district for its towns). What lies by name between two regions that
    stand for one place stands for it too; what else is not named there stands for itself.
    """
    calendar = bundled_calendar()
    asked = (lapsed_by(today, calendar), soon_by(today, calendar), within, *named(places))
    found = await connection.fetch(sql("seen_overview"), *asked, timeout=LONG)
    return Overview(today, tuple(Cell(*one) for one in found))


def named(places: Mapping[str, str] | None) -> tuple[list[str], list[str]]:
    """Each region, and the place it stands for, as the functions of schema `seen` take them."""
    told = places or {}
    return list(told), list(told.values())


def _sum(cells: Iterable[Cell]) -> Sum:
    many = tuple(cells)
    return Sum(*(sum(getattr(cell, name) for cell in many) for name in ("open", "overdue", "soon")))
