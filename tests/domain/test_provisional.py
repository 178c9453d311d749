"""暂定日期 (DOMAIN "Provisional dates"): a year whose holiday notice is not loaded is never an error and never silent.

2027 is not announced: the statutory days of its Spring Festival are February 5 (Fri) to 8 (Mon).
"""

from datetime import date

from domain import events as e
from domain.commands import Project
from domain.decide import decide
from domain.people import CLOCK
from domain.refusals import Refusal
from domain.workdays import Calendar, day_of
from tests.domain.builders import CALENDAR, Life, day, overdue, rectifying

WHY = {"reason": "日期已核对"}


def in_2027() -> Life:
    """T is Friday February 26, 2027, and 催办 has gone out on Monday, March 1."""
    life = rectifying()
    life.happens(e.ExtensionGranted(at=life.now, until=day("2027-02-26")))
    life.on("2027-02-25 09:00")
    life.does("CheckInterimMeasures", "inspector", kept=True)
    life.through("2027-03-02")
    return life


def loaded(**extra: object) -> Calendar:
    """The notice of 2027 has come."""
    return CALENDAR.model_copy(update={"edition": "2027", "announced": CALENDAR.announced | {2027}, **extra})


def test_reminders_and_the_overdue_notice_go() -> None:
    """ "If the day arrives first: reminders go, rungs ≥ 2 wait"."""
    life = in_2027()
    assert life.fired() == {1: day("2027-03-01")}


def test_the_formal_notice_waits_for_its_release_asked_each_workday() -> None:
    """ "rungs ≥ 2 wait for the release by the head of 安委办 (asked each workday …)": from March 3."""
    life = in_2027()
    life.through("2027-03-08")
    asked = [day_of(one.at) for one in life.of(e.ReminderSent, subject="release")]
    assert asked == [day("2027-03-03"), day("2027-03-04"), day("2027-03-05"), day("2027-03-08")]
    assert life.fired() == {1: day("2027-03-01")}
    deadline = life.armed()
    assert deadline is not None
    assert deadline.provisional


def test_released_by_the_head_it_fires_the_next_workday() -> None:
    """ "released … → the rung fires the next workday": Friday March 5 → Monday March 8."""
    life = in_2027()
    assert life.refused("ReleaseProvisional", "director", **WHY) == "NOTHING_OWED"
    life.through("2027-03-04")
    life.on("2027-03-05 14:00")
    assert life.refused("ReleaseProvisional", "clerk-of-office", **WHY) == "NOT_PERMITTED"
    life.does("ReleaseProvisional", "director", **WHY)
    life.through("2027-03-08")
    assert life.fired() == {1: day("2027-03-01"), 2: day("2027-03-08")}


def test_each_rung_is_released_for_itself() -> None:
    """A release is of one rung: the next one waits again."""
    life = in_2027()
    life.through("2027-03-03")
    life.does("ReleaseProvisional", "director", **WHY)
    life.through("2027-03-04")
    life.deliver("1/rung-2")
    life.through("2027-03-31")
    assert max(life.fired()) == 2
    assert [one for one in life.of(e.ReminderSent, subject="release") if day_of(one.at) > day("2027-03-04")]


def project(life: Life, calendar: Calendar) -> tuple[e.Event, ...]:
    life.calendar = calendar
    found = decide(life.case, Project(calendar=calendar.edition), life.circumstances(CLOCK))
    life.happens(*found)
    return found


def test_the_table_loaded_it_fires_the_next_workday_and_only_once_counts() -> None:
    """ "or table loaded → the rung fires the next workday"; a second projection over the same table changes nothing."""
    life = in_2027()
    life.through("2027-03-03")
    assert [type(one).__name__ for one in project(life, loaded())] == ["DeadlinesProjected"]
    assert project(life, loaded()) == ()
    life.through("2027-03-04")
    assert life.fired() == {1: day("2027-03-01"), 2: day("2027-03-04")}


def test_open_dates_are_counted_again_with_the_reason_on_record() -> None:
    """ "projected again when the table comes, with the reason on record"."""
    life = rectifying(rectify_by="2025-08-29").on("2027-02-02 09:00")  # a Tuesday
    life.does("RequestResumption", "safety", report="申请") if life.case.suspended else None
    life.does("CheckInterimMeasures", "inspector", kept=True)
    # 10 wd after Feb 2, less Feb 5 and 8: Feb 3, 4, 9–12, 15–18
    assert life.due("check_interim") == day("2027-02-18")
    rest = frozenset({*CALENDAR.rest, date(2027, 2, 9), date(2027, 2, 10)})
    (found,) = project(life, loaded(rest=rest))
    assert isinstance(found, e.DeadlinesProjected)
    assert (found.calendar, life.due("check_interim")) == ("2027", day("2027-02-22"))


def test_what_has_lapsed_is_not_counted_again() -> None:
    """A lapse on record stands (invariant 5): the table that came late moves no date already past."""
    life = rectifying(rectify_by="2025-08-29").on("2027-02-02 09:00")
    life.does("CheckInterimMeasures", "inspector", kept=True)
    life.through("2027-02-19")
    assert life.of(e.ObligationLapsed, kind="check_interim")
    project(life, loaded(rest=frozenset({*CALENDAR.rest, date(2027, 2, 10)})))
    assert life.due("check_interim") == day("2027-02-18")


def test_written_dates_stay() -> None:
    """Invariant 5: "Legal dates are facts": a T written as a date is not counted again."""
    life = rectifying()
    life.happens(e.ExtensionGranted(at=life.now, until=day("2027-02-09")))
    project(life, loaded(rest=frozenset({*CALENDAR.rest, date(2027, 2, 9)})))
    assert life.case.rectify_by == day("2027-02-09")


def test_projecting_is_the_clocks_alone() -> None:
    """Nobody but the daily reconciliation counts dates again."""
    life = overdue(1)
    try:
        decide(life.case, Project(calendar="2027"), life.circumstances("director"))
    except Refusal as refusal:
        assert refusal.code == "NOT_PERMITTED"  # noqa: PT017
    else:
        raise AssertionError
