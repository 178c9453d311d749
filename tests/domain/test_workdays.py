"""Counting time (DOMAIN "Counting time"; B7; 民法典 art. 203)."""

from datetime import date, datetime, time, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import holidays
from domain.obligations import Owe, owe, owe_same_day, project
from domain.people import Role
from domain.workdays import SHANGHAI, bundled_calendar, day_of, end_of_day, instant
from tests.domain.builders import CALENDAR, day, moment

KNOWN = sorted(year for year in holidays.ANNOUNCED if year >= 2004)


@pytest.mark.parametrize("year", KNOWN)
def test_every_day_of_an_announced_year_agrees_with_an_independent_table(year: int) -> None:
    """ "调休 counts (a make-up Saturday is a workday)" — DOMAIN "Counting time"; B7."""
    first = date(year, 1, 1)
    for one in (first + timedelta(days=n) for n in range((date(year + 1, 1, 1) - first).days)):
        assert CALENDAR.is_workday(one) == chinese_calendar.is_workday(one), one
        assert not CALENDAR.is_provisional(one)


def test_no_announced_year_is_missing() -> None:
    """ "every notice published": 2004 up to the edition, without a hole — DOMAIN "Provisional dates"."""
    assert list(range(2004, int(holidays.EDITION) + 1)) == KNOWN


def test_the_day_of_the_event_is_not_counted() -> None:
    """ "The day of the event is not counted" — 5 wd after Tuesday June 3 is Tuesday June 10."""
    assert CALENDAR.add(day("06-03"), 5) == day("06-10")
    assert CALENDAR.count(day("06-03"), day("06-10")) == 5


def test_a_make_up_sunday_is_a_workday() -> None:
    """ "调休 counts": Sunday April 27, 2025 works, May 1 (Thu), 2 and 5 rest."""
    # after Fri Apr 25: Sun Apr 27, Mon 28, Tue 29, Wed 30, then Tue May 6
    assert [CALENDAR.add(day("04-25"), n) for n in (1, 2, 3, 4, 5)] == [
        day("04-27"), day("04-28"), day("04-29"), day("04-30"), day("05-06"),
    ]  # fmt: skip


def test_a_period_ends_at_midnight_in_shanghai() -> None:
    """ "a period ends at 24:00 Asia/Shanghai of its last day"."""
    assert end_of_day(day("06-10")) == moment("06-11 00:00")
    assert day_of(moment("06-10 23:59")) == day("06-10")


def test_calendar_periods_roll_to_the_next_workday() -> None:
    """ "a calendar-day period that ends on a rest day rolls to the next workday"."""
    # 10 d after Sep 21 is Oct 1; October 1–8 rest; Oct 9 is a Thursday
    rolled = owe(Owe.INSPECT, Role.REGULATOR, day("09-21"), CALENDAR, days=10)
    assert (rolled.due_on, rolled.due_at) == (day("10-09"), end_of_day(day("10-09")))


def test_a_written_date_stays_and_only_its_lapse_rolls() -> None:
    """ "the date written in a paper order stays as written, only its lapse rolls"."""
    written = owe(Owe.VERIFY, Role.REGULATOR, day("06-03"), CALENDAR, by=day("06-07"))  # a Saturday
    assert (written.due_on, written.due_at) == (day("06-07"), end_of_day(day("06-09")))


def test_backward_offsets_count_the_same_way() -> None:
    """ "Backward offsets (T−n wd) count the same way": over the May holiday and its make-up Sunday."""
    # before Wed May 7: May 6, Apr 30, 29
    assert CALENDAR.add(day("05-07"), -3) == day("04-29")
    assert CALENDAR.count(day("05-07"), day("04-29")) == -3


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("06-03 16:59", "06-04 00:00"),  # Tuesday, in hours: by 24:00
        ("06-03 17:01", "06-04 12:00"),  # after 17:00: the next workday noon
        ("06-06 18:00", "06-09 12:00"),  # a Friday evening: Monday noon
        ("06-07 10:00", "06-09 12:00"),  # a Saturday
        ("09-28 10:00", "09-29 00:00"),  # a make-up Sunday is a workday
        ("10-01 10:00", "10-09 12:00"),
    ],
)
def test_the_same_day(now: str, due: str) -> None:
    """ "'The same day' is by 24:00; after 17:00 or on a rest day: the next workday noon"."""
    assert owe_same_day(Owe.ISSUE_ORDER, Role.REGULATOR, moment(now), CALENDAR).due_at == moment(due)


def test_danger_to_life_knows_no_hours() -> None:
    """ "… unless life is in danger"."""
    found = owe_same_day(Owe.ISSUE_ORDER, Role.REGULATOR, moment("06-07 22:00"), CALENDAR, urgent=True)
    assert found.due_at == moment("06-08 00:00")


def test_a_year_not_announced_is_a_projection() -> None:
    """ "In a year whose holiday notice is not loaded: Monday–Friday less the statutory days" — DOMAIN "Provisional dates"."""
    assert CALENDAR.is_provisional(date(2027, 3, 1))
    assert not CALENDAR.is_workday(date(2027, 10, 1))  # Friday, National Day
    assert CALENDAR.is_workday(date(2027, 10, 8))  # Friday: nothing is guessed
    assert not CALENDAR.is_workday(date(2027, 10, 9))  # Saturday: no make-up day is guessed
    assert CALENDAR.is_workday(date(2099, 6, 1))  # and no year is an error


@given(st.dates(date(2003, 1, 1), date(2031, 12, 31)), st.integers(-900, 900))
def test_what_lies_between_two_days_is_what_one_counts_day_by_day(start: date, days: int) -> None:
    end = start + timedelta(days=days)
    first, last = sorted((start, end))
    between = sum(CALENDAR.is_workday(first + timedelta(days=n)) for n in range(1, (last - first).days + 1))
    assert CALENDAR.count(start, end) == (between if days >= 0 else -between)


def test_projection_counts_periods_again_and_leaves_written_dates() -> None:
    """ "projected again when the table comes"; dates stated stay (invariant 5)."""
    rest = date(2027, 2, 10)  # a Wednesday the notice turns into a holiday
    announced = bundled_calendar().model_copy(
        update={"edition": "2027", "announced": frozenset({*CALENDAR.announced, 2027}), "rest": CALENDAR.rest | {rest}}
    )
    counted = owe(Owe.VERIFY, Role.REGULATOR, date(2027, 2, 8), CALENDAR, workdays=2)
    assert counted.due_on == rest
    assert project(counted, announced).due_on == date(2027, 2, 11)
    stated = owe(Owe.VERIFY, Role.REGULATOR, date(2027, 2, 8), CALENDAR, by=rest)
    assert project(stated, announced) == stated


def test_an_obligation_needs_a_period() -> None:
    """No default is invented for a period nobody stated."""
    with pytest.raises(ValueError, match="period"):
        owe(Owe.VERIFY, Role.REGULATOR, day("06-03"), CALENDAR)


def test_instants_are_utc_of_shanghai_wall_clock() -> None:
    """ "People read 北京时间": 08:30 there is 00:30 UTC."""
    assert instant(day("06-03"), time(8, 30)) == datetime(2025, 6, 3, 8, 30, tzinfo=SHANGHAI)
    assert instant(day("06-03"), time(8, 30)).hour == 0


@given(st.dates(date(1980, 1, 1), date(2100, 12, 31)), st.times())
def test_an_instant_is_what_the_time_zone_says(of: date, at: time) -> None:
    assert instant(of, at) == datetime.combine(of, at, SHANGHAI)


@given(st.dates(date(2020, 1, 1), date(2030, 12, 31)), st.integers(-40, 40))
def test_the_nth_workday_is_the_same_however_often_one_asks(of: date, workdays: int) -> None:
    calendar = bundled_calendar()
    found = calendar.add(of, workdays)
    assert calendar.add(of, workdays) == calendar.model_copy().add(of, workdays) == found
    if workdays:
        assert calendar.is_workday(found)
        another = calendar.model_copy(update={"rest": calendar.rest | {found}, "work": calendar.work - {found}})
        assert another.add(of, workdays) != found
