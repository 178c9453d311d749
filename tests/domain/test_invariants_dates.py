"""Dates in every life: facts once set; and the counting of workdays they rest on."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from domain import events as e
from domain.due import armed
from domain.workdays import end_of_day
from tests.domain import world
from tests.domain.lives import lives

MOVES_T = (
    e.ExtensionGranted,
    e.ClockReleased,
    # T begins
    e.OrderIssued,
    e.LetterServed,
    e.ProceededUnserved,
    e.GapExpired,
    # the record is put right
    e.EntryCorrected,
    e.ServiceCorrected,
    e.DeadlinesProjected,
    e.CaseReopened,
)
TAKES_BACK = (e.LetterWithdrawn, e.LetterVoided)
"""an order taken back before it reached anybody takes the date it stated with it"""


@given(lives())
def test_legal_dates_are_facts(life):
    """Invariant 5: the event stores the date set. Nothing else rewrites one; a life changes rulebooks as it goes."""
    for _, before, event, after in life.folds:
        if before is None:
            continue
        if before.rectify_by != after.rectify_by:
            taken_back = isinstance(event, TAKES_BACK) and before.order_on is None and after.rectify_by is None
            assert taken_back or isinstance(event, MOVES_T)
        if before.order_on is not None and isinstance(event, e.LetterServed | e.ProceededUnserved | e.GapExpired):
            assert before.rectify_by == after.rectify_by  # T began once
        known = {(o.kind, o.ref, o.since, o.due_on, o.due_at) for o in (*before.obligations, *event.owes)}
        assert {(o.kind, o.ref, o.since, o.due_on, o.due_at) for o in after.obligations} <= known


@given(lives())
def test_editing_the_rulebook_rewrites_no_date(life):
    """Invariant 5: under a rulebook whose every number is another, what lapses still lapses on its stored day."""
    for turn in life.turns:
        if turn.after is None:
            continue
        due = armed(turn.after, world.OTHER_RULES, turn.calendar)
        if due is not None and due.kind == "step_lapse":
            assert due.due_at in {one.due_at for one in turn.after.obligations}
        if due is not None and due.kind == "rectify_lapse":
            assert due.due_at == end_of_day(turn.calendar.roll(turn.after.rectify_by))


DAYS = st.dates(date(2004, 1, 1), date(2045, 12, 31))
CALENDARS = st.sampled_from(world.CALENDARS)


@given(lives())
def test_a_deadline_still_to_come_does_not_depend_on_when_one_asks(life):
    """The answer to a command takes the deadline that was recorded with it, unless that has passed already."""
    for turn in life.turns:
        due = armed(turn.after, turn.rules, turn.calendar) if turn.after else None
        if due is not None and due.at > turn.now:
            assert armed(turn.after, turn.rules, turn.calendar, turn.now) == due


@given(CALENDARS, DAYS, st.integers(1, 60))
def test_counting_undoes_adding(calendar, day, workdays):
    """So many workdays after a day lie so many workdays after it, forwards and backwards."""
    assert calendar.count(day, calendar.add(day, workdays)) == workdays
    assert calendar.is_workday(calendar.add(day, workdays))
    assert calendar.is_workday(calendar.add(day, -workdays))
    workday = calendar.roll(day)
    assert calendar.add(calendar.add(workday, workdays), -workdays) == workday


@given(CALENDARS, DAYS)
def test_rolling_stays(calendar, day):
    """A period that ends on a rest day ends on the next workday, and there it stays."""
    rolled = calendar.roll(day)
    assert calendar.is_workday(rolled)
    assert calendar.roll(rolled) == rolled >= day
    assert calendar.count(day, rolled) == (rolled != day)


@given(CALENDARS, DAYS, st.integers(0, 60), st.integers(-30, 30))
def test_a_later_day_never_ends_earlier(calendar, day, ahead, workdays):
    """Counting is monotone: who began later does not end earlier."""
    later = day + timedelta(days=ahead)
    assert calendar.add(day, workdays) <= calendar.add(later, workdays)
    assert calendar.roll(day) <= calendar.roll(later)
    assert calendar.count(day, later) == -calendar.count(later, day) >= 0
