"""更正 (DOMAIN "Corrections"): the record is append-only; people err daily."""

import pytest

from domain import events as e
from domain.evolve.corrections import CORRECTABLE
from tests.domain.builders import Life, adopted, day, notified, ordered, overdue, planning, rectifying, reported

RISK = {"field": "risk", "now": "red", "reason": "录错"}


def test_the_author_alone_within_a_day() -> None:
    """ "by the author within 24 h alone"."""
    life = reported().on("06-04 08:59")
    (found,) = life.does("CorrectEntry", "inspector", **RISK)
    assert isinstance(found, e.EntryCorrected)
    assert (found.was, found.now, life.case.risk) == ("", "red", "red")


def test_later_by_two_persons() -> None:
    """ "later or for a legal date by two persons"."""
    life = reported().on("06-04 09:01")
    assert life.refused("CorrectEntry", "inspector", **RISK) == "SECOND_PERSON"
    assert life.refused("CorrectEntry", "inspector", **RISK, second="inspector") == "SECOND_PERSON"
    assert life.refused("CorrectEntry", "inspector", **RISK, second="far-inspector") == "NOT_PERMITTED"
    life.does("CorrectEntry", "inspector", **RISK, second="second")


def test_anybody_else_needs_a_second_at_once() -> None:
    """ "by the author … alone": another person, two persons."""
    assert reported().refused("CorrectEntry", "second", **RISK) == "SECOND_PERSON"


def test_a_day_cannot_be_turned_back() -> None:
    """A correction is of the moment it is made: dated back into the first 24 h it would need nobody else."""
    life = reported().on("07-01 09:00")
    back = {"at": "2025-06-03T10:00:00+08:00", "late_reason": "补录"}
    assert life.refused("CorrectEntry", "inspector", **RISK, **back) == "AT_NOT_ALLOWED"


@pytest.mark.parametrize(("field", "now"), [("found_on", "2025-06-01"), ("rectify_by", "2025-07-11")])
def test_legal_dates_by_two_persons_even_at_once(field: str, now: str) -> None:
    """ "or for a legal date by two persons"."""
    life = ordered()
    asked = {"field": field, "now": now, "reason": "录错"}
    assert life.refused("CorrectEntry", "inspector", **asked) == "SECOND_PERSON"
    life.does("CorrectEntry", "inspector", **asked, second="second")
    assert str(getattr(life.case, field)) == now


@pytest.mark.parametrize(
    ("field", "now", "code"),
    [
        ("number", "2025-000009", "NOT_CORRECTABLE"),
        ("stage", "closed", "NOT_CORRECTABLE"),
        ("rung", "0", "NOT_CORRECTABLE"),
        ("found_on", "昨天", "VALUE_INVALID"),
        ("found_on", "2025-06-09", "FOUND_IN_FUTURE"),
        ("rectify_by", "9999-12-31", "VALUE_INVALID"),
        ("rectify_by", "0001-01-01", "VALUE_INVALID"),
        ("channel", "梦见", "VALUE_INVALID"),
        ("unit", "", "VALUE_INVALID"),
        ("description", " ", "VALUE_INVALID"),
    ],
)
def test_what_cannot_be_corrected_so(field: str, now: str, code: str) -> None:
    """Only what was entered, and only to something that can be; nothing decided is corrected away."""
    assert ordered().refused("CorrectEntry", "inspector", field=field, now=now, reason="录错", second="second") == code


def test_a_period_not_begun_is_not_corrected() -> None:
    """期限未起算: there is no T to correct."""
    asked = {"field": "rectify_by", "now": "2025-07-11", "reason": "录错", "second": "second"}
    assert ordered(rectify_days=30).refused("CorrectEntry", "inspector", **asked) == "PERIOD_NOT_BEGUN"


def test_every_correctable_field_exists() -> None:
    """A correction that names a field no case has would be lost."""
    case = reported().case
    assert all(hasattr(case, field) for field in CORRECTABLE)


def test_a_corrected_t_recomputes_the_next_deadline_and_un_sends_nothing() -> None:
    """ "A late or corrected fact recomputes the next deadline and never un-sends a letter"."""
    life = overdue(2)
    life.does("CorrectEntry", "inspector", field="rectify_by", now="2025-07-18", reason="录错", second="second")
    assert (life.case.rung, life.case.rectify_lapsed) == (2, False)
    life.deliver("1/rung-2")
    life.through("07-31")
    assert 3 not in life.fired()
    life.through("08-01")  # T+10 wd of July 18
    assert life.fired()[3] == day("08-01")


# --- service --------------------------------------------------------------------------------------------------------


def corrected(life: Life, on: str, letter: str = "1/order") -> Life:
    life.does("CorrectService", "inspector", letter=letter, on=on, reason="登记有误", second="second")
    return life


def test_a_corrected_service_counts_again() -> None:
    """ "`ServiceCorrected`": served June 5, not June 4: acknowledge by June 9, plan by June 25, T (30 d) July 7."""
    life = notified(rectify_days=30).on("06-06 09:00")
    corrected(life, "2025-06-05")
    # June 5 + 30 d is July 5, a Saturday
    assert (life.due("acknowledge"), life.due("plan"), life.case.rectify_by) == (
        day("06-09"), day("06-25"), day("07-07"),
    )  # fmt: skip


def test_a_written_t_stays() -> None:
    """Invariant 5: a date stated in the order does not count from its service."""
    life = corrected(notified().on("06-06 09:00"), "2025-06-05")
    assert life.case.rectify_by == day("07-04")


def test_by_two_persons() -> None:
    """ "author or two persons" (§4a)."""
    life = notified().on("06-06 09:00")
    asked = {"letter": "1/order", "on": "2025-06-05", "reason": "登记有误"}
    assert life.refused("CorrectService", "inspector", **asked, second="inspector") == "SECOND_PERSON"
    assert life.refused("CorrectService", "inspector", **asked) == "COMMAND_MALFORMED"
    assert (
        life.refused("CorrectService", "inspector", **{**asked, "on": "2025-06-02"}, second="second") == "SERVICE_DATE"
    )
    assert (
        life.refused("CorrectService", "inspector", **{**asked, "on": "2025-06-07"}, second="second") == "SERVICE_DATE"
    )


def test_what_is_settled_is_not_owed_again() -> None:
    """Acknowledged is acknowledged, whenever it was served."""
    life = corrected(planning().on("06-06 09:00"), "2025-06-05")
    assert (life.due("acknowledge"), life.due("plan")) == (None, day("06-25"))


def test_of_two_formal_notices_only_the_corrected_one_counts_again() -> None:
    """Two answers are owed; correcting one service leaves the other alone."""
    life = planning()
    life.through("07-09")  # the plan's own 函告 of June 27 has come before the leader, T's is of today
    own, rung = "1/plan/2025-06-24/formal_notice", "1/rung-2"
    life.deliver(own, signed_by="leader").deliver(rung)
    assert (life.due("answer", own), life.due("answer", rung)) == (day("07-16"), day("07-16"))
    life.wait_until("07-11 09:00")
    corrected(life, "2025-07-10", own)
    assert (life.due("answer", own), life.due("answer", rung)) == (day("07-17"), day("07-16"))


# --- editions -------------------------------------------------------------------------------------------------------


def test_adopting_an_edition_is_a_recorded_act() -> None:
    """Invariant 5: "adopting an edition for running cases is a recorded act" — of one that exists, and another one."""
    life = rectifying()
    assert life.refused("AdoptEdition", "keeper", edition=life.case.edition, reason="新版") == "EDITION_IN_FORCE"
    assert life.refused("AdoptEdition", "keeper", edition="1999.1", reason="新版") == "EDITION_UNKNOWN"
    assert life.refused("AdoptEdition", "inspector", edition="1999.1", reason="新版") == "NOT_PERMITTED"


def test_editing_the_rulebook_rewrites_no_date() -> None:
    """Invariant 5: "the event stores the date set …. Editing the rulebook rewrites none"."""
    life = rectifying()
    before = life.case.obligations
    life.rules = life.rules.model_copy(update={"interim_check_workdays": 1, "rectify_days": 1})
    assert (life.case.obligations, life.case.rectify_by) == (before, day("07-04"))
    deadline = life.armed()
    assert deadline is not None
    assert deadline.day == day("06-16")  # R−1 of the look due June 17, as it was set


def test_an_adopted_row_is_corrected_before_the_start() -> None:
    """ "people err daily": also in a batch not yet started."""
    life = adopted()
    life.does("CorrectEntry", "clerk", field="unit", now="永盛烟花爆竹厂", reason="名称不全")
    assert life.case.unit == "永盛烟花爆竹厂"
