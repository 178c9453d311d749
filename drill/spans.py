"""图的骨架: what of a case is drawn from which day to which, the same for the terminal and for documents."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from domain.case import Stage
from drill.run import Window
from drill.story import CaseStory


class Phase(StrEnum):
    """色带: stages as a picture tells them apart."""

    CHECKING = "待核"
    ORDERED = "判定、告知、方案"
    RECTIFYING = "整改中"
    OVERDUE = "逾期"
    INSPECTING = "复查、审核"


COLOURS = {
    Phase.CHECKING: "#b8c0c8",
    Phase.ORDERED: "#7fa8d6",
    Phase.RECTIFYING: "#f0c75e",
    Phase.OVERDUE: "#d9534f",
    Phase.INSPECTING: "#6fc2b4",
}
CLOSED = "#3a9a4b"
_PHASES = {
    Stage.REPORTED: Phase.CHECKING,
    Stage.REINSPECTING: Phase.INSPECTING,
    Stage.CLOSING: Phase.INSPECTING,
    Stage.RECTIFYING: Phase.RECTIFYING,
}


@dataclass(frozen=True)
class Span:
    """一段: from the first day up to, not including, the last."""

    phase: Phase
    first: date
    until: date


def spans(story: CaseStory, window: Window) -> list[Span]:
    """色带 of a case until it was closed or the drill ended, in the order of drawing: what took a day lies on top."""
    after = window.last + timedelta(days=1)
    begins = [max(one.on, window.first) for one in story.stages]
    ends = [*begins[1:], after]
    found: list[Span] = []
    for stage, first, until in zip(story.stages, begins, ends, strict=True):
        if stage.stage is not Stage.CLOSED:
            for part in _parts(_PHASES.get(stage.stage, Phase.ORDERED), first, until, story.rectify_by or after):
                if found and (found[-1].phase, found[-1].until) == (part.phase, part.first):
                    found[-1] = Span(part.phase, found[-1].first, part.until)  # no seam
                else:
                    found.append(part)
    return sorted(found, key=lambda span: span.phase is Phase.INSPECTING)


def _parts(phase: Phase, first: date, until: date, rectify_by: date) -> list[Span]:
    if phase is Phase.INSPECTING:  # decided the day it was asked, and yet to be seen
        return [Span(phase, first, max(until, first + timedelta(days=1)))]
    turn = min(max(rectify_by + timedelta(days=1), first), until)
    both = (Span(phase, first, turn), Span(Phase.OVERDUE, turn, until))
    return [span for span in both if span.first < span.until]
