"""阶梯 the ladder: which rung comes next and on which day (DOMAIN §3).

A rung's "T+n wd" or "n wd after X" names the day it fires; it fires on the later of the two. Nothing here looks at a
clock: a day that has passed is simply a day that has passed, and `due` moves its letter to the next workday.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from domain.case import Case, Frozen, Letter, Stage
from domain.rulebook import Rulebook, RungRule
from domain.workdays import Calendar, end_of_day

LISTING = 5
"""提请挂牌督办; from here on the listing decides"""
LAST_LETTER = 4
"""rungs 2–4 are the letters a failed reinspection may fire"""
SOON = timedelta(days=14)

Cause = Literal["rectify_by", "pressed", "reinspection_failed", "listing_lapsed"]


class NextRung(Frozen):
    """下一级 and the day it fires."""

    rung: int
    on: date
    cause: Cause


def next_rung(case: Case, rules: Rulebook, calendar: Calendar) -> NextRung | None:
    """下一级阶梯, or None while it is held or waits for something that has a clock of its own."""
    if not case.open or not case.started or (case.hold is not None and case.hold.in_force):
        return None
    if case.forced_on is not None and case.rung < LAST_LETTER and case.stage is not Stage.CLOSING:
        return _not_before(
            case, NextRung(rung=max(case.rung + 1, 2), on=case.forced_on, cause="reinspection_failed"), calendar
        )
    if case.ladder_held or case.stage is Stage.CLOSING:
        return None
    if case.rung >= LISTING:
        return _after_listing(case, rules, calendar)
    start = gap_start(case, rules, calendar)
    if start is None:
        return None
    rule = rules.rung(case.rung + 1)
    days = [start if case.rung == 0 else calendar.add(start, rule.gap_workdays)]
    if case.pressed_on is not None:
        cause: Cause = "pressed"
        days.append(calendar.add(case.pressed_on, 1))
    elif case.rectify_by is not None and case.rectify_lapsed:
        cause = "rectify_by"
        days.append(offset(case.rectify_by, rule, calendar))
        if case.remedial_by is not None:  # until it lapses the ladder is held
            days.append(calendar.add(calendar.roll(case.remedial_by), 1))
    else:
        return None
    if case.extension is not None:  # a timely request holds the ladder, at most until T+10 wd
        days.append(_extension_hold(case.rectify_by, rules, calendar))
    return _not_before(case, NextRung(rung=rule.rung, on=max(days), cause=cause), calendar)


def overdue(case: Case, at: datetime, calendar: Calendar) -> bool:
    """逾期 (view): T had run out by then, whether or not its lapse is on record yet; under 中止 it does not run."""
    if case.hold is not None and case.hold.in_force:
        return False
    return case.rectify_by is not None and end_of_day(calendar.roll(case.rectify_by)) <= at


def lapsed_by(today: date, calendar: Calendar) -> date:
    """已届满之日: the last day whose T has run out as of `today`, by the day; a T on a rest day runs out with the next workday."""
    return calendar.add(today, -1)


def soon_by(today: date, calendar: Calendar) -> date:
    """将届满之日: the last day whose T runs out within fourteen days; what is due by it has rolled no further."""
    day = today + SOON
    return day if calendar.is_workday(day) else calendar.add(day, -1)


def offset(rectify_by: date, rule: RungRule, calendar: Calendar) -> date:
    """T+n: counted from the day on which T lapses (a written T on a rest day lapses on the next workday)."""
    lapses_on = calendar.roll(rectify_by)
    if rule.offset_days:
        return calendar.roll(date.fromordinal(lapses_on.toordinal() + rule.offset_days))
    return calendar.add(lapses_on, rule.offset_workdays)


def gap_start(case: Case, rules: Rulebook, calendar: Calendar) -> date | None:
    """间隔起算日 the day from which the gap after the present rung counts; None while it has not begun.

    Every wait has its own bounded clock (service, signature, answer, talk): invariant 2.
    """
    fact = case.rung_fact(case.rung)
    if fact is None:
        return date.min
    if fact.stated or case.rung == 1:
        return fact.on
    letter = case.letter(fact.letter or "")
    if letter is None or not letter.live:  # withdrawn or void: the longest the gap could have taken
        return calendar.add(fact.on, rules.gap_limit_workdays)
    if letter.gap_expired_on is not None:
        return letter.gap_expired_on
    return _letter_gap(case, letter, rules, calendar)


def reached_on(letter: Letter, on: date, rules: Rulebook, calendar: Calendar) -> date:
    """送达之日 as far as anything counts from it: no record of service, nor its correction, outruns the letter's bound."""
    bounds = [on]
    if letter.issued_on is not None:
        bounds.append(calendar.add(letter.issued_on, rules.gap_limit_workdays))
    if letter.gap_expired_on is not None:
        bounds.append(letter.gap_expired_on)
    return min(bounds)


def _letter_gap(case: Case, letter: Letter, rules: Rulebook, calendar: Calendar) -> date | None:
    match case.rung:
        case 2:  # after the answer to 函告 was due
            if letter.served_on is None:
                return None
            return calendar.add(reached_on(letter, letter.served_on, rules, calendar), rules.answer_workdays)
        case 3:  # after 通报 was issued
            return letter.issued_on
        case _:  # after 约谈: the report was due, the talk was missed, or the office did not hold it
            return case.talk_settled_on


def _after_listing(case: Case, rules: Rulebook, calendar: Calendar) -> NextRung | None:
    """曝光、提级: the listing period lapses."""
    if case.rung != LISTING or case.listed_until is None or not case.listed:
        return None
    days = [calendar.add(calendar.roll(case.listed_until), 1)]
    if case.extension is not None:
        days.append(_extension_hold(case.listed_until, rules, calendar))
    return _not_before(case, NextRung(rung=LISTING + 1, on=max(days), cause="listing_lapsed"), calendar)


def _extension_hold(until: date | None, rules: Rulebook, calendar: Calendar) -> date:
    if until is None:
        return date.min
    return calendar.add(calendar.add(calendar.roll(until), rules.extension_hold_workdays), 1)


def _not_before(case: Case, rung: NextRung, calendar: Calendar) -> NextRung:
    """Never two rungs of one case on the same workday; not before its portion, nor the workday after a hold ended."""
    days = [rung.on]
    if case.ladder_from is not None:
        days.append(case.ladder_from)
    if case.rungs:
        days.append(calendar.add(max(fact.on for fact in case.rungs), 1))
    # a day stored before the year's table was loaded may have become a rest day
    return rung.model_copy(update={"on": calendar.roll(max(days))})
