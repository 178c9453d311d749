"""时间线: one case's story in one line of Chinese, in the order of days."""

from datetime import date

from domain.glossary import RUNGS, STAGES
from drill.story import CaseStory
from drill.temper import BEHAVIOURS


def heading_of(story: CaseStory) -> str:
    """案件 行 单位 表现 期限."""
    until = f"期限 {story.rectify_by}" if story.rectify_by else "期限未起算"
    return f"{story.case}  第{story.row}行  {story.unit}  〔{BEHAVIOURS[story.behaviour]}〕  {until}"


def time_line(story: CaseStory, last: date) -> str:
    """经过 up to the last day: stages and rungs by date; the year only where it changes."""
    happened = [(one.on, 0, STAGES[one.stage]) for one in story.stages]
    for rung in story.rungs:
        served = f"（{_short(rung.served_on)}送达）" if rung.served_on else ""
        happened.append((rung.fired_on, 1, f"{RUNGS[rung.rung]}{served}"))
    if story.rectify_by and story.rectify_by <= (story.closed_on or last):
        happened.append((story.rectify_by, 2, "期限届满"))
    parts, year = [], None
    # stages of one day stay in the order in which they came
    for on, _, what in sorted(happened, key=lambda one: (one[0], one[1])):
        parts.append(f"{on if on.year != year else _short(on)} {what}")
        year = on.year
    return " · ".join(parts)


def _short(on: date | None) -> str:
    return f"{on:%m-%d}" if on else ""
