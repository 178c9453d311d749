"""复查 (DOMAIN §2 `reinspecting`, "Failed reinspection"; law art. 68; S52)."""

import pytest

from domain import events as e
from domain.case import Stage
from tests.domain.builders import FAILED, PASSED, Life, day, overdue, rectifying, reinspecting


def failed_after_t(times: int = 1, at: str = "07-08 09:00") -> Life:
    """Asked and failed after T (July 4); 催办 fired July 7. The remedial date is July 22, 10 wd after July 8."""
    life = rectifying()
    life.wait_until(at)
    for n in range(times):
        life.does("RequestReinspection", "safety", report="已更换")
        life.does("FailReinspection", "inspector", **FAILED, **({} if n else {"remedial_by": "2025-07-22"}))
    return life


def test_inspected_within_ten_days_of_the_request() -> None:
    """ "inspect within 10 d of the request": June 4 + 10 d is June 14, a Saturday: June 16."""
    assert reinspecting().due("inspect") == day("06-16")


@pytest.mark.parametrize("inspectors", [["inspector"], ["inspector", "inspector"]])
def test_two_inspectors(inspectors: list[str]) -> None:
    """ "a passed reinspection by two inspectors" (art. 68), and a failed one too."""
    wanted = {"COMMAND_MALFORMED", "TWO_INSPECTORS"}
    assert reinspecting().refused("PassReinspection", "inspector", **{**PASSED, "inspectors": inspectors}) in wanted
    assert reinspecting().refused("FailReinspection", "inspector", **{**FAILED, "inspectors": inspectors}) in wanted


def test_inspectors_are_the_regulators() -> None:
    """Both hold the regulator's role on this case: the principal inspects nothing."""
    own = {**PASSED, "inspectors": ["inspector", "principal"]}
    assert reinspecting().refused("PassReinspection", "inspector", **own) == "NOT_PERMITTED"


def test_signed_by_the_entity_or_its_refusal_noted() -> None:
    """ "signed by the entity or its refusal noted, art. 68"."""
    unsigned = {**PASSED, "entity_signed": False}
    assert reinspecting().refused("PassReinspection", "inspector", **unsigned) == "SIGNATURE_MISSING"
    life = reinspecting()
    life.does("PassReinspection", "inspector", **unsigned, refusal_note="拒签，现场录像")
    assert (life.case.stage, life.due("decide_closure")) == (Stage.CLOSING, day("06-11"))


def test_a_request_holds_the_ladder() -> None:
    """ "A request for reinspection *holds* the ladder": asked July 3, T lapses July 4, no rung while it is undecided."""
    life = rectifying().on("07-03 09:00")
    life.does("RequestReinspection", "safety", report="已更换")
    life.through("07-25")
    assert life.of(e.ObligationLapsed, kind="rectify")
    assert life.fired() == {}


def test_it_never_resets_it() -> None:
    """ "… it never resets it": 催办 stays fired, and 函告 comes by T+3 wd, the workday after the failure."""
    life = rectifying()
    life.wait_until("07-07 12:00")
    life.does("RequestReinspection", "safety", report="已更换")
    assert life.case.rung == 1


def test_failed_before_t_no_remedial_date_t_rules() -> None:
    """ "Failed before T: no remedial date, T rules": 催办 on July 7 as if nothing had been asked."""
    life = reinspecting()
    assert life.refused("FailReinspection", "inspector", **FAILED, remedial_by="2025-06-10") == "REMEDIAL_NOT_ALLOWED"
    life.does("FailReinspection", "inspector", **FAILED)
    assert (life.case.stage, life.case.remedial_by) == (Stage.RECTIFYING, None)
    life.through("07-07")
    assert life.fired() == {1: day("07-07")}


@pytest.mark.parametrize("remedial", [None, "2025-07-08", "2025-07-23"])
def test_failed_after_t_a_remedial_date(remedial: str | None) -> None:
    """ "Failed after T: a *remedial date* (≤ 10 wd …)": July 22 at the latest."""
    life = rectifying()
    life.wait_until("07-08 09:00")
    life.does("RequestReinspection", "safety", report="已更换")
    asked = {**FAILED} if remedial is None else {**FAILED, "remedial_by": remedial}
    assert life.refused("FailReinspection", "inspector", **asked) == "REMEDIAL_OUT_OF_RANGE"


def test_until_it_lapses_the_ladder_is_held() -> None:
    """ "until it lapses the ladder is held, then the next rung fires on the next workday": July 22 → July 23."""
    life = failed_after_t()
    life.through("07-22")
    assert life.fired() == {1: day("07-07")}
    life.through("07-23")
    assert life.fired() == {1: day("07-07"), 2: day("07-23")}


def test_whether_t_had_run_out_is_asked_of_the_day_of_the_inspection() -> None:
    """A fact entered late counts at its own time: inspected July 4, entered July 8: T ruled, no remedial date."""
    life = rectifying().on("07-03 09:00")
    life.does("RequestReinspection", "safety", report="已更换")
    life.wait_until("07-08 09:00")
    entered = {**FAILED, "at": "2025-07-04T10:00:00+08:00"}
    assert life.refused("FailReinspection", "inspector", **entered, remedial_by="2025-07-10") == "REMEDIAL_NOT_ALLOWED"
    life.does("FailReinspection", "inspector", **entered)
    life.through("07-08")
    assert life.fired() == {1: day("07-08")}  # its workday is past: it goes out now


def test_the_second_failure_fires_the_next_letter_on_the_next_workday() -> None:
    """ "**Each** failure from the second of a cycle on fires the next letter rung (2–4 …) on the next workday"."""
    life = failed_after_t(2)
    assert (life.case.failures, life.case.remedial_by) == (2, None)
    assert life.refused("FailReinspection", "inspector", **FAILED) == "OUT_OF_TURN"
    life.through("07-09")
    assert life.of(e.RungFired)[-1].cause == "reinspection_failed"
    assert life.fired() == {1: day("07-07"), 2: day("07-09")}


def test_at_least_a_formal_notice() -> None:
    """ "(2–4, at least 函告)": twice failed before T, no 催办 yet: 函告 the next workday."""
    life = reinspecting()
    life.does("FailReinspection", "inspector", **FAILED)
    life.does("RequestReinspection", "safety", report="再次")
    life.does("FailReinspection", "inspector", **FAILED)
    life.through("06-05")
    assert life.fired() == {2: day("06-05")}


def test_without_awaiting_its_predecessors_service() -> None:
    """ "without awaiting its predecessor's service, with no remedial hold": 函告 unserved, 通报 the next workday."""
    life = failed_after_t(2)
    life.through("07-09")
    for _ in range(2):
        life.on("07-10 09:00").does("RequestReinspection", "safety", report="第三次")
        life.does("FailReinspection", "inspector", **FAILED)
    life.through("07-11")
    assert life.fired() == {1: day("07-07"), 2: day("07-09"), 3: day("07-11")}


def test_no_remedial_date_from_the_second_failure_on() -> None:
    """ "with no remedial hold"."""
    life = failed_after_t()
    life.does("RequestReinspection", "safety", report="再次")
    assert life.refused("FailReinspection", "inspector", **FAILED, remedial_by="2025-07-22") == "REMEDIAL_NOT_ALLOWED"


def test_a_further_request_no_longer_holds() -> None:
    """ "and a further request no longer holds": asked the same day, 函告 fires all the same."""
    life = failed_after_t(2)
    life.does("RequestReinspection", "safety", report="第三次")
    life.through("07-09")
    assert (life.case.stage, life.fired()[2]) == (Stage.REINSPECTING, day("07-09"))


def test_at_rung_five_a_failure_is_reported_to_the_listing_government() -> None:
    """ "At rung ≥ 5 a failure is reported to the listing government instead."""
    life = overdue(5)
    for n in range(2):
        life.does("RequestReinspection", "safety", report="已更换")
        life.does("FailReinspection", "inspector", **FAILED, **({} if n else {"remedial_by": "2025-08-08"}))
    first, second = life.of(e.ReinspectionFailed)
    assert (first.report_to_government, second.report_to_government) == (False, True)
    assert second.forced_on is None
    life.through("08-06")
    assert max(life.fired()) == 5


def test_never_two_rungs_on_one_workday() -> None:
    """Invariant 3: the failure's letter and T's own next rung do not fall on one day."""
    life = rectifying()
    life.wait_until("07-04 09:00")
    for _ in range(2):
        life.does("RequestReinspection", "safety", report="已更换")
        life.does("FailReinspection", "inspector", **FAILED)
    life.through("07-18")
    assert len(set(life.fired().values())) == len(life.fired())
