"""约谈、处罚、挂牌 and the direct jumps."""

from domain import events as e
from domain.case import Case, RungFact
from domain.evolve.change import Change, Changes, setting
from domain.obligations import Owe
from domain.workdays import day_of


def _talk_recorded(case: Case, event: e.TalkRecorded) -> Change:
    report = next((o for o in event.owes if o.kind is Owe.TALK_REPORT), None)
    return {"talk_settled_on": report.due_on if report else case.talk_settled_on}


def _penalty(case: Case, event: e.PenaltyFiled) -> Change:
    return {"penalties": (*case.penalties, event.on)}


def _listed(_case: Case, event: e.ListingRecorded) -> Change:
    return {"listed_until": event.listed_until, "listed_level": event.level, "delisted": False}


def _jumped(case: Case, event: e.Jumped) -> Change:
    return {
        "rung": max(case.rung, event.rung),
        "rungs": (*case.rungs, RungFact(rung=event.rung, on=day_of(event.at), letter=event.letter.id)),
        "letters": (*case.letters, event.letter),
    }


CHANGES: Changes = {
    e.ObligationSettled: lambda case, event: {
        "obligations": tuple(o for o in case.obligations if (o.kind, o.ref) != (event.kind, event.ref))
    },
    e.TalkRecorded: _talk_recorded,
    e.TalkMissed: lambda case, event: {
        "talk_settled_on": event.gap_from,
        "pressed_on": event.pressed_on or case.pressed_on,
    },
    e.PenaltyFiled: _penalty,
    e.ListingRecorded: _listed,
    e.Delisted: setting(delisted=True),
    e.Jumped: _jumped,
}
