"""假如不予延期 what would have fired had an extension been refused, and how far that can be known."""

from collections.abc import Sequence
from datetime import datetime

from domain import events as e
from domain.case import Case
from domain.evolve import evolve
from domain.why.answer import IfRefused, Instead
from domain.why.instead import instead
from domain.why.running import Running
from domain.why.supposed import Act, Supposed
from domain.why.trail import Fold, cycle_of
from domain.workdays import day_of


def if_refused(folds: Sequence[Fold], place: int, now: datetime) -> IfRefused:
    """假如不予延期: `folds[place]` granted it; `now` is how far the record goes."""
    grant = folds[place]
    before = grant.before
    if before is None or not isinstance(grant.event, e.ExtensionGranted):
        raise ValueError("not the grant of an extension")
    quick, slow = (_course(folds, place, slow=slow).run(now) for slow in (False, True))
    actual = {fact.rung: fact.on for fold in cycle_of(folds, before.cycle) for fact in fold.after.rungs}
    until = before.listed_until if before.listed else before.rectify_by
    rungs = tuple(instead(rung, quick, slow, actual.get(rung)) for rung in sorted({*quick.rungs, *slow.rungs}))
    return IfRefused(
        cycle=before.cycle,
        version=grant.version,
        granted_on=grant.entry.on,
        rectify_by=until or day_of(grant.event.at),
        granted_until=grant.event.until,
        rungs=rungs,
        until=max(quick.until, slow.until),
        ends="；".join(dict.fromkeys((quick.ends, slow.ends))),
        leaves_open=tuple(_open(rungs, remedial=quick.remedial)),
    )


def _open(rungs: Sequence[Instead], *, remedial: bool) -> list[str]:
    told = [
        "假定单位与各机关其余所为一如记录；单位得知不予延期后会不会提前整改，无从知道",
        "假定系统按时运行；不予延期后再次申请延期的可能未计入",
    ]
    if any(not one.certain for one in rungs):
        told.append("文书何时签发、送达、约谈何时举行当时并未发生：“最早”按当日办结，“最迟”按各机关用尽时限")
    if remedial:
        told.append("其间一次复查不合格，不予延期时已在逾期之后，须另定补救日期：“最早”按次日，“最迟”按最长期限")
    return told


def _course(folds: Sequence[Fold], place: int, *, slow: bool) -> Supposed:
    """The trail with the grant replaced by a refusal; all else as it was."""
    grant, before = folds[place], folds[place].before
    if before is None:
        raise ValueError("an extension cannot open a case")
    running = Running(_refused(before, grant), grant.entry.recorded_at, grant.entry.rules, grant.entry.calendar)
    acts = (Act(fold.entry.recorded_at, fold) for fold in folds[place + 1 :])
    return Supposed(running, acts, before, slow=slow)


def _refused(before: Case, grant: Fold) -> Case:
    """The case as a refusal on the same day would have left it."""
    event = grant.event
    ladder_from = grant.entry.calendar.add(day_of(event.at), 1)
    return evolve(before, e.ExtensionRefused(at=event.at, reason="假如", ladder_from=ladder_from))
