"""时钟所记."""

from domain import events as e
from domain.case import Case, RungFact, Stage
from domain.evolve.change import Change, Changes, stepped, with_letter, without
from domain.evolve.order import after_notice, order_reached
from domain.obligations import Owe
from domain.workdays import day_of


def _reminded(case: Case, event: e.ReminderSent) -> Change:
    on = day_of(event.at)
    if event.subject == "rectify":
        return {"rectify_reminded": (*case.rectify_reminded, -event.workdays)}
    if event.subject == "release":
        return {"asked_release_on": on}
    return {"obligations": stepped(case, event.subject, event.ref, on, event.next_step)}


def _lapsed(case: Case, event: e.ObligationLapsed) -> Change:
    on = day_of(event.at)
    if event.kind == "rectify":
        return {"rectify_lapsed": True}
    change: Change = {"obligations": stepped(case, event.kind, event.ref, on, event.next_step, lapsed=True)}
    match event.kind:
        case Owe.ACKNOWLEDGE if case.stage is Stage.NOTIFIED:
            change["stage"] = after_notice(case)
        case Owe.ACCEPT_REFERRAL:
            change |= {"obligations": without(case, Owe.ACCEPT_REFERRAL), "came_from": None}
        case Owe.TOWN_SERVE | Owe.DECIDE_SERVICE:  # the next one owes it now; the one before stays on record
            before = Owe.SERVE if event.kind is Owe.TOWN_SERVE else Owe.TOWN_SERVE
            change["obligations"] = tuple(o for o in change["obligations"] if (o.kind, o.ref) != (before, event.ref))
        case Owe.ATTEND_TALK | Owe.TALK_REPORT:
            change |= {"talk_settled_on": event.due_on, "pressed_on": event.pressed_on or case.pressed_on}
            if event.kind is Owe.ATTEND_TALK:  # a missed talk stays missed
                change["obligations"] = without(case, Owe.ATTEND_TALK)
        case _:
            pass
    return change


def _rung_fired(case: Case, event: e.RungFired) -> Change:
    on = day_of(event.at)
    change: Change = {
        "rung": max(case.rung, event.rung),
        "rungs": (*case.rungs, RungFact(rung=event.rung, on=on, letter=event.letter.id if event.letter else None)),
        "pressed_on": None,
        "forced_on": None,
        "asked_release_on": None,
        "provisional_released": False,
    }
    if event.letter is not None:
        change["letters"] = (*case.letters, event.letter)
    change["obligations"] = case.obligations
    for shared in event.shared:
        change["obligations"] = stepped(case, shared.kind, shared.ref, on, shared.next_step)
        case = case.model_copy(update={"obligations": change["obligations"]})
    return change


def _gap_expired(case: Case, event: e.GapExpired) -> Change:
    letters = with_letter(case, event.letter, gap_expired_on=event.on)
    return {"letters": letters, **order_reached(case, event.letter, event.on, event.rectify_by)}


def _raised(case: Case, event: e.LetterRaised) -> Change:
    return {
        "letters": with_letter(case, event.letter, signed_by=event.to),
        "obligations": stepped(case, Owe.SIGN, event.letter, day_of(event.at), event.next_step),
    }


CHANGES: Changes = {
    e.ReminderSent: _reminded,
    e.ObligationLapsed: _lapsed,
    e.RungFired: _rung_fired,
    e.GapExpired: _gap_expired,
    e.LetterRaised: _raised,
}
