"""预测 which rungs a case climbs if nobody does anything: its own clock, run on paper from where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from domain.case import Case
from domain.events import RungFired
from domain.ladder import offset
from domain.rulebook import Rulebook
from domain.why.running import Running
from domain.workdays import Calendar, day_of, end_of_day


@dataclass(frozen=True, slots=True)
class Expected:
    """将触发 a rung and its day."""

    rung: int
    day: date
    provisional: bool = False


def forecast(case: Case, now: datetime, until: date, rules: Rulebook, calendar: Calendar) -> tuple[Expected, ...]:
    """The rungs that fire by then, in their order, and what would have to fire before them besides."""
    return tuple(
        Expected(event.rung, day_of(event.at), calendar.is_provisional(day_of(event.at)))
        for event in Running(case, now, rules, calendar).until(end_of_day(until))
        if isinstance(event, RungFired)
    )


def armed_forecast(
    label: str,
    day: date,
    rung: int,
    rectify_by: date | None,
    *,
    today: date,
    until: date,
    rules: Rulebook,
    calendar: Calendar,
) -> tuple[Expected, ...]:
    """The same as far as a list can tell, of very many cases: what is armed, T (none while a request or an
    approval holds the ladder), and the gap from 催办 to 函告.

    It knows of no letter on its way, no pending extension and no portion of a started batch.
    """
    return tuple(
        one
        for one in _climbs(label, day, rung, rectify_by, today, rules, calendar)
        if one.day <= until and not (one.rung > 1 and one.provisional)  # provisional rungs wait for their release
    )


def _climbs(
    label: str,
    day: date,
    rung: int,
    rectify_by: date | None,
    today: date,
    rules: Rulebook,
    calendar: Calendar,
) -> Iterator[Expected]:
    kind, _, subject = label.partition(":")
    if kind == "rung":
        first, on = int(subject), calendar.roll(max(day, today))
    elif rung in (0, 1) and rectify_by is not None:
        first, on = rung + 1, offset(rectify_by, rules.rung(rung + 1), calendar)
        if on <= today:  # it goes by something that a list does not know
            return
    else:
        return
    yield Expected(first, on, calendar.is_provisional(on))
    if first == 1 and rectify_by is not None:
        notice = rules.rung(2)
        on = max(calendar.add(on, notice.gap_workdays), offset(rectify_by, notice, calendar))
        yield Expected(2, on, calendar.is_provisional(on))
