"""A figure: a ratio over several rounds, and how it stands to its floor and its goal."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal


@dataclass(frozen=True, slots=True)
class Spread:
    """Median [min..max] of the rounds; one number where one was taken."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.values)

    def __str__(self) -> str:
        if len(self.values) == 1:
            return told(self.median)
        return f"{told(self.median)} [{told(min(self.values))}..{told(max(self.values))}]"


@dataclass(frozen=True, slots=True)
class Target:
    """Where we stop and think, and what we are after."""

    floor: float
    goal: float
    better: Literal["higher", "lower"] = "higher"

    def reached(self, value: float) -> str:
        """In one word."""
        sign = 1 if self.better == "higher" else -1
        if sign * value >= sign * self.goal:
            return "goal"
        return "floor" if sign * value >= sign * self.floor else "below"


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: what was measured, against what, and how it came out."""

    measure: str
    what: str
    spread: Spread
    target: Target | None = None
    unit: str = ""
    notes: tuple[str, ...] = field(default=())
    """Absolute figures beside the ratio: rates, CPU milliseconds"""

    @property
    def reached(self) -> str:
        """`goal`, `floor`, `below`, or nothing where nothing was set."""
        return self.target.reached(self.spread.median) if self.target else ""


def ratios(over: Sequence[float], under: Sequence[float]) -> Spread:
    """Round by round, never across rounds: the machine's noise is common to both."""
    return Spread(tuple(a / b for a, b in zip(over, under, strict=True)))


def told(value: float) -> str:
    """Three figures are more than the noise allows."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
