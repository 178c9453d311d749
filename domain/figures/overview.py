"""总览的计数 what the overview counts of a period, and what towns, departments and industries are ranked by."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from domain.figures.counts import COUNTS, Count, Counts
from domain.figures.formulas import FORMULAS, Formula

Period = Literal["month", "quarter", "year"]
PERIODS: dict[Period, str] = {"month": "本月", "quarter": "本季", "year": "本年"}

HEADLINE: dict[str, Count] = {
    **{name: COUNTS[name] for name in ("stock", "increase", "fell_due", "met")},
    "closed_in": Count(
        "本期销号", "counted and determined_on <= today and since <= closed_on <= until and closed_on <= today"
    ),
}
RANKED: dict[str, Formula] = {
    name: FORMULAS[name] for name in ("clearance_rate", "overdue_rate", "mean_days", "closure_rate")
}
"""晾晒 by any of these"""
FLOWS: dict[str, Count] = {name: HEADLINE[name] for name in ("increase", "closed_in")}
"""新增、销号"""
STANDS: dict[str, Count] = {name: COUNTS[name] for name in ("open", "talks_held")}
"""what is asked of the end of a week"""


def begin(period: Period, today: date) -> date:
    """The first day of the period that `today` lies in."""
    month = {"month": today.month, "quarter": (today.month - 1) // 3 * 3 + 1, "year": 1}[period]
    return today.replace(month=month, day=1)


def weeks(today: date, many: int) -> list[tuple[date, date]]:
    """Monday to Sunday, the present week last and up to today."""
    monday = today - timedelta(days=today.weekday())
    starts = [monday - timedelta(weeks=back) for back in reversed(range(many))]
    return [(start, min(start + timedelta(days=6), today)) for start in starts]


def whole(counts: Mapping[str, int]) -> Counts:
    """All counts, for the formulas: what was not asked is nothing."""
    return {**dict.fromkeys(COUNTS, 0), **counts}
