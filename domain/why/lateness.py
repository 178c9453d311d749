"""迟发 why a rung came later than its day: the day was known too late, or nothing ran when it came."""

from collections.abc import Sequence

from domain import events as e
from domain.rulebook import Rulebook
from domain.why.answer import Lateness
from domain.why.running import Running
from domain.why.trail import Fold
from domain.wording import zh
from domain.workdays import Calendar, day_of

A_MINUTE = 60
"""a rung that came within a minute of its moment was not late"""


def lateness(
    folds: Sequence[Fold], event: e.RungFired, rules: Rulebook, calendar: Calendar
) -> tuple[Lateness, Fold | None]:
    """迟发的缘由 of a rung after `folds`, and the entry that made its day known only after it had passed.

    The clock is run on paper over what was on record at the due moment: had it fired the rung, then nothing ran.
    """
    if event.late_seconds < A_MINUTE:
        return "none", None
    known = [fold for fold in folds if fold.entry.recorded_at <= event.due_at]
    if not known:
        return "recorded_late", next(iter(folds), None)
    if _comes(known[-1], event, known[-1].rules, known[-1].entry.calendar):
        return "not_running", None
    if _comes(known[-1], event, rules, calendar):
        return "table_changed", None
    for fold in folds[len(known) :]:
        if not _by_the_clock(fold.event) and _comes(fold, event, rules, calendar):
            return "recorded_late", fold
    return "not_running", None


def _comes(fold: Fold, event: e.RungFired, rules: Rulebook, calendar: Calendar) -> bool:
    """Would the rung have come with this day, had the clock alone gone on from there?"""
    running = Running(fold.after, fold.entry.recorded_at, rules, calendar)
    until = max(event.due_at, fold.entry.recorded_at)
    for one in running.until(until):
        if isinstance(one, e.RungFired) and one.rung == event.rung:
            return one.due_on == event.due_on
    due = running.armed()
    return due is not None and due.rung is not None and (due.rung.rung, due.rung.on) == (event.rung, event.due_on)


def _by_the_clock(event: e.Event) -> bool:
    return isinstance(event, e.ClockEvent) or (isinstance(event, e.ClockReleased) and event.due_at is not None)


def late_sentence(late: Lateness, since: Fold | None, event: e.RungFired) -> str:
    """迟发 in one sentence."""
    if late == "none":
        return "按时发出"
    how = f"应于{zh(day_of(event.due_at))}发出，{zh(day_of(event.at))}发出，迟{long(event.late_seconds)}"
    match late:
        case "recorded_late" if since is not None:
            return f"{how}：第{since.version}条记录（{zh(day_of(since.entry.recorded_at))}记入）之后才推算出此日"
        case "table_changed":
            return f"{how}：规则或节假日表更换之后才推算出此日"
        case _:
            return f"{how}：到期时系统没有运行或未能及时处理"


def long(seconds: int) -> str:
    """多久, in the largest whole unit."""
    for unit, size in (("天", 86_400), ("小时", 3_600)):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return f"{seconds // 60}分钟"
