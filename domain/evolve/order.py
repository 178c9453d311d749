"""指令、方案与进展."""

from datetime import date

from domain import events as e
from domain.case import Case, Stage
from domain.evolve.change import Change, Changes, moved, setting
from domain.rulebook import LetterKind
from domain.workdays import day_of


def _order_issued(case: Case, event: e.OrderIssued) -> Change:
    change: Change = {
        "letters": (*case.letters, event.letter),
        "rectify_period_days": event.rectify_period_days,
        "rectify_counted": event.rectify_period_days is not None,
    }
    if event.rectify_by is not None:
        change |= moved(event.rectify_by, day_of(event.at))
    return change


def order_reached(case: Case, letter_id: str, on: date, rectify_by: date | None) -> Change:
    """告知: the order was served, or goes on unserved: stage, T and the period begin."""
    letter = case.letter(letter_id)
    if letter is None or letter.kind is not LetterKind.ORDER or case.stage is not Stage.DETERMINED:
        return {}
    return {"stage": Stage.NOTIFIED, "order_on": on, **moved(rectify_by, on)}


def after_notice(case: Case) -> Stage:
    """Planning is skipped where the hazard was fixed on the spot; reinspection never is (S52)."""
    return Stage.RECTIFYING if case.on_the_spot else Stage.PLANNING


def _acknowledged(case: Case, _event: e.Acknowledged) -> Change:
    return {"stage": after_notice(case)} if case.stage is Stage.NOTIFIED else {}


CHANGES: Changes = {
    e.OrderIssued: _order_issued,
    e.Acknowledged: _acknowledged,
    e.PlanSubmitted: setting(stage=Stage.PLAN_SUBMITTED),
    e.PlanApproved: setting(stage=Stage.RECTIFYING, plan_approved=True),
    e.PlanReturned: setting(stage=Stage.PLANNING),
    e.ProgressReported: lambda case, event: {"hands": tuple(dict.fromkeys((*case.hands, event.author)))},
    e.InterimMeasuresChecked: lambda case, event: {"pressed_on": event.pressed_on or case.pressed_on},
}
