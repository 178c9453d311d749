"""可办事项 agree with the rules: nothing is done that was not offered, and what was offered is not refused for its turn."""

import pytest
from hypothesis import given, settings

from domain.commands import COMMANDS, Lapse, Project, Report
from domain.decide.allowed import allowed
from domain.decide.refusing import refusing
from domain.people import CLOCK
from domain.workdays import day_of
from tests.domain import builders
from tests.domain.lives import lives
from tests.domain.test_permissions import TABLE
from tests.domain.test_permissions import given as given_for
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


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"Report", "Lapse", "Project"}))
def test_what_may_be_done_is_offered_and_what_is_not_says_why(command):
    """To whoever the table names on a case where it may be done; to all others with a sentence that says why not."""
    life, who = given_for(command), TABLE[command][2]
    for person, held in builders.PEOPLE.items():
        told = (life.case, person, held, life.today, builders.OFFICES)
        refused = refusing(told[0], command, *told[1:])
        assert (command in allowed(*told)) is (refused is None), person
        if person in who:
            assert refused is None, (person, refused)
        elif refused is not None:
            assert refused.sentence.strip()
