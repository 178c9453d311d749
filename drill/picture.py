"""画图: stages and rungs over time, for the terminal."""

from datetime import date, timedelta

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from domain.glossary import RUNGS
from drill.run import Window
from drill.spans import CLOSED, COLOURS, Phase, spans
from drill.story import CaseStory, Story
from drill.temper import BEHAVIOURS

LABEL = 34
NARROWEST = 40
WIDEST = 122


def picture(story: Story, window: Window, width: int) -> Text:
    """A band for each case; digits are rungs, the dot is the closure."""
    strip = max(NARROWEST, min(WIDEST, width - LABEL - 1))
    lines = [_axis(window, strip), *(_band(one, window, strip) for one in story.cases), _legend()]
    return Text("\n").join(lines)


def _column(day: date, window: Window, strip: int) -> int:
    return (day - window.first).days * strip // window.days


def _axis(window: Window, strip: int) -> Text:
    """Months, where there is room for their names."""
    marks = [" "] * strip
    free = 0
    day = window.first
    while day <= window.last:
        name = f"{day:%Y-%m}" if not free else f"{day.month}月"
        place = _column(day, window, strip)
        if place >= free and place + cell_len(name) <= strip:
            marks[place : place + cell_len(name)] = name
            free = place + cell_len(name) + 1
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Text(" " * LABEL + "".join(marks), style="dim")


def _band(story: CaseStory, window: Window, strip: int) -> Text:
    label = f"{story.case[5:]} {BEHAVIOURS[story.behaviour]} {story.unit}"
    cells: list[tuple[str, str]] = [(" ", "")] * strip
    for span in spans(story, window):
        first, until = _column(span.first, window, strip), _column(span.until, window, strip)
        for place in range(first, max(until, first + 1)):
            if place < strip:
                cells[place] = ("━", COLOURS[span.phase])
    for rung in story.rungs:
        if window.first <= rung.fired_on <= window.last:
            place = _column(rung.fired_on, window, strip)
            while place < strip - 1 and cells[place][0].isdigit():
                place += 1  # two within a column's days stand side by side
            cells[place] = (str(rung.rung), f"bold white on {COLOURS[Phase.OVERDUE]}")
    if story.closed_on and window.first <= story.closed_on <= window.last:
        place = _column(story.closed_on, window, strip)
        while place < strip - 1 and cells[place][0].isdigit():
            place += 1
        cells[place] = ("●", CLOSED)
    band = Text(set_cell_size(label, LABEL - 1) + " ")
    for character, style in cells:
        band.append(character, style)
    return band


def _legend() -> Text:
    legend = Text(" " * LABEL)
    for phase, colour in COLOURS.items():
        legend.append("━━", colour).append(f"{phase.value}  ")
    legend.append("●", CLOSED).append("已销号  ")
    legend.append("、".join(f"{rung} {name}" for rung, name in RUNGS.items() if 1 <= rung <= 5), "dim")
    return legend
