"""文书: drafted → signed → issued → served → answered (DOMAIN §3 "Signature", "Service"; §5)."""

import pytest

from domain import events as e
from domain.case import LetterStatus
from domain.people import Role
from domain.workdays import day_of
from tests.domain.builders import PHOTO, Life, day, moment, overdue

L = "1/rung-2"


def drafted() -> Life:
    """函告 drafted on Wednesday July 9."""
    return overdue(2)


def issued() -> Life:
    """Signed and issued the same day."""
    life = drafted()
    life.does("SignLetter", "director", letter=L)
    life.does("IssueLetter", "clerk-of-office", letter=L)
    return life


def status(life: Life, letter: str = L) -> LetterStatus:
    found = life.case.letter(letter)
    assert found is not None
    return found.status


# --- signature ------------------------------------------------------------------------------------------------------


def test_signed_by_the_head_of_the_commission_office() -> None:
    """ "A draft is signed within 1 wd by the signatory"; a clerk is not the signatory; then it is issued within 1 wd."""
    life = drafted()
    assert life.due("sign", L) == day("07-10")
    assert life.refused("SignLetter", "clerk-of-office", letter=L) == "NOT_SIGNATORY"
    assert life.refused("SignLetter", "leader", letter=L) == "NOT_SIGNATORY"
    life.does("SignLetter", "director", letter=L)
    assert (status(life), life.due("sign", L), life.due("issue", L)) == (LetterStatus.SIGNED, None, day("07-10"))


def test_a_delegate_signs_as_himself_for_another() -> None:
    """ "or the delegate (代签)": "On leave, a delegate signs as himself 'for'" (§4)."""
    (signed,) = drafted().does("SignLetter", "delegate", letter=L)
    assert signed.acting_for == "director"  # type: ignore[attr-defined]


def test_a_hold_needs_a_reason_ends_after_three_workdays_once() -> None:
    """ "a hold needs a reason and ends after 3 wd, once": held July 9, so July 14."""
    life = drafted()
    assert life.refused("HoldDraft", "director", letter=L, reason=" ") == "COMMAND_MALFORMED"
    life.does("HoldDraft", "director", letter=L, reason="同日另有一案")
    assert life.due("sign", L) == day("07-14")
    assert life.refused("HoldDraft", "director", letter=L, reason="再缓") == "HELD_ONCE"
    life.does("SignLetter", "director", letter=L)


def test_unsigned_it_stands_before_the_next_superior() -> None:
    """ "unsigned 3 wd after drafting it stands before the next superior (at 安委办: the commission leader)": July 14."""
    life = drafted()
    life.through("07-13")
    assert not life.of(e.LetterRaised)
    life.through("07-14")
    assert [(day_of(one.at), one.to) for one in life.of(e.LetterRaised)] == [(day("07-14"), Role.COMMISSION_LEADER)]
    assert life.refused("SignLetter", "director", letter=L) == "NOT_SIGNATORY"
    life.does("SignLetter", "leader", letter=L)


def test_before_a_leader_nothing_higher_is_invented() -> None:
    """ "On a commission leader: shown on the overview …; nothing higher is invented": reminded, never raised."""
    life = overdue(5)
    life.through("08-29")
    assert not life.of(e.LetterRaised, letter="1/rung-5")
    assert {one.to for one in life.of(e.ReminderSent, subject="sign", ref="1/rung-5")} == {Role.COMMISSION_LEADER}


def test_a_returned_draft_comes_back_within_a_workday() -> None:
    """退回拟稿: the bound on the gap runs on, from the first drafting."""
    life = drafted().on("07-10 09:00")
    life.does("ReturnDraft", "director", letter=L, reason="改文")
    assert (status(life), life.due("sign", L)) == (LetterStatus.DRAFTED, day("07-11"))
    for _ in range(12):
        life.wait_until(f"{life.calendar.add(life.today, 1)} 09:00")
        if status(life) is LetterStatus.DRAFTED and not life.of(e.LetterRaised, letter=L):
            life.does("ReturnDraft", "director", letter=L, reason="改文")
    assert [one.on for one in life.of(e.GapExpired, letter=L)] == [day("07-23")]


# --- issue ----------------------------------------------------------------------------------------------------------


def test_issued_under_a_number() -> None:
    """ "发文字号 (机关代字〔年份〕n号) …, addressee, basis, case numbers, signatory, date" (§5); signed first."""
    life = drafted()
    assert life.refused("IssueLetter", "clerk-of-office", letter=L) == "LETTER_MOVED"
    life.does("SignLetter", "director", letter=L)
    (found,) = life.does("IssueLetter", "clerk-of-office", letter=L)
    assert isinstance(found, e.LetterIssued)
    assert found.issuer == "安委办"
    assert found.number in found.text
    assert "2025-000001" in found.text
    assert "宏达化工厂" in found.text


def test_no_number_no_letter() -> None:
    """ "gap-free per issuer and year": without a number taken under the row lock nothing is issued."""
    from dataclasses import replace

    from domain.commands import IssueLetter
    from domain.decide import decide
    from domain.refusals import Refusal

    life = drafted()
    life.does("SignLetter", "director", letter=L)
    with pytest.raises(Refusal, match="NUMBER_MISSING"):
        decide(life.case, IssueLetter(letter=L), replace(life.circumstances("director"), letter_number=None))


def test_unissued_is_the_offices_lapse() -> None:
    """ "On 安委办 itself (sign, serve, send): R+1 wd its head, R+3 wd the commission leader": due July 10."""
    life = drafted()
    life.does("SignLetter", "director", letter=L)
    life.through("07-15")
    assert [(day_of(one.at), one.to) for one in life.of(e.ReminderSent, subject="issue")] == [
        (day("07-11"), Role.COMMISSION_OFFICE),
        (day("07-15"), Role.COMMISSION_LEADER),
    ]


# --- service --------------------------------------------------------------------------------------------------------


def test_only_some_letters_need_service() -> None:
    """ "Only 告知书/指令书, 函告 and 约谈通知书 need it …; copies never gate": a 通报 is not served."""
    life = overdue(3)
    life.does("SignLetter", "director", letter="1/rung-3")
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-3")
    assert life.due("serve", "1/rung-3") is None
    assert life.refused("ServeLetter", "town", letter="1/rung-3", how="principal") == "NEEDS_NO_SERVICE"


def test_service_of_the_formal_notice_begins_the_answer() -> None:
    """ "answer within 5 wd of service": served July 10, so July 17."""
    life = issued().on("07-10 09:00")
    life.does("ServeLetter", "town", letter=L, how="signed_for")
    assert (life.due("serve", L), life.due("answer", L)) == (None, day("07-17"))
    assert life.refused("ServeLetter", "town", letter=L, how="principal") == "LETTER_MOVED"


def test_unserved_the_town_then_the_head() -> None:
    """ "Unserved 3 wd after issue → the town … within 3 wd; still not → the head … within 2 wd": July 14, 17, 21."""
    life = issued()
    assert life.due("serve", L) == day("07-14")
    life.wait_until("07-15 00:00")
    assert life.due("town_serve", L) == day("07-17")
    life.wait_until("07-18 00:00")
    assert life.due("decide_service", L) == day("07-21")
    assert life.refused("ProceedUnserved", "regulator-head", letter=L, reason="拒收") == "NOT_PERMITTED"
    life.does("ProceedUnserved", "director", letter=L, reason="拒收")
    life.through("07-21")
    assert life.fired()[3] == day("07-21")  # the gap starts with the decision, 1 wd


def test_served_is_not_acknowledged_is_not_answered() -> None:
    """ "*Served* = it reached them; … *answered* = 回函": an answer owed lapses to a reminder only."""
    life = issued()
    life.does("ServeLetter", "town", letter=L, how="principal")
    life.through("07-17")
    assert life.of(e.ObligationLapsed, kind="answer")
    assert [(day_of(one.at), one.workdays) for one in life.of(e.ReminderSent, subject="answer")] == [(day("07-17"), 1)]
    life.does("AnswerLetter", "safety", letter=L, text="正在整改")
    assert life.due("answer", L) is None


def test_what_was_answered_before_its_service_was_recorded_is_answered() -> None:
    """The 回函 came first: its service opens no obligation to answer again."""
    life = issued()
    life.does("AnswerLetter", "safety", letter=L, text="正在整改", evidence=[PHOTO])
    life.does("ServeLetter", "town", letter=L, how="principal")
    assert life.due("answer", L) is None


def test_only_a_formal_notice_is_answered() -> None:
    """ "函告 …; answer within 5 wd of service" — an order is acknowledged, a circular is read."""
    life = issued()
    assert life.refused("AnswerLetter", "safety", letter="1/order", text="收到") == "NEEDS_NO_ANSWER"
    assert life.refused("AnswerLetter", "safety", letter="1/rung-9", text="收到") == "LETTER_UNKNOWN"


# --- withdrawn, void --------------------------------------------------------------------------------------------------


def test_withdrawn_by_a_numbered_letter() -> None:
    """ "`LetterWithdrawn` (a numbered 撤回函 …)": by the head; nobody owes its answer any more."""
    life = issued()
    life.does("ServeLetter", "town", letter=L, how="principal")
    assert life.refused("WithdrawLetter", "clerk-of-office", letter=L, reason="有误") == "NOT_PERMITTED"
    assert life.refused("WithdrawLetter", "regulator-head", letter=L, reason="有误") == "NOT_PERMITTED"
    (gone,) = life.does("WithdrawLetter", "director", letter=L, reason="有误")
    assert isinstance(gone, e.LetterWithdrawn)
    assert gone.number
    assert (status(life), life.due("answer", L)) == (LetterStatus.WITHDRAWN, None)


def test_a_voided_letter_keeps_its_number() -> None:
    """ "a voided letter keeps its number, 作废"."""
    life = issued()
    found = life.case.letter(L)
    assert found is not None
    life.does("VoidLetter", "director", letter=L, reason="印错")
    assert (status(life), life.case.letter(L).number) == (LetterStatus.VOID, found.number)  # type: ignore[union-attr]
    assert life.refused("ServeLetter", "town", letter=L, how="principal") == "LETTER_MOVED"


def test_a_withdrawn_proposal_awaits_no_answer() -> None:
    """Nobody waits for the government's answer to a 请示 taken back."""
    life = overdue(5)
    life.does("SignLetter", "leader", letter="1/rung-5")
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-5")
    life.does("WithdrawLetter", "director", letter="1/rung-5", reason="材料有误")
    assert life.due("answer_listing") is None
    assert life.armed() is not None


def test_letters_of_an_ended_case_gate_nothing() -> None:
    """An ended case has neither rungs nor gaps; what was drafted stays on record."""
    life = drafted()
    life.does("VoidCase", "regulator-head", reason="误录")
    assert life.armed() is None
    assert life.now >= moment("07-09 08:30")
