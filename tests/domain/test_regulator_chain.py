"""On a regulator, on 安委办, on a leader (DOMAIN §3; S46): who hears of whose lapse, and when.

Verify is due on Tuesday June 10 = R: R−1 June 9, R+1 June 11, R+3 June 13, R+5 June 17, R+10 June 24.
"""

from datetime import date

import pytest

from domain import events as e
from domain.obligations import Owe, owe
from domain.people import Role
from domain.rulebook import CHAINS, Act, LetterKind
from domain.workdays import day_of
from tests.domain.builders import CALENDAR, Life, adopted, day, reported

TO_THE_TALK = {Owe.VERIFY, Owe.DANGER_CHECK, Owe.SITE_DECISION, Owe.ISSUE_ORDER, Owe.INSPECT, Owe.DECIDE_CLOSURE}
"""核查判定 (with its danger check and site decision), 下达指令书, 复查, 审核销号"""
TO_THE_LETTER = {
    Owe.DECIDE_PLAN, Owe.CHECK_INTERIM, Owe.DECIDE_EXTENSION, Owe.COUNTERSIGN, Owe.DECIDE_RESUMPTION, Owe.FILE_PENALTY,
}  # fmt: skip


def steps(life: Life, subject: str) -> list[tuple[date, str, str]]:
    """What was said and to whom, day by day."""
    said = [(day_of(one.at), one.to.value, one.whom) for one in life.of(e.ReminderSent, subject=subject)]
    said += [
        (day_of(one.at), one.letter.to.value, one.letter.kind.value) for one in life.of(e.LetterDrafted, kind=subject)
    ]
    return sorted(said)


def test_r_minus_one_to_r_plus_ten() -> None:
    """ "R−1 wd the handler; R+1 wd section head; R+3 wd department head, copy 安委办; R+5 wd 督办函 …; R+10 wd talk"."""
    life = reported()
    life.through("06-24")
    assert steps(life, "verify") == [
        (day("06-09"), "regulator", "经办人"),
        (day("06-11"), "regulator", "科室负责人"),
        (day("06-13"), "regulator", "部门负责人(抄送安委办)"),
        (day("06-17"), "regulator", "supervision_letter"),
        (day("06-24"), "regulator", "talk_notice"),
    ]
    assert day_of(life.of(e.ObligationLapsed)[0].at) == day("06-11")  # 24:00 of June 10


def test_who_signs_them() -> None:
    """ "督办函 by 安委办; … talk of the department's leader by the commission leader"."""
    life = reported()
    life.through("06-24")
    signed = {one.letter.kind: one.letter.signed_by for one in life.of(e.LetterDrafted)}
    assert signed == {
        LetterKind.SUPERVISION_LETTER: Role.COMMISSION_OFFICE,
        LetterKind.TALK_NOTICE: Role.COMMISSION_LEADER,
    }


def test_letters_to_a_department_move_no_rung() -> None:
    """ "sends letters of its own …, which move no rung": the entity's ladder knows nothing of it."""
    life = reported()
    life.through("06-24")
    assert (life.case.rung, life.case.rungs) == (0, ())


def test_after_the_last_step_the_cadence() -> None:
    """ "nothing ever goes silent" (invariant 1): 10 wd after June 24 is July 8, then July 22."""
    life = reported()
    life.through("07-22")
    assert [one[0] for one in steps(life, "verify")][-2:] == [day("07-08"), day("07-22")]


@pytest.mark.parametrize("kind", sorted(TO_THE_TALK))
def test_which_kinds_go_to_the_talk(kind: Owe) -> None:
    """ "Only *verify/determine, issue the order, inspect, decide closure* go as far as the talk"."""
    last = CHAINS[kind][-1]
    assert (last.workdays, last.act, last.letter) == (10, Act.LETTER, LetterKind.TALK_NOTICE)


@pytest.mark.parametrize("kind", sorted(TO_THE_LETTER))
def test_the_rest_end_at_the_supervision_letter(kind: Owe) -> None:
    """ "the rest end at 督办函"."""
    last = CHAINS[kind][-1]
    assert (last.workdays, last.act, last.letter) == (5, Act.LETTER, LetterKind.SUPERVISION_LETTER)


def test_no_other_kind_goes_to_the_talk() -> None:
    """The same, of every kind there is."""
    talks = {kind for kind, chain in CHAINS.items() if any(one.letter is LetterKind.TALK_NOTICE for one in chain)}
    assert talks == TO_THE_TALK
    assert set(CHAINS) == set(Owe)


def test_the_commission_office_itself() -> None:
    """ "On 安委办 itself …: R+1 wd its head, R+3 wd the commission leader": the start pressed by June 10, or not."""
    life = adopted()
    assert life.due("start_supervision") == day("06-10")
    life.through("06-13")
    assert steps(life, "start_supervision") == [
        (day("06-11"), "commission_office", "安委办主任"),
        (day("06-13"), "commission_leader", "安委会领导"),
    ]


def test_what_the_approver_owes_is_said_to_the_approver() -> None:
    """ "decide closure": the chain speaks of the office; the handler's own reminder goes to him who owes it."""
    from tests.domain.builders import closing

    life = closing()  # due June 11
    life.through("06-12")
    assert {one.to for one in life.of(e.ReminderSent, subject="decide_closure")} == {Role.APPROVER}


def test_a_reminder_before_the_obligation_began_is_none() -> None:
    """R−1 of something owed for one workday is the day it began: nothing is said."""
    life = reported()
    life.happens(
        e.EvidenceAdded(
            at=life.now,
            owes=(owe(Owe.COUNTERSIGN, Role.APPROVER, day("06-03"), CALENDAR, workdays=1),),
            digest="a" * 64,
            name="x",
        )
    )
    life.through("06-04")
    assert not life.of(e.ReminderSent, subject="countersign")


def test_the_entitys_own() -> None:
    """ "*acknowledge* → reminder L+1 wd; *plan* → reminder L+1 wd, 函告 L+3 wd; *answer to a letter* → reminder only"."""
    assert [(one.workdays, one.act) for one in CHAINS[Owe.ACKNOWLEDGE]] == [(0, Act.LAPSE), (1, Act.REMIND)]
    assert [(one.workdays, one.letter) for one in CHAINS[Owe.PLAN]] == [
        (0, None),
        (1, None),
        (3, LetterKind.FORMAL_NOTICE),
    ]
    assert [(one.workdays, one.act) for one in CHAINS[Owe.ANSWER]] == [(0, Act.LAPSE), (1, Act.REMIND)]
