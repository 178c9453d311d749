"""限制 every day before which a rung could not fire, each by itself; the latest of them is the rung's day.

`ladder.next_rung` gives the day; here it is taken apart again, so that a reader sees which rule decided. A property test
holds the two together: the latest bound, rolled to a workday, is always the ladder's day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from domain import events as e
from domain.case import Case
from domain.glossary import RUNGS
from domain.ladder import NextRung, gap_start, next_rung, offset
from domain.rulebook import Rulebook
from domain.why.gap import fired, gap_basis
from domain.why.trail import Fold, last
from domain.why.words import lapsing, pressing, released
from domain.wording import zh
from domain.workdays import Calendar

BoundName = Literal[
    "offset", "gap", "pressed", "remedial", "extension", "forced", "listing", "not_before", "one_a_day", "rest_day"
]
BOUNDS: dict[BoundName, str] = {
    "offset": "期限届满后的间距",
    "gap": "距上一级的间隔",
    "pressed": "不履行的次一工作日",
    "remedial": "补救日期",
    "extension": "延期申请待决",
    "forced": "再次复查不合格",
    "listing": "挂牌期限",
    "not_before": "暂停或分批",
    "one_a_day": "一日至多一级",
    "rest_day": "休息日顺延",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """限制: not before `on`, counted from `since` as the entry `basis` says; `sentence` says how."""

    name: BoundName
    on: date
    since: date
    sentence: str
    basis: Fold | None
    decides: bool = False


def bounds(
    history: Sequence[Fold], case: Case, rules: Rulebook, calendar: Calendar
) -> tuple[NextRung, tuple[Bound, ...]] | None:
    """下一级与各项限制 of a case whose cycle went as `history`; None while no rung is to come by itself."""
    following = next_rung(case, rules, calendar)
    if following is None:
        return None
    found = list(_found(history, case, following, rules, calendar))
    latest = max(one.on for one in found)
    found = [replace(one, decides=one.on == latest) for one in found]
    if (rolled := calendar.roll(latest)) != latest:
        sentence = f"{zh(latest)}为休息日，顺延至{zh(rolled)}"
        found.append(Bound("rest_day", rolled, latest, sentence, None, decides=True))
    return following, tuple(found)


def _found(
    history: Sequence[Fold], case: Case, following: NextRung, rules: Rulebook, calendar: Calendar
) -> Iterator[Bound]:
    match following.cause:
        case "reinspection_failed":
            yield from _forced(history, case)
        case "listing_lapsed":
            yield from _listing(history, case, rules, calendar)
        case _:
            yield from _by_the_table(history, case, following, rules, calendar)
    yield from _not_before(history, case, calendar)


def _forced(history: Sequence[Fold], case: Case) -> Iterator[Bound]:
    basis = last(history, e.ReinspectionFailed)
    if case.forced_on is not None and basis is not None:
        sentence = f"本轮第{case.failures}次复查不合格（{zh(basis.entry.on)}），次一工作日发出下一级文书"
        yield Bound("forced", case.forced_on, basis.entry.on, sentence, basis)


def _listing(history: Sequence[Fold], case: Case, rules: Rulebook, calendar: Calendar) -> Iterator[Bound]:
    until = case.listed_until
    if until is None:
        return
    lapses = calendar.roll(until)
    sentence = f"挂牌督办期限{lapsing(until, calendar)}届满，次一工作日"
    yield Bound("listing", calendar.add(lapses, 1), until, sentence, last(history, e.ListingRecorded))
    yield from _pending(history, case, until, rules, calendar)


def _by_the_table(
    history: Sequence[Fold], case: Case, following: NextRung, rules: Rulebook, calendar: Calendar
) -> Iterator[Bound]:
    """DOMAIN §3: the later of the offset and the gap, and what holds the ladder besides."""
    rule, until = rules.rung(following.rung), case.rectify_by
    start = gap_start(case, rules, calendar)
    if case.rung and start is not None:
        basis, sentence = gap_basis(history, case, start, rules, calendar)
        on = calendar.add(start, rule.gap_workdays)
        yield Bound("gap", on, start, f"{sentence}，其后第{rule.gap_workdays}个工作日", basis)
    if case.pressed_on is not None:
        basis = last(history, e.InterimMeasuresChecked, e.ObligationLapsed, e.TalkMissed, pressed_on=case.pressed_on)
        sentence = f"{zh(case.pressed_on)}{pressing(basis.event if basis else None)}，次一工作日"
        yield Bound("pressed", calendar.add(case.pressed_on, 1), case.pressed_on, sentence, basis)
    elif until is not None:
        on = offset(until, rule, calendar)
        how = f"第{rule.offset_workdays}个工作日"
        if rule.offset_days:
            rolled = on != calendar.roll(until) + timedelta(days=rule.offset_days)
            how = f"第{rule.offset_days}日{'（休息日，顺延）' if rolled else ''}"
        basis = last(history, e.ObligationLapsed, kind="rectify")
        yield Bound("offset", on, until, f"整改期限{lapsing(until, calendar)}届满后{how}", basis)
        if case.remedial_by is not None:
            sentence = f"复查不合格另定的补救日期{lapsing(case.remedial_by, calendar)}届满，次一工作日"
            basis = last(history, e.ReinspectionFailed)
            on = calendar.add(calendar.roll(case.remedial_by), 1)
            yield Bound("remedial", on, case.remedial_by, sentence, basis)
    if until is not None:
        yield from _pending(history, case, until, rules, calendar)


def _pending(history: Sequence[Fold], case: Case, until: date, rules: Rulebook, calendar: Calendar) -> Iterator[Bound]:
    if case.extension is None:
        return
    days = rules.extension_hold_workdays
    on = calendar.add(calendar.add(calendar.roll(until), days), 1)
    sentence = f"延期申请尚未决定，暂停至期限届满后第{days}个工作日为止，其次一工作日"
    yield Bound("extension", on, until, sentence, last(history, e.ExtensionRequested))


def _not_before(history: Sequence[Fold], case: Case, calendar: Calendar) -> Iterator[Bound]:
    if case.ladder_from is not None:
        basis = next(
            (one for one in reversed(history) if getattr(one.event, "ladder_from", None) == case.ladder_from), None
        )
        since = basis.entry.on if basis else case.ladder_from
        yield Bound("not_before", case.ladder_from, since, released(basis.event if basis else None), basis)
    if case.rungs:
        newest = max(case.rungs, key=lambda fact: fact.on)
        sentence = f"上一级（{RUNGS[newest.rung]}）于{zh(newest.on)}发出，同一案件每个工作日至多一级"
        yield Bound("one_a_day", calendar.add(newest.on, 1), newest.on, sentence, fired(history, newest.rung))
