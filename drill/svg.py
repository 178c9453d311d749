"""画图: the same picture as SVG, for documents. The same story gives the same bytes."""

from datetime import date, timedelta
from html import escape

from domain.glossary import RUNGS
from drill.run import Window
from drill.spans import CLOSED, COLOURS, spans
from drill.story import CaseStory, Story
from drill.temper import BEHAVIOURS

FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
INK, FAINT, GRID = "#1d2733", "#5b6875", "#dde2e7"
LEFT, RIGHT, TOP, ROW, BOTTOM = 330, 24, 76, 24, 66
WIDTH = 1320
BAR = 12
DOT = 7.5
LONGEST_UNIT = 14


def svg(story: Story, window: Window) -> str:
    """The whole picture."""
    height = TOP + ROW * len(story.cases) + BOTTOM
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family=\'{FONT}\'>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        _text(20, 30, f"督办演练  {window.first} 至 {window.last}", size=18),
        *_months(window, height),
    ]
    for place, one in enumerate(story.cases):
        parts += _row(one, window, TOP + place * ROW)
    parts += [*_legend(height - 36), "</svg>"]
    return "\n".join(parts) + "\n"


def _x(day: date, window: Window) -> float:
    return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - window.first).days / window.days, 1)


def _months(window: Window, height: int) -> list[str]:
    parts = []
    day = window.first
    step = 1 if window.days < 500 else 3
    while day <= window.last:
        x = _x(day, window)
        parts.append(f'<line x1="{x}" y1="{TOP - 18}" x2="{x}" y2="{height - BOTTOM + 6}" stroke="{GRID}"/>')
        name = f"{day.year}年{day.month}月" if day == window.first or day.month == 1 else f"{day.month}月"
        if _x(window.last, window) - x > 30:
            parts.append(_text(x + 3, TOP - 8, name, colour=FAINT, size=12))
        for _ in range(step):
            day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    return parts


def _row(story: CaseStory, window: Window, y: int) -> list[str]:
    middle = y + ROW / 2
    unit = story.unit if len(story.unit) <= LONGEST_UNIT else story.unit[: LONGEST_UNIT - 1] + "…"
    parts = [
        _text(20, middle + 4.5, f"{story.case}  {unit}"),
        _text(LEFT - 40, middle + 4.5, BEHAVIOURS[story.behaviour], colour=FAINT, size=12),
    ]
    for span in spans(story, window):
        x, until = _x(span.first, window), _x(span.until, window)
        parts.append(
            f'<rect x="{x}" y="{middle - BAR / 2}" width="{round(until - x, 1)}" height="{BAR}" fill="{COLOURS[span.phase]}"/>'
        )
    drawn = 0.0
    for rung in story.rungs:
        if window.first <= rung.fired_on <= window.last:
            x = drawn = max(_x(rung.fired_on, window), drawn + 2 * DOT + 0.5 if drawn else 0.0)
            parts.append(f'<circle cx="{x}" cy="{middle}" r="{DOT}" fill="#8e2b27" stroke="#ffffff"/>')
            parts.append(_text(x, middle + 3.5, str(rung.rung), colour="#ffffff", size=10, middle=True))
    if story.closed_on and window.first <= story.closed_on <= window.last:
        x = max(_x(story.closed_on, window), drawn + 2 * DOT + 0.5 if drawn else 0.0)
        parts.append(f'<circle cx="{x}" cy="{middle}" r="{DOT}" fill="{CLOSED}" stroke="#ffffff"/>')
        parts.append(f'<path d="M {x - 4} {middle} l 3 3.2 l 5 -6" fill="none" stroke="#ffffff" stroke-width="1.8"/>')
    return parts


def _legend(y: int) -> list[str]:
    parts, x = [], 20.0
    for phase, colour in COLOURS.items():
        parts.append(f'<rect x="{x}" y="{y - 10}" width="26" height="{BAR}" fill="{colour}"/>')
        parts.append(_text(x + 32, y, phase.value, size=12))
        x += 52 + 13 * len(phase.value)
    for mark, colour, name in [*((str(rung), "#8e2b27", RUNGS[rung]) for rung in range(1, 6)), ("✓", CLOSED, "已销号")]:
        parts.append(f'<circle cx="{x + DOT}" cy="{y - 4}" r="{DOT}" fill="{colour}"/>')
        parts.append(_text(x + DOT, y, mark, colour="#ffffff", size=10, middle=True))
        parts.append(_text(x + 23, y, name, size=12))
        x += 40 + 13 * len(name)
    return parts


def _text(x: float, y: float, text: str, *, colour: str = INK, size: int = 13, middle: bool = False) -> str:
    anchor = ' text-anchor="middle"' if middle else ""
    return f'<text x="{x}" y="{y}" fill="{colour}" font-size="{size}"{anchor}>{escape(text)}</text>'
