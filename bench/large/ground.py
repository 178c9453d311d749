"""测试场 of the large measures: a finished record, a pool as the service has one, and how much is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random  # noqa: TID251 -- seeded

from bench.large.draw import FIRST, LAST
from ledger.pool import Pool

Progress = Callable[[str, int, int], None]
"""what, how far, of how much"""


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured."""

    rounds: int
    count: int
    """questions of a kind in a round"""
    heavy: int
    """the same, of those that take long"""
    sample: int
    """cases of the record that verify reads"""
    copied: int
    """events of the copies that are partitioned"""
    appended: int
    """rows a round appends to them"""


FULL = Size(rounds=5, count=300, heavy=30, sample=20_000, copied=2_000_000, appended=2_000)
QUICK = Size(rounds=2, count=20, heavy=3, sample=200, copied=2_000, appended=50)


@dataclass(slots=True)
class Record:
    """The record under measurement."""

    url: str
    """the superuser's"""
    pool: Pool
    """the service's"""
    pid: int
    size: Size
    cases: int
    events: int
    numbers: list[str] = field(default_factory=list)
    """cases to ask for, drawn once"""

    def case(self, dice: Random) -> str:
        """Any case."""
        return dice.choice(self.numbers)

    @staticmethod
    def day(dice: Random) -> date:
        """Any day of the record."""
        return date.fromordinal(dice.randrange(FIRST.toordinal() + 30, LAST.toordinal()))


async def numbers_of(pool: Pool, count: int) -> list[str]:
    """Cases spread over the whole record."""
    share = max(1, await pool.fetchval("select count(*) from cases", timeout=600) // count)
    found = await pool.fetch(
        "select number from (select number, row_number() over (order by number) as place from cases) c"
        " where place % $1 = 0", share, timeout=600,
    )  # fmt: skip
    return [number for (number,) in found]
