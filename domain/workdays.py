"""工作日 counting days: workdays with 调休, calendar periods that roll, backward offsets.

The day of the event is not counted; a period ends at 24:00 Asia/Shanghai of its last day; a calendar-day period that
ends on a rest day rolls to the next workday (民法典 art. 203; DOMAIN "Counting time"; B7).
"""

from bisect import bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from domain import holidays

SHANGHAI = ZoneInfo("Asia/Shanghai")
EIGHT_HOURS = timedelta(hours=8)
LAST_OF_SUMMER_TIME = 1991
"""From 1992 on Shanghai is eight hours ahead all the year."""
ONE_DAY = timedelta(days=1)
SATURDAY = 5
DAYS_OF_A_WEEK = 7


class Calendar(BaseModel):
    """节假日表 one edition of the holiday table: announced years exactly, other years as a projection (暂定)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    announced: frozenset[int]
    rest: frozenset[date]
    """weekdays that rest in an announced year"""
    work: frozenset[date]
    """weekend days worked in an announced year: 调休"""
    statutory: frozenset[date]
    """statutory days of years not yet announced"""

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:  # noqa: ARG002
        """Made anew: pydantic's own copy would carry over what the other table has counted."""
        return type(self)(**{**dict(self), **(update or {})})

    def is_workday(self, day: date) -> bool:
        """工作日; in a year not announced: Monday to Friday less the statutory days."""
        if day.weekday() >= SATURDAY:
            return day in self.work
        return day not in self.rest and day not in self.statutory

    def is_provisional(self, day: date) -> bool:
        """暂定: the holiday notice of this day's year is not loaded."""
        return day.year not in self.announced

    def roll(self, day: date) -> date:
        """顺延 the day itself when it is a workday, else the next workday."""
        while not self.is_workday(day):
            day += ONE_DAY
        return day

    def add(self, day: date, workdays: int) -> date:
        """The n-th workday after `day` (before it, for a negative n); n = 0 is the day itself."""
        known = self._counted.get((day, workdays))
        if known is None:
            known = self._counted[day, workdays] = self._count_on(day, workdays)
        return known

    def _count_on(self, day: date, workdays: int) -> date:
        step = ONE_DAY if workdays > 0 else -ONE_DAY
        for _ in range(abs(workdays)):
            day += step
            while not self.is_workday(day):
                day += step
        return day

    @cached_property
    def _counted(self) -> dict[tuple[date, int], date]:
        """What `add` has answered: a deadline asks for the same few days of its case again and again."""
        return {}

    def count(self, start: date, end: date) -> int:
        """How many workdays lie after `start` up to and including `end`; negative when end is before start."""
        if end < start:
            return -self.count(end, start)
        rests, works = self._exceptions
        return _weekdays(end) - _weekdays(start) + _between(works, start, end) - _between(rests, start, end)

    @cached_property
    def _exceptions(self) -> tuple[list[date], list[date]]:
        """Weekdays that rest, and weekend days worked, in order: over years only these are looked at."""
        rests = sorted(day for day in self.rest | self.statutory if day.weekday() < SATURDAY)
        return rests, sorted(day for day in self.work if day.weekday() >= SATURDAY)


def _weekdays(day: date) -> int:
    weeks, beyond = divmod(day.toordinal(), DAYS_OF_A_WEEK)  # the first of all days is a Monday
    return weeks * SATURDAY + min(beyond, SATURDAY)


def _between(days: list[date], start: date, end: date) -> int:
    return bisect_right(days, end) - bisect_right(days, start)


def _days(year: int, text: str) -> list[date]:
    return [date(year, int(day[:2]), int(day[2:])) for day in text.split()]


@cache
def bundled_calendar() -> Calendar:
    """The table the service ships: every notice published up to its edition, projections after."""
    return Calendar(
        edition=holidays.EDITION,
        announced=frozenset(holidays.ANNOUNCED),
        rest=frozenset(d for y, (rest, _) in holidays.ANNOUNCED.items() for d in _days(y, rest)),
        work=frozenset(d for y, (_, work) in holidays.ANNOUNCED.items() for d in _days(y, work)),
        statutory=frozenset(d for y, text in holidays.STATUTORY.items() for d in _days(y, text)),
    )


def day_of(instant: datetime) -> date:
    """北京时间 the Shanghai date of an instant."""
    ahead = instant.utcoffset()
    if ahead is None or instant.year <= LAST_OF_SUMMER_TIME:
        return instant.astimezone(SHANGHAI).date()
    return (instant + (EIGHT_HOURS - ahead)).date()  # the same, at a third of the cost: every fold asks for it


def instant(day: date, clock: time) -> datetime:
    """A Shanghai wall-clock time as an instant in UTC."""
    if day.year > LAST_OF_SUMMER_TIME:
        return datetime.combine(day, clock, UTC) - EIGHT_HOURS  # the same, at a fourth of the cost
    return datetime.combine(day, clock, SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """当日24时 the instant at which a period whose last day is `day` has run out."""
    return instant(day + ONE_DAY, time())
