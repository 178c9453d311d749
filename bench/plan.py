"""How much is measured: rounds, and how many of each thing in a round."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[], None]


@dataclass(frozen=True, slots=True)
class Plan:
    """多少轮、每轮多少."""

    rounds: int
    lives: int
    appends: int
    timers: int
    virtual: int
    cached: int
    rows: int
    armed: int

    @property
    def short_rounds(self) -> int:
        """Many short rounds: what a shared machine loses to others for some seconds falls on all variants then."""
        return 3 * self.rounds


FULL = Plan(rounds=5, lives=48, appends=3_000, timers=400, virtual=5, cached=1_500, rows=20_000, armed=600)
QUICK = Plan(rounds=2, lives=8, appends=150, timers=20, virtual=1, cached=60, rows=300, armed=30)
