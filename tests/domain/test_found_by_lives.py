"""What random lives once found, each told as its own short story so that it stays found."""

from datetime import date, time, timedelta

import pytest

from domain import commands as c
from domain import events as e
from domain.adoption import Row
from domain.case import SiteDecision
from domain.evolve import evolve
from domain.obligations import Owe, owe
from domain.people import Role
from domain.workdays import instant
from tests.domain.forms import DIGEST
from tests.domain.lives import Life
from tests.domain.world import CALENDARS

T = date(2026, 3, 31)


def _adopted(rectify_by: date = T, *, on: date = date(2026, 3, 2), calendar=CALENDARS[1]) -> Life:
    life = Life(now=instant(on, time(10)), calendar=calendar)
    life.adopted(Row(row=7, unit="甲公司", description="无漏电保护", level="major", rectify_by=rectify_by))
    life.do(c.StartSupervision(), "clerk")
    return life


def _held(life: Life, review_on: date) -> None:
    life.do(c.HoldClock(grounds="force_majeure", reason="洪水", review_on=review_on, evidence=(DIGEST,)), "bureau-head")
    life.do(c.Countersign(), "approver-1")


def _refused(life: Life) -> str | None:
    refusal = life.turns[-1].refusal
    return refusal.code if refusal else None


def test_a_release_dated_before_its_hold_moves_t_by_nothing():
    life = _adopted()
    life.until(instant(date(2026, 3, 10), time(10)))
    _held(life, date(2026, 3, 20))
    life.do(c.ReleaseClock(reason="水退", at=life.now - timedelta(days=3), late_reason="补录"), "bureau-head")
    assert life.case.hold is None
    assert life.case.rectify_by == T


def test_a_hold_released_late_had_ended_at_its_review_date():
    life = _adopted()
    _held(life, date(2026, 3, 12))
    life.now = instant(date(2026, 3, 20), time(10))  # the service was down when it should have ended
    life.do(c.ReleaseClock(reason="水退"), "bureau-head")
    assert life.case.rectify_by == T + timedelta(days=10)


def _asked_for_release() -> Life:
    life = _adopted(date(2027, 1, 8), on=date(2026, 12, 1))
    while life.case.asked_release_on is None:
        life.until(life.now + timedelta(days=1))
    return life


def test_a_provisional_day_is_released_once():
    """Released again each morning, the rung would never fire."""
    life = _asked_for_release()
    life.do(c.ReleaseProvisional(reason="核对无误"), "office-head")
    ladder_from = life.case.ladder_from
    life.do(c.ReleaseProvisional(reason="核对无误"), "office-head")
    assert _refused(life) == "NOTHING_OWED"
    life.until(instant(ladder_from, time(9)))
    assert life.case.rung == 2


def test_a_projection_does_not_put_a_rung_off_again():
    """The daily reconcile projects; a rung that waited fires the next workday, however often that is said."""
    life = _asked_for_release()
    life.load_calendar()
    ladder_from = life.case.ladder_from
    life.until(instant(ladder_from, time(1)))
    life.load_calendar()
    life.until(instant(ladder_from, time(9)))
    assert life.case.rung == 2


def test_an_ended_case_waits_for_no_release():
    life = _asked_for_release()
    fine = c.FilePenalty(decision="罚1", on=date(2027, 1, 13), fine_yuan=50_000, pay_by=date(2027, 3, 1))
    life.until(instant(date(2027, 1, 13), time(12)))
    life.do(fine, "bureau-head")
    life.do(c.CloseEntity(evidence=(DIGEST,)), "bureau-head")
    assert life.case.obligations
    life.do(c.ReleaseProvisional(reason="核对无误"), "office-head")
    assert _refused(life) is not None


def test_letters_of_one_case_never_share_an_id():
    """A check entered late opens the same obligation with the same date again; its 督办函 is another letter."""
    life = _adopted(date(2026, 9, 30))
    interim = c.Interim(measures="断电", who="safety-officer", until=date(2026, 9, 30))
    life.do(c.Determine(criterion="第三条", site_decision=SiteDecision.TIME_LIMIT, interim=interim), "bureau-head")
    for on in (date(2026, 4, 10), date(2026, 5, 12)):
        life.until(instant(on, time(12)))
        checked = instant(date(2026, 3, 4), time(10))
        life.do(c.CheckInterimMeasures(kept=True, at=checked, late_reason="补录"), "inspector-1")
    life.until(instant(date(2026, 6, 1), time(9)))
    letters = [one.id for one in life.case.letters]
    assert len(letters) == len(set(letters)) > 1


def test_after_an_outage_the_rung_takes_in_the_letter_due_with_it():
    """Two lapses at once share one letter, of the higher rung, naming both — after an outage as on any day."""
    life = _adopted(on=date(2026, 2, 24))
    life.do(c.RequestReinspection(report="已整改"), "principal")
    inspectors = ("inspector-1", "inspector-2")
    life.do(c.FailReinspection(inspectors=inspectors, reason="未整改"), "bureau-head")
    life.until(instant(date(2026, 4, 1), time(9)))
    assert life.case.rung == 1
    # a plan that was due days ago stands beside 函告 when the service comes back
    owed = e.PlanReturned(at=life.now, owes=(_plan_due(date(2026, 3, 30)),), reason="不全")
    life.case = evolve(life.case, owed)
    life.now = instant(date(2026, 4, 20), time(10))
    life.until(life.now)
    fired = [event for event in life.log if isinstance(event, e.RungFired) and event.rung == 2]
    assert [one.kind for one in fired[0].shared] == ["plan"]
    assert not any(isinstance(event, e.LetterDrafted) and event.kind == "plan" for event in life.log)


def _plan_due(day: date):
    return owe(Owe.PLAN, Role.ENTITY, day, CALENDARS[1], by=day)


@pytest.mark.parametrize("backdated", [0, 2])
def test_a_hold_of_no_days_moves_nothing(backdated):
    life = _adopted()
    _held(life, date(2026, 3, 20))
    life.do(
        c.ReleaseClock(reason="水退", at=life.now - timedelta(days=backdated) if backdated else None), "bureau-head"
    )
    assert life.case.rectify_by == T


def test_nothing_new_begins_on_an_ended_case_that_still_owes_a_fine():
    life = _adopted()
    life.do(c.FilePenalty(decision="罚1", on=date(2026, 3, 2), fine_yuan=50_000), "bureau-head")
    life.do(c.Jump(grounds="mass_casualty_risk", note="难以整改"), "office-head")
    life.do(c.CloseEntity(evidence=(DIGEST,)), "bureau-head")
    listed = {"level": "county", "government": "县政府", "listed_on": date(2026, 3, 2), "listed_until": T}
    for command, by in (
        (c.RecordListing(**listed), "office-head"),
        (c.SignLetter(letter="1/rung-5"), "leader"),
        (c.ServeLetter(letter="1/rung-5", how="principal"), "town"),
        (c.Transfer(organ="公安", materials="卷", legal_reviewer="lawyer"), "bureau-head"),
    ):
        life.do(command, by)
        assert _refused(life) == "CASE_ENDED"
    life.do(c.AddEvidence(digest=DIGEST, name="缴款书"), "bureau-head")
    assert _refused(life) is None


def _told(life: Life) -> None:
    """函告 signed, issued and served the day it is drafted."""
    while life.case.rung < 2:
        life.until(life.now + timedelta(hours=8))
    life.do(c.SignLetter(letter="1/rung-2"), "office-head")
    life.do(c.IssueLetter(letter="1/rung-2"), "office-staff")
    life.do(c.ServeLetter(letter="1/rung-2", how="principal"), "town")


def test_service_corrected_day_after_day_does_not_hold_the_ladder():
    """Invariant 2: 通报 waits for the answer, counted at the latest from the day on which the gap would have begun."""
    life = _adopted(date(2026, 1, 30), on=date(2026, 1, 5))
    _told(life)
    issued = life.case.letter("1/rung-2").issued_on
    for _ in range(60):
        life.until(life.now + timedelta(days=1))
        today = instant(life.now.date(), time(0)).date()
        command = c.CorrectService(letter="1/rung-2", on=today, reason="笔误", second="inspector-2")
        life.do(command, "office-staff")
    bound = CALENDARS[1].add(issued, 10 + 5 + 1)
    assert life.case.rung_fact(3).on <= bound


def test_proceeding_unserved_begins_no_gap_anew():
    """Invariant 2: the gap began by itself ten workdays after the issue; deciding so afterwards puts nothing off."""
    life = _adopted(date(2026, 1, 30), on=date(2026, 1, 5))
    while life.case.rung < 2:
        life.until(life.now + timedelta(hours=8))
    life.do(c.SignLetter(letter="1/rung-2"), "office-head")
    life.do(c.IssueLetter(letter="1/rung-2"), "office-staff")
    while (began := life.case.letter("1/rung-2").gap_expired_on) is None:
        life.until(life.now + timedelta(hours=8))
    life.until(life.now + timedelta(days=3))
    life.do(c.ProceedUnserved(letter="1/rung-2", reason="多次未遇"), "office-head")
    assert _refused(life) is None
    assert life.case.letter("1/rung-2").gap_expired_on == began


def test_a_first_letter_whose_stored_day_became_a_rest_day_waits_for_the_workday():
    """The day after 开始督办 was a workday by the projection; the table, loaded meanwhile, makes it 春节."""
    life = _adopted(date(2026, 1, 5), on=date(2026, 2, 18), calendar=CALENDARS[0])
    assert life.case.ladder_from == date(2026, 2, 19)
    life.load_calendar()
    while (due := life.armed()).kind != "rung":
        life.until(due.at)
    assert due.day == date(2026, 2, 24)
    life.until(due.at)
    assert life.case.rung == 1
