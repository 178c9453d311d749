"""What holds in every life of a case, whoever does what and whenever the clock was down."""

from datetime import timedelta
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import commands as c
from domain import events as e
from domain.case import Case
from domain.decide import decide
from domain.due import armed
from domain.evolve import evolve
from domain.obligations import SURVIVING
from domain.people import CLOCK
from domain.refusals import Refusal
from domain.upcasts import dump, load
from domain.workdays import day_of, end_of_day
from tests.domain import world
from tests.domain.forms import FORMS, Dice, Form
from tests.domain.lives import lives

SILENCE = 400
"""days in which nobody does anything"""


@given(lives())
def test_exactly_one_deadline_is_armed_until_nothing_is_owed(life):
    """Invariant 1: an open case, or an ended one with an open obligation, always has exactly one armed deadline."""
    for turn in life.turns:
        case = turn.after
        if case is None:
            continue
        due = armed(case, turn.rules, turn.calendar, turn.now)
        assert (due is not None) == (case.open or bool(case.obligations))


@given(lives(moves=20, silence=SILENCE))
def test_nothing_goes_silent_and_nothing_floods(life):
    """Invariant 1: whatever was left undone, the case is reminded on a fixed cadence — and no timer runs hot.

    Leading the life has asserted that every deadline fired yields an event and that no instant sees a loop.
    """
    alone = [turn for turn in life.turns if turn.now > life.now - timedelta(days=SILENCE)]
    if not alone:
        return
    left = alone[0].before or alone[0].after
    things = len(left.obligations) + len(left.letters) + 12
    assert len(alone) < 260 + 40 * things  # a provisional rung is asked for each workday, an open thing every 10 wd
    for turn in alone:
        case, due = turn.after, armed(turn.after, turn.rules, turn.calendar, turn.now)
        if due is None:
            continue
        stated = (case.rectify_by, case.listed_until, case.remedial_by, case.hold and case.hold.review_on)
        last = max(day_of(turn.now), *(day for day in stated if day), *(one.due_on for one in case.obligations))
        assert due.at <= end_of_day(turn.calendar.add(last, turn.rules.cadence_workdays + 1))


@given(lives())
def test_every_fired_deadline_makes_progress(life):
    """Invariant 1: what has fired does not fire again: the next deadline is another step or a later one."""
    fired = set()
    for turn in life.turns:
        if turn.due is None:
            fired.clear()
            continue
        due = turn.due
        step = (due.kind, due.subject, due.ref, due.next_step, due.due_at, due.rung)
        assert step not in fired
        fired.add(step)


@given(lives())
def test_an_early_timer_does_nothing(life):
    """A Lapse before the armed deadline answers `()`: a timer that comes early, or for a deadline that moved."""
    for turn in life.turns:
        if turn.before is None:
            continue
        due = armed(turn.before, turn.rules, turn.calendar, turn.now)
        if due is None or due.at > turn.now:
            for now in {turn.now, due.at - timedelta(seconds=1) if due else turn.now}:
                ctx = world.circumstances(now, CLOCK, rules=turn.rules, calendar=turn.calendar)
                assert decide(turn.before, c.Lapse(due_at=now), ctx) == ()


@given(lives())
def test_the_fold_of_the_log_is_the_live_state(life):
    """The log is all there is: folded again, also from its stored bytes, it gives the same case."""
    stored = [(type(event).__name__, type(event).shape, dump(event)) for event in life.log]
    loaded = [load(*one) for one in stored]
    assert loaded == list(life.log)
    assert [dump(event) for event in loaded] == [body for _, _, body in stored]
    assert reduce(evolve, loaded, None) == life.case


@given(lives())
def test_a_case_survives_its_snapshot(life):
    """The snapshot in the view is the case: nothing is lost in its JSON."""
    for turn in [*life.turns[::9], *life.turns[-1:]]:
        if turn.after is not None:
            assert Case.model_validate_json(turn.after.model_dump_json()) == turn.after


@given(lives())
def test_no_one_closes_what_he_rectified_or_inspected(life):
    """Closing: an approver who is another person than those who rectified or inspected in the cycle (S17, G14)."""
    hands: set[str] = set()
    for _, _before, event, _after in life.folds:
        if isinstance(event, e.CaseClosed):
            assert event.approver not in hands
        if isinstance(event, e.CaseReopened):
            hands.clear()
        hands |= {person for person, deed in event.hands() if deed != "closed"}


AFTER_THE_END = (
    e.CaseReopened,
    e.EvidenceAdded,
    e.ProgressReported,
    e.EntryCorrected,
    e.ServiceCorrected,
    e.EditionAdopted,
    e.PenaltyFiled,
    e.ObligationSettled,
    e.LetterWithdrawn,
    e.LetterVoided,
    e.LetterAnswered,
    # the clock, for what survives
    e.ReminderSent,
    e.ObligationLapsed,
    e.DeadlinesProjected,
)
"""what may follow an ending: reopening, corrections, and what concerns surviving fines and commitments"""


@given(lives())
def test_nothing_follows_an_ending_but_reopening(life):
    """An ended case takes on nothing new, fires nothing, and only fines and talk commitments outlive it."""
    for _, before, event, after in life.folds:
        if before is None or before.open:
            continue
        assert isinstance(event, AFTER_THE_END), type(event).__name__
        if isinstance(event, e.CaseReopened):
            assert (after.cycle, after.rung, after.letters, after.rectify_by) == (before.cycle + 1, 0, (), None)
            continue
        assert after.stage is before.stage
        assert (after.rung, after.rungs) == (before.rung, before.rungs)
        assert {one.kind for one in after.obligations} <= SURVIVING


@given(lives(moves=16), st.binary(min_size=24, max_size=24), st.sampled_from(world.PEOPLE))
def test_decide_answers_every_command_in_every_state(life, throws, by):
    """The rules are total and deterministic: events or a Refusal, never another exception, and the same again."""
    case, now = life.case, life.now + timedelta(minutes=1)
    commands = [
        kind(**form(Form(Dice(throws), case, day_of(now), absurd=4)), at=now - timedelta(days=throws[0] % 3))
        for kind, form in FORMS.items()
    ]
    for command in [*commands, c.Lapse(due_at=now), c.Project(calendar="2027")]:
        decision = None if isinstance(command, c.Lapse | c.Project) else world.DECISIONS.get(type(command))
        able = world.holders(decision.by, head=decision.head) if decision else (CLOCK,)
        for who in {by, able[throws[1] % len(able)] if able else by}:
            ctx = world.circumstances(
                now,
                who,
                rules=life.rules,
                calendar=life.calendar,
                letter_number="县安委办函〔2026〕1号",
                named=command.persons(),
            )
            answer = _answer(case, command, ctx)
            assert answer == _answer(case, command, ctx)
            if isinstance(answer, tuple) and answer:
                after = reduce(evolve, answer, case)
                armed(after, life.rules, life.calendar, now)  # no command leaves a case that cannot be timed


def _answer(case, command, ctx):
    try:
        return decide(case, command, ctx)
    except Refusal as refused:
        refusal = refused
    assert refusal.code.replace("_", "").isupper()
    assert refusal.sentence
    return f"{refusal.code} {refusal.sentence}"


def test_every_command_has_a_form_here():
    """A command added to the rules is added to the lives."""
    assert set(c.COMMANDS.values()) - set(FORMS) == {c.Lapse, c.Project}


@pytest.mark.parametrize("name", sorted(e.EVENTS))
def test_every_event_has_its_change_or_needs_none(name):
    """evolve knows every event by name; the few that change nothing but the day are named here."""
    from domain.evolve import CHANGES

    openers = {"HazardReported", "CaseAdopted"}
    silent = {"DangerChecked", "EvidenceAdded", "ResumptionRequested", "NoPenaltyExplained", "TalkReportReceived"}
    silent |= {"ListingRefused", "Exposed", "ClosingProposed", "Transferred", "DraftReturned"}
    assert (e.EVENTS[name] in CHANGES) != (name in openers | silent)
