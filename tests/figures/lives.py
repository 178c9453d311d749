"""Random lives as the figures see them: events with the instants at which they were true and known."""

from domain.figures.rectangles import Entered, entered
from tests.domain.lives import Life


def trail_of(life: Life) -> list[Entered]:
    return [entered(event, turn.now) for turn in life.turns for event in turn.events]
