"""Why, over random lives: whatever happened, every day is counted again from the record and agrees (DOMAIN §6)."""

from hypothesis import given

from domain import events as e
from domain.ladder import next_rung
from domain.why.asked import why
from domain.why.bounds import bounds
from domain.why.trail import cycle_of, folded
from domain.workdays import day_of
from tests.domain.asking import entries_of_random
from tests.domain.lives import Life, lives


@given(lives(silence=40))
def test_every_rung_that_fired_is_counted_again_and_agrees(life: Life) -> None:
    trail = entries_of_random(life)
    if not trail:
        return
    asked = why(trail, life.now)
    kinds = e.RungFired | e.Jumped | e.RungStated
    assert [one.version for one in asked.rungs] == [one.version for one in trail if isinstance(one.event, kinds)]
    for found in asked.rungs:
        steps = [one.version for one in found.steps]
        assert steps == sorted(set(steps))
        assert steps[-1] == found.version
        assert all(one.sentence for one in (*found.steps, *found.limits))
        event = trail[found.version - 1].event
        if not isinstance(event, e.RungFired):
            assert found.agrees is None
            continue
        assert (found.agrees, found.recounted_on, found.cause) == (True, event.due_on, event.cause)
        assert max(one.on for one in found.limits) == event.due_on
        assert {one.version for one in found.limits if one.version} <= set(steps)
        assert (found.late == "none") == (event.late_seconds < 60)
        assert day_of(found.fired_at) >= found.due_on


@given(lives())
def test_the_limits_are_those_of_the_ladder(life: Life) -> None:
    """At every moment of every life, not only when a rung fires: the latest limit is the ladder's day."""
    folds = folded(entries_of_random(life))
    for place, fold in enumerate(folds):
        rules, calendar = fold.entry.rules, fold.entry.calendar
        found = bounds(cycle_of(folds[: place + 1], fold.after.cycle), fold.after, rules, calendar)
        following = next_rung(fold.after, rules, calendar)
        assert (found is None) == (following is None)
        if found is not None and following is not None:
            assert found[0] == following
            assert max(one.on for one in found[1]) == following.on
            assert all(one.basis for one in found[1] if one.name != "rest_day")
