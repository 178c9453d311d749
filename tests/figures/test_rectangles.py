"""As of any instant, as known at any other: the rectangles say what folding says, once and without a hole."""

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.events import HazardDetermined, HazardReported
from domain.figures.rectangles import EVER, FOREVER, Entered, Rectangle, as_of, entered, rectangles
from domain.workdays import bundled_calendar
from tests.domain.builders import FOUND, HAZARD, Life, moment, ordered
from tests.domain.lives import Life as RandomLife
from tests.domain.lives import lives
from tests.figures.lives import trail_of

CALENDAR = bundled_calendar()
TICK = timedelta(microseconds=1)


def at(found: list[Rectangle], true_at: datetime, known_at: datetime) -> list[Rectangle]:
    then = min(true_at, known_at)
    return [one for one in found if one.true_from <= then < one.true_to and one.known_from <= known_at < one.known_to]


@settings(max_examples=30)
@given(lives(moves=40), st.data())
def test_rectangles_are_the_fold(life: RandomLife, data: st.DataObject) -> None:
    """Fails when late facts are ordered wrongly, a stretch is left out or one is said twice."""
    trail = trail_of(life)
    found = rectangles(trail, CALENDAR)
    instants = sorted({moment for one in trail for moment in (one.at, one.known_at)})
    instants += [one + TICK for one in instants] + [one - TICK for one in instants]
    for _ in range(12 if instants else 0):
        true_at, known_at = data.draw(st.sampled_from(instants)), data.draw(st.sampled_from(instants))
        there = at(found, true_at, known_at)
        assert [one.facts for one in there] == [
            facts for facts in (as_of(trail, true_at, known_at, CALENDAR),) if facts is not None
        ]


@settings(max_examples=15)
@given(lives(moves=40))
def test_one_rectangle_is_true_now(life: RandomLife) -> None:
    trail = trail_of(life)
    now = [one for one in rectangles(trail, CALENDAR) if (one.true_to, one.known_to) == (FOREVER, FOREVER)]
    assert len(now) == bool(trail)


def test_what_nobody_entered_late_needs_one_rectangle_for_each_state() -> None:
    """Reported on June 3 at 9:00, ordered a day later: two states, known since ever as far as T ≤ R goes."""
    life = ordered()
    trail = [entered(event, event.at) for event in life.events]
    found = rectangles(trail, CALENDAR)
    assert [(one.known_from, one.known_to) for one in found] == [(EVER, FOREVER)] * len(found)
    assert [one.true_from for one in found] == sorted({one.at for one in trail})
    assert found[-1].true_to == FOREVER


def test_a_determination_entered_two_days_late() -> None:
    """Reported June 3 9:00; determined June 4 9:00, entered June 6 9:00. As of June 5 the case was determined; who looked
    on June 5 could not know."""
    life = Life(now="06-03 09:00")
    life.does("Report", "inspector", **HAZARD)
    life.on("06-06 09:00")
    life.does("Determine", "inspector", **FOUND, at=moment("06-04 09:00").isoformat())
    report, determination = life.events
    assert isinstance(report, HazardReported)
    assert isinstance(determination, HazardDetermined)
    trail = [Entered(report, report.at, report.at), Entered(determination, determination.at, moment("06-06 09:00"))]
    found = rectangles(trail, CALENDAR)
    told = {(one.true_from, one.true_to, one.known_from, one.known_to, one.facts.stage) for one in found}
    assert told == {
        (moment("06-03 09:00"), moment("06-04 09:00"), EVER, FOREVER, "reported"),
        (moment("06-04 09:00"), FOREVER, EVER, moment("06-06 09:00"), "reported"),
        (moment("06-04 09:00"), FOREVER, moment("06-06 09:00"), FOREVER, "determined"),
    }
    (then,) = at(found, moment("06-05 09:00"), moment("06-07 09:00"))
    assert then.facts.determined_on == moment("06-04 09:00").date()
    (then,) = at(found, moment("06-05 09:00"), moment("06-05 09:00"))
    assert then.facts.determined_on is None
