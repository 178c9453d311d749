"""The plan and the interim measures (DOMAIN §2 `planning`, `plan_submitted`, "Plan", "Determination"; S19)."""

import pytest

from domain import events as e
from domain.case import Stage
from domain.rulebook import LetterKind
from domain.workdays import day_of
from tests.domain.builders import PLAN, day, plan_submitted, planning, rectifying, types


@pytest.mark.parametrize("part", sorted(PLAN))
def test_a_plan_has_its_five_parts(part: str) -> None:
    """ "responsibility, measures, funds, time limit, contingency plan (五到位, S19); refused while one is empty"."""
    assert planning().refused("SubmitPlan", "safety", **{**PLAN, part: "  "}) == "PLAN_INCOMPLETE"


def test_decided_within_five_workdays() -> None:
    """ "decide within 5 wd — regulator": submitted June 4, so June 11."""
    life = plan_submitted()
    assert (life.case.stage, life.due("decide_plan"), life.due("plan")) == (Stage.PLAN_SUBMITTED, day("06-11"), None)
    life.does("ApprovePlan", "inspector")
    assert (life.case.stage, life.due("decide_plan")) == (Stage.RECTIFYING, None)


def test_returned_is_due_again_in_five_workdays() -> None:
    """ "returned → planning (5 wd)"."""
    life = plan_submitted()
    life.does("ReturnPlan", "inspector", reason="缺预案")
    assert (life.case.stage, life.due("plan")) == (Stage.PLANNING, day("06-11"))


def test_an_owed_plan_has_letters_of_its_own_that_move_no_rung() -> None:
    """ "*plan* → reminder L+1 wd, 函告 L+3 wd": due Tuesday June 24, so June 25 and June 27; no rung."""
    life = planning(rectify_by="2025-08-29")
    life.through("06-27")
    assert [day_of(one.at) for one in life.of(e.ObligationLapsed, kind="plan")] == [day("06-25")]  # 24:00 of June 24
    assert [(one.workdays, day_of(one.at)) for one in life.of(e.ReminderSent, subject="plan")] == [(1, day("06-25"))]
    (drafted,) = life.of(e.LetterDrafted, kind="plan")
    assert (drafted.letter.kind, drafted.letter.rung, day_of(drafted.at)) == (
        LetterKind.FORMAL_NOTICE, None, day("06-27"),
    )  # fmt: skip
    assert drafted.letter.id == "1/plan/2025-06-24/formal_notice"  # (case, cycle, obligation, due date, letter)
    assert life.case.rung == 0


def test_measures_are_looked_at_every_ten_workdays() -> None:
    """ "looked at every 10 wd": from the determination on June 3 to June 17, then from each look."""
    life = rectifying()
    assert life.due("check_interim") == day("06-17")
    life.on("06-10").does("CheckInterimMeasures", "inspector", kept=True)
    assert life.due("check_interim") == day("06-24")
    assert life.case.pressed_on is None


def test_measures_not_looked_at_are_the_regulators_lapse() -> None:
    """ "Interim measures not looked at are the regulator's lapse" — it ends at 督办函, R+5 wd = June 24."""
    life = rectifying(rectify_by="2025-08-29")
    life.through("07-02")
    (letter,) = life.of(e.LetterDrafted, kind="check_interim")
    assert (letter.letter.kind, letter.letter.to, day_of(letter.at)) == (
        LetterKind.SUPERVISION_LETTER, "regulator", day("06-24"),
    )  # fmt: skip
    assert life.case.rung == 0


def test_measures_found_not_kept_climb_a_rung() -> None:
    """ "found not kept the entity's": → the next rung above the present one, the next workday."""
    life = rectifying()
    life.on("06-10").does("CheckInterimMeasures", "town", kept=False, note="储罐仍在使用")
    events = life.through("06-11")
    assert [(one.rung, one.cause) for one in events if isinstance(one, e.RungFired)] == [(1, "pressed")]


def test_progress_is_reported_at_any_time() -> None:
    """ "ReportProgress … any" — and whoever rectified has had his hands in it (G14)."""
    life = rectifying()
    assert types(life.does("ReportProgress", "safety", text="已订货")) == ["ProgressReported"]
    assert life.case.hands == ("safety",)
