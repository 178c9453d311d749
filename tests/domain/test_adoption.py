"""接续督办 (DOMAIN §3 "Adoption"): an existing register taken over as it stands, and started when the office presses."""

from datetime import date
from typing import Any

import pytest

from domain import events as e
from domain.adoption import start
from domain.case import Case, Stage
from domain.workdays import day_of
from tests.domain.builders import CALENDAR, FOUND, RULES, Life, adopted, day, moment, types


def started(now: str = "06-03 09:00", **changes: Any) -> Life:
    life = adopted(now, **changes)
    life.does("StartSupervision", "clerk")
    return life


def test_the_row_as_it_stood() -> None:
    """ "event `CaseAdopted` with the row as it stood" — without what is about a person (G20)."""
    life = adopted(original={"单位": "永盛烟花厂", "责任人": "张三"}, personal=("责任人",))
    (opened,) = life.of(e.CaseAdopted)
    assert opened.original == {"单位": "永盛烟花厂"}
    assert (opened.batch, opened.row) == ("b-1", 3)


@pytest.mark.parametrize(
    ("level", "rectify_by", "stage"),
    [
        ("major", date(2025, 7, 4), Stage.RECTIFYING),
        ("major", None, Stage.DETERMINED),
        ("general", date(2025, 7, 4), Stage.REPORTED),
        (None, date(2025, 7, 4), Stage.REPORTED),
    ],
)
def test_where_a_row_begins(level: str | None, rectify_by: date | None, stage: Stage) -> None:
    """ "重大 with a date → `rectifying` with that T; 重大 without → `determined` …; otherwise `reported`, no ladder"."""
    life = adopted(level=level, rectify_by=rectify_by)
    assert life.case.stage is stage
    assert life.case.rectify_by == (rectify_by if level == "major" else None)


def test_nothing_is_sent_before_the_start() -> None:
    """ "**Nothing is sent for a batch until the office presses 开始督办** (its own obligation: 5 wd after import …)"."""
    life = adopted(rectify_by=date(2025, 4, 1))
    assert life.due("start_supervision") == day("06-10")
    life.wait_until("2025-12-31 00:00")
    assert {one.subject for one in life.of(e.ReminderSent)} == {"start_supervision"}
    assert set(types(life.events)) == {"CaseAdopted", "ObligationLapsed", "ReminderSent"}


def test_started_once() -> None:
    """开始督办 settles the office's own obligation."""
    life = started(rectify_by=date(2025, 7, 4))
    assert (life.case.started, life.due("start_supervision")) == (True, None)
    assert life.refused("StartSupervision", "clerk") == "ALREADY_STARTED"


def test_site_decision_and_measures_are_owed() -> None:
    """ "Adopted 重大 cases owe their site decision and interim measures: … 5 wd after the start"."""
    life = started(rectify_by=date(2025, 7, 4))
    assert life.due("site_decision") == day("06-10")
    life.does("Determine", "inspector", **FOUND)
    assert (life.due("site_decision"), life.due("check_interim"), life.case.stage) == (
        None, day("06-17"), Stage.RECTIFYING,
    )  # fmt: skip


def test_without_a_date_the_order_is_owed() -> None:
    """ "重大 without → `determined` on the import day": the order the same day, as for any other."""
    life = started(rectify_by=None)
    assert (life.due("issue_order"), life.due("site_decision")) == (day("06-03"), day("06-10"))


def test_the_rest_is_verified() -> None:
    """ "otherwise `reported`": verified within 5 wd of the start; the register's date is no T."""
    life = started(level="general", rectify_by=date(2025, 4, 1))
    assert (life.case.stage, life.due("verify"), life.case.rectify_by) == (Stage.REPORTED, day("06-10"), None)
    life.through("06-24")
    assert not life.of(e.RungFired)


def test_a_dated_closure_closes() -> None:
    """ "销号时间 closes it 'as stated by the register' (history without a workflow)"."""
    life = adopted(closed_on=date(2025, 5, 20))
    assert (life.case.stage, life.case.closed_on, life.armed()) == (Stage.CLOSED, date(2025, 5, 20), None)
    assert types(life.events)[-1] == "ClosureStated"


@pytest.mark.parametrize(
    ("dated", "rung"),
    [
        ({"noticed_on": date(2025, 5, 6)}, 2),
        ({"circular_on": date(2025, 5, 12)}, 3),
        ({"talked_on": date(2025, 5, 19)}, 4),
        ({"noticed_on": date(2025, 5, 6), "listed_on": date(2025, 5, 26)}, 5),
    ],
)
def test_dated_acts_are_stated_facts(dated: dict[str, date], rung: int) -> None:
    """ "函告/通报/约谈/挂牌时间 sets the rung reached as a stated fact"."""
    life = adopted(rectify_by=date(2025, 4, 1), **dated)
    assert life.case.rung == rung
    assert all(fact.stated for fact in life.case.rungs)
    assert not life.case.letters


def test_a_stated_rung_starts_its_gap() -> None:
    """ "… and starts its gap": 函告 of Friday May 30 stated, so 通报 1 wd after it — on June 4, the start's next workday."""
    life = started(rectify_by=date(2025, 4, 1), noticed_on=date(2025, 5, 30))
    life.through("06-04")
    assert life.fired() == {3: day("06-04")}


def test_words_do_not_act() -> None:
    """ "Words in 级别, 处理情况 or a title stay text"."""
    life = adopted(rectify_by=date(2025, 7, 4), outcome="已于5月整改完成，已函告、已约谈")
    assert (life.case.stage, life.case.rung) == (Stage.RECTIFYING, 0)


def test_a_dayless_date_is_marked_inexact() -> None:
    """ "A day-less date: found = first day, due = last day, marked inexact" (read by the register's reader)."""
    life = adopted(found_on=date(2025, 3, 1), found_exact=False, rectify_by=date(2025, 6, 30), rectify_exact=False)
    (opened,) = life.of(e.CaseAdopted)
    assert (opened.found_exact, opened.rectify_exact, life.case.found_exact) == (False, False, False)


def test_overdue_at_the_start_no_past_reminders_and_the_usual_gaps() -> None:
    """ "no past reminders; 催办 on the next workday and the gaps of the table": June 4, 函告 2 wd later June 6."""
    life = started(rectify_by=date(2025, 4, 1))
    life.through("06-06")
    assert not life.of(e.ReminderSent, subject="rectify")
    assert life.fired() == {1: day("06-04"), 2: day("06-06")}
    # 立案 "falls due in the same portions": 5 wd after 催办
    assert life.due("file_penalty") == day("06-11")


def test_a_t_still_to_come_is_reminded_and_climbs_as_usual() -> None:
    """ "a case whose T is still to come is never held back by this": T July 4, T+1 wd July 7."""
    life = started(rectify_by=date(2025, 7, 4))
    life.through("07-07")
    assert [day_of(one.at) for one in life.of(e.ReminderSent, subject="rectify")] == [day("06-20"), day("07-01")]
    assert life.fired() == {1: day("07-07")}


def batch(count: int, **changes: Any) -> list[Case]:
    """Overdue cases, T a day later each; their numbers run the other way."""
    return [
        adopted(
            number=f"2025-{900 - n:06d}", rectify_by=date.fromordinal(date(2025, 1, 2).toordinal() + n), **changes
        ).case
        for n in range(count)
    ]


def test_at_most_twenty_first_letters_per_office_and_day_oldest_first() -> None:
    """ "at most 20 such first letters per office (the regulator) and day, oldest T first"."""
    cases = batch(45)
    begun = start(reversed(cases), moment("06-03 09:00"), RULES, CALENDAR)
    days = [begun[case.number].ladder_from for case in cases]
    assert days == [day("06-04")] * 20 + [day("06-05")] * 20 + [day("06-06")] * 5


def test_portions_are_each_offices_own() -> None:
    """ "per office (the regulator)": another office's backlog takes nobody's place."""
    here = batch(20)
    there = [case.model_copy(update={"office": "o-other", "number": f"2025-{n:06d}"}) for n, case in enumerate(here, 1)]
    begun = start([*here, *there], moment("06-03 09:00"), RULES, CALENDAR)
    assert {one.ladder_from for one in begun.values()} == {day("06-04")}


def test_portions_fall_on_workdays() -> None:
    """Started on Friday evening before the October holidays: September 28 (make-up Sunday), then 29."""
    begun = start(batch(25), moment("09-26 18:00"), RULES, CALENDAR)
    assert {one.ladder_from for one in begun.values()} == {day("09-28"), day("09-29")}


def test_what_is_not_overdue_waits_for_nobody() -> None:
    """ "a case whose T is still to come is never held back by this"; nor one already started or closed."""
    coming = adopted(number="2025-000007", rectify_by=date(2025, 7, 4)).case
    done = adopted(number="2025-000008", closed_on=date(2025, 5, 20)).case
    running = started(number="2025-000009", rectify_by=date(2025, 4, 1)).case
    begun = start([*batch(30), coming, done, running], moment("06-03 09:00"), RULES, CALENDAR)
    assert begun["2025-000007"].ladder_from is None
    assert {"2025-000008", "2025-000009"}.isdisjoint(begun)


def test_due_on_a_rest_day_is_not_overdue_before_it_rolled() -> None:
    """T Sunday June 1, Monday June 2 a holiday: it lapses on June 3, 24:00 — at 09:00 it is still to come."""
    case = adopted(rectify_by=date(2025, 6, 1)).case
    assert start([case], moment("06-03 09:00"), RULES, CALENDAR)[case.number].ladder_from is None
    assert start([case], moment("06-04 00:00"), RULES, CALENDAR)[case.number].ladder_from == day("06-05")
