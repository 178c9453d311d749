"""排期: which life each case is a copy of, and when it began. Follows from the number of cases alone."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from math import exp
from random import Random  # noqa: TID251 -- seeded

from bench.large.city import CASES_OF_A_UNIT, Unit, unit_of
from bench.large.templates import Template

FIRST, LAST = date(2021, 7, 5), date(2026, 6, 30)
"""a Monday; and the day on which the record is looked at"""
WEEK = 7
OPEN = 0.1
"""of all cases, on the last day"""
EVENTS_OF_A_CASE = 10.0
SHARDS = 2
"""writers, one for each core"""


@dataclass(frozen=True, slots=True)
class Drawn:
    """一案: its number in order, its template, and the day of its first event."""

    number: int
    template: int
    first: date


@dataclass(frozen=True, slots=True)
class Draw:
    """抽样 of a whole record."""

    cases: int
    templates: Sequence[Template]
    seed: int = 0

    @property
    def units(self) -> int:
        """How many there are."""
        return max(SHARDS * 16, self.cases // CASES_OF_A_UNIT // SHARDS * SHARDS)

    def unit(self, number: int) -> Unit:
        """Of a case."""
        return unit_of(number, self.units, number % SHARDS, SHARDS)

    def shard(self, place: int) -> list[Drawn]:
        """The cases of one writer, in the order in which they begin; numbers follow it."""
        chance = Random(f"{self.seed}/{place}")  # noqa: S311 -- no secret
        weights = Weights(self.templates)
        count = (self.cases - place + SHARDS - 1) // SHARDS
        open_ = round(count * OPEN)
        found = [(weights.last_weeks(chance, one), one) for one in weights.opened(chance, open_)]
        found += [(weights.any_week(chance, one), one) for one in weights.closed(chance, count - open_)]
        found.sort()
        return [
            Drawn(order * SHARDS + place + SHARDS, template, first) for order, (first, template) in enumerate(found)
        ]

    def batches(self, shards: Iterator[Sequence[Drawn]]) -> Counter[tuple[date, int]]:
        """How many rows each import brought: one for a district and a week."""
        return Counter(
            (week_of(one.first), self.unit(one.number).district)
            for shard in shards
            for one in shard
            if self.templates[one.template].adopted
        )


def week_of(day: date) -> date:
    """Its Monday."""
    return day - timedelta(days=day.weekday())


def batch(week: date, district: int) -> str:
    """An import's name."""
    return f"{week:%Y%m%d}-{district:02d}"


class Weights:
    """How often each life is copied: shorter ones more often, so that a case has ten events on average."""

    def __init__(self, templates: Sequence[Template]) -> None:
        self.templates = templates
        self.late = [self._late(place) for place in range(len(templates))]
        self.by_now = [
            sum(one.by_day((LAST - first).days) for first in late) / len(late)
            for one, late in zip(templates, self.late, strict=True)
        ]

    @cached_property
    def tilt(self) -> float:
        low, high = -0.5, 0.5
        for _ in range(60):
            middle = (low + high) / 2
            low, high = (middle, high) if self._mean(middle) > EVENTS_OF_A_CASE else (low, middle)
        return low

    def closed(self, chance: Random, count: int) -> list[int]:
        """Lives that are over."""
        return chance.choices(range(len(self.templates)), cum_weights=_sums(self._closed(self.tilt)), k=count)

    def opened(self, chance: Random, count: int) -> list[int]:
        """Lives that are not: a long one is the likelier to be met."""
        return chance.choices(range(len(self.templates)), cum_weights=_sums(self._opened(self.tilt)), k=count)

    def any_week(self, chance: Random, template: int) -> date:
        """A beginning that leaves time to the end."""
        one = self.templates[template]
        begins = _same_weekday(FIRST, one.first)
        weeks = ((LAST - begins).days - one.turns[-1].day) // WEEK
        return begins + timedelta(days=WEEK * chance.randrange(weeks))

    def last_weeks(self, chance: Random, template: int) -> date:
        """A beginning so late that the last day finds it open."""
        return chance.choice(self.late[template])

    def _late(self, template: int) -> list[date]:
        one = self.templates[template]
        ages = range((LAST - _same_weekday(FIRST, one.first)).days % WEEK, max(one.days, WEEK), WEEK)
        return [LAST - timedelta(days=age) for age in ages if age < one.days] or [LAST - timedelta(days=ages[0])]

    def _mean(self, tilt: float) -> float:
        closed, opened = self._closed(tilt), self._opened(tilt)
        return (1 - OPEN) * _average([one.events for one in self.templates], closed) + OPEN * _average(
            self.by_now, opened
        )

    def _closed(self, tilt: float) -> list[float]:
        return [exp(-tilt * one.events) * (one.ends is not None) for one in self.templates]

    def _opened(self, tilt: float) -> list[float]:
        return [
            exp(-tilt * one.events / 2) * one.days * bool(one.days and (one.ends is None or one.ends >= WEEK))
            for one in self.templates
        ]


def _same_weekday(day: date, other: date) -> date:
    return day + timedelta(days=(other.weekday() - day.weekday()) % WEEK)


def _average(values: Sequence[float], weights: Sequence[float]) -> float:
    return sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)


def _sums(weights: Sequence[float]) -> list[float]:
    return list(accumulate(weights))
