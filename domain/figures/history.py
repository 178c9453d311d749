"""经历 what the figures need of a case's past that the case itself does not keep."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from domain import events as e
from domain.events import Event
from domain.figures.funds import yuan
from domain.workdays import day_of

TALK = 4
"""约谈, a rung"""


@dataclass(frozen=True, slots=True)
class History:
    """经历."""

    determined_on: date | None = None
    imported_on: date | None = None
    """an adopted 重大 row was determined before it came here"""
    passed_first: bool | None = None
    planned: bool = False
    funds_text: str = ""
    funds_yuan: int = 0
    funds_unread: int = 0
    talks_due: int = 0
    talks_held: int = 0
    ended_by: Event | None = None


def remembered(history: History, event: Event) -> History:
    """经历 after one more event."""
    found = _REMEMBERS.get(type(event))
    return history if found is None else found(history, event)


def _adopted(history: History, event: e.CaseAdopted) -> History:
    return replace(history, imported_on=day_of(event.at)) if event.level == "major" else history


def _determined(history: History, event: e.HazardDetermined) -> History:
    return history if history.determined_on else replace(history, determined_on=day_of(event.at))


def _inspected(history: History, event: e.ReinspectionPassed | e.ReinspectionFailed) -> History:
    if history.passed_first is not None:
        return history
    return replace(history, passed_first=isinstance(event, e.ReinspectionPassed))


def _approved(history: History, _event: e.PlanApproved) -> History:
    amount = yuan(history.funds_text)
    if amount is None:
        return replace(history, funds_unread=history.funds_unread + 1)
    return replace(history, funds_yuan=history.funds_yuan + amount)


def _rung(history: History, event: e.RungFired | e.Jumped) -> History:
    return replace(history, talks_due=history.talks_due + 1) if event.rung == TALK else history


def _stated(history: History, event: e.RungStated) -> History:
    """A dated 约谈时间 of the register is a talk that was held."""
    if event.rung != TALK:
        return history
    return replace(history, talks_due=history.talks_due + 1, talks_held=history.talks_held + 1)


_REMEMBERS: dict[type[Event], Callable[[History, Any], History]] = {
    e.CaseAdopted: _adopted,
    e.HazardDetermined: _determined,
    e.ReinspectionPassed: _inspected,
    e.ReinspectionFailed: _inspected,
    e.PlanSubmitted: lambda history, event: replace(history, planned=True, funds_text=event.funds),
    e.PlanReturned: lambda history, _: replace(history, planned=False),
    e.PlanApproved: _approved,
    e.CaseReopened: lambda history, _: replace(history, planned=False, ended_by=None),
    e.RungFired: _rung,
    e.Jumped: _rung,
    e.RungStated: _stated,
    e.TalkRecorded: lambda history, _: replace(history, talks_held=history.talks_held + 1),
    e.HazardDismissed: lambda history, event: replace(history, ended_by=event),
}
