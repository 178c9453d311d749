"""Who may do what (DOMAIN §4, §4a): every command × every role, then the scope of each."""

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from domain.case import LetterStatus
from domain.commands import COMMANDS
from domain.people import Role
from domain.refusals import Refusal
from tests.domain.builders import (
    FAILED,
    FOUND,
    HAZARD,
    PASSED,
    PEOPLE,
    PHOTO,
    PLAN,
    TALK,
    Life,
    adopted,
    closed,
    closing,
    determined,
    notified,
    ordered,
    overdue,
    papers,
    plan_submitted,
    planning,
    rectifying,
    reinspecting,
    reported,
)  # fmt: skip

ENTITY = {"principal", "safety"}
REGULATOR = {"inspector", "regulator-head"}
OFFICE = {"clerk-of-office", "director"}
FIELD = {"town", "grid"}
CLERKS = {"clerk", "clerk-head"}
EVERYBODY = {
    *ENTITY, *REGULATOR, *OFFICE, *FIELD, *CLERKS,
    "approver-2", "leader", "legal", "industry", "intake", "keeper", "administrator", "auditor",
}  # fmt: skip
"""One or two persons of every role that signs in."""

L = "1/rung-2"
EXTENSION = {"reason": "未到货", "interim": "停用", "until": "2025-07-31"}
HOLD = {"grounds": "judicial_seal", "reason": "查封", "review_on": "2025-06-20", "evidence": [PHOTO]}
LISTED = {"level": "county", "government": "县政府", "listed_on": "2025-08-04", "listed_until": "2026-01-30"}


def after(life: Callable[[], Life], command: str, by: str, /, **data: Any) -> Callable[[], Life]:
    """A life and one thing more."""

    def build() -> Life:
        built = life()
        built.does(command, by, **data)
        return built

    return build


def issued() -> Life:
    life = overdue(2)
    life.does("SignLetter", "director", letter=L)
    life.does("IssueLetter", "clerk-of-office", letter=L)
    return life


def unserved() -> Life:
    life = issued()
    life.wait_until("07-18 09:00")
    return life


def summoned() -> Life:
    return overdue(4).deliver("1/rung-4")


def talked() -> Life:
    life = summoned()
    life.does("RecordTalk", "director", on=f"{life.today}", **TALK)
    return life


def fined() -> Life:
    life = rectifying()
    life.does("FilePenalty", "inspector", decision="罚1", on=f"{life.today}", fine_yuan=50_000)
    return life


def proposed() -> Life:
    life = overdue(5)
    life.does("SignLetter", "leader", letter="1/rung-5")
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-5")
    return life


def listed() -> Life:
    life = proposed()
    life.does("RecordListing", "clerk-of-office", **LISTED)
    return life


def waiting_for_release() -> Life:
    life = rectifying()
    life.happens(life.decides("ReportProgress", "safety", text="x")[0])
    life._case = life.case.model_copy(update={"asked_release_on": life.today})
    return life


stopped = after(rectifying, "OrderSuspension", "inspector", scope="罐区", reason="危险", legal_reviewer="legal")
asked = after(rectifying, "RequestExtension", "safety", **EXTENSION)
proposed_hold = after(rectifying, "HoldClock", "inspector", **HOLD)
held = after(proposed_hold, "Countersign", "approver")
referred = after(reported, "Refer", "inspector", to="住建局", reason="职责")
public = after(lambda: reported(channel="public_report"), "AddEvidence", "town", digest=PHOTO, name="照片")

TABLE: dict[str, tuple[Callable[[], Life], dict[str, Any], set[str]]] = {
    "Report": (Life, HAZARD, ENTITY | FIELD | REGULATOR | {"intake"}),
    "StartSupervision": (adopted, {}, CLERKS | OFFICE),
    "Determine": (reported, FOUND, REGULATOR),
    "CheckDanger": (public, {"danger": False, "note": "无"}, REGULATOR | {"town"}),
    "Dismiss": (reported, {"reason": "无此事", "second": "second"}, REGULATOR),
    "Downgrade": (reported, {"criterion": "八", "reason": "一般", "approver": "approver", "receipt": "1"}, REGULATOR),
    "Merge": (reported, {"into": "2025-000002", "reason": "同一"}, REGULATOR),
    "Refer": (reported, {"to": "住建局", "reason": "职责"}, REGULATOR),
    "AcceptReferral": (referred, {}, REGULATOR),
    "IssueOrder": (determined, {"requirements": "更换"}, REGULATOR),
    "Acknowledge": (notified, {}, {"principal"}),
    "SubmitPlan": (planning, PLAN, ENTITY),
    "ApprovePlan": (plan_submitted, {}, REGULATOR),
    "ReturnPlan": (plan_submitted, {"reason": "缺"}, REGULATOR),
    "ReportProgress": (rectifying, {"text": "订货"}, ENTITY),
    "AddEvidence": (rectifying, {"digest": PHOTO, "name": "照片"}, ENTITY | FIELD | REGULATOR | OFFICE | {"approver-2"}),
    "Assign": (rectifying, {"handler": "second"}, {"regulator-head", "director"}),
    "Urge": (rectifying, {"note": "请抓紧"}, OFFICE | {"town", "industry"}),
    "CheckInterimMeasures": (rectifying, {"kept": True}, REGULATOR | {"town"}),
    "RequestExtension": (rectifying, EXTENSION, ENTITY),
    "GrantExtension": (asked, {"until": "2025-07-31"}, REGULATOR | {"leader"}),
    "RefuseExtension": (asked, {"reason": "不足"}, REGULATOR),
    "ReturnExtension": (asked, {"reason": "补正"}, REGULATOR),
    "HoldClock": (rectifying, HOLD, REGULATOR),
    "Countersign": (proposed_hold, {}, {"approver-2"}),
    "RenewHold": (held, {"review_on": "2025-06-27", "reason": "未解封"}, REGULATOR),
    "ReleaseClock": (held, {"reason": "解封"}, REGULATOR),
    "OrderSuspension": (rectifying, {"scope": "罐区", "reason": "险", "legal_reviewer": "legal"}, REGULATOR),
    "RequestResumption": (stopped, {"report": "已备"}, ENTITY),
    "DecideResumption": (
        after(stopped, "RequestResumption", "safety", report="已备"), {"granted": True, "opinion": "可"}, REGULATOR,
    ),
    "RequestReinspection": (rectifying, {"report": "已改"}, ENTITY),
    "PassReinspection": (reinspecting, PASSED, REGULATOR),
    "FailReinspection": (reinspecting, FAILED, REGULATOR),
    "RecordPosting": (rectifying, {"what": "list", "evidence": PHOTO}, ENTITY),
    "RecordWorkersReport": (
        rectifying,
        {"regulator_on": "2025-06-04", "body": "all_workers", "workers_on": "2025-06-04", "photo": PHOTO},
        ENTITY,
    ),
    "ApproveClosure": (lambda: papers(closing()), {"opinion": "同意"}, {"approver-2"}),
    "ReturnClosure": (closing, {"to": "papers", "reason": "缺"}, {"approver-2"}),
    "ReopenCase": (closed, {"reason": "反弹", "evidence": [PHOTO]}, OFFICE | {"approver-2"}),
    "SignLetter": (lambda: overdue(2), {"letter": L}, {"director"}),
    "HoldDraft": (lambda: overdue(2), {"letter": L, "reason": "缓"}, {"director"}),
    "ReturnDraft": (lambda: overdue(2), {"letter": L, "reason": "改"}, {"director"}),
    "IssueLetter": (after(lambda: overdue(2), "SignLetter", "director", letter=L), {"letter": L}, OFFICE),
    "WithdrawLetter": (issued, {"letter": L, "reason": "误"}, {"director"}),
    "VoidLetter": (issued, {"letter": L, "reason": "误"}, {"director"}),
    "ServeLetter": (issued, {"letter": L, "how": "principal"}, FIELD | OFFICE | REGULATOR),
    "ProceedUnserved": (unserved, {"letter": L, "reason": "拒收"}, {"director"}),
    "AnswerLetter": (issued, {"letter": L, "text": "回复"}, ENTITY),
    "RecordTalk": (summoned, {**TALK, "on": "2025-07-25"}, OFFICE | {"leader"}),
    "MissTalk": (summoned, {"whose": "office"}, OFFICE),
    "ReceiveTalkReport": (talked, {"text": "已改"}, OFFICE),
    "FilePenalty": (rectifying, {"decision": "罚1", "on": "2025-06-04"}, REGULATOR),
    "Settle": (fined, {"kind": "fine", "ref": "罚1"}, REGULATOR | OFFICE),
    "ExplainNoPenalty": (lambda: overdue(1), {"reason": "轻微"}, REGULATOR),
    "RecordListing": (proposed, LISTED, OFFICE),
    "RefuseListing": (proposed, {"reason": "不足"}, OFFICE),
    "Delist": (listed, {"government": "县政府", "reason": "完成"}, OFFICE),
    "Expose": (
        lambda: overdue(1),
        {"media": "县报", "content": "曝光", "legal_reviewer": "legal", "desensitised": True},
        OFFICE | {"leader"},
    ),
    "ProposeClosing": (lambda: overdue(1), {"grounds": "拒不整改", "legal_reviewer": "legal"}, {"regulator-head"}),
    "Transfer": (
        lambda: overdue(1), {"organ": "公安局", "materials": "卷宗", "legal_reviewer": "legal"}, {"regulator-head"},
    ),
    "Jump": (rectifying, {"grounds": "mass_casualty_risk", "note": "难改"}, OFFICE),
    "CorrectEntry": (
        rectifying,
        {"field": "risk", "now": "red", "reason": "误", "second": "second"},
        ENTITY | FIELD | REGULATOR | OFFICE | CLERKS | {"approver-2", "intake"},
    ),
    "CorrectService": (
        rectifying,
        {"letter": "1/order", "on": "2025-06-03", "reason": "误", "second": "second"},
        FIELD | REGULATOR | OFFICE | CLERKS | {"approver-2", "intake"},
    ),
    "VoidCase": (rectifying, {"reason": "误录"}, {"regulator-head", "director", "clerk-head"}),
    "CloseEntity": (rectifying, {"evidence": [PHOTO]}, REGULATOR),
    "AdoptEdition": (rectifying, {"edition": "x", "reason": "新"}, OFFICE | {"keeper"}),
    "ReleaseProvisional": (waiting_for_release, {"reason": "已核"}, {"director"}),
    "Lapse": (rectifying, {"due_at": "2025-06-04T09:00:00+08:00"}, set()),
    "Project": (rectifying, {"calendar": "2027"}, set()),
}  # fmt: skip
REFUSED = {"NOT_PERMITTED", "NOT_SIGNATORY"}


@cache
def given(command: str) -> Life:
    return TABLE[command][0]()


def answered(life: Life, command: str, by: str, data: dict[str, Any]) -> str:
    try:
        life.decides(command, by, **data)
    except Refusal as refusal:
        return refusal.code
    return "done"


def test_the_table_knows_every_command() -> None:
    """DOMAIN §4a names them all (and `CheckDanger`, `AddEvidence`, the clock's `Project`, which its rows imply)."""
    assert set(TABLE) == set(COMMANDS)


def test_everybody_is_every_role() -> None:
    """§4: one row for each role; the listing government "is an outside party", it never signs in."""
    assert {one.role for person in EVERYBODY for one in PEOPLE[person]} == set(Role) - {Role.GOVERNMENT}


@pytest.mark.parametrize("by", sorted(EVERYBODY))
@pytest.mark.parametrize("command", sorted(TABLE))
def test_who_may_do_what(command: str, by: str) -> None:
    """DOMAIN §4a, column "who": allowed as it says, refused to everybody else."""
    _, data, allowed = TABLE[command]
    code = answered(given(command), command, by, data)
    if by not in allowed:
        assert code in REFUSED
    elif command == "AdoptEdition":  # the one edition there is, is in force already
        assert code == "EDITION_UNKNOWN"
    else:
        assert code == "done"


@pytest.mark.parametrize("command", sorted(TABLE))
def test_nobody_may_do_anything_without_an_appointment(command: str) -> None:
    """ "*appointments* (person, post, office or entity …)": an unknown person, and one whose term has ended."""
    for by in ("nobody", "former"):
        assert answered(given(command), command, by, TABLE[command][1]) in REFUSED


@pytest.mark.parametrize("command", sorted(set(TABLE) - {"Report", "AcceptReferral"}))
def test_scope_is_jurisdiction_and_industry(command: str) -> None:
    """ "Scope = jurisdiction tree × industry": another town's people, another trade's regulator, another entity."""
    for by in ("far-inspector", "mine-inspector", "far-town", "stranger"):
        assert answered(given(command), command, by, TABLE[command][1]) in REFUSED


def test_a_referral_is_accepted_where_it_was_sent() -> None:
    """law art. 69: the receiving department is another one, of another trade or place; still a regulator."""
    data = TABLE["AcceptReferral"][1]
    assert answered(given("AcceptReferral"), "AcceptReferral", "mine-inspector", data) == "done"
    assert answered(given("AcceptReferral"), "AcceptReferral", "far-inspector", data) == "done"
    assert answered(given("AcceptReferral"), "AcceptReferral", "far-town", data) in REFUSED


@pytest.mark.parametrize("by", ["far-inspector", "mine-inspector", "far-town", "stranger"])
def test_a_report_is_made_where_one_belongs(by: str) -> None:
    """The same for what opens a case: nobody reports for another entity or outside his area."""
    assert Life().refused("Report", by, **HAZARD) == "NOT_PERMITTED"


def test_a_jurisdiction_covers_what_begins_with_it() -> None:
    """The jurisdiction tree: 城关 covers 城关镇, an office without one covers all."""
    Life().does("Report", "town", **HAZARD)
    assert Life().refused("Report", "town", **{**HAZARD, "region": "河西镇"}) == "NOT_PERMITTED"
    Life().does("Report", "far-inspector", **{**HAZARD, "region": "河西镇"})


def test_second_persons_are_in_scope_too() -> None:
    """ "two persons": the second holds his role on this very case."""
    life = reported()
    assert life.refused("Dismiss", "inspector", reason="无", second="far-inspector") == "NOT_PERMITTED"


def test_discipline_is_the_leaders() -> None:
    """ "提请关闭, 移送: head of the regulator after legal review; to 纪检监察: commission leader" (S45)."""
    life = overdue(1)
    asked_of = {"organ": "县纪委监委", "materials": "线索", "to_discipline": True}
    assert life.refused("Transfer", "regulator-head", **asked_of) == "NOT_PERMITTED"
    life.does("Transfer", "leader", **asked_of)
    assert life.case.open  # "the hazard stays open until fixed"
    judicial = {"organ": "公安局", "materials": "卷宗"}
    assert life.refused("Transfer", "regulator-head", **judicial) == "LEGAL_REVIEW_MISSING"


@pytest.mark.parametrize("command", ["Expose", "ProposeClosing", "Transfer"])
def test_of_overdue_or_listed_cases_only(command: str) -> None:
    """§4a, column "stage": "overdue or listed"."""
    by = {"Expose": "leader"}.get(command, "regulator-head")
    assert rectifying().refused(command, by, **TABLE[command][1]) == "NOT_OVERDUE"


def test_exposure_is_desensitised() -> None:
    """S37, S68: legal review first, and nobody's identity in it."""
    data = {**TABLE["Expose"][1], "desensitised": False}
    assert overdue(1).refused("Expose", "leader", **data) == "NOT_DESENSITISED"
    assert overdue(1).refused("Expose", "leader", **{**data, "legal_reviewer": "director"}) == "NOT_PERMITTED"


STAGES_OF = {
    "Determine": reported, "Dismiss": reported, "Merge": reported, "Refer": reported, "Downgrade": reported,
    "IssueOrder": determined, "SubmitPlan": planning, "ApprovePlan": plan_submitted, "ReturnPlan": plan_submitted,
    "PassReinspection": reinspecting, "FailReinspection": reinspecting, "ApproveClosure": closing,
    "ReturnClosure": closing, "ReopenCase": closed,
}  # fmt: skip
"""Commands of one stage."""


@pytest.mark.parametrize("command", sorted(STAGES_OF))
def test_in_its_stage_only(command: str) -> None:
    """DOMAIN §4a, column "stage"."""
    _, data, allowed = TABLE[command]
    by = min(allowed)
    for life in (reported, determined, ordered, planning, plan_submitted, rectifying, reinspecting, closing, closed):
        built = life()
        if built.case.stage is not STAGES_OF[command]().case.stage:
            assert built.refused(command, by, **data) == "OUT_OF_TURN"


def test_before_the_start_only_errors_are_mended() -> None:
    """ "Nothing is sent for a batch until the office presses 开始督办": nobody acts on its cases either."""
    life = adopted()
    assert life.refused("RequestReinspection", "safety", report="已改") == "NOT_STARTED"
    assert life.refused("FilePenalty", "inspector", decision="罚1", on="2025-06-03") == "NOT_STARTED"
    life.decides("VoidCase", "clerk-head", reason="误录")
    life.decides("AddEvidence", "inspector", digest=PHOTO, name="照片")


def test_a_case_is_opened_once() -> None:
    """A number is never reused; a command of a case nobody opened has no case."""
    assert reported().refused("Report", "inspector", **HAZARD) == "CASE_EXISTS"
    assert Life().refused("Determine", "inspector", **FOUND) == "CASE_UNKNOWN"


def test_a_letter_can_be_signed_once() -> None:
    """What has moved on has moved on."""
    life = issued()
    assert life.refused("SignLetter", "director", letter=L) == "LETTER_MOVED"
    assert life.case.letter(L).status is LetterStatus.ISSUED  # type: ignore[union-attr]
