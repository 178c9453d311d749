"""中止 (DOMAIN "clock hold"): the only thing besides an extension that moves T."""

import pytest

from domain import events as e
from domain.people import Role
from tests.domain.builders import PASSED, PHOTO, PLAN, Life, day, ordered, planning, rectifying, reinspecting, types

HOLD = {"grounds": "judicial_seal", "reason": "法院查封", "review_on": "2025-07-16", "evidence": [PHOTO]}


def held(life: Life | None = None) -> Life:
    """Proposed on June 16, countersigned on June 17, review on July 16."""
    life = life or rectifying()
    life.on("06-16 09:00").does("HoldClock", "inspector", **HOLD)
    life.on("06-17 09:00").does("Countersign", "approver")
    return life


@pytest.mark.parametrize("grounds", ["long_shutdown_sealed", "force_majeure", "judicial_seal"])
def test_three_grounds_only(grounds: str) -> None:
    """ "only 长期停产且断电封存, 不可抗力, 司法查封"."""
    life = rectifying().on("06-16 09:00")
    life.does("HoldClock", "inspector", **{**HOLD, "grounds": grounds})
    assert rectifying().refused("HoldClock", "inspector", **{**HOLD, "grounds": "停产"}) == "COMMAND_MALFORMED"


def test_with_evidence() -> None:
    """ "with evidence"."""
    assert rectifying().refused("HoldClock", "inspector", **{**HOLD, "evidence": []}) == "COMMAND_MALFORMED"


@pytest.mark.parametrize("review", ["2025-06-16", "2025-07-17"])
def test_review_within_thirty_days(review: str) -> None:
    """ "its review date (≤ 30 d)": 30 d from June 16 is July 16."""
    life = rectifying().on("06-16 09:00")
    assert life.refused("HoldClock", "inspector", **{**HOLD, "review_on": review}) == "REVIEW_OUT_OF_RANGE"


def test_decided_by_the_regulator_countersigned_by_the_approver() -> None:
    """ "decided by the regulator, countersigned by the approver": until then nothing stands still."""
    life = rectifying().on("06-16 09:00")
    life.does("HoldClock", "inspector", **HOLD)
    assert life.due("countersign") == day("06-17")
    assert life.refused("Countersign", "inspector") == "NOT_PERMITTED"
    life.through("06-20")
    assert [one.workdays for one in life.of(e.ReminderSent, subject="rectify")] == [-10]  # T still runs
    life.does("Countersign", "approver")
    assert life.due("countersign") is None
    assert life.refused("HoldClock", "inspector", **HOLD) == "HELD_ALREADY"


def test_a_hold_nobody_countersigned_in_time_is_proposed_again() -> None:
    """The review date has passed before anybody countersigned: it cannot begin any more, and bars nothing."""
    life = rectifying(rectify_by="2025-08-29").on("06-16 09:00")
    life.does("HoldClock", "inspector", **HOLD)
    life.wait_until("07-17 09:00")
    assert life.refused("Countersign", "approver") == "HOLD_PAST"
    life.does("HoldClock", "inspector", **{**HOLD, "review_on": "2025-08-01"})
    assert [one.kind for one in life.case.obligations].count("countersign") == 1
    life.does("Countersign", "approver")


def test_it_stops_t_and_all_rungs() -> None:
    """ "it stops T, the plan and all rungs": neither lapse, reminder of T nor rung while it lasts."""
    life = held()
    life.through("07-16")
    assert not life.of(e.RungFired)
    assert not life.of(e.ReminderSent, subject="rectify")
    assert not life.of(e.ObligationLapsed, kind="rectify")


def test_it_ends_by_itself_and_moves_t_by_the_days_held() -> None:
    """ "**ends by itself at its review date** …; moves T by the calendar days held": 29 d, July 4 → August 2."""
    life = held()
    events = life.wait_until("07-17 00:00")
    assert types(events)[-1] == "ClockReleased"
    (released,) = life.of(e.ClockReleased)
    assert (released.days, life.case.rectify_by, life.case.held_days) == (29, day("08-02"), 29)
    life.through("08-04")  # August 2 is a Saturday: its lapse rolls to Monday
    assert not life.of(e.ObligationLapsed, kind="rectify")
    life.through("08-05")
    assert life.of(e.ObligationLapsed, kind="rectify")
    assert life.fired() == {1: day("08-05")}


def test_released_early() -> None:
    """Released on June 27: 10 calendar days, T July 14."""
    life = held().on("06-27 09:00")
    life.does("ReleaseClock", "inspector", reason="解封")
    assert life.case.rectify_by == day("07-14")
    assert life.refused("ReleaseClock", "inspector", reason="解封") == "NOT_HELD"


def test_renewed_it_goes_on() -> None:
    """ "… unless renewed", again at most 30 d and later than before."""
    life = held().on("07-10 09:00")
    assert life.refused("RenewHold", "inspector", review_on="2025-07-16", reason="未解封") == "REVIEW_NOT_LATER"
    assert life.refused("RenewHold", "inspector", review_on="2025-08-11", reason="未解封") == "REVIEW_OUT_OF_RANGE"
    life.does("RenewHold", "inspector", review_on="2025-08-08", reason="未解封")
    life.through("08-08")
    assert not life.of(e.ClockReleased)
    life.wait_until("08-09 00:00")
    assert life.case.rectify_by == day("08-25")  # June 17 to August 8: 52 d after July 4


def test_days_held_do_not_count_in_the_ninety() -> None:
    """ "(not counted in the 90 d)": 90 d from June 4 and 10 d held are September 12."""
    life = held().on("06-20 09:00")
    life.does("RequestExtension", "safety", reason="设备未到货", interim="停用", until="2025-09-30")
    life.on("06-27 09:00").does("ReleaseClock", "inspector", reason="解封")
    life.decides("GrantExtension", "inspector", until="2025-09-12")
    assert life.refused("GrantExtension", "inspector", until="2025-09-13") == "EXTENSION_TOO_LONG"


def test_the_plan_waits_too() -> None:
    """ "stops … the plan": due June 24, held June 17 to 27: due July 4, and no letter in between."""
    life = held(planning())
    life.through("06-27")
    assert not life.of(e.ObligationLapsed, kind="plan")
    life.does("ReleaseClock", "inspector", reason="解封")
    assert life.due("plan") == day("07-04")


def test_a_period_that_began_while_held_moves_by_what_was_held_of_it() -> None:
    """Held June 4, served June 10, released June 20: T (30 d, July 10) and plan (20 d, June 30) move by 10 d, not 16."""
    life = ordered(rectify_days=30).on("06-04 09:00")
    life.does("HoldClock", "inspector", **{**HOLD, "review_on": "2025-07-04"})
    life.does("Countersign", "approver")
    life.wait_until("06-10 09:00")
    life.does("ServeLetter", "town", letter="1/order", how="in_person", witnesses=["town", "grid"], evidence=[PHOTO])
    assert (life.case.rectify_by, life.due("plan")) == (day("07-10"), day("06-30"))
    life.wait_until("06-20 09:00")
    life.does("ReleaseClock", "inspector", reason="解封")
    assert (life.case.rectify_by, life.due("plan")) == (day("07-20"), day("07-10"))


def test_a_plan_already_lapsed_is_not_granted_anew() -> None:
    """Its lapse is on record; after the hold its chain goes on where it stood (RungFired and letters stand)."""
    life = planning(rectify_by="2025-08-29")
    life.wait_until("06-25 09:00")  # due June 24: lapsed
    life.does("HoldClock", "inspector", **HOLD)
    life.does("Countersign", "approver")
    life.through("07-01")
    assert not life.of(e.LetterDrafted, kind="plan")
    life.does("ReleaseClock", "inspector", reason="解封")
    life.through("07-02")
    assert (life.due("plan"), len(life.of(e.ObligationLapsed, kind="plan"))) == (day("06-24"), 1)
    assert life.of(e.LetterDrafted, kind="plan")  # 函告 L+3 wd waited for the hold to end
    life.does("SubmitPlan", "safety", **PLAN)


def test_not_interim_measures_service_or_answers() -> None:
    """ "not interim measures, service or answers already running"."""
    life = held()
    life.through("06-18")  # looked at by June 17
    assert life.of(e.ObligationLapsed, kind="check_interim")


def test_after_t_it_holds_rungs_and_adds_nothing() -> None:
    """ "after T it holds rungs and adds nothing to T": 催办 fired July 7, held July 8, released July 18 → July 21."""
    life = rectifying()
    life.wait_until("07-08 09:00")
    life.does("HoldClock", "inspector", **{**HOLD, "review_on": "2025-08-01"})
    life.does("Countersign", "approver")
    life.wait_until("07-18 09:00")
    assert life.fired() == {1: day("07-07")}
    life.does("ReleaseClock", "inspector", reason="解封")
    assert life.case.rectify_by == day("07-04")
    life.through("07-18")
    assert life.fired() == {1: day("07-07")}
    life.through("07-21")
    assert life.fired() == {1: day("07-07"), 2: day("07-21")}


def test_the_one_who_proposed_cannot_countersign() -> None:
    """Two persons: a regulator who is an approver elsewhere does not countersign himself."""
    from tests.domain.builders import PEOPLE, _post

    both = (_post("inspector", Role.REGULATOR, "o-regulator"), _post("inspector", Role.APPROVER, "o-regulator"))
    life = rectifying().on("06-16 09:00")
    life.does("HoldClock", "inspector", **HOLD)
    from domain.commands import Countersign
    from domain.decide import decide
    from domain.refusals import Refusal

    with pytest.raises(Refusal, match="SECOND_PERSON"):
        decide(life.case, Countersign(), life.circumstances("inspector", {**PEOPLE, "inspector": both}))


def test_where_a_hold_belongs() -> None:
    """ "determined … rectifying" (§4a) for proposing; one that stands is ended wherever the case has come."""
    assert reinspecting().refused("HoldClock", "inspector", **HOLD) == "OUT_OF_TURN"
    life = held()
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    life.does("ReleaseClock", "inspector", reason="解封")
    assert life.case.hold is None
