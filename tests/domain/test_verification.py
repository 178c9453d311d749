"""From the report to the determination (DOMAIN §2 `reported`, "Determination", "Other endings")."""

import pytest

from domain import events as e
from domain.case import Stage
from tests.domain.builders import FOUND, HAZARD, PHOTO, Life, adopted, day, determined, reported, types


def test_verified_within_five_workdays() -> None:
    """ "verify within 5 wd" — from Tuesday June 3 to June 10."""
    assert reported().due("verify") == day("06-10")


def test_a_public_report_is_checked_for_danger_first() -> None:
    """ "public report: danger check 5 wd, finish 60 d" (B9): Aug 2 is a Saturday, so August 4."""
    life = reported(channel="public_report")
    assert (life.due("danger_check"), life.due("verify")) == (day("06-10"), day("08-04"))
    life.does("CheckDanger", "town", danger=False, note="无现实危险")
    assert (life.due("danger_check"), life.due("verify")) == (None, day("08-04"))


def test_assigned_from_above_is_verified_as_stated() -> None:
    """ "assigned: as stated"; Sunday June 15 stays as written, its lapse rolls."""
    life = reported(channel="assigned", verify_by="2025-06-15")
    assert life.due("verify") == day("06-15")
    life.wait_until("06-16 23:59")
    assert not life.of(e.ObligationLapsed)
    life.wait_until("06-17 00:00")
    assert life.of(e.ObligationLapsed, kind="verify")


def test_no_other_channel_states_its_own_period() -> None:
    """ "assigned: as stated" — nobody else's date is silently dropped, it is refused."""
    assert Life().refused("Report", "inspector", **HAZARD, verify_by="2025-06-15") == "NOT_ASSIGNED"


def test_nothing_is_found_tomorrow() -> None:
    """A hazard found in the future is no fact (DOMAIN "Corrections": `at` ≤ now)."""
    assert Life().refused("Report", "inspector", **{**HAZARD, "found_on": "2025-06-04"}) == "FOUND_IN_FUTURE"


@pytest.mark.parametrize("missing", ["site_decision", "interim", "criterion"])
def test_no_determination_without_site_decision_and_interim_measures(missing: str) -> None:
    """ "refused without them (law art. 65)"."""
    data = {name: value for name, value in FOUND.items() if name != missing}
    assert reported().refused("Determine", "inspector", **data) == "COMMAND_MALFORMED"


@pytest.mark.parametrize("blank", [{"measures": " "}, {"who": ""}, {"until": 0}, {"until": "2025-13-01"}])
def test_interim_measures_say_what_who_until_when(blank: dict[str, object]) -> None:
    """ "临时管控措施: what, who, until when"; strict, like every other part of a command."""
    interim = {**FOUND["interim"], **blank}
    assert reported().refused("Determine", "inspector", **{**FOUND, "interim": interim}) == "COMMAND_MALFORMED"


def test_interim_measures_are_not_over_before_they_begin() -> None:
    """ "临时管控措施: … until when" (law art. 65)."""
    interim = {**FOUND["interim"], "until": "2025-06-02"}
    assert reported().refused("Determine", "inspector", **{**FOUND, "interim": interim}) == "INTERIM_PAST"


def test_determined_owes_the_order_the_same_day_and_looks_at_the_measures() -> None:
    """ "**issue** them the same day — regulator"; measures "looked at every 10 wd"."""
    life = determined()
    assert life.case.stage is Stage.DETERMINED
    assert life.case.level == "major"
    assert (life.due("issue_order"), life.due("check_interim"), life.due("verify")) == (
        day("06-03"), day("06-17"), None,
    )  # fmt: skip


def test_determined_in_the_evening_with_lives_in_danger() -> None:
    """ "after 17:00 … the next workday noon, unless life is in danger"."""
    life = reported("06-03 20:00")
    life.does("Determine", "inspector", **FOUND, danger_to_life=True)
    assert life.due("issue_order") == day("06-03")


def test_determined_once() -> None:
    """A determination is a fact; a second one is out of turn (DOMAIN §4a: stage reported)."""
    assert determined().refused("Determine", "inspector", **FOUND) == "OUT_OF_TURN"


def test_dismissed_by_two_persons() -> None:
    """ "dismissed (不属实; two persons …)"."""
    life = reported()
    assert life.refused("Dismiss", "inspector", reason="无此事", second="inspector") == "SECOND_PERSON"
    assert life.refused("Dismiss", "inspector", reason="无此事", second="town") == "NOT_PERMITTED"
    life.does("Dismiss", "inspector", reason="无此事", second="second")
    assert (life.case.stage, life.case.open, life.armed()) == (Stage.DISMISSED, False, None)


def test_a_dismissed_report_answers_its_reporter() -> None:
    """ "the reporter is answered" (S71: 事事有着落,件件有回音)."""
    life = reported(channel="public_report")
    asked = {"reason": "无此事", "second": "second"}
    assert life.refused("Dismiss", "inspector", **asked) == "REPORTER_UNANSWERED"
    life.does("Dismiss", "inspector", **asked, reporter_answered=True)
    assert life.case.stage is Stage.DISMISSED


def test_downgraded_with_criterion_approval_and_receipt() -> None:
    """ "downgraded (criterion and supervisor's approval; receipt by the ordinary register)"."""
    life = reported()
    data = {"criterion": "第八条", "reason": "属一般隐患", "receipt": "一般台账12号"}
    assert life.refused("Downgrade", "inspector", **data, approver="second") == "NOT_PERMITTED"
    assert life.refused("Downgrade", "inspector", **{**data, "receipt": ""}, approver="approver") == "COMMAND_MALFORMED"
    life.does("Downgrade", "inspector", **data, approver="approver")
    assert (life.case.stage, life.armed()) == (Stage.DOWNGRADED, None)


def test_merged_into_another_case() -> None:
    """ "merged": into another case, never into itself."""
    life = reported()
    assert life.refused("Merge", "inspector", into=life.number, reason="同一隐患") == "MERGE_INTO_ITSELF"
    life.does("Merge", "inspector", into="2025-000002", reason="同一隐患")
    assert (life.case.stage, life.armed()) == (Stage.MERGED, None)


def test_referred_and_accepted() -> None:
    """ "referred_out (the receiver accepts within 5 wd …)" (law art. 69)."""
    life = reported()
    life.does("Refer", "inspector", to="住建局", reason="属其职责")
    assert (life.due("accept_referral"), life.due("verify")) == (day("06-10"), None)
    life.does("AcceptReferral", "inspector", receipt="住建收12号")
    assert (life.case.stage, life.armed()) == (Stage.REFERRED_OUT, None)


def test_a_referral_nobody_accepts_returns() -> None:
    """ "… else it returns where it was": lapsed on June 10, verified within 5 wd from June 11."""
    life = reported()
    life.does("Refer", "inspector", to="住建局", reason="属其职责")
    events = life.wait_until("06-11 00:00")
    assert types(events) == ["ObligationLapsed"]
    assert (life.case.stage, life.due("accept_referral"), life.due("verify")) == (Stage.REPORTED, None, day("06-18"))
    life.does("Determine", "inspector", **FOUND)


@pytest.mark.parametrize(
    ("command", "data"),
    [
        ("Determine", FOUND),
        ("Refer", {"to": "水务局", "reason": "属其职责"}),
        ("Dismiss", {"reason": "无此事", "second": "second", "reporter_answered": True}),
        ("Merge", {"into": "2025-000002", "reason": "同一隐患"}),
        ("Downgrade", {"criterion": "第八条", "reason": "一般", "receipt": "12号", "approver": "approver"}),
    ],
)
def test_a_referred_matter_waits_for_its_receiver(command: str, data: dict[str, object]) -> None:
    """While it is another's to accept, nobody here decides it ("returns where it was")."""
    life = reported()
    life.does("Refer", "inspector", to="住建局", reason="属其职责")
    assert life.refused(command, "inspector", **data) == "REFERRED"


def test_danger_is_checked_though_referred() -> None:
    """ "danger check 5 wd": whoever heard of it looks for danger to life, whoever will deal with it."""
    life = reported(channel="public_report")
    life.does("Refer", "inspector", to="住建局", reason="属其职责")
    assert life.due("danger_check") == day("06-10")
    life.does("CheckDanger", "inspector", danger=False, note="无现实危险")
    assert life.due("danger_check") is None


def test_voided_by_the_office_head_alone() -> None:
    """ "voided (误录, office head)"."""
    life = determined()
    assert life.refused("VoidCase", "inspector", reason="误录") == "NOT_PERMITTED"
    life.does("VoidCase", "regulator-head", reason="误录")
    assert (life.case.stage, life.armed()) == (Stage.VOIDED, None)


def test_an_enterprise_that_closed() -> None:
    """ "entity_closed (企业关闭: evidence that power is cut and equipment disabled)"; never counted as closure."""
    life = determined()
    assert life.refused("CloseEntity", "inspector", evidence=[]) == "COMMAND_MALFORMED"
    life.does("CloseEntity", "inspector", evidence=[PHOTO])
    assert (life.case.stage, life.case.closed_on, life.armed()) == (Stage.ENTITY_CLOSED, None, None)


@pytest.mark.parametrize("ended", ["VoidCase", "CloseEntity", "ReportProgress", "CorrectEntry"])
def test_what_has_ended_is_over(ended: str) -> None:
    """ "any = while open or with an open obligation" — DOMAIN §4a."""
    life = determined()
    life.does("VoidCase", "regulator-head", reason="误录")
    data: dict[str, dict[str, object]] = {
        "VoidCase": {"reason": "误录"}, "CloseEntity": {"evidence": [PHOTO]}, "ReportProgress": {"text": "完成"},
        "CorrectEntry": {"field": "risk", "now": "red", "reason": "误"},
    }  # fmt: skip
    by = {"ReportProgress": "safety", "CorrectEntry": "inspector"}.get(ended, "regulator-head")
    assert life.refused(ended, by, **data[ended]) == "CASE_ENDED"


def test_an_adopted_case_owes_only_its_site_decision() -> None:
    """ "Adopted 重大 cases owe their site decision and interim measures" — in whatever stage it has reached."""
    life = adopted(rectify_by=day("07-04"))
    life.does("StartSupervision", "clerk")
    assert life.due("site_decision") == day("06-10")
    life.does("RequestReinspection", "safety", report="已整改")
    life.does("PassReinspection", "inspector", inspectors=["inspector", "second"], opinion="符合", entity_signed=True)
    life.does("Determine", "inspector", **FOUND)
    assert types(life.events)[-1] == "SiteDecisionRecorded"
    assert (life.case.stage, life.due("site_decision"), life.due("check_interim")) == (
        Stage.CLOSING, None, day("06-17"),
    )  # fmt: skip
