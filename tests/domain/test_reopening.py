"""重新立案督办 (DOMAIN §2 `closed`): a rebound 反弹 is a new cycle."""

from domain import events as e
from domain.case import Stage
from tests.domain.builders import (
    PASSED,
    PHOTO,
    PLAN,
    TALK,
    Life,
    adopted,
    closed,
    closing,
    day,
    overdue,
    papers,
)  # fmt: skip

AGAIN = {"reason": "报警器再次失效", "evidence": [PHOTO]}


def reopened() -> Life:
    life = closed().on("06-10 09:00")
    life.does("ReopenCase", "approver-2", **AGAIN)
    return life


def test_not_by_the_approver_who_closed_it() -> None:
    """ "reopened by an approver who did not approve the closure, or 安委办"."""
    assert closed().refused("ReopenCase", "approver", **AGAIN) == "OWN_WORK"
    assert closed().refused("ReopenCase", "inspector", **AGAIN) == "NOT_PERMITTED"
    assert reopened().case.stage is Stage.DETERMINED
    closed().does("ReopenCase", "clerk-of-office", **AGAIN)


def test_with_evidence() -> None:
    """ "with evidence"."""
    assert closed().refused("ReopenCase", "approver-2", **{**AGAIN, "evidence": []}) == "COMMAND_MALFORMED"


def test_a_new_order_and_a_new_t() -> None:
    """ "→ `determined` of a new cycle: new order, new T"."""
    life = reopened()
    assert (life.case.cycle, life.case.rectify_by, life.due("issue_order")) == (2, None, day("06-10"))
    life.does("IssueOrder", "inspector", requirements="更换", rectify_days=30)
    assert [one.id for one in life.case.letters] == ["2/order"]
    life.does("ServeLetter", "town", letter="2/order", how="principal")
    assert life.case.rectify_by == day("07-10")


def test_the_ladder_begins_from_zero() -> None:
    """ "ladder from 0": closed at rung 1, reopened at 0, and 催办 fires again in the new cycle."""
    life = overdue(1)
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    papers(life).does("ApproveClosure", "approver", opinion="同意")
    life.on("07-10 09:00").does("ReopenCase", "approver-2", **AGAIN)
    assert (life.case.rung, life.case.rungs, life.case.failures, life.case.hands) == (0, (), 0, ())
    life.does("IssueOrder", "inspector", requirements="更换", rectify_by="2025-07-25")
    life.does("ServeLetter", "town", letter="2/order", how="principal")
    life.does("Acknowledge", "principal")
    life.does("SubmitPlan", "safety", **PLAN)
    life.through("07-28")
    assert [one.rung for one in life.of(e.RungFired)] == [1, 1]


def test_what_was_extended_or_posted_is_so_no_more() -> None:
    """ "the earlier cycle stays": its postings, reports and extension do not count for the new one."""
    case = reopened().case
    assert (case.posted, case.workers_reported, case.passed, case.extended, case.closed_on) == (
        (),
        False,
        False,
        False,
        None,
    )


def test_only_fines_and_talk_commitments_survive() -> None:
    """ "of its obligations only fines and talk commitments survive"."""
    life = closing()
    life.does("FilePenalty", "inspector", decision="罚1号", on="2025-06-04", fine_yuan=50_000, pay_by="2025-09-30")
    papers(life).does("ApproveClosure", "approver", opinion="同意")
    life.does("ReopenCase", "approver-2", **AGAIN)
    assert {one.kind for one in life.case.obligations} == {"fine", "issue_order", "check_interim"}
    assert life.case.penalties == (day("06-04"),)


def test_a_talk_commitment_survives() -> None:
    """The same, of what the principal promised in the talk."""
    life = overdue(4).deliver("1/rung-4")
    life.does("RecordTalk", "director", on=f"{life.today}", **TALK)
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    papers(life).does("ApproveClosure", "approver", opinion="同意")
    assert {one.kind for one in life.case.obligations} == {"talk_commitment"}


def test_history_of_a_register_is_reopened_too() -> None:
    """A closure stated by the register (nobody approved it here) is reopened like any other; site decision is owed."""
    life = adopted(closed_on=day("05-20"))
    life.does("ReopenCase", "approver", **AGAIN)
    assert (life.case.stage, life.due("site_decision")) == (Stage.DETERMINED, day("06-10"))
