"""演变 how an event changes a case. Total: it knows every event ever stored, and never refuses one."""

from collections.abc import Callable
from datetime import date
from typing import Any

from domain import events as e
from domain.case import (
    Case,
    Channel,
    ClockHold,
    Extension,
    Letter,
    LetterStatus,
    RungFact,
    Stage,
)
from domain.obligations import SURVIVING, Obligation, Owe
from domain.rulebook import LetterKind
from domain.workdays import day_of

SETTLES: dict[type[e.Event], tuple[Owe, ...]] = {
    e.SupervisionStarted: (Owe.START_SUPERVISION,),
    e.HazardDetermined: (Owe.VERIFY, Owe.DANGER_CHECK, Owe.SITE_DECISION),
    e.SiteDecisionRecorded: (Owe.SITE_DECISION,),
    e.DangerChecked: (Owe.DANGER_CHECK,),
    e.CaseReferred: (Owe.VERIFY,),  # danger to life is looked at by whoever heard of it
    e.OrderIssued: (Owe.ISSUE_ORDER,),
    e.Acknowledged: (Owe.ACKNOWLEDGE,),
    e.PlanSubmitted: (Owe.PLAN,),
    e.PlanApproved: (Owe.DECIDE_PLAN,),
    e.PlanReturned: (Owe.DECIDE_PLAN,),
    e.InterimMeasuresChecked: (Owe.CHECK_INTERIM,),
    e.ExtensionGranted: (Owe.DECIDE_EXTENSION,),
    e.ExtensionRefused: (Owe.DECIDE_EXTENSION,),
    e.ExtensionReturned: (Owe.DECIDE_EXTENSION,),
    e.ClockHoldProposed: (Owe.COUNTERSIGN,),
    e.ClockHeld: (Owe.COUNTERSIGN,),
    e.ResumptionDecided: (Owe.DECIDE_RESUMPTION,),
    e.ReinspectionRequested: (Owe.PLAN, Owe.DECIDE_PLAN, Owe.ACKNOWLEDGE),
    e.ReinspectionPassed: (Owe.INSPECT,),
    e.ReinspectionFailed: (Owe.INSPECT,),
    e.ClosureReturned: (Owe.DECIDE_CLOSURE,),
    e.PenaltyFiled: (Owe.FILE_PENALTY,),
    e.NoPenaltyExplained: (Owe.FILE_PENALTY,),
    e.TalkRecorded: (Owe.ATTEND_TALK,),
    e.TalkMissed: (Owe.ATTEND_TALK,),
    e.TalkReportReceived: (Owe.TALK_REPORT,),
    e.ListingRecorded: (Owe.ANSWER_LISTING, Owe.PROPOSE_AGAIN),
    e.ListingRefused: (Owe.ANSWER_LISTING,),
}
"""什么事件了结什么义务."""

OF_A_LETTER = (
    Owe.SIGN,
    Owe.ISSUE,
    Owe.SERVE,
    Owe.TOWN_SERVE,
    Owe.DECIDE_SERVICE,
    Owe.ANSWER,
    Owe.ATTEND_TALK,
    Owe.ANSWER_LISTING,
)
"""what a letter leaves somebody to do; nobody owes it once the letter is withdrawn or void"""

SETTLES_OF_LETTER: dict[type[e.Event], tuple[Owe, ...]] = {
    e.LetterSigned: (Owe.SIGN,),
    e.DraftHeld: (Owe.SIGN,),
    e.DraftReturned: (Owe.SIGN,),
    e.LetterIssued: (Owe.ISSUE,),
    e.LetterServed: (Owe.SERVE, Owe.TOWN_SERVE, Owe.DECIDE_SERVICE),
    e.ProceededUnserved: (Owe.SERVE, Owe.TOWN_SERVE, Owe.DECIDE_SERVICE),
    e.LetterAnswered: (Owe.ANSWER,),
    e.LetterWithdrawn: OF_A_LETTER,
    e.LetterVoided: OF_A_LETTER,
}
"""the same, for the obligations of one letter"""

Change = dict[str, Any]


def evolve(case: Case | None, event: e.Event) -> Case:
    """The case after the event; errors: ValueError when a first event does not open a case."""
    if case is None:
        return _opened(event)
    change = _CHANGES[type(event)](case, event) if type(event) in _CHANGES else {}
    change.setdefault("obligations", case.obligations)
    change["obligations"] = _settled(change["obligations"], event) + event.owes
    change["acted_on"] = max(case.acted_on, day_of(event.at))
    return case.model_copy(update=change)


def _settled(obligations: tuple[Obligation, ...], event: e.Event) -> tuple[Obligation, ...]:
    kinds = SETTLES.get(type(event), ())
    of_letter = SETTLES_OF_LETTER.get(type(event), ())
    letter = getattr(event, "letter", None)
    if isinstance(event, e.ListingRecorded):
        kinds += (Owe.FILE_LISTING,) * (event.filed_on is not None)
        kinds += (Owe.PUBLISH_LISTING,) * (event.published_on is not None)
    if not kinds and not of_letter:
        return obligations
    return tuple(o for o in obligations if o.kind not in kinds and not (o.kind in of_letter and o.ref == letter))


def _opened(event: e.Event) -> Case:
    match event:
        case e.HazardReported():
            return Case(
                **event.model_dump(include=_SHARED),
                sponsor=event.sponsor,
                stage=Stage.REPORTED,
                risk=event.risk,
                lists=event.lists,
                reported_at=event.at,
                acted_on=day_of(event.at),
                obligations=event.owes,
            )
        case e.CaseAdopted():
            major = event.level == "major"
            dated = major and event.rectify_by is not None
            return Case(
                **event.model_dump(include=_SHARED),
                level=event.level,
                batch=event.batch,
                found_exact=event.found_exact,
                stage=Stage.RECTIFYING if dated else Stage.DETERMINED if major else Stage.REPORTED,
                rectify_by=event.rectify_by if major else None,
                rectify_set_on=day_of(event.at) if dated else None,
                order_on=day_of(event.at) if dated else None,
                reported_at=event.at,
                acted_on=day_of(event.at),
                started=False,
                obligations=event.owes,
            )
        case _:
            raise ValueError(f"{type(event).__name__} does not open a case")


_SHARED = {
    "number",
    "edition",
    "author",
    "channel",
    "entity",
    "unit",
    "region",
    "industry",
    "description",
    "criterion",
    "office",
    "found_on",
}


# --- helpers -------------------------------------------------------------------------------------------------------


def _letters(case: Case, letter_id: str, **change: object) -> tuple[Letter, ...]:
    return tuple(one.model_copy(update=change) if one.id == letter_id else one for one in case.letters)


def _without(case: Case, *kinds: Owe) -> tuple[Obligation, ...]:
    return tuple(o for o in case.obligations if o.kind not in kinds)


def _stepped(
    case: Case, kind: str, ref: str, on: date, next_step: int, *, lapsed: bool = False
) -> tuple[Obligation, ...]:
    """The obligation's chain, one step further."""

    def step(o: Obligation) -> Obligation:
        if (o.kind, o.ref) != (kind, ref):
            return o
        return o.model_copy(update={"step": next_step, "stepped_on": on, "lapsed": o.lapsed or lapsed})

    return tuple(step(o) for o in case.obligations)


def _ended(stage: Stage) -> Callable[[Case, Any], Change]:
    def change(case: Case, _event: e.Event) -> Change:
        return {
            "stage": stage,
            "obligations": tuple(o for o in case.obligations if o.kind in SURVIVING),
            "ladder_held": False,
            "extension": None,
            "hold": None,
            "suspended": False,
            "asked_release_on": None,
        }

    return change


def _moved(rectify_by: date | None, on: date) -> Change:
    """T is another date: its reminders and its lapse begin anew."""
    if rectify_by is None:
        return {}
    return {"rectify_by": rectify_by, "rectify_set_on": on, "rectify_reminded": (), "rectify_lapsed": False}


# --- one change for each event -------------------------------------------------------------------------------------


def _determined(case: Case, event: e.HazardDetermined) -> Change:
    return {
        "stage": Stage.DETERMINED,
        "level": "major",
        "criterion": event.criterion,
        "site_decision": event.site_decision,
        "interim": event.interim,
        "on_the_spot": event.on_the_spot,
        "risk": event.risk or case.risk,
    }


def _order_issued(case: Case, event: e.OrderIssued) -> Change:
    change: Change = {
        "letters": (*case.letters, event.letter),
        "rectify_period_days": event.rectify_period_days,
        "rectify_counted": event.rectify_period_days is not None,
    }
    if event.rectify_by is not None:
        change |= _moved(event.rectify_by, day_of(event.at))
    return change


def _order_reached(case: Case, letter_id: str, on: date, rectify_by: date | None) -> Change:
    """告知: the order was served, or goes on unserved: stage, T and the period begin."""
    letter = case.letter(letter_id)
    if letter is None or letter.kind is not LetterKind.ORDER or case.stage is not Stage.DETERMINED:
        return {}
    return {"stage": Stage.NOTIFIED, "order_on": on, **_moved(rectify_by, on)}


def _taken_back(case: Case, letter_id: str, status: LetterStatus) -> Change:
    """A letter withdrawn or void. An order that had reached nobody takes the T it stated with it: 期限未起算."""
    change: Change = {"letters": _letters(case, letter_id, status=status)}
    letter = case.letter(letter_id)
    if letter is not None and letter.kind is LetterKind.ORDER and case.stage is Stage.DETERMINED:
        change |= {"rectify_by": None, "rectify_set_on": None, "rectify_reminded": (), "rectify_lapsed": False}
    return change


def _served(case: Case, event: e.LetterServed) -> Change:
    served = _letters(case, event.letter, status=LetterStatus.SERVED, served_on=event.on)
    return {"letters": served, **_order_reached(case, event.letter, event.on, event.rectify_by)}


def _went_unserved(case: Case, event: e.ProceededUnserved) -> Change:
    on = day_of(event.at)
    letters = _letters(case, event.letter, gap_expired_on=on)
    return {"letters": letters, **_order_reached(case, event.letter, on, event.rectify_by)}


def _gap_expired(case: Case, event: e.GapExpired) -> Change:
    letters = _letters(case, event.letter, gap_expired_on=event.on)
    return {"letters": letters, **_order_reached(case, event.letter, event.on, event.rectify_by)}


def _after_notice(case: Case) -> Stage:
    """Planning is skipped where the hazard was fixed on the spot; reinspection never is (S52)."""
    return Stage.RECTIFYING if case.on_the_spot else Stage.PLANNING


def _acknowledged(case: Case, _event: e.Acknowledged) -> Change:
    return {"stage": _after_notice(case)} if case.stage is Stage.NOTIFIED else {}


def _lapsed(case: Case, event: e.ObligationLapsed) -> Change:
    on = day_of(event.at)
    if event.kind == "rectify":
        return {"rectify_lapsed": True}
    change: Change = {"obligations": _stepped(case, event.kind, event.ref, on, event.next_step, lapsed=True)}
    match event.kind:
        case Owe.ACKNOWLEDGE if case.stage is Stage.NOTIFIED:
            change["stage"] = _after_notice(case)
        case Owe.ACCEPT_REFERRAL:
            change |= {"obligations": _without(case, Owe.ACCEPT_REFERRAL), "came_from": None}
        case Owe.TOWN_SERVE | Owe.DECIDE_SERVICE:  # the next one owes it now; the one before stays on record
            before = Owe.SERVE if event.kind is Owe.TOWN_SERVE else Owe.TOWN_SERVE
            change["obligations"] = tuple(o for o in change["obligations"] if (o.kind, o.ref) != (before, event.ref))
        case Owe.ATTEND_TALK | Owe.TALK_REPORT:
            change |= {"talk_settled_on": event.due_on, "pressed_on": event.pressed_on or case.pressed_on}
            if event.kind is Owe.ATTEND_TALK:  # a missed talk stays missed
                change["obligations"] = _without(case, Owe.ATTEND_TALK)
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
        stepped = _stepped(case, shared.kind, shared.ref, on, shared.next_step)
        case = case.model_copy(update={"obligations": stepped})
        change["obligations"] = stepped
    return change


def _reminded(case: Case, event: e.ReminderSent) -> Change:
    on = day_of(event.at)
    if event.subject == "rectify":
        return {"rectify_reminded": (*case.rectify_reminded, -event.workdays)}
    if event.subject == "release":
        return {"asked_release_on": on}
    return {"obligations": _stepped(case, event.subject, event.ref, on, event.next_step)}


def _drafted(case: Case, event: e.LetterDrafted) -> Change:
    on = day_of(event.at)
    if event.kind is Owe.PROPOSE_AGAIN:  # proposed: from here the letter has its own clocks
        return {"letters": (*case.letters, event.letter), "obligations": _without(case, Owe.PROPOSE_AGAIN)}
    return {
        "letters": (*case.letters, event.letter),
        "obligations": _stepped(case, event.kind, event.ref, on, event.next_step),
    }


def _raised(case: Case, event: e.LetterRaised) -> Change:
    return {
        "letters": _letters(case, event.letter, signed_by=event.to),
        "obligations": _stepped(case, Owe.SIGN, event.letter, day_of(event.at), event.next_step),
    }


def _inspected(case: Case, inspectors: tuple[str, ...]) -> Change:
    return {"inspectors": inspectors, "hands": tuple(dict.fromkeys((*case.hands, *inspectors)))}


def _passed(case: Case, event: e.ReinspectionPassed) -> Change:
    return {"stage": Stage.CLOSING, "passed": True, **_inspected(case, event.inspectors)}


def _failed(case: Case, event: e.ReinspectionFailed) -> Change:
    return {
        "stage": Stage.RECTIFYING,
        "passed": False,
        "failures": case.failures + 1,
        "ladder_held": False,
        "remedial_by": event.remedial_by,
        "forced_on": event.forced_on,
        "ladder_from": event.ladder_from or case.ladder_from,
        **_inspected(case, event.inspectors),
    }


def _requested(case: Case, event: e.ReinspectionRequested) -> Change:
    return {
        "stage": Stage.REINSPECTING,
        "ladder_held": event.holds,
        "hands": tuple(dict.fromkeys((*case.hands, event.author))),
    }


def _closure_returned(case: Case, event: e.ClosureReturned) -> Change:
    if event.to == "papers":
        return {"stage": Stage.REINSPECTING, "passed": False}
    return {
        "stage": Stage.RECTIFYING,
        "passed": False,
        "ladder_held": False,
        "ladder_from": event.ladder_from or case.ladder_from,
    }


def _closed(case: Case, event: e.CaseClosed) -> Change:
    return {
        **_ended(Stage.CLOSED)(case, event),
        "approved_by": event.approver,
        "closed_on": day_of(event.at),
    }


def _reopened(case: Case, _event: e.CaseReopened) -> Change:
    """A new cycle: the earlier one stays in the record, only fines and talk commitments cross over."""
    fresh = Case.model_fields
    kept = {"level": "major", "stage": Stage.DETERMINED, "cycle": case.cycle + 1}
    anew = (  # noqa: SIM905 - a list of names reads better as a line of text
        "order_on rectify_period_days rectify_by rectify_counted rectify_set_on rectify_reminded rectify_lapsed extension "
        "extended hold held_days suspended rung rungs ladder_from pressed_on forced_on ladder_held remedial_by failures "
        "talk_settled_on asked_release_on provisional_released passed posted workers_reported inspectors hands "
        "approved_by closed_on listed_until listed_level delisted letters on_the_spot came_from plan_approved"
    ).split()
    obligations = tuple(o for o in case.obligations if o.kind in SURVIVING)
    return {**{name: fresh[name].default for name in anew}, **kept, "obligations": obligations}


def _extension_granted(case: Case, event: e.ExtensionGranted) -> Change:
    change: Change = {"extension": None, "extended": True, "ladder_from": event.ladder_from or case.ladder_from}
    if case.listed:
        return change | {"listed_until": event.until}
    return change | _moved(event.until, day_of(event.at))


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
        change["obligations"] = _without(case, Owe.PLAN)
    if event.listed_until is not None:
        change["listed_until"] = event.listed_until
    return change | _moved(event.rectify_by, day_of(event.at))


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


_CORRECTABLE: dict[str, Callable[[str], Any]] = {
    "found_on": date.fromisoformat,
    "rectify_by": date.fromisoformat,
    "channel": Channel,
    **dict.fromkeys(("unit", "region", "industry", "description", "criterion", "risk", "sponsor", "office"), str),
}
CORRECTABLE = frozenset(_CORRECTABLE)
"""更正 what EntryCorrected may name"""


def read_corrected(field: str, text: str) -> Any:
    """The value a correction states; errors: ValueError."""
    return _CORRECTABLE[field](text)


def _corrected(_case: Case, event: e.EntryCorrected) -> Change:
    value = read_corrected(event.field, event.now)
    return _moved(value, day_of(event.at)) if event.field == "rectify_by" else {event.field: value}


def _service_corrected(case: Case, event: e.ServiceCorrected) -> Change:
    """What counted from the service counts again from the corrected day (the fresh obligations come in `owes`)."""
    again = {(o.kind, o.ref) for o in event.owes}
    obligations = tuple(o for o in case.obligations if (o.kind, o.ref) not in again)
    letters = _letters(case, event.letter, served_on=event.on)
    change: Change = {"letters": letters, "obligations": obligations}
    letter = case.letter(event.letter)
    if letter is not None and letter.kind is LetterKind.ORDER:
        change |= {"order_on": event.on} | _moved(event.rectify_by, day_of(event.at))
    return change


def _projected(case: Case, event: e.DeadlinesProjected) -> Change:
    again = {(o.kind, o.ref) for o in event.owes}
    change: Change = {"obligations": tuple(o for o in case.obligations if (o.kind, o.ref) not in again)}
    if event.ladder_from is not None:  # what waited for its release waits no more
        change |= {"ladder_from": event.ladder_from, "asked_release_on": None}
    return change | _moved(event.rectify_by, day_of(event.at))


def _talk_recorded(case: Case, event: e.TalkRecorded) -> Change:
    report = next((o for o in event.owes if o.kind is Owe.TALK_REPORT), None)
    return {"talk_settled_on": report.due_on if report else case.talk_settled_on}


def _set(**change: object) -> Callable[[Case, Any], Change]:
    return lambda _case, _event: dict(change)


_CHANGES: dict[type[e.Event], Callable[[Case, Any], Change]] = {
    e.RungStated: lambda case, event: {
        "rung": max(case.rung, event.rung),
        "rungs": (*case.rungs, RungFact(rung=event.rung, on=event.on, stated=True)),
    },
    e.ClosureStated: lambda case, event: {**_ended(Stage.CLOSED)(case, event), "closed_on": event.on, "started": True},
    e.SupervisionStarted: lambda case, event: {
        "started": True,
        "ladder_from": event.ladder_from,
        "rectify_set_on": day_of(event.at) if case.rectify_by else None,
    },
    e.HazardDetermined: _determined,
    e.SiteDecisionRecorded: lambda _case, event: {"site_decision": event.site_decision, "interim": event.interim},
    e.HazardDismissed: _ended(Stage.DISMISSED),
    e.HazardDowngraded: _ended(Stage.DOWNGRADED),
    e.CaseMerged: _ended(Stage.MERGED),
    e.CaseReferred: lambda case, _event: {"came_from": case.stage},
    e.ReferralAccepted: _ended(Stage.REFERRED_OUT),
    e.OrderIssued: _order_issued,
    e.Acknowledged: _acknowledged,
    e.PlanSubmitted: _set(stage=Stage.PLAN_SUBMITTED),
    e.PlanApproved: _set(stage=Stage.RECTIFYING, plan_approved=True),
    e.PlanReturned: _set(stage=Stage.PLANNING),
    e.ProgressReported: lambda case, event: {"hands": tuple(dict.fromkeys((*case.hands, event.author)))},
    e.InterimMeasuresChecked: lambda case, event: {"pressed_on": event.pressed_on or case.pressed_on},
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
    e.SuspensionOrdered: _set(suspended=True),
    e.ResumptionDecided: lambda case, event: {"suspended": case.suspended and not event.granted},
    e.ReinspectionRequested: _requested,
    e.ReinspectionPassed: _passed,
    e.ReinspectionFailed: _failed,
    e.PostingRecorded: lambda case, event: {"posted": tuple(dict.fromkeys((*case.posted, event.what)))},
    e.WorkersReportRecorded: _set(workers_reported=True),
    e.CaseClosed: _closed,
    e.ClosureReturned: _closure_returned,
    e.CaseReopened: _reopened,
    e.EntityClosed: _ended(Stage.ENTITY_CLOSED),
    e.CaseVoided: _ended(Stage.VOIDED),
    e.LetterDrafted: _drafted,
    e.LetterSigned: lambda case, event: {"letters": _letters(case, event.letter, status=LetterStatus.SIGNED)},
    e.DraftHeld: lambda case, event: {"letters": _letters(case, event.letter, held=True)},
    e.LetterIssued: lambda case, event: {
        "letters": _letters(
            case,
            event.letter,
            status=LetterStatus.ISSUED,
            number=event.number,
            issued_on=day_of(event.at),
        )
    },
    e.LetterWithdrawn: lambda case, event: _taken_back(case, event.letter, LetterStatus.WITHDRAWN),
    e.LetterVoided: lambda case, event: _taken_back(case, event.letter, LetterStatus.VOID),
    e.LetterServed: _served,
    e.ProceededUnserved: _went_unserved,
    e.LetterAnswered: lambda case, event: {"letters": _letters(case, event.letter, answered_on=day_of(event.at))},
    e.TalkRecorded: _talk_recorded,
    e.TalkMissed: lambda case, event: {
        "talk_settled_on": event.gap_from,
        "pressed_on": event.pressed_on or case.pressed_on,
    },
    e.PenaltyFiled: _penalty,
    e.ListingRecorded: _listed,
    e.Delisted: _set(delisted=True),
    e.Jumped: _jumped,
    e.EntryCorrected: _corrected,
    e.ServiceCorrected: _service_corrected,
    e.EditionAdopted: lambda _case, event: {"edition": event.edition},
    e.ProvisionalReleased: lambda _case, event: {
        "provisional_released": True,
        "asked_release_on": None,
        "ladder_from": event.ladder_from,
    },
    e.DeadlinesProjected: _projected,
    e.ReminderSent: _reminded,
    e.ObligationLapsed: _lapsed,
    e.RungFired: _rung_fired,
    e.GapExpired: _gap_expired,
    e.LetterRaised: _raised,
}
