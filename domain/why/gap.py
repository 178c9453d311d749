"""间隔 what the gap after a rung counts from: its service, its issue, the talk, or the office's lapse (DOMAIN §3)."""

from collections.abc import Sequence
from datetime import date

from domain import events as e
from domain.case import Case
from domain.glossary import LETTERS, RUNGS
from domain.ladder import reached_on
from domain.obligations import Owe
from domain.rulebook import Rulebook
from domain.why.trail import Fold, last
from domain.wording import zh
from domain.workdays import Calendar


def fired(history: Sequence[Fold], rung: int) -> Fold | None:
    """某级措施的记录: the entry by which the rung came about, or None."""
    return last(history, e.RungFired, e.RungStated, e.Jumped, rung=rung)


def gap_basis(
    history: Sequence[Fold], case: Case, start: date, rules: Rulebook, calendar: Calendar
) -> tuple[Fold | None, str]:
    """间隔从何起算: the entry and the words of what `ladder.gap_start` counts from."""
    name, fact = RUNGS[case.rung], case.rung_fact(case.rung)
    if fact is None or fact.stated:
        return fired(history, case.rung), f"原台账载明{name}于{zh(start)}"
    if case.rung == 1:
        return fired(history, 1), f"{name}于{zh(start)}发出"
    letter = case.letter(fact.letter or "")
    if letter is None or not letter.live:
        how = "已撤回或作废"
        basis = last(history, e.LetterWithdrawn, e.LetterVoided, letter=fact.letter)
        return basis, f"{name}{how}，按最长间隔（发出后{rules.gap_limit_workdays}个工作日）计至{zh(start)}"
    if letter.gap_expired_on is not None:
        basis = last(history, e.GapExpired, e.ProceededUnserved, letter=letter.id)
        event = basis.event if basis else None
        unsigned = isinstance(event, e.GapExpired) and event.why == "unsigned"
        how = "未签发而逾限" if unsigned else "未送达而逾限"
        if isinstance(event, e.ProceededUnserved):
            how = "未送达，负责人决定径行推进"
        return basis, f"{LETTERS[letter.kind]}{how}，间隔自{zh(start)}起算"
    match case.rung:
        case 2:
            basis = last(history, e.LetterServed, e.ServiceCorrected, letter=letter.id)
            served = letter.served_on or start
            reached = reached_on(letter, served, rules, calendar)
            text = f"函告于{zh(served)}送达"
            if reached != served:
                text += f"（间隔至多拖延到印发后{rules.gap_limit_workdays}个工作日，按{zh(reached)}计）"
            return basis, f"{text}，回函期限{rules.answer_workdays}个工作日至{zh(start)}"
        case 3:
            return last(history, e.LetterIssued, letter=letter.id), f"通报于{zh(start)}印发"
        case _:
            return _talk(history, start)


def _talk(history: Sequence[Fold], start: date) -> tuple[Fold | None, str]:
    for fold in reversed(history):
        match fold.event:
            case e.TalkRecorded():
                return fold, f"约谈于{zh(fold.event.on)}举行，整改报告应于{zh(start)}前报送"
            case e.TalkMissed(whose="entity"):
                return fold, f"约谈未到场，{zh(start)}记录在案"
            case e.TalkMissed():
                return fold, f"约谈未由机关举行（机关的逾期），间隔自{zh(start)}起算"
            case e.ObligationLapsed(kind=Owe.ATTEND_TALK):
                return fold, f"约谈最后期限{zh(start)}，未到场"
            case e.ObligationLapsed(kind=Owe.TALK_REPORT):
                return fold, f"约谈整改报告应于{zh(start)}前报送，逾期未报"
            case _:
                continue
    return None, f"约谈于{zh(start)}了结"
