"""复查、公示、双报告与销号, and the new cycle of a reopened case."""

from domain import events as e
from domain.case import Case, Stage
from domain.evolve.change import Change, Changes, ended, setting
from domain.obligations import SURVIVING
from domain.workdays import day_of


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
        **ended(Stage.CLOSED)(case, event),
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


CHANGES: Changes = {
    e.ReinspectionRequested: _requested,
    e.ReinspectionPassed: _passed,
    e.ReinspectionFailed: _failed,
    e.PostingRecorded: lambda case, event: {"posted": tuple(dict.fromkeys((*case.posted, event.what)))},
    e.WorkersReportRecorded: setting(workers_reported=True),
    e.CaseClosed: _closed,
    e.ClosureReturned: _closure_returned,
    e.CaseReopened: _reopened,
    e.EntityClosed: ended(Stage.ENTITY_CLOSED),
    e.CaseVoided: ended(Stage.VOIDED),
}
