"""*Why* did this rung fire on that day (DOMAIN §6): each answer counted by hand.

T is Friday July 4. T+1 wd = July 7 (Mon), T+3 = July 9, T+10 = July 18, T+15 = July 25; T+30 d = August 3, a Sunday, so August 4.
"""

from collections.abc import Callable

import pytest

from domain import events as e
from domain.adoption import start
from domain.why.answer import Why
from domain.why.asked import why
from domain.why.trail import Entry
from tests.domain.asking import ask, entries_of, late
from tests.domain.builders import (
    CALENDAR,
    FAILED,
    PASSED,
    PHOTO,
    RULES,
    TALK,
    Life,
    adopted,
    closed,
    day,
    moment,
    overdue,
    rectifying,
)

SERVED = {"letter": "1/rung-2", "how": "principal"}
ASKED = {"reason": "设备未到货", "interim": "停用储罐", "until": "2025-07-31"}
HOLD = {"grounds": "judicial_seal", "reason": "法院查封", "review_on": "2025-07-16", "evidence": [PHOTO]}


def issued(life: Life, letter: str, signed_by: str = "director") -> Life:
    life.does("SignLetter", signed_by, letter=letter)
    life.does("IssueLetter", "clerk-of-office", letter=letter)
    return life


def to(life: Life, until: str) -> Life:
    life.through(until)
    return life


# --- lives, one for each way in which a day comes about ---------------------------------------------------------------


def outage() -> Life:
    """The service was down; 催办 went out on Friday July 11, 函告 2 wd after it."""
    return to(rectifying().on("07-11 09:00"), "07-15")


def served_late() -> Life:
    """函告 issued July 9, served July 16: its answer is due July 23."""
    life = issued(overdue(2), "1/rung-2")
    life.wait_until("07-16 09:00")
    life.does("ServeLetter", "town", **SERVED)
    return to(life, "07-24")


def unsigned() -> Life:
    """函告 of July 9 never signed: 10 wd are July 23."""
    return to(overdue(2), "07-24")


def withdrawn() -> Life:
    life = overdue(2).deliver("1/rung-2")
    life.does("WithdrawLetter", "director", letter="1/rung-2", reason="事实有误")
    return to(life, "07-24")


def circular_late() -> Life:
    """通报 issued on Thursday July 24: 3 wd are July 29."""
    life = overdue(3)
    life.wait_until("07-24 09:00")
    return to(issued(life, "1/rung-3", "leader"), "07-29")


def talk_held() -> Life:
    """Held July 31: the report is due August 7."""
    life = overdue(4).deliver("1/rung-4")
    life.wait_until("07-31 15:00")
    life.does("RecordTalk", "director", on="2025-07-31", **TALK)
    return to(life, "08-08")


def talk_not_held() -> Life:
    """Served July 25, the office did not hold it: 10 wd are August 8."""
    life = overdue(4).deliver("1/rung-4")
    life.wait_until("07-30 09:00")
    life.does("MissTalk", "clerk-of-office", whose="office")
    return to(life, "08-11")


def pressed() -> Life:
    """Interim measures found not kept on July 9, 函告 served that day: its answer is due July 16."""
    life = overdue(2).deliver("1/rung-2")
    life.does("CheckInterimMeasures", "inspector", kept=False)
    return to(life, "07-17")


def extension_pending() -> Life:
    """Asked June 16 and never decided: held until T+10 wd, July 18."""
    life = rectifying().on("06-16 09:00")
    life.does("RequestExtension", "safety", **ASKED)
    return to(life, "07-21")


def extension_refused() -> Life:
    life = rectifying().on("06-16 09:00")
    life.does("RequestExtension", "safety", **ASKED)
    life.wait_until("07-10 09:00")
    life.does("RefuseExtension", "inspector", reason="理由不足")
    return to(life, "07-11")


def extension_granted() -> Life:
    """T is July 31, a Thursday."""
    life = rectifying().on("06-16 09:00")
    life.does("RequestExtension", "safety", **ASKED)
    life.does("GrantExtension", "inspector", until="2025-07-31")
    return to(life, "08-05")


def clock_held() -> Life:
    """In force June 17, ended by itself July 16: 29 d, T August 2, a Saturday that lapses on Monday the 4th."""
    life = rectifying().on("06-16 09:00")
    life.does("HoldClock", "inspector", **HOLD)
    life.on("06-17 09:00").does("Countersign", "approver")
    return to(life, "08-05")


def remedial() -> Life:
    """催办 July 7, failed July 8, a remedial date July 22: until it lapses the ladder is held."""
    life = rectifying()
    life.wait_until("07-08 09:00")
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("FailReinspection", "inspector", **FAILED, remedial_by="2025-07-22")
    return to(life, "07-23")


def failed_twice() -> Life:
    life = rectifying()
    life.wait_until("07-08 09:00")
    for remedy in ({"remedial_by": "2025-07-22"}, {}):
        life.does("RequestReinspection", "safety", report="已更换")
        life.does("FailReinspection", "inspector", **FAILED, **remedy)
    return to(life, "07-09")


def corrected() -> Life:
    """T was July 18 by mistake made good: 通报 T+10 wd, August 1."""
    life = overdue(2)
    life.does("CorrectEntry", "inspector", field="rectify_by", now="2025-07-18", reason="录错", second="second")
    life.deliver("1/rung-2")
    return to(life, "08-01")


def portioned() -> Life:
    """T April 1, started on Tuesday June 3 with another twenty older ones before it: the second portion, June 5."""
    life = adopted()
    case = life.case
    older = [case.model_copy(update={"number": f"2025-{n:06d}", "rectify_by": day("03-03")}) for n in range(2, 22)]
    life.happens(start([case, *older], life.now, RULES, CALENDAR)[case.number])
    return to(life, "06-09")


def provisional() -> Life:
    """T Friday February 26, 2027, a year not announced: 函告 waits for its release, given on Friday March 5."""
    life = rectifying()
    life.happens(e.ExtensionGranted(at=life.now, until=day("2027-02-26")))
    life.on("2027-02-25 09:00")
    life.does("CheckInterimMeasures", "inspector", kept=True)
    life.through("2027-03-04")
    life.on("2027-03-05 14:00")
    life.does("ReleaseProvisional", "director", reason="日期已核对")
    return to(life, "2027-03-08")


def listing_lapsed() -> Life:
    """Listed until Friday January 30, 2026: Monday, February 2."""
    life = issued(overdue(5), "1/rung-5", "leader").on("08-05 09:00")
    life.does(
        "RecordListing", "clerk-of-office",
        level="county", government="县政府", listed_on="2025-08-05", listed_until="2026-01-30",
    )  # fmt: skip
    return to(life, "2026-02-02")


def entered_late() -> Life:
    """函告 served July 10 and entered only on July 22: 通报 had been due July 18."""
    life = issued(overdue(2), "1/rung-2")
    life.wait_until("07-22 09:00")
    late(life, *life.does("ServeLetter", "town", **SERVED, on="2025-07-10", late_reason="回执今日收到"))
    return to(life, "07-22")


TABLE: list[tuple[Callable[[], Life], int, str, set[str], str | None]] = [
    # the life, the rung, the day it was due, the limits that decide, the entry on which the first of them rests
    (lambda: overdue(1), 1, "07-07", {"offset"}, "ObligationLapsed"),
    (lambda: overdue(2), 2, "07-09", {"offset", "gap"}, None),
    (lambda: overdue(3), 3, "07-18", {"offset"}, "ObligationLapsed"),
    (lambda: overdue(4), 4, "07-25", {"offset"}, "ObligationLapsed"),
    (lambda: overdue(5), 5, "08-04", {"offset", "gap"}, None),
    (outage, 1, "07-07", {"offset"}, "ObligationLapsed"),
    (outage, 2, "07-15", {"gap"}, "RungFired"),
    (served_late, 3, "07-24", {"gap"}, "LetterServed"),
    (unsigned, 3, "07-24", {"gap"}, "GapExpired"),
    (withdrawn, 3, "07-24", {"gap"}, "LetterWithdrawn"),
    (circular_late, 4, "07-29", {"gap"}, "LetterIssued"),
    (talk_held, 5, "08-08", {"gap"}, "ObligationLapsed"),
    (talk_not_held, 5, "08-11", {"gap"}, "TalkMissed"),
    (pressed, 3, "07-17", {"gap"}, "LetterServed"),
    (extension_pending, 1, "07-21", {"extension"}, "ExtensionRequested"),
    (extension_refused, 1, "07-11", {"not_before"}, "ExtensionRefused"),
    (extension_granted, 1, "08-01", {"offset"}, "ObligationLapsed"),
    (extension_granted, 2, "08-05", {"offset", "gap"}, None),
    (clock_held, 1, "08-05", {"offset"}, "ObligationLapsed"),
    (remedial, 2, "07-23", {"remedial"}, "ReinspectionFailed"),
    (failed_twice, 2, "07-09", {"forced", "not_before"}, "ReinspectionFailed"),
    (corrected, 3, "08-01", {"offset"}, "ObligationLapsed"),
    (portioned, 1, "06-05", {"not_before"}, "SupervisionStarted"),
    (portioned, 2, "06-09", {"gap"}, "RungFired"),
    (provisional, 2, "2027-03-08", {"not_before"}, "ProvisionalReleased"),
    (listing_lapsed, 6, "2026-02-02", {"listing"}, "ListingRecorded"),
    (entered_late, 3, "07-18", {"offset", "gap"}, None),
]


def answer(life: Life, rung: int) -> Why:
    (found,) = ask(life, rung=rung).rungs
    return found


@pytest.mark.parametrize(("life", "rung", "due_on", "deciding", "basis"), TABLE)
def test_the_day_is_counted_again_and_the_limit_that_decided_is_named(life, rung, due_on, deciding, basis) -> None:
    led = life()
    found = answer(led, rung)
    assert (found.due_on, found.recounted_on, found.agrees) == (day(due_on), day(due_on), True)
    decided = [one for one in found.limits if one.decides]
    assert {one.name for one in decided} == deciding
    assert all(one.version for one in found.limits if one.name != "rest_day")
    if basis is not None:
        assert type(led.events[decided[0].version - 1]).__name__ == basis
    assert found.steps[-1].version == found.version
    assert all(one.sentence for one in found.steps)


# --- how T came ------------------------------------------------------------------------------------------------------


def told(found: Why) -> str:
    return "\n".join(one.sentence for one in found.steps)


def test_a_period_begins_with_its_service() -> None:
    """30 d from June 4 is July 4."""
    found = answer(to(rectifying(rectify_days=30), "07-07"), 1)
    assert found.rectify_by == day("07-04")
    assert "限自送达之日起30日内整改" in told(found)
    assert "于2025年6月4日送达（主要负责人签收），自次日起算30日，整改期限为2025年7月4日" in told(found)


def test_what_moved_t_is_told() -> None:
    assert "批准延期，整改期限由2025年7月4日改为2025年7月31日" in told(answer(extension_granted(), 1))
    held = told(answer(clock_held(), 1))
    assert "中止到复核日期自动解除，计中止29天，整改期限由2025年7月4日改为2025年8月2日" in held
    assert "整改期限2025年8月2日（休息日，顺延至2025年8月4日）24时届满" in held
    assert "更正：录错，整改期限由2025年7月4日改为2025年7月18日" in told(answer(corrected(), 3))
    assert "原台账第3行载明整改期限2025年4月1日" in told(answer(portioned(), 1))


# --- which obligation, edition, table, lateness -----------------------------------------------------------------------


def test_which_obligation_lapsed() -> None:
    by_t, by_measures = answer(overdue(1), 1), answer(pressed(), 3)
    assert by_t.obligation is not None
    assert (by_t.cause, by_t.obligation.kind, by_t.obligation.due_on) == ("rectify_by", "rectify", day("07-04"))
    assert by_measures.obligation is not None
    assert (by_measures.cause, by_measures.obligation.kind) == ("pressed", "interim_measures")
    assert by_measures.obligation.due_on == day("07-09")
    assert answer(failed_twice(), 2).cause == "reinspection_failed"


def test_which_edition_and_holiday_table() -> None:
    """T Friday September 26: Sunday the 28th works, October 1 to 8 rest, Saturday the 11th works. T+10 wd = October 16:
    28(1) 29(2) 30(3) 9(4) 10(5) 11(6) 13(7) 14(8) 15(9) 16(10). The days unlike a plain week are named.
    """
    life = to(rectifying(rectify_by="2025-08-29"), "08-29")
    life.happens(e.ExtensionGranted(at=life.now, until=day("09-26")))
    life.on("09-26 09:00").looked_at()
    while life.today < day("10-16"):
        life.through(f"{life.today}")
        for letter in life.case.letters:
            if letter.status == "drafted" and letter.rung is not None:
                life.deliver(letter.id)
        life.on(f"{life.calendar.add(life.today, 1)} 00:00")
    life.through("10-16")
    found = answer(life, 3)
    assert (found.edition, found.calendar, found.calendar_known) == ("2026.1", "2026", True)
    assert (found.due_on, found.provisional) == (day("10-16"), False)
    assert found.rest_days == tuple(day(f"10-0{n}") for n in (1, 2, 3, 6, 7, 8))
    assert found.work_days == (day("09-28"), day("10-11"))


def test_a_provisional_day_says_so() -> None:
    assert answer(provisional(), 2).provisional
    assert not answer(overdue(2), 2).provisional


def test_late_because_nothing_ran() -> None:
    """催办 was due July 7 at 08:30 and some minutes, and went out July 11 at 09:00."""
    found = answer(outage(), 1)
    assert (found.late, found.late_version) == ("not_running", None)
    assert found.late_seconds == int((moment("07-11 09:00") - found.due_at).total_seconds())
    assert "迟4天" in found.late_sentence
    assert answer(outage(), 2).late == "none"


def test_late_because_the_fact_was_entered_late() -> None:
    life = entered_late()
    found = answer(life, 3)
    assert found.late == "recorded_late"
    assert isinstance(life.events[found.late_version - 1], e.LetterServed)
    assert "2025年7月22日记入" in found.late_sentence


def test_a_table_put_in_force_just_after_is_tried_too() -> None:
    """The program had it, the record named it later: the day agrees with the newer, and the answer names that one."""
    older = CALENDAR.model_copy(
        update={"edition": "2024", "announced": CALENDAR.announced - {2025, 2026}, "rest": frozenset({day("07-07")})}
    )
    trail = [Entry(one.version, one.event, one.recorded_at, RULES, (older, CALENDAR)) for one in entries_of(overdue(1))]
    (found,) = why(trail, moment("07-08 09:00")).rungs
    assert (found.agrees, found.calendar) == (True, "2026")
    wrong = [Entry(one.version, one.event, one.recorded_at, RULES, (older,)) for one in trail]
    (found,) = why(wrong, moment("07-08 09:00")).rungs
    assert (found.agrees, found.calendar, found.recounted_on) == (False, "2024", day("07-08"))


# --- rungs no timer fired ----------------------------------------------------------------------------------------------


def test_a_jump_is_a_decision() -> None:
    life = rectifying().on("06-10 20:00")
    life.does("Jump", "director", grounds="mass_casualty_risk", note="人员密集")
    found = answer(life, 5)
    assert (found.how, found.cause, found.agrees, found.limits) == ("decision", "jump", None, ())
    assert "易致群死群伤" in told(found)


def test_a_stated_rung_is_the_registers() -> None:
    found = answer(adopted(noticed_on=day("04-10")), 2)
    assert (found.how, found.cause, found.due_on) == ("stated", "stated", day("04-10"))


def test_each_cycle_has_its_own_answer() -> None:
    """Closed at rung 1, reopened July 10, T July 25: 催办 again on July 28, and nothing of the first cycle in it."""
    life = closed()
    life.on("06-10 09:00").does("ReopenCase", "approver-2", reason="再次失效", evidence=[PHOTO])
    life.does("IssueOrder", "inspector", requirements="更换", rectify_by="2025-07-25")
    life.does("ServeLetter", "town", letter="2/order", how="principal")
    life.through("07-28")
    (found,) = ask(life).rungs
    assert (found.cycle, found.rung, found.due_on) == (2, 1, day("07-28"))
    first = next(n for n, one in enumerate(life.events, 1) if isinstance(one, e.CaseReopened))
    assert min(one.version for one in found.steps) == first


# --- what comes next ---------------------------------------------------------------------------------------------------


def test_what_comes_next() -> None:
    following = ask(overdue(1)).next
    assert following is not None
    assert (following.rung, following.name, following.on, following.cause) == (2, "函告", day("07-09"), "rectify_by")
    life = overdue(1)
    life.does("RequestReinspection", "safety", report="已更换")
    assert ask(life).next is None  # held


def test_a_case_that_never_climbed() -> None:
    asked = ask(rectifying())
    assert (asked.rungs, asked.next, asked.if_refused) == ((), None, ())
    assert [one.event for one in asked.period] == ["OrderIssued", "LetterServed"]
    with pytest.raises(ValueError, match="empty"):
        why([], moment("07-01"))


def test_passed_and_closing_holds() -> None:
    life = overdue(1)
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    life.on("07-10 09:00").does("ReturnClosure", "approver", to="hazard", reason="仍有隐患")
    life.through("07-11")
    found = answer(life, 2)
    assert {one.name for one in found.limits if one.decides} == {"not_before"}
    assert [one.event for one in found.steps if one.part == "hold"] == [
        "ReinspectionRequested", "ReinspectionPassed", "ClosureReturned",
    ]  # fmt: skip
