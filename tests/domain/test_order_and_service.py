"""The order, its service, and what begins with it (DOMAIN §2 `determined`, `notified`, "T"; §3 "Service"; S15)."""

import pytest

from domain import events as e
from domain.case import LetterStatus, Stage
from domain.due import rectify_forecast
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import bundled_calendar
from tests.domain.builders import PHOTO, Life, day, determined, notified, ordered, planning, types

TWO = {"witnesses": ["town", "grid"], "evidence": [PHOTO]}


def test_a_date_in_the_order_is_a_fact_at_once() -> None:
    """ "the order states it as a date (a fact at once)"."""
    life = ordered(rectify_by="2025-07-04")
    assert (life.case.stage, life.case.rectify_by) == (Stage.DETERMINED, day("07-04"))
    assert life.due("issue_order") is None


def test_a_written_rest_day_stays_as_written() -> None:
    """ "the date written in a paper order stays as written, only its lapse rolls": Saturday July 5 → July 7, 24:00."""
    life = notified(rectify_by="2025-07-05")
    life.does("Acknowledge", "principal")
    life.wait_until("07-07 23:59")
    assert life.case.rectify_by == day("07-05")
    assert not life.case.rectify_lapsed
    assert life.of(e.ObligationLapsed, kind="rectify") == []
    life.wait_until("07-08 00:00")
    assert life.case.rectify_lapsed


def test_a_period_begins_with_service() -> None:
    """ "or as a period … from service": until then 期限未起算 and the service is armed; 30 d from June 4 is July 4."""
    life = ordered(rectify_days=30)
    assert life.case.rectify_by is None
    assert life.armed().ref == "1/order"  # type: ignore[union-attr]
    # "its forecast is issue + 10 wd + period": June 3 + 10 wd is June 17, and 30 d on July 17
    assert rectify_forecast(life.case, rulebook(CURRENT_EDITION), bundled_calendar()) == day("07-17")
    life.on("06-04 09:00").does("ServeLetter", "town", letter="1/order", how="principal")
    assert life.case.rectify_by == day("07-04")
    assert rectify_forecast(life.case, rulebook(CURRENT_EDITION), bundled_calendar()) is None


def test_the_default_period_is_sixty_days() -> None:
    """ "(default 60 d)" (B4): from June 4 to August 3, a Sunday, so August 4."""
    life = determined()
    life.does("IssueOrder", "inspector", requirements="更换")
    life.on("06-04 09:00").does("ServeLetter", "town", letter="1/order", how="principal")
    assert life.case.rectify_by == day("08-04")


@pytest.mark.parametrize("period", [{"rectify_by": "2025-09-02"}, {"rectify_days": 91}, {"rectify_by": "2025-06-03"}])
def test_at_most_ninety_days(period: dict[str, object]) -> None:
    """ "At most 90 d": 90 d after June 3 is September 1."""
    assert determined().refused("IssueOrder", "inspector", requirements="更换", **period) == "PERIOD_OUT_OF_RANGE"


def test_a_date_and_a_period_are_one_too_many() -> None:
    """T is "a date … or a period"."""
    both = {"rectify_by": "2025-07-04", "rectify_days": 30}
    assert determined().refused("IssueOrder", "inspector", requirements="更换", **both) == "COMMAND_MALFORMED"


def test_one_order_at_a_time() -> None:
    """The order goes out once per cycle (DOMAIN §2: `determined` leaves by its service)."""
    assert ordered().refused("IssueOrder", "inspector", requirements="更换") == "ORDER_ISSUED"


def test_service_begins_the_acknowledgement_and_the_plan() -> None:
    """ "acknowledge within 2 wd of service", "plan within 20 d of service": June 6, and June 24."""
    life = notified()
    assert life.case.stage is Stage.NOTIFIED
    assert (life.due("acknowledge"), life.due("plan"), life.due("serve")) == (day("06-06"), day("06-24"), None)


def test_acknowledged_by_the_principal_alone() -> None:
    """ "*acknowledged* = the principal answered for having it" — the safety officer does not."""
    life = notified()
    assert life.refused("Acknowledge", "safety") == "NOT_PERMITTED"
    life.does("Acknowledge", "principal")
    assert (life.case.stage, life.due("acknowledge")) == (Stage.PLANNING, None)
    assert life.refused("Acknowledge", "principal") == "NOTHING_OWED"


def test_unacknowledged_after_two_workdays_the_case_goes_on() -> None:
    """ "or 2 wd after service (recorded as unacknowledged)"; reminder L+1 wd, and no letter ever."""
    life = notified()
    events = life.wait_until("06-07 00:00")
    assert types(events) == ["ObligationLapsed"]
    assert life.case.stage is Stage.PLANNING
    life.through("06-09")  # L+1 wd: Monday
    assert [one.workdays for one in life.of(e.ReminderSent, subject="acknowledge")] == [1]
    life.does("Acknowledge", "principal")  # late is better than never
    assert (life.case.stage, life.due("acknowledge")) == (Stage.PLANNING, None)


def test_fixed_on_the_spot_skips_planning() -> None:
    """ "Fixed on the spot: planning is skipped, reinspection never is (S52)"."""
    life = determined(on_the_spot=True)
    life.does("IssueOrder", "inspector", requirements="已现场整改")
    life.does("ServeLetter", "town", letter="1/order", how="principal")
    assert life.due("plan") is None
    life.does("Acknowledge", "principal")
    assert life.case.stage is Stage.RECTIFYING


def test_unserved_the_town_serves_in_person_then_the_head_decides() -> None:
    """ "Unserved 3 wd after issue → the town serves in person within 3 wd; still not → the head … decides within 2 wd"."""
    life = ordered()
    assert life.due("serve") == day("06-06")
    life.wait_until("06-07 00:00")
    assert life.due("town_serve") == day("06-11")
    life.wait_until("06-12 00:00")
    assert (life.due("decide_service"), life.due("town_serve")) == (day("06-13"), day("06-11"))
    assert life.due("serve") is None


def test_proceed_unserved_is_the_heads_and_comes_last() -> None:
    """ "the head of the issuing office decides …: *proceed unserved, with reason*"; then T begins."""
    life = ordered(rectify_days=30)
    asked = {"letter": "1/order", "reason": "拒收"}
    assert life.refused("ProceedUnserved", "regulator-head", **asked) == "SERVICE_STILL_OWED"
    life.wait_until("06-12 09:00")
    assert life.refused("ProceedUnserved", "inspector", **asked) == "NOT_PERMITTED"
    assert life.refused("ProceedUnserved", "director", **asked) == "NOT_PERMITTED"  # the order is the regulator's
    life.does("ProceedUnserved", "regulator-head", **asked)
    # 30 d from June 12 is July 12, a Saturday: Monday July 14
    assert (life.case.stage, life.case.rectify_by, life.due("acknowledge")) == (
        Stage.NOTIFIED, day("07-14"), day("06-16"),
    )  # fmt: skip


@pytest.mark.parametrize("how", ["other_channel", "announcement"])
def test_another_channel_or_an_announcement_is_the_last_resort(how: str) -> None:
    """ "still not → …: another channel, 公告, or proceed unserved"."""
    life = ordered()
    assert life.refused("ServeLetter", "inspector", letter="1/order", how=how) == "SERVICE_STILL_OWED"
    life.wait_until("06-12 09:00")
    life.does("ServeLetter", "inspector", letter="1/order", how=how)
    assert life.case.stage is Stage.NOTIFIED


@pytest.mark.parametrize("lacking", [{"witnesses": ["town"]}, {"witnesses": ["town", "town"]}, {"evidence": []}])
def test_service_in_person_needs_two_people_and_a_photo(lacking: dict[str, object]) -> None:
    """ "the town serves in person (留置送达, two people, photo; it counts as served)"."""
    life = ordered()
    asked = {"letter": "1/order", "how": "in_person", **TWO}
    assert life.refused("ServeLetter", "town", **{**asked, **lacking}) == "WITNESSES_MISSING"
    life.does("ServeLetter", "town", **asked)
    assert life.case.letter("1/order").status is LetterStatus.SERVED  # type: ignore[union-attr]


def test_service_has_its_day() -> None:
    """Served neither tomorrow nor before it was issued (DOMAIN "Corrections": `at` ≤ now)."""
    life = ordered().on("06-05 09:00")
    asked = {"letter": "1/order", "how": "principal"}
    assert life.refused("ServeLetter", "town", **asked, on="2025-06-06") == "AT_IN_FUTURE"
    assert life.refused("ServeLetter", "town", **asked, on="2025-06-02") == "SERVICE_DATE"
    life.does("ServeLetter", "town", **asked, on="2025-06-04")
    assert life.due("acknowledge") == day("06-06")


def _unserved() -> Life:
    life = ordered(rectify_days=30)
    life.wait_until("06-18 00:00")
    return life


def test_at_the_latest_ten_workdays_after_issue_the_next_gap_starts() -> None:
    """ "At the latest … 10 wd after issue (unserved) the next gap starts by itself (`GapExpired` …)": June 17."""
    life = _unserved()
    (gap,) = life.of(e.GapExpired)
    assert (gap.on, gap.why, life.case.stage) == (day("06-17"), "unserved", Stage.NOTIFIED)
    # 30 d from June 17 is July 17, a Thursday; acknowledge by June 19
    assert (life.case.rectify_by, life.due("acknowledge")) == (day("07-17"), day("06-19"))


def test_served_at_last_moves_nothing() -> None:
    """ "Only `ExtensionGranted` and `ClockReleased` move T": a service after the gap is on record and no more."""
    life = _unserved()
    life.does("ServeLetter", "town", letter="1/order", **{"how": "in_person", **TWO})
    assert (life.case.rectify_by, life.due("decide_service")) == (day("07-17"), None)


def test_an_unserved_order_is_the_regulators_lapse() -> None:
    """On a regulator (S46): R−1 handler, R+1 section head … — not 安委办, whose letter it is not; then the town's."""
    life = ordered()
    life.through("06-09")
    reminded = [(one.workdays, one.to) for one in life.of(e.ReminderSent, subject="serve")]
    assert reminded == [(-1, "regulator"), (1, "regulator")]


def test_an_order_taken_back_takes_its_date_along() -> None:
    """ "until then the case shows 期限未起算": a withdrawn order begins nothing, and another is owed within 1 wd."""
    life = ordered(rectify_by="2025-06-06")
    assert life.refused("WithdrawLetter", "director", letter="1/order", reason="写错") == "NOT_PERMITTED"
    life.does("WithdrawLetter", "regulator-head", letter="1/order", reason="写错")
    assert (life.case.rectify_by, life.due("serve"), life.due("issue_order")) == (None, None, day("06-04"))
    life.does("IssueOrder", "inspector", requirements="更换", rectify_days=45)
    assert [one.id for one in life.case.letters] == ["1/order", "1/order-2"]
    life.does("ServeLetter", "town", letter="1/order-2", how="principal")
    assert life.case.rectify_by == day("07-18")  # 45 d from June 3, a Friday


def test_reinspection_is_asked_once_the_order_is_known() -> None:
    """ "reinspection requested (allowed from any stage after `determined`)": else T would never begin."""
    assert ordered().refused("RequestReinspection", "safety", report="已整改") == "OUT_OF_TURN"
    for life in (notified(), planning()):
        life.does("RequestReinspection", "safety", report="已整改")
        assert life.case.stage is Stage.REINSPECTING
