"""销号 (DOMAIN §2 `closing`, "Closing"; S5, S17, S18, S21; law art. 41, 68)."""

import pytest

from domain import events as e
from domain.case import Stage
from tests.domain.builders import PASSED, PHOTO, Life, closed, closing, day, determined, overdue, papers, rectifying


def test_approved_within_five_workdays() -> None:
    """ "approve within 5 wd — approver": passed June 4, so June 11."""
    life = closing()
    assert life.due("decide_closure") == day("06-11")
    papers(life).does("ApproveClosure", "approver", opinion="同意")
    assert (life.case.stage, life.case.closed_on, life.case.approved_by) == (Stage.CLOSED, day("06-04"), "approver")
    assert (life.armed(), life.case.obligations) == (None, ())


@pytest.mark.parametrize("lacking", ["list", "progress", "result"])
def test_posted_in_the_workshop(lacking: str) -> None:
    """ "posting in the workshop (S18: list, progress, result …)"."""
    life = closing()
    for what in {"list", "progress", "result"} - {lacking}:
        life.does("RecordPosting", "safety", what=what, evidence=PHOTO)
    life.does(
        "RecordWorkersReport", "safety",
        regulator_on="2025-06-04", body="workers_congress", workers_on="2025-06-04", photo=PHOTO,
    )  # fmt: skip
    assert life.refused("ApproveClosure", "approver", opinion="同意") == "CLOSURE_INCOMPLETE"


def test_on_the_spot_list_and_result_suffice() -> None:
    """ "on the spot: list and result"."""
    life = determined(on_the_spot=True)
    life.does("IssueOrder", "inspector", requirements="已现场整改")
    life.does("ServeLetter", "town", letter="1/order", how="principal")
    life.does("Acknowledge", "principal")
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    papers(life, progress=False).does("ApproveClosure", "approver", opinion="同意")
    assert life.case.stage is Stage.CLOSED


def test_the_workers_are_told() -> None:
    """ "the workers' report (双报告 to the regulator and to 职代会/职工大会, else all workers informed, with photo, S21)"."""
    life = closing()
    for what in ("list", "progress", "result"):
        life.does("RecordPosting", "safety", what=what, evidence=PHOTO)
    assert life.refused("ApproveClosure", "approver", opinion="同意") == "CLOSURE_INCOMPLETE"
    told = {"regulator_on": "2025-06-04", "body": "all_workers", "workers_on": "2025-06-05", "photo": PHOTO}
    assert life.refused("RecordWorkersReport", "safety", **told) == "AT_IN_FUTURE"
    assert life.refused("RecordWorkersReport", "safety", **{**told, "photo": ""}) == "COMMAND_MALFORMED"


def test_a_listed_case_is_delisted_first() -> None:
    """ "for a listed case the listing body's 摘牌 first"."""
    life = overdue(5).on("08-05 09:00")
    life.does(
        "RecordListing", "clerk-of-office",
        level="county", government="县政府", listed_on="2025-08-05", listed_until="2026-08-05",
    )  # fmt: skip
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    papers(life)
    assert life.refused("ApproveClosure", "approver", opinion="同意") == "CLOSURE_INCOMPLETE"
    life.does("Delist", "clerk-of-office", government="县政府", reason="整改完成")
    life.does("ApproveClosure", "approver", opinion="同意")
    assert life.case.stage is Stage.CLOSED


@pytest.mark.parametrize("hands", ["inspector", "second"])
def test_by_another_person_than_those_who_inspected(hands: str) -> None:
    """ "an approver who is *another person* than those who rectified or inspected" (S17, G14)."""
    from domain.commands import ApproveClosure
    from domain.decide import decide
    from domain.people import Role
    from domain.refusals import Refusal
    from tests.domain.builders import PEOPLE, _post

    life = papers(closing())
    as_approver = {**PEOPLE, hands: (_post(hands, Role.APPROVER, "o-regulator"),)}
    with pytest.raises(Refusal, match="OWN_WORK"):
        decide(life.case, ApproveClosure(opinion="同意"), life.circumstances(hands, as_approver))


def test_returned_for_its_papers() -> None:
    """ "returned → reinspecting (papers)": inspected again within 10 d, June 14 is a Saturday: June 16."""
    life = closing()
    life.does("ReturnClosure", "approver", to="papers", reason="缺照片")
    assert (life.case.stage, life.case.passed) == (Stage.REINSPECTING, False)
    assert (life.due("inspect"), life.due("decide_closure")) == (day("06-16"), None)


def test_returned_for_the_hazard_the_ladder_goes_on() -> None:
    """ "or rectifying (hazard), the approver says which": returned July 10 after T, 催办 the workday after."""
    life = rectifying().on("07-03 09:00")
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    life.wait_until("07-10 09:00")
    life.does("ReturnClosure", "approver", to="hazard", reason="隐患仍在")
    assert life.case.stage is Stage.RECTIFYING
    life.through("07-10")
    assert life.fired() == {}
    life.through("07-11")
    assert life.fired() == {1: day("07-11")}


def test_t_runs_through_every_stage_until_closure() -> None:
    """ "T runs through every stage until closure": it lapses while the closure is being decided."""
    life = rectifying().on("07-03 09:00")
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    life.through("07-07")
    assert life.of(e.ObligationLapsed, kind="rectify")


def closed_with_a_fine() -> Life:
    life = closing()
    life.does("FilePenalty", "inspector", decision="罚1号", on="2025-06-04", fine_yuan=50_000, pay_by="2025-06-20")
    papers(life).does("ApproveClosure", "approver", opinion="同意")
    return life


def test_fines_stay_open_as_the_entitys() -> None:
    """ "Fines and talk commitments may stay open as the entity's obligations" — and stay armed (invariant 1)."""
    life = closed_with_a_fine()
    assert (life.case.stage, life.due("fine")) == (Stage.CLOSED, day("06-20"))
    life.through("06-23")
    assert life.of(e.ObligationLapsed, kind="fine")
    assert [one.workdays for one in life.of(e.ReminderSent, subject="fine")] == [1]
    assert life.armed() is not None
    assert life.case.rung == 0


def test_a_fine_paid_after_closure_ends_the_last_obligation() -> None:
    """An ended case stays armed only while something is owed (invariant 1): the fine is confirmed, the case is silent."""
    life = closed_with_a_fine()
    assert life.refused("Settle", "inspector", kind="fine", ref="罚2号") == "NOTHING_OWED"
    life.does("Settle", "inspector", kind="fine", ref="罚1号", note="已缴清")
    assert (life.case.obligations, life.armed()) == ((), None)
    assert life.refused("Settle", "inspector", kind="fine", ref="罚1号") == "CASE_ENDED"


def test_nothing_more_happens_to_a_closed_case() -> None:
    """ "closed" has neither letters nor rungs."""
    life = closed()
    assert life.wait_until("12-31 00:00") == ()
    assert life.refused("ApproveClosure", "approver", opinion="同意") == "OUT_OF_TURN"
