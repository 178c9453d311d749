"""督办阶梯 (DOMAIN §3): each rung on the later of its offset and its gap.

T is Friday July 4. T+1 wd = July 7 (Mon), T+3 = July 9 (Wed), T+10 = July 18 (Fri), T+15 = July 25 (Fri); T+30 d = August 3, a
Sunday, so August 4.
"""

import pytest

from domain import events as e
from domain.case import Letter, LetterStatus, Stage
from domain.due import armed, letter_time
from domain.obligations import Owe, owe
from domain.people import Role
from domain.rulebook import LetterKind
from domain.workdays import day_of
from tests.domain.builders import (
    CALENDAR,
    PASSED,
    PLAN,
    RULES,
    TALK,
    Life,
    day,
    moment,
    overdue,
    planning,
    rectifying,
    silent,
)

LISTED = {"level": "county", "government": "县政府", "listed_on": "2025-08-05", "listed_until": "2026-01-30"}


def letter_of(life: Life, rung: int) -> Letter:
    found = life.case.letter(f"1/rung-{rung}")
    assert found is not None
    return found


# --- reminders ------------------------------------------------------------------------------------------------------


def test_the_principal_is_reminded_before_t() -> None:
    """ "提醒 reminder | T−10 wd, T−3 wd | principal | a message": June 20 and July 1."""
    life = rectifying()
    life.through("07-04")
    reminded = [(day_of(one.at), one.to, one.whom) for one in life.of(e.ReminderSent, subject="rectify")]
    assert reminded == [(day("06-20"), Role.ENTITY, "主要负责人"), (day("07-01"), Role.ENTITY, "主要负责人")]


def test_no_reminder_of_a_day_before_t_was_set() -> None:
    """A T nearer than ten workdays has one reminder only: T June 16, set June 3: T−10 is June 2, T−3 June 11."""
    life = rectifying(rectify_by="2025-06-16")
    life.through("06-16")
    assert [day_of(one.at) for one in life.of(e.ReminderSent, subject="rectify")] == [day("06-11")]


def test_a_reminder_of_a_date_already_past_is_on_record_and_not_sent() -> None:
    """The service was down over T: what would have been said before it is said no more (invariant 3)."""
    life = rectifying().on("07-10 09:00")
    life.through("07-10")
    assert {one.skipped for one in life.of(e.ReminderSent, subject="rectify")} <= {True}


# --- the table, rung by rung ----------------------------------------------------------------------------------------


def test_rung_one_is_a_message_and_a_file_is_opened() -> None:
    """ "催办 | T+1 wd; the regulator gets 'file a case 立案 or state why not' within 5 wd (art. 102)": July 14."""
    life = overdue(1)
    (rung,) = life.of(e.RungFired)
    assert (day_of(rung.at), rung.letter, rung.cause) == (day("07-07"), None, "rectify_by")
    assert life.due("file_penalty") == day("07-14")
    life.does("ExplainNoPenalty", "inspector", reason="首次且轻微")
    assert life.due("file_penalty") is None


def test_it_goes_out_at_half_past_eight_and_some_minutes() -> None:
    """ "drafted at 08:30 of that day …, spread over 20 minutes by case number"."""
    moments = {letter_time(day("07-07"), f"2025-{n:06d}", RULES) for n in range(1, 200)}
    assert moment("07-07 08:30") <= min(moments)
    assert max(moments) < moment("07-07 08:50")
    assert len(moments) > 150
    assert overdue(1).of(e.RungFired)[0].at in moments


@pytest.mark.parametrize(
    ("rung", "on", "kind", "to", "signed_by"),
    [
        (2, "07-09", LetterKind.FORMAL_NOTICE, Role.ENTITY, Role.COMMISSION_OFFICE),
        (3, "07-18", LetterKind.CIRCULAR, Role.ENTITY, Role.COMMISSION_OFFICE),
        (4, "07-25", LetterKind.TALK_NOTICE, Role.ENTITY, Role.COMMISSION_OFFICE),
        (5, "08-04", LetterKind.LISTING_PROPOSAL, Role.GOVERNMENT, Role.COMMISSION_LEADER),
    ],
)
def test_the_offsets(rung: int, on: str, kind: LetterKind, to: Role, signed_by: Role) -> None:
    """ "T+3 wd … T+10 wd … T+15 wd … T+30 d", to whom and signed by whom, when every office is prompt (§3, table)."""
    life = overdue(rung)
    letter = letter_of(life, rung)
    assert (life.fired()[rung], letter.kind, letter.to, letter.signed_by) == (day(on), kind, to, signed_by)
    assert life.due("sign", f"1/rung-{rung}") == life.calendar.add(day(on), 1)  # "head of 安委办, within 1 wd"


def test_the_gap_after_the_overdue_notice() -> None:
    """ "函告: … and 2 wd after 催办": the service was down, 催办 went out Friday July 11, so July 15."""
    life = rectifying().on("07-11 09:00")
    life.through("07-15")
    assert life.fired() == {1: day("07-11"), 2: day("07-15")}


def test_the_gap_after_the_formal_notice() -> None:
    """ "通报: … and 1 wd after the answer to 函告 was due": served July 16, answer due July 23, so July 24."""
    life = overdue(2)
    life.does("SignLetter", "director", letter="1/rung-2")
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-2")
    life.wait_until("07-16 09:00")
    life.does(
        "ServeLetter", "town", letter="1/rung-2", how="in_person", witnesses=["town", "grid"], evidence=["b" * 64]
    )
    assert life.due("answer") == day("07-23")
    life.through("07-24")
    assert life.fired()[3] == day("07-24")


def test_an_answer_stops_nothing() -> None:
    """Only rectify_by climbs and only closure ends: a 回函 is read, the ladder goes on (§3 "climbs rungs")."""
    life = overdue(2).deliver("1/rung-2")
    life.does("AnswerLetter", "safety", letter="1/rung-2", text="正在整改")
    assert life.due("answer") is None
    life.through("07-18")
    assert life.fired()[3] == day("07-18")


def test_the_gap_after_the_circular() -> None:
    """ "约谈: … and 3 wd after 通报 issued": issued July 24, so July 29."""
    life = overdue(3)
    life.wait_until("07-24 09:00")
    life.does("SignLetter", "leader", letter="1/rung-3")  # unsigned for 3 wd, it stands before the leader
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-3")
    life.through("07-29")
    assert life.fired()[4] == day("07-29")


def test_the_talk_is_missed_by_the_fifth_workday() -> None:
    """ "the last day, the fifth workday after receipt: not come by then = missed": served July 25, so August 1."""
    life = overdue(4).deliver("1/rung-4")
    assert life.due("attend_talk") == day("08-01")
    life.through("08-04")
    assert life.of(e.ObligationLapsed, kind="attend_talk")
    assert life.fired()[5] == day("08-04")


def test_the_gap_after_a_talk_that_was_held() -> None:
    """ "1 wd after the talk report is due": held July 31, report due August 7 (5 wd, B4 漳州), so August 8."""
    life = overdue(4).deliver("1/rung-4")
    life.wait_until("07-31 15:00")
    life.does("RecordTalk", "director", on="2025-07-31", **TALK)
    assert life.due("talk_report") == day("08-07")
    life.through("08-08")
    assert life.fired()[5] == day("08-08")


def test_the_gap_after_a_talk_the_office_did_not_hold() -> None:
    """ "or 10 wd after service when the office did not hold it (its lapse)": July 25 → August 8, fires 1 wd later."""
    life = overdue(4).deliver("1/rung-4")
    life.wait_until("07-30 09:00")
    life.does("MissTalk", "clerk-of-office", whose="office")
    life.through("08-08")
    assert 5 not in life.fired()
    life.through("08-11")
    assert life.fired()[5] == day("08-11")


# --- evading delays a rung by its bounded gap (invariant 2) -----------------------------------------------------------


@pytest.mark.parametrize("issued", [False, True])
def test_at_the_latest_ten_workdays_later_the_next_gap_starts(issued: bool) -> None:
    """ "At the latest 10 wd after drafting (unsigned) or 10 wd after issue (unserved)": July 9 → July 23; 通报 July 24."""
    life = overdue(2)
    if issued:
        life.does("SignLetter", "director", letter="1/rung-2")
        life.does("IssueLetter", "clerk-of-office", letter="1/rung-2")
    life.through("07-24")
    (gap,) = life.of(e.GapExpired)
    assert (gap.on, gap.why) == (day("07-23"), "unserved" if issued else "unsigned")
    assert life.fired()[3] == day("07-24")
    assert life.of(e.RungFired, rung=3)[0].names == ("2025-07-09拟发的函告",)  # "the next letter then names both"


def test_an_unsigned_letter_is_never_an_escalation() -> None:
    """ "An unsigned or unserved letter is never shown as an escalation: it is the office's own lapse" — R+1, R+3."""
    life = overdue(2)
    life.through("07-15")
    # sign by July 10; R+1 = July 11, R+2 = 3 wd after drafting = July 14 stands before the leader, R+3 = July 15
    assert [(one.workdays, one.to) for one in life.of(e.ReminderSent, subject="sign")] == [
        (1, Role.COMMISSION_OFFICE), (3, Role.COMMISSION_LEADER),
    ]  # fmt: skip
    (raised,) = life.of(e.LetterRaised)
    assert (day_of(raised.at), raised.to) == (day("07-14"), Role.COMMISSION_LEADER)
    assert letter_of(life, 2).status is LetterStatus.DRAFTED


@pytest.mark.parametrize("taken_back", ["WithdrawLetter", "VoidLetter"])
def test_a_letter_taken_back_delays_by_the_bounded_gap(taken_back: str) -> None:
    """Invariant 2: 函告 of July 9 withdrawn: 10 wd after it fired is July 23, and 1 wd: July 24."""
    life = overdue(2)
    if taken_back == "WithdrawLetter":
        life.deliver("1/rung-2")
    life.does(taken_back, "director", letter="1/rung-2", reason="事实有误")
    assert life.due("answer") is None
    life.through("07-24")
    assert life.fired()[3] == day("07-24")


def test_a_withdrawn_summons_is_not_missed() -> None:
    """Nobody has to come to a talk whose notice was withdrawn."""
    life = overdue(4).deliver("1/rung-4")
    life.does("WithdrawLetter", "director", letter="1/rung-4", reason="地点有误")
    life.through("08-08")
    assert not life.of(e.ObligationLapsed, kind="attend_talk")


# --- what else climbs a rung ----------------------------------------------------------------------------------------


def test_interim_measures_not_kept_press_the_next_rung_by_its_gap() -> None:
    """ "interim measures → the next rung above the present one, by its gap": found July 9 after 函告 was served."""
    life = overdue(2).deliver("1/rung-2")
    life.does("CheckInterimMeasures", "inspector", kept=False)
    life.through("07-16")
    assert 3 not in life.fired()
    life.through("07-17")  # answer due July 16, 1 wd after it — T+10 wd would have been July 18
    assert (life.fired()[3], life.of(e.RungFired, rung=3)[0].cause) == (day("07-17"), "pressed")


def test_pressed_before_t_climbs_rung_by_rung() -> None:
    """The same before T: June 10 → 催办 June 11; a second finding after it → 函告 2 wd after 催办, June 13."""
    life = rectifying().on("06-10 09:00")
    life.does("CheckInterimMeasures", "inspector", kept=False)
    life.through("06-11")
    life.does("CheckInterimMeasures", "inspector", kept=False)
    life.through("06-13")
    assert life.fired() == {1: day("06-11"), 2: day("06-13")}
    life.through("07-03")
    assert max(life.fired()) == 2  # pressed once, climbed once


def test_pressed_at_the_top_climbs_nowhere() -> None:
    """Rungs from 5 on are the listing's: nothing is pressed beyond it."""
    life = overdue(5)
    (found,) = life.does("CheckInterimMeasures", "inspector", kept=False)
    assert found.pressed_on is None  # type: ignore[attr-defined]


def test_a_missed_talk_before_t_climbs() -> None:
    """ "*… missed talk* → the next rung above the present one, by its gap": T extended beyond, the talk missed."""
    life = overdue(4).deliver("1/rung-4")
    life.happens(e.ExtensionGranted(at=life.now, until=day("09-26")))  # T moves while the summons stands
    life.through("08-04")
    assert (life.fired()[5], life.of(e.RungFired, rung=5)[0].cause) == (day("08-04"), "pressed")


# --- holds ----------------------------------------------------------------------------------------------------------


def test_a_passed_reinspection_holds_until_it_is_approved() -> None:
    """A request *holds* the ladder; in `closing` it is still undecided."""
    life = overdue(1)
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    life.through("07-31")
    assert (life.case.stage, life.fired()) == (Stage.CLOSING, {1: day("07-07")})


# --- listing --------------------------------------------------------------------------------------------------------


def proposed() -> Life:
    """提请 signed by the leader and issued on August 4."""
    life = overdue(5)
    life.does("SignLetter", "leader", letter="1/rung-5")
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-5")
    return life


def test_the_answer_is_awaited_ten_workdays_then_asked_again() -> None:
    """ "the answer is awaited 10 wd, asked again every 10 wd, the third time at the next level 区 → 市 → 省"."""
    life = proposed()
    assert life.due("answer_listing") == day("08-18")
    life.wait_until("2026-03-01 00:00")
    asked = [one.whom for one in life.of(e.ReminderSent, subject="answer_listing")]
    assert asked[:4] == ["区政府", "区政府", "市政府", "省政府"]
    assert set(asked[4:]) <= {"省政府"}
    assert len(asked) > 6  # and on, every 10 wd: nothing goes silent


def test_listed_is_filed_and_published() -> None:
    """ "listed: filed 3 wd, published 5 wd" (B4 青岛): listed August 5, so August 8 and August 12."""
    life = proposed().on("08-05 09:00")
    life.does("RecordListing", "clerk-of-office", **LISTED)
    assert (life.due("answer_listing"), life.due("file_listing"), life.due("publish_listing")) == (
        None, day("08-08"), day("08-12"),
    )  # fmt: skip
    life.does("RecordListing", "clerk-of-office", **LISTED, filed_on="2025-08-05")
    assert (life.due("file_listing"), life.due("publish_listing")) == (None, day("08-12"))
    life.does("RecordListing", "clerk-of-office", **LISTED, filed_on="2025-08-05", published_on="2025-08-05")
    assert life.due("publish_listing") is None


def test_listed_for_a_year_at_most() -> None:
    """ "`listed_until` ≤ 1 year"."""
    life = proposed().on("08-05 09:00")
    long = {**LISTED, "listed_until": "2026-08-06"}
    assert life.refused("RecordListing", "clerk-of-office", **long) == "LISTING_TOO_LONG"
    assert rectifying().refused("RecordListing", "clerk-of-office", **LISTED) == "NOT_PROPOSED"


def test_refused_it_is_proposed_again_after_thirty_days() -> None:
    """ "refused: back to rung 4, proposed again after 30 d": August 11 + 30 d = September 10; the rung never goes down."""
    life = proposed()
    life.wait_until("08-11 09:00")
    life.does("RefuseListing", "clerk-of-office", reason="材料不足")
    assert (life.due("answer_listing"), life.due("propose_again"), life.case.rung) == (None, day("09-10"), 5)
    life.through("09-10")
    (again,) = life.of(e.LetterDrafted, kind="propose_again")
    assert (again.letter.kind, again.letter.signed_by) == (LetterKind.LISTING_PROPOSAL, Role.COMMISSION_LEADER)
    life.does("SignLetter", "leader", letter=again.letter.id)
    life.does("IssueLetter", "clerk-of-office", letter=again.letter.id)
    assert life.due("answer_listing") == day("09-24")


def test_exposure_when_the_listing_period_lapses() -> None:
    """ "曝光, 提级 | the listing period lapses": Friday January 30, 2026 → Monday February 2; legal review first (S68)."""
    life = proposed().on("08-05 09:00")
    life.does("RecordListing", "clerk-of-office", **LISTED)
    life.through("2026-02-02")
    (rung,) = life.of(e.RungFired, rung=6)
    assert (day_of(rung.at), rung.cause, rung.letter.kind) == (
        day("2026-02-02"), "listing_lapsed", LetterKind.EXPOSURE,
    )  # fmt: skip
    assert life.refused("SignLetter", "leader", letter="1/rung-6") == "LEGAL_REVIEW_MISSING"
    life.does("SignLetter", "leader", letter="1/rung-6", legal_reviewer="legal")


def test_a_delisted_case_is_not_exposed() -> None:
    """摘牌 before the period lapses: the listing decides no further rung."""
    life = proposed().on("08-05 09:00")
    life.does("RecordListing", "clerk-of-office", **LISTED)
    life.does("Delist", "clerk-of-office", government="县政府", reason="风险降低")
    life.through("2026-03-31")
    assert 6 not in life.fired()


def test_at_the_top_the_level_is_reminded_on_a_fixed_cadence() -> None:
    """ "at the top of the ladder the supervising level is reminded on a fixed cadence" — though something far is owed."""
    fine = owe(Owe.FINE, Role.ENTITY, day("08-04"), CALENDAR, by=day("2026-12-31"))
    at_top = proposed().case.model_copy(update={"rung": 6, "obligations": (fine,)})
    deadline = armed(at_top, RULES, CALENDAR)  # the last act was on August 4: 10 wd later is August 18
    assert deadline is not None
    assert (deadline.kind, deadline.day) == ("supervise", day("08-18"))


# --- two at once, backlog -------------------------------------------------------------------------------------------


def test_two_lapses_at_once_share_one_letter() -> None:
    """ "Two lapses at once share one letter, of the higher rung, naming both; one rung is fired"."""
    # the plan is due June 24, its 函告 L+3 wd = June 27; T = June 24 too, so rung 2 = T+3 wd = June 27
    life = planning(rectify_by="2025-06-24")
    life.on("06-16 09:00").does("CheckInterimMeasures", "inspector", kept=True)
    life.through("06-27")
    rung = life.of(e.RungFired, rung=2)[0]
    assert (day_of(rung.at), rung.names) == (day("06-27"), ("“报送治理方案”逾期",))
    assert [one.kind for one in rung.shared] == ["plan"]
    assert not life.of(e.LetterDrafted, kind="plan")
    assert [one.kind for one in life.case.letters if one.status is LetterStatus.DRAFTED] == [LetterKind.FORMAL_NOTICE]


def test_after_ten_days_down_it_starts_at_the_first_rung_due_and_climbs_by_the_usual_gaps() -> None:
    """Invariant 3: "a service down for ten days, starts at the first rung due …, and how late each was is recorded"."""
    life = rectifying().on("07-17 10:00")  # July 7 催办 and July 9 函告 were due
    events = life.through("07-17")
    assert life.fired() == {1: day("07-17")}
    rung = next(one for one in events if isinstance(one, e.RungFired))
    assert rung.due_on == day("07-07")
    assert rung.late_seconds > 10 * 86_400
    life.through("07-21")
    assert life.fired() == {1: day("07-17"), 2: day("07-21")}


def test_letters_go_out_on_workdays_only() -> None:
    """Invariant 3: awake on Saturday July 12, the letter waits for Monday, 08:30."""
    life = rectifying().on("07-12 10:00")
    life.through("07-13")
    assert life.fired() == {}
    life.through("07-14")
    assert life.fired() == {1: day("07-14")}


def test_an_early_timer_is_no_error() -> None:
    """A timer that fires before its moment brings about nothing."""
    from domain.commands import Lapse
    from domain.decide import decide
    from domain.people import CLOCK

    life = rectifying()
    assert decide(life.case, Lapse(due_at=life.now), life.circumstances(CLOCK)) == ()


def test_no_rung_is_skipped_and_none_fires_twice() -> None:
    """Invariant 1: a silent entity and prompt offices: 1, 2, 3, 4, 5, each once."""
    life = silent("08-31")
    assert [one.rung for one in life.of(e.RungFired)] == [1, 2, 3, 4, 5]


def test_an_office_that_never_signs_delays_but_does_not_stop_it() -> None:
    """Invariant 2: nothing is ever signed: each rung is at most its bounded gap later."""
    life = silent("12-31", deliver=False)
    # 函告 July 9, GapExpired July 23 → 通报 July 24, August 7 → 约谈 Aug 8+? 3 wd after the gap started: August 12
    assert life.fired()[3] == day("07-24")
    assert life.fired()[4] == day("08-12")
    # August 12 + 10 wd = August 26, and 1 wd
    assert life.fired()[5] == day("08-27")


# --- direct jumps (invariant 4) -------------------------------------------------------------------------------------


def test_mass_casualty_risk_goes_straight_to_listing() -> None:
    """ "mass-casualty risk hard to fix → city or province listing (S32)", by decision with grounds, at any hour."""
    life = rectifying().on("06-08 03:00")  # a Sunday
    life.does("Jump", "clerk-of-office", grounds="mass_casualty_risk", note="重大危险源，难以整改")
    assert (life.case.rung, letter_of(life, 5).kind, letter_of(life, 5).signed_by) == (
        5, LetterKind.LISTING_PROPOSAL, Role.COMMISSION_LEADER,
    )  # fmt: skip
    life.through("07-31")
    assert life.fired() == {}  # the rung reached never goes down, and none below it fires
    assert life.refused("Jump", "clerk-of-office", grounds="mass_casualty_risk", note="再") == "RUNG_REACHED"


def test_three_penalties_in_180_days_or_four_in_a_year() -> None:
    """ "three penalties in 180 days or four in a year → proposal to close (art. 113)", by the head of the regulator."""
    life = rectifying(rectify_by="2025-08-29")
    ask = {"grounds": "repeated_penalties", "note": "屡罚不改"}
    for n in range(2):
        life.does("FilePenalty", "inspector", decision=f"罚{n}号", on="2025-06-04")
    assert life.refused("Jump", "clerk-of-office", **ask) == "PENALTIES_TOO_FEW"
    life.does("FilePenalty", "inspector", decision="罚3号", on="2025-06-04")
    life.does("Jump", "clerk-of-office", **ask)
    letter = letter_of(life, 7)
    assert (letter.kind, letter.signed_by) == (LetterKind.CLOSING_PROPOSAL, Role.REGULATOR)
    assert life.refused("SignLetter", "leader", letter="1/rung-7", legal_reviewer="legal") == "NOT_SIGNATORY"
    assert life.refused("SignLetter", "regulator-head", letter="1/rung-7") == "LEGAL_REVIEW_MISSING"
    life.does("SignLetter", "regulator-head", letter="1/rung-7", legal_reviewer="legal")


def test_a_matter_still_to_be_verified_is_not_jumped() -> None:
    """§4a: an overdue, listed or at least determined case; nothing is proposed to a government on a report alone."""
    from tests.domain.builders import closed, reported

    ask = {"grounds": "mass_casualty_risk", "note": "难以整改"}
    assert reported().refused("Jump", "clerk-of-office", **ask) == "OUT_OF_TURN"
    assert closed().refused("Jump", "clerk-of-office", **ask) == "OUT_OF_TURN"


def test_the_plan_is_still_owed_at_any_rung() -> None:
    """A lapsed plan moves no rung, and submitting it stops none."""
    life = planning(rectify_by="2025-06-24")
    life.through("06-27")
    life.does("SubmitPlan", "safety", **PLAN)
    assert life.case.rung == 2


# --- the talk as a record (invariant 7; B3) -------------------------------------------------------------------------


def test_the_principal_in_person_no_substitute() -> None:
    """ "principal in person, no substitute"; the talk of somebody else is a missed one."""
    life = overdue(4).deliver("1/rung-4")
    absent = {**TALK, "present": ["safety", "director"]}
    assert life.refused("RecordTalk", "director", on=f"{life.today}", **absent) == "PRINCIPAL_ABSENT"
    assert rectifying().refused("RecordTalk", "director", on="2025-06-04", **TALK) == "NOT_SUMMONED"


def test_each_commitment_is_owed_by_its_date() -> None:
    """ "grounds, time, place, present, statements, measures with dates, report received, published or not"."""
    life = overdue(4).deliver("1/rung-4")
    (talk,) = life.does("RecordTalk", "director", on=f"{life.today}", published=True, **TALK)
    assert (life.due("talk_commitment"), life.due("attend_talk")) == (day("09-30"), None)
    assert talk.published  # type: ignore[attr-defined]
    life.does("ReceiveTalkReport", "clerk-of-office", text="已按要求整改")
    assert life.due("talk_report") is None
    assert life.refused("ReceiveTalkReport", "clerk-of-office", text="再次") == "NOTHING_OWED"


def test_a_missing_talk_report_presses() -> None:
    """ "a missing talk report … climbs rungs": before a T moved away, the report's lapse is the next rung's gap."""
    life = overdue(4).deliver("1/rung-4")
    life.does("RecordTalk", "director", on=f"{life.today}", **TALK)  # July 25: report due August 1
    life.happens(e.ExtensionGranted(at=life.now, until=day("09-26")))
    life.through("08-04")
    assert (life.fired()[5], life.of(e.RungFired, rung=5)[0].cause) == (day("08-04"), "pressed")


def test_what_is_overdue_is_armed_at_the_same_moment_however_often_one_asks() -> None:
    """G11: a lapse that moves nothing is told by a deadline that stays where it was."""
    life = rectifying().on("07-17 10:00")
    first = life.armed()
    life.on("07-17 10:01")
    assert life.armed() == first
