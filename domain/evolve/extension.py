"""延期、中止与停产停业."""

from domain import events as e
from domain.case import Case, ClockHold, Extension
from domain.evolve.change import Change, Changes, moved, setting, without
from domain.obligations import Owe
from domain.workdays import day_of


def _extension_granted(case: Case, event: e.ExtensionGranted) -> Change:
    change: Change = {"extension": None, "extended": True, "ladder_from": event.ladder_from or case.ladder_from}
    if case.listed:
        return change | {"listed_until": event.until}
    return change | moved(event.until, day_of(event.at))


def _extension_answered(case: Case, event: e.ExtensionRefused | e.ExtensionReturned) -> Change:
    return {"extension": None, "ladder_from": event.ladder_from or case.ladder_from}


def _hold_in_force(case: Case, event: e.ClockHeld) -> Change:
    if case.hold is None:
        return {}
    held = case.hold.model_copy(
        update={"since": day_of(event.at), "review_on": event.review_on, "plan_left": event.plan_left_days}
    )
    return {"hold": held}


def _released(case: Case, event: e.ClockReleased) -> Change:
    change: Change = {"hold": None, "held_days": case.held_days + event.days, "ladder_from": event.ladder_from}
    if any(o.kind is Owe.PLAN for o in event.owes):
        change["obligations"] = without(case, Owe.PLAN)
    if event.listed_until is not None:
        change["listed_until"] = event.listed_until
    return change | moved(event.rectify_by, day_of(event.at))


CHANGES: Changes = {
    e.ExtensionRequested: lambda _case, event: {
        "extension": Extension(requested_on=day_of(event.at), until=event.until)
    },
    e.ExtensionGranted: _extension_granted,
    e.ExtensionRefused: _extension_answered,
    e.ExtensionReturned: _extension_answered,
    e.ClockHoldProposed: lambda _case, event: {
        "hold": ClockHold(
            grounds=event.grounds, author=event.author, proposed_on=day_of(event.at), review_on=event.review_on
        )
    },
    e.ClockHeld: _hold_in_force,
    e.HoldRenewed: lambda case, event: {
        "hold": case.hold.model_copy(update={"review_on": event.review_on}) if case.hold else None
    },
    e.ClockReleased: _released,
    e.SuspensionOrdered: setting(suspended=True),
    e.ResumptionDecided: lambda case, event: {"suspended": case.suspended and not event.granted},
}
