"""事后看 what late and corrected facts would have changed, had they been known in time (DOMAIN "Corrections").

A late or corrected fact moves the next deadline and un-sends nothing. Here the case is run again twice: once with every
fact at the moment it counts from, once at the moment it was entered. Where the two differ, knowing late made the difference;
an outage makes none, for both courses have a clock that never stops.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, time

from domain import events as e
from domain.why.answer import Hindsight, Instead
from domain.why.instead import instead
from domain.why.running import Running
from domain.why.supposed import Act, Course, Supposed
from domain.why.trail import Fold, cycle_of
from domain.workdays import day_of, instant

_BEARS = (
    e.LetterIssued,
    e.LetterWithdrawn,
    e.LetterVoided,
    e.ReinspectionRequested,
    e.ReinspectionPassed,
    e.ReinspectionFailed,
    e.ClosureReturned,
    e.ClockHeld,
    e.ClockReleased,
    e.InterimMeasuresChecked,
    e.TalkMissed,
)
"""what T or the ladder counts from, beside service, talk and corrections, which have days of their own"""
_BY_THEN = time(17)


def hindsight(folds: Sequence[Fold], now: datetime) -> Iterator[Hindsight]:
    """事后看, one for each cycle in which something that bears on T or the ladder was entered late or corrected."""
    for cycle in sorted({fold.after.cycle for fold in folds}):
        history = cycle_of(folds, cycle)
        late = {place: at for place in range(len(history)) if (at := _since(history, place)) is not None}
        if late:
            yield _compared(history, late, now)


def _compared(history: Sequence[Fold], late: dict[int, datetime], now: datetime) -> Hindsight:
    first = min(late.values())
    base = max((n for n, fold in enumerate(history) if fold.entry.recorded_at <= first and n not in late), default=0)
    known = [_course(history, base, late, now, slow=slow, known=True) for slow in (False, True)]
    entered = [_course(history, base, late, now, slow=slow, known=False) for slow in (False, True)]
    actual = {fact.rung: fact.on for fold in history for fact in fold.after.rungs}
    rungs = []
    for rung in sorted({rung for course in (*known, *entered) for rung in course.rungs}):
        then, after = (instead(rung, quick, slow, actual.get(rung)) for quick, slow in (known, entered))
        if (then.earliest, then.latest) != (after.earliest, after.latest) and _said(then, known):
            rungs.append(then)
    return Hindsight(
        cycle=history[-1].after.cycle,
        versions=tuple(history[place].version for place in sorted(late)),
        rungs=tuple(rungs),
        until=min(course.until for course in known),
        ends="；".join(dict.fromkeys(course.ends for course in known)),
    )


def _said(one: Instead, courses: Sequence[Course]) -> bool:
    """Nothing is said of a rung that fired in no course and not really, nor of one after the courses could say no more."""
    if one.earliest is not None or one.latest is not None:
        return True
    return one.actual is not None and one.actual <= min(course.until for course in courses)


def _course(
    history: Sequence[Fold], base: int, late: dict[int, datetime], now: datetime, *, slow: bool, known: bool
) -> Course:
    start = history[base]
    acts = [
        Act(late[place] if known and place in late else fold.entry.recorded_at, fold, as_recorded=place in late)
        for place, fold in enumerate(history)
        if place > base
    ]
    acts.sort(key=lambda act: act.at)  # stable: at one moment in the record's order
    running = Running(start.after, start.entry.recorded_at, start.rules, start.entry.calendar)
    return Supposed(running, acts, start.after, slow=slow).run(now)


def _since(history: Sequence[Fold], place: int) -> datetime | None:
    """From when a fact counts that was entered on a later day; None for what was known in time, or bears on nothing."""
    fold = history[place]
    event, recorded_at = fold.event, fold.entry.recorded_at
    match event:
        case e.EntryCorrected(field="rectify_by"):
            since = _recorded(history[:place], _set_t)
        case e.ServiceCorrected():
            since = _recorded(
                history[:place],
                lambda one: isinstance(one.event, e.LetterServed) and one.event.letter == event.letter,
            )
        case e.LetterServed() | e.TalkRecorded():
            since = instant(event.on, _BY_THEN)
        case _ if isinstance(event, _BEARS):
            since = event.at
        case _:
            return None
    return since if since is not None and day_of(since) < day_of(recorded_at) else None


def _recorded(history: Sequence[Fold], test: Callable[[Fold], bool]) -> datetime | None:
    return next((one.entry.recorded_at for one in reversed(history) if test(one)), None)


def _set_t(fold: Fold) -> bool:
    return fold.before is None or fold.before.rectify_by != fold.after.rectify_by
