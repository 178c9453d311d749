"""事后补录 (DOMAIN "Corrections"): "Facts may be entered late: `at` ≤ now, more than 5 wd back needs a reason, never
before found_on"."""

import pytest

from domain.commands import ServeLetter
from domain.decide import decide
from domain.refusals import Refusal
from tests.domain.builders import HAZARD, PLAN, TALK, Life, day, moment, ordered, overdue, planning, rectifying


def iso(text: str) -> str:
    return moment(text).isoformat()


def test_not_in_the_future() -> None:
    """ "`at` ≤ now"."""
    assert planning().refused("SubmitPlan", "safety", **PLAN, at=iso("06-04 09:01")) == "AT_IN_FUTURE"


def test_not_before_the_hazard_was_found() -> None:
    """ "never before found_on"."""
    late = {"at": iso("06-01 09:00"), "late_reason": "补录"}
    assert planning().refused("SubmitPlan", "safety", **PLAN, **late) == "AT_BEFORE_FOUND"


def test_long_past_with_a_reason() -> None:
    """ "more than 5 wd back needs a reason": on Wednesday June 25, June 18 needs none, June 17 does."""
    life = rectifying().on("06-25 09:00")
    text = {"text": "已订货"}
    life.decides("ReportProgress", "safety", **text, at=iso("06-18 09:00"))
    assert life.refused("ReportProgress", "safety", **text, at=iso("06-17 09:00")) == "LATE_REASON_MISSING"
    life.does("ReportProgress", "safety", **text, at=iso("06-17 09:00"), late_reason="停电")
    assert (life.events[-1].at, life.events[-1].late_reason) == (moment("06-17 09:00"), "停电")


def test_dates_count_from_the_fact() -> None:
    """A late fact "recomputes the next deadline": the plan came on June 6, it is decided within 5 wd of that: June 13."""
    life = planning().on("06-11 09:00")
    life.does("SubmitPlan", "safety", **PLAN, at=iso("06-06 09:00"))
    assert life.due("decide_plan") == day("06-13")


def test_a_report_is_entered_late_by_who_may_report_now() -> None:
    """An appointment that has ended cannot be revived by dating back."""
    hazard = {**HAZARD, "found_on": "2025-05-28"}
    back = {"at": iso("05-29 09:00")}
    life = Life()
    assert life.refused("Report", "former", **hazard, **back) == "NOT_PERMITTED"
    life.does("Report", "inspector", **hazard, **back)
    assert life.due("verify") == day("06-06")  # 5 wd after May 29, past Monday June 2, a holiday


def test_a_service_of_long_ago_needs_its_reason() -> None:
    """The same for the day of a service: on June 13, Thursday June 5 is 6 wd back."""
    life = ordered(rectify_days=30)
    life.wait_until("06-13 09:00")
    served = {"letter": "1/order", "how": "principal", "on": "2025-06-05"}
    assert life.refused("ServeLetter", "town", **served) == "LATE_REASON_MISSING"
    life.does("ServeLetter", "town", **served, late_reason="回执今日收到")
    assert life.case.rectify_by == day("07-07")  # June 5 + 30 d is July 5, a Saturday


def test_a_talk_of_long_ago_needs_its_reason() -> None:
    """The same for the day of a talk, which is never before the hazard was found."""
    life = overdue(4).deliver("1/rung-4")
    assert life.refused("RecordTalk", "director", on="2025-07-17", **TALK) == "LATE_REASON_MISSING"
    assert life.refused("RecordTalk", "director", on="2025-07-28", **TALK) == "AT_IN_FUTURE"
    assert life.refused("RecordTalk", "director", on="2025-05-01", late_reason="补", **TALK) == "AT_BEFORE_FOUND"


@pytest.mark.parametrize("code", ["AT_IN_FUTURE"])
def test_a_penalty_of_tomorrow_is_none(code: str) -> None:
    """The same for the day of a penalty."""
    assert rectifying().refused("FilePenalty", "inspector", decision="罚1号", on="2025-06-05") == code


def test_no_moment_is_too_odd_to_answer() -> None:
    """An extreme time is refused like any other wrong one; it never breaks the case."""
    life = ordered()
    for at in ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"):
        assert life.refused("ServeLetter", "town", letter="1/order", how="principal", at=at) == "COMMAND_MALFORMED"
    odd = ServeLetter(letter="1/order", how="principal", at=moment("1950-01-02 09:00"), late_reason="补录")
    with pytest.raises(Refusal, match="AT_BEFORE_FOUND"):
        decide(life.case, odd, life.circumstances("town"))
