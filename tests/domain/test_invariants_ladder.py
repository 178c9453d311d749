"""The ladder in every life: in order, once, on workdays, bounded whatever anybody evades (DOMAIN §3)."""

from collections import Counter
from datetime import date, time, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain import events as e
from domain.adoption import Row
from domain.case import LetterStatus
from domain.due import armed
from domain.ladder import offset
from domain.people import CLOCK
from domain.rulebook import LetterKind
from domain.workdays import SHANGHAI, day_of, end_of_day, instant
from tests.domain import world
from tests.domain.forms import Dice
from tests.domain.lives import MOVE, Life, act, lives

SENT = (e.RungFired, e.ReminderSent, e.LetterDrafted, e.LetterRaised)


@given(lives())
def test_no_rung_is_skipped_and_none_fires_twice(life):
    """Invariant 1: no rung is skipped by a timer or fires twice in a cycle; the rung reached never goes down within one.

    A failed reinspection from the second on is no timer: it fires at least 函告 and may pass over 催办.
    """
    reached = set()
    for _, before, event, after in life.folds:
        if before is not None and after.cycle == before.cycle:
            assert after.rung >= before.rung
        if isinstance(event, e.RungFired):
            assert event.rung == (max(before.rung + 1, 2) if event.cause == "reinspection_failed" else before.rung + 1)
        if isinstance(event, e.RungFired | e.RungStated | e.Jumped):
            assert (after.cycle, event.rung) not in reached
            reached.add((after.cycle, event.rung))


@given(lives())
def test_timers_send_on_workdays_only_and_one_rung_a_day(life):
    """Invariant 3: timers fire letters on workdays only and never two rungs of one case on the same workday."""
    rungs = Counter()
    for turn, _, event, _ in life.folds:
        if isinstance(event, SENT):
            local = event.at.astimezone(SHANGHAI)
            assert turn.calendar.is_workday(local.date())
            assert local.time() >= time(8, 30)
        if isinstance(event, e.RungFired):
            rungs[day_of(event.at)] += 1
    assert all(number == 1 for number in rungs.values())


@given(lives())
def test_a_backlog_climbs_by_the_usual_gaps(life):
    """Invariant 3: whatever the backlog, the ladder climbs by the usual gaps, and how late each was is recorded."""
    for turn, before, event, _ in life.folds:
        if not isinstance(event, e.RungFired):
            continue
        day = day_of(event.at)
        assert event.late_seconds == max(0, int((event.at - event.due_at).total_seconds()))
        below = before.rung_fact(before.rung)
        if below is not None and event.cause != "reinspection_failed":
            assert turn.calendar.count(below.on, day) >= turn.rules.rung(event.rung).gap_workdays
        if event.cause == "rectify_by":
            assert day >= offset(before.rectify_by, turn.rules.rung(event.rung), turn.calendar)


@given(lives())
def test_a_deadline_never_comes_before_its_planned_moment(life):
    """After an outage the first moment of a letter is not before now, and never before it was planned."""
    for turn in life.turns:
        if turn.after is None:
            continue
        planned = armed(turn.after, turn.rules, turn.calendar)
        due = armed(turn.after, turn.rules, turn.calendar, turn.now)
        if due is None:
            continue
        assert due.at >= due.due_at >= planned.due_at
        if due.sends:
            moment = max(due.at, turn.now).astimezone(SHANGHAI)
            assert turn.calendar.is_workday(moment.date())
            assert moment.time() >= time(8, 30)
    for event in life.log:
        if isinstance(event, e.ClockEvent):
            assert event.at >= event.due_at


_RANK = {status: rank for rank, status in enumerate(LetterStatus)}
_RANK[LetterStatus.VOID] = _RANK[LetterStatus.WITHDRAWN]


@given(lives())
def test_no_late_or_corrected_fact_unsends_a_letter(life):
    """A late or corrected fact recomputes the next deadline and never un-sends a letter: letters only grow and advance."""
    for _, before, event, after in life.folds:
        if before is None or after.cycle != before.cycle:
            continue
        assert len({one.id for one in after.letters}) == len(after.letters)
        for one in before.letters:
            now = after.letter(one.id)
            assert now is not None
            assert _RANK[now.status] >= _RANK[one.status], type(event).__name__
            assert one.live or now.status is one.status
            assert (now.number or None) == (one.number or now.number)
            assert one.issued_on in (None, now.issued_on)


@given(lives())
def test_a_clock_hold_stops_rungs_and_moves_t_by_its_days(life):
    """中止: no rung fires while it is in force; T moves exactly by the calendar days held; it ends by itself."""
    for turn, before, event, after in life.folds:
        if before is None or before.hold is None or not before.hold.in_force:
            continue
        hold = before.hold
        assert not isinstance(event, e.RungFired)
        if not turn.down and turn.by != CLOCK:
            assert turn.now <= end_of_day(hold.review_on)
        if isinstance(event, e.ClockReleased):
            begun = before.order_on if before.rectify_counted and before.order_on else hold.since
            held = min(day_of(event.at), hold.review_on) - max(hold.since, begun)
            assert event.days == max(0, held.days)
            moved = timedelta(days=0 if before.rectify_lapsed else event.days)
            assert after.rectify_by == (before.rectify_by and before.rectify_by + moved)


# --- invariant 2: evasion ------------------------------------------------------------------------------------------

T = date(2025, 10, 31)
_PAPER = {
    LetterStatus.DRAFTED: (*(c.SignLetter,) * 4, c.HoldDraft, c.ReturnDraft, c.VoidLetter),
    LetterStatus.SIGNED: (*(c.IssueLetter,) * 5, c.VoidLetter),
    LetterStatus.ISSUED: (*(c.ServeLetter,) * 4, c.ProceedUnserved, c.WithdrawLetter),
    LetterStatus.SERVED: (c.RecordTalk, c.RecordTalk, c.MissTalk, c.CorrectService, c.AnswerLetter, c.WithdrawLetter),
    LetterStatus.WITHDRAWN: (c.ReceiveTalkReport,),
    LetterStatus.VOID: (c.ProceedUnserved, c.ServeLetter),
}
"""what may be done with a letter, in whatever order the dice say"""


def _overdue_tomorrow() -> Life:
    life = Life(now=instant(date(2025, 10, 20), time(10)))
    row = Row(row=7, unit="甲公司", description="无漏电保护", level="major", found_on=date(2025, 9, 1), rectify_by=T)
    life.adopted(row)
    life.do(c.StartSupervision(), "clerk")
    life.until(instant(T, time(18)))
    return life


def _rungs(life: Life) -> dict[int, date]:
    return {fact.rung: fact.on for fact in life.case.rungs}


def _prompt() -> dict[int, date]:
    """Every letter signed, issued and served the day it is drafted; the talk held and reported at once."""
    life = _overdue_tomorrow()
    for day in range(120):
        life.until(instant(T + timedelta(days=1 + day), time(9)))
        for letter in life.case.letters:
            if letter.status is LetterStatus.DRAFTED:
                life.do(c.SignLetter(letter=letter.id), "leader" if letter.rung == 5 else "office-head")
                life.do(c.IssueLetter(letter=letter.id), "office-staff")
                if letter.needs_service:
                    life.do(c.ServeLetter(letter=letter.id, how="principal"), "town")
    return _rungs(life)


def _bound(rung: int) -> int:
    """间隔的上限: how many workdays a rung's gap can be drawn out by its letter, by the rulebook."""
    rules = world.RULES
    unsigned_then_unserved = 2 * rules.gap_limit_workdays
    talk = max(rules.talk_unheld_workdays, rules.talk_within_workdays + rules.talk_report_workdays)
    return {
        1: 0,
        2: unsigned_then_unserved + rules.answer_workdays,
        3: rules.gap_limit_workdays,
        4: unsigned_then_unserved + talk,
    }[rung]


@given(st.binary(max_size=MOVE * 70))
def test_evasion_delays_a_rung_by_at_most_its_bounded_gap(throws):
    """Invariant 2: whatever the record, evading service or signature delays a rung by at most its bounded gap."""
    life, rules, calendar = _overdue_tomorrow(), world.RULES, world.CALENDARS[1]
    for at in range(0, len(throws), MOVE):
        dice = Dice(throws[at : at + MOVE])
        life.until(life.now + timedelta(hours=dice.pick((3, 3, 20, 24, 24, 70, 200, 340))))
        letters = [one for one in life.case.letters if one.rung]
        if letters:
            one = letters[-1] if dice.upto(4) else dice.pick(letters)
            act(life, dice.pick(_PAPER[one.status]), dice, one.id)
    life.until(instant(T + timedelta(days=250), time(9)))
    fired, prompt = _rungs(life), _prompt()
    assert set(fired) == set(prompt) == {1, 2, 3, 4, 5}
    slack = 0
    for rung in (1, 2, 3, 4):
        gap = rules.rung(rung + 1).gap_workdays
        latest = max(offset(T, rules.rung(rung + 1), calendar), calendar.add(fired[rung], max(1, _bound(rung) + gap)))
        assert fired[rung + 1] <= latest
        slack += _bound(rung)
        assert fired[rung + 1] <= calendar.add(prompt[rung + 1], slack)


@given(lives())
def test_an_order_not_served_begins_by_itself(life):
    """Invariant 2: T of an order begins at the latest 10 wd after it was issued, served or not."""
    for turn in life.turns:
        case = turn.before
        if case is None or not case.open or turn.down or turn.by == CLOCK:
            continue
        for letter in case.letters:
            if letter.kind is LetterKind.ORDER and letter.live:
                limit = turn.calendar.add(letter.issued_on, world.OTHER_RULES.gap_limit_workdays)
                assert case.order_on is not None or turn.now <= end_of_day(limit)
                assert case.order_on is None or case.rectify_by is not None
