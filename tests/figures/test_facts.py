"""Facts of a case, from its events alone: what DOMAIN §6 counts, worked out by hand on the days of 2025."""

import dataclasses
from datetime import date, timedelta

import pytest

from domain.case import Channel
from domain.figures.facts import Facts, facts, told
from domain.ladder import overdue
from domain.workdays import day_of, end_of_day
from tests.domain.builders import (
    CALENDAR,
    FAILED,
    PASSED,
    PHOTO,
    PLAN,
    TALK,
    Life,
    adopted,
    closed,
    closing,
    day,
    determined,
    moment,
    notified,
    ordered,
    plan_submitted,
    planning,
    rectifying,
    reinspecting,
    reported,
)
from tests.domain.builders import (
    overdue as overdue_at,
)


def of(life: Life) -> Facts:
    found = told(life.events)
    assert found is not None
    assert found.case == life.case
    return facts(found, life.calendar)


def like(life: Life, **known: object) -> None:
    found = dataclasses.asdict(of(life))
    assert {name: found[name] for name in known} == known


def test_a_report_is_no_hazard_yet() -> None:
    like(reported(), open=True, counted=True, found_on=date(2025, 6, 2), determined_on=None, lapses_on=None, rung=0)


def test_determination_and_closure() -> None:
    like(determined(), determined_on=date(2025, 6, 3), closed_on=None, open=True)
    like(closed(), determined_on=date(2025, 6, 3), closed_on=date(2025, 6, 4), open=False, counted=True)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Dismiss", {"reason": "不属实", "second": "second"}),
        ("Merge", {"into": "2025-000009", "reason": "同一隐患"}),
        ("Downgrade", {"criterion": "一般", "reason": "轻微", "approver": "approver", "receipt": "收"}),
    ],
)
def test_what_counts_in_neither_part(name: str, data: dict[str, str]) -> None:
    """ "Voided, merged, dismissed, downgraded count in neither part"."""
    life = reported()
    life.does(name, "inspector", **data)
    like(life, open=False, counted=False)


def test_t_on_a_rest_day_lapses_on_the_next_workday() -> None:
    """July 5 2025 is a Saturday: T lapses at 24:00 of Monday July 7; `overdue` of the ladder says the same."""
    life = ordered(rectify_by="2025-07-05")
    like(life, lapses_on=date(2025, 7, 7))
    for then in (moment("07-07 23:59"), end_of_day(day("07-07")), end_of_day(day("07-05"))):
        assert (date(2025, 7, 7) < day_of(then)) == overdue(life.case, then, CALENDAR)


def test_a_hold_stops_t() -> None:
    """中止 in force: T does not run out; one that had run out before stays run out."""
    hold = {"grounds": "force_majeure", "reason": "洪水", "review_on": "2025-07-20", "evidence": [PHOTO]}
    life = rectifying().on("06-25 09:00")
    like(life, lapses_on=date(2025, 7, 4))
    life.does("HoldClock", "inspector", **hold)
    like(life, lapses_on=date(2025, 7, 4))
    life.does("Countersign", "approver")
    like(life, lapses_on=None)
    life.on("06-30 09:00").does("ReleaseClock", "inspector", reason="水退")
    like(life, lapses_on=CALENDAR.roll(date(2025, 7, 4) + timedelta(days=5)))


def test_an_adopted_hazard_was_determined_when_it_was_found() -> None:
    like(adopted(), determined_on=date(2025, 3, 3), lapses_on=date(2025, 4, 1), rung=0)
    like(adopted(found_on=None), determined_on=date(2025, 6, 3), found_on=None)
    like(adopted(level="general", rectify_by=None), determined_on=None, level="general")


def test_a_closed_row_counts_by_its_date() -> None:
    """ "adopted closed rows only where dated"."""
    like(adopted(closed_on=date(2025, 3, 20)), open=False, counted=True, closed_on=date(2025, 3, 20), stage="closed")


def test_first_reinspection_alone_counts() -> None:
    like(reinspecting(), inspected=False, passed_first=False)
    like(closing(), inspected=True, passed_first=True)
    life = reinspecting()
    life.does("FailReinspection", "inspector", **FAILED)
    like(life, inspected=True, passed_first=False)
    life.does("RequestReinspection", "safety", report="又改")
    life.does("PassReinspection", "inspector", **PASSED)
    like(life, inspected=True, passed_first=False)


def test_a_rebound() -> None:
    """反弹: open again, determined when it first was, its plan of the first cycle gone."""
    life = closed().on("06-10 09:00")
    like(life, five_parts=True)
    life.does("ReopenCase", "director", reason="复发", evidence=[PHOTO])
    like(
        life, rebounds=1, open=True, closed_on=None, determined_on=date(2025, 6, 3), planned=False, five_parts=False,
        lapses_on=None,
    )  # fmt: skip


def test_letters_unsigned_unserved_unanswered() -> None:
    """函告 drafted, signed and issued, served, answered."""
    life = overdue_at(2)
    like(life, rung=2, unsigned=1, unserved=0, unanswered=0)
    life.does("SignLetter", "director", letter="1/rung-2")
    like(life, unsigned=0, unserved=0)
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-2")
    like(life, unsigned=0, unserved=1, unanswered=0)
    life.does("ServeLetter", "town", letter="1/rung-2", how="principal")
    like(life, unserved=0, unanswered=1)
    life.does("AnswerLetter", "principal", letter="1/rung-2", text="已安排")
    like(life, unanswered=0)


def test_talks_due_and_held() -> None:
    life = overdue_at(4).deliver("1/rung-4")
    like(life, talks_due=1, talks_held=0)
    life.does("RecordTalk", "director", on=f"{life.today}", **TALK)
    like(life, talks_due=1, talks_held=1)
    like(adopted(talked_on=date(2025, 5, 6)), talks_due=1, talks_held=1, rung=4)


def test_obligations_of_both_sides() -> None:
    """Served on June 4: the entity owes the acknowledgement and the plan, the regulator the look at the measures."""
    life = notified()
    like(life, entity_open=2, entity_lapsed=0, office_open=1, office_lapsed=0)
    life.wait_until("06-09 09:00")  # acknowledgement within 2 wd: by June 6
    like(life, entity_open=2, entity_lapsed=1, office_lapsed=0)


def test_a_reporter_waits_when_verification_lapses() -> None:
    """ "reporters unanswered (must be 0)": 60 d for a public report, from June 3 to August 2, a Saturday: August 4."""
    life = reported(channel=Channel.PUBLIC_REPORT.value)
    like(life, reporter_waits=False)
    life.wait_until("08-04 23:00")
    like(life, reporter_waits=False)
    life.wait_until("08-05 01:00")
    like(life, reporter_waits=True)
    like(reported(), reporter_waits=False)


def test_plan_five_parts_and_funds() -> None:
    """ "三万" is 30,000 yuan; it counts when the plan with its five parts is approved."""
    like(planning(), planned=False, five_parts=False, funds_yuan=0)
    like(plan_submitted(), planned=True, five_parts=False, funds_yuan=0)
    like(rectifying(), planned=True, five_parts=True, funds_yuan=30_000, funds_unread=0)
    life = planning()
    life.does("SubmitPlan", "safety", **{**PLAN, "funds": "自筹"})
    life.does("ApprovePlan", "inspector")
    like(life, funds_yuan=0, funds_unread=1)
    life = plan_submitted()
    life.does("ReturnPlan", "inspector", reason="补")
    like(life, planned=False)
