"""预测: what a case's own clock does on paper is what it then does; a list's knowledge says the same where it reaches."""

from datetime import date

import pytest

from domain.forecast import Expected, armed_forecast, forecast
from tests.domain.builders import CALENDAR, RULES, Life, T, day, overdue, rectifying


def told(life: Life, until: date) -> tuple[Expected, ...]:
    return forecast(life.case, life.now, until, RULES, CALENDAR)


def listed(life: Life, until: date) -> tuple[Expected, ...]:
    due = life.armed()
    assert due is not None
    case = life.case
    return armed_forecast(
        due.label, due.day, case.rung, None if case.ladder_held else case.rectify_by,
        today=life.today, until=until, rules=RULES, calendar=CALENDAR,
    )  # fmt: skip


@pytest.mark.parametrize("rung", [0, 1, 2, 3, 4])
def test_what_is_foretold_comes_about_when_nobody_does_anything(rung: int) -> None:
    life = overdue(rung) if rung else rectifying().on("06-26 09:00")
    until = date.fromordinal(life.today.toordinal() + 60)
    foretold = {one.rung: one.day for one in told(life, until)}
    before = set(life.fired())
    life.through(until.isoformat())
    assert foretold == {rung: on for rung, on in life.fired().items() if rung not in before}
    assert foretold, "nothing fires in two months"


def test_nothing_of_the_case_is_changed() -> None:
    life = rectifying().on("06-26 09:00")
    before = life.case
    assert told(life, day("07-09")) == (Expected(1, day("07-07")), Expected(2, day("07-09")))
    assert life.case is before


def test_a_list_says_the_same_of_what_is_armed() -> None:
    """T is Friday July 4: 催办 on Monday, 函告 two workdays later."""
    life = rectifying()
    assert life.case.rectify_by == T
    life.wait_until("06-26 09:00")
    both = (Expected(1, day("07-07")), Expected(2, day("07-09")))
    assert listed(life, day("07-09")) == told(life, day("07-09")) == both
    assert listed(life, day("07-08")) == both[:1]
    life.wait_until("07-07 12:00")
    assert listed(life, day("07-20")) == told(life, day("07-20")) == both[1:]
    life.does("RequestReinspection", "safety", report="已更换")
    assert listed(life, day("07-20")) == told(life, day("07-20")) == ()


def test_a_date_of_a_year_without_its_holidays_is_provisional_and_waits() -> None:
    until = date(2027, 1, 8)
    found = armed_forecast(
        "rectify_lapse:rectify", date(2027, 1, 4), 0, date(2027, 1, 4),
        today=date(2026, 12, 30), until=until, rules=RULES, calendar=CALENDAR,
    )  # fmt: skip
    assert [(one.rung, one.provisional) for one in found] == [(1, True)]
