"""某级为何触发 one rung explained from the trail up to it: cause, day counted again, limits, steps, lateness."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from domain import events as e
from domain.case import Case
from domain.glossary import OBLIGATIONS, RUNGS
from domain.ladder import NextRung
from domain.obligations import Owe
from domain.why.answer import CAUSES, Cause, Lapsed, Limit, Why
from domain.why.bounds import Bound, bounds
from domain.why.lateness import late_sentence, lateness
from domain.why.steps import steps
from domain.why.trail import Fold, cycle_of, last
from domain.why.words import pressing
from domain.wording import zh
from domain.workdays import SATURDAY, Calendar, day_of

Counted = tuple[NextRung, tuple[Bound, ...]]


def explain(folds: Sequence[Fold], place: int) -> Why:
    """为何: the rung that `folds[place]` brought about."""
    fold = folds[place]
    history = cycle_of(folds[:place], fold.after.cycle)
    match fold.event:
        case e.RungFired():
            return _fired(history, fold, fold.event)
        case e.Jumped() as jumped:
            return _uncounted(history, fold, jumped.rung, "jump", jumped.letter.id)
        case e.RungStated() as stated:
            return _uncounted(history, fold, stated.rung, "stated", None)
        case _:
            raise ValueError(f"{type(fold.event).__name__} is no rung")


def limits(found: Sequence[Bound]) -> tuple[Limit, ...]:
    """各项限制, latest last."""
    return tuple(
        Limit(
            name=one.name,
            on=one.on,
            since=one.since,
            version=one.basis.version if one.basis else None,
            decides=one.decides,
            sentence=one.sentence,
        )
        for one in sorted(found, key=lambda one: one.on)
    )


def _fired(history: Sequence[Fold], fold: Fold, event: e.RungFired) -> Why:
    before = fold.before
    if before is None:
        raise ValueError("a rung cannot open a case")
    calendar, counted = _counted(history, fold, before, event)
    found = counted[1] if counted else ()
    agrees = counted is not None and (counted[0].rung, counted[0].on, counted[0].cause) == (
        event.rung,
        event.due_on,
        event.cause,
    )
    late, since = lateness(history, event, fold.entry.rules, calendar)
    first = min((one.since for one in found), default=event.due_on)
    rest, work = _unusual(first, event.due_on, calendar)
    return Why(
        cycle=fold.after.cycle,
        rung=event.rung,
        name=RUNGS[event.rung],
        version=fold.version,
        how="timer",
        cause=event.cause,
        obligation=_obligation(history, before, event.cause),
        letter=event.letter.id if event.letter else None,
        rectify_by=before.rectify_by,
        edition=fold.entry.rules.edition,
        calendar=calendar.edition,
        calendar_known=fold.entry.table_known,
        rest_days=rest,
        work_days=work,
        provisional=calendar.is_provisional(event.due_on),
        due_on=event.due_on,
        due_at=event.due_at,
        fired_at=event.at,
        late_seconds=event.late_seconds,
        late=late,
        late_version=since.version if since else None,
        late_sentence=late_sentence(late, since, event),
        recounted_on=counted[0].on if counted else None,
        agrees=agrees,
        limits=limits(found),
        steps=steps(history, fold, found),
        summary=_summary(event, before, found),
    )


def _counted(history: Sequence[Fold], fold: Fold, before: Case, event: e.RungFired) -> tuple[Calendar, Counted | None]:
    """The day, counted again with the table in force by the record; else with one that came into force just after."""
    tried = [(table, bounds(history, before, fold.entry.rules, table)) for table in fold.entry.calendars]
    return next((one for one in tried if one[1] is not None and one[1][0].on == event.due_on), tried[0])


def _uncounted(history: Sequence[Fold], fold: Fold, rung: int, cause: Cause, letter: str | None) -> Why:
    event = fold.event
    stated = isinstance(event, e.RungStated)
    on = event.on if isinstance(event, e.RungStated) else day_of(event.at)
    if stated:
        summary = f"“{RUNGS[rung]}”（{zh(on)}）是原台账载明的事实，不由本系统触发；下一级的间隔自此日起算。"
    else:
        summary = f"{CAUSES[cause]}：“{RUNGS[rung]}”（{zh(on)}）由决定发出，不受期限、间隔与工作日的限制。"
    return Why(
        cycle=fold.after.cycle,
        rung=rung,
        name=RUNGS[rung],
        version=fold.version,
        how="stated" if stated else "decision",
        cause=cause,
        letter=letter,
        rectify_by=fold.after.rectify_by,
        edition=fold.entry.rules.edition,
        calendar=fold.entry.calendar.edition,
        calendar_known=fold.entry.table_known,
        due_on=on if stated else None,
        fired_at=event.at,
        steps=steps(history, fold, ()),
        summary=summary,
    )


def _obligation(history: Sequence[Fold], case: Case, cause: Cause) -> Lapsed | None:
    """Which obligation lapsed, or was found not kept."""
    match cause:
        case "rectify_by":
            basis = last(history, e.ObligationLapsed, kind="rectify")
            kind, ref, due_on = "rectify", "", case.rectify_by
        case "pressed":
            basis = last(
                history, e.InterimMeasuresChecked, e.ObligationLapsed, e.TalkMissed, pressed_on=case.pressed_on
            )
            event = basis.event if basis else None
            kind = "interim_measures" if isinstance(event, e.InterimMeasuresChecked) else Owe.ATTEND_TALK
            ref, due_on = "", case.pressed_on
            if isinstance(event, e.ObligationLapsed):
                kind, ref, due_on = event.kind, event.ref, event.due_on
        case "listing_lapsed":
            basis, kind, ref, due_on = last(history, e.ListingRecorded), "listing", "", case.listed_until
        case _:
            basis, kind, ref, due_on = last(history, e.ReinspectionFailed), "reinspection", "", case.forced_on
    if due_on is None:
        return None
    return Lapsed(kind=kind, ref=ref, due_on=due_on, version=basis.version if basis else None)


def _summary(event: e.RungFired, case: Case, found: Sequence[Bound]) -> str:
    if event.cause == "rectify_by":
        cause = f"整改期限{zh(case.rectify_by)}届满未销号"
    elif event.cause == "pressed" and case.pressed_on is not None:
        basis = next((one.basis for one in found if one.name == "pressed"), None)
        cause = f"{zh(case.pressed_on)}{pressing(basis.event if basis else None)}"
    else:
        cause = CAUSES[event.cause]
    deciding = "；".join(one.sentence for one in found if one.decides)
    named = f"（同时到期的{'、'.join(OBLIGATIONS[one.kind] for one in event.shared)}并入此文）" if event.shared else ""
    return f"{cause}。各项限制中最晚的一天是{zh(event.due_on)}：{deciding}{named}。"


def _unusual(first: date, until: date, calendar: Calendar) -> tuple[tuple[date, ...], tuple[date, ...]]:
    """The days between that the holiday table makes different from a plain week."""
    days = [first + timedelta(days=n) for n in range((until - first).days + 1)]
    rest = tuple(day for day in days if day.weekday() < SATURDAY and not calendar.is_workday(day))
    return rest, tuple(day for day in days if day.weekday() >= SATURDAY and calendar.is_workday(day))


def rungs_of(folds: Sequence[Fold]) -> Iterator[int]:
    """Where in the trail a rung came about."""
    for place, fold in enumerate(folds):
        if isinstance(fold.event, e.RungFired | e.Jumped | e.RungStated):
            yield place
