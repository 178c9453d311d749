"""可办事项 agree with the rules: nothing is done that was not offered, and what was offered is not refused for its turn."""

from hypothesis import given, settings

from domain.commands import Lapse, Project, Report
from domain.decide.allowed import allowed
from domain.people import CLOCK
from domain.workdays import day_of
from tests.domain.lives import lives
from tests.domain.world import APPOINTMENTS, OFFICES, PEOPLE


@settings(max_examples=40)
@given(lives())
def test_what_is_done_was_offered_and_what_is_offered_is_in_turn(life):
    for turn in life.turns:
        if turn.before is None or turn.by == CLOCK or isinstance(turn.command, Report | Lapse | Project | None):
            continue
        offered = allowed(turn.before, turn.by, APPOINTMENTS.get(turn.by, ()), day_of(turn.now), OFFICES)
        name = type(turn.command).__name__
        if turn.refusal is None:
            assert name in offered, (name, turn.before.stage)
        elif name in offered:
            assert turn.refusal.code not in {"OUT_OF_TURN", "CASE_ENDED", "NOT_STARTED"}, (name, turn.refusal)


@settings(max_examples=15)
@given(lives())
def test_nothing_is_offered_to_a_stranger(life):
    for turn in life.turns[-3:]:
        if turn.after is not None:
            assert not allowed(turn.after, "stranger", (), day_of(turn.now), OFFICES)
            assert not turn.after.open or any(
                allowed(turn.after, one, APPOINTMENTS.get(one, ()), day_of(turn.now), OFFICES) for one in PEOPLE
            )
