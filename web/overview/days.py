"""未来十四天 what will fire on which day, by kind; rest days and make-up workdays as the holiday table has them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from domain.glossary import RUNGS
from domain.workdays import SATURDAY, Calendar
from ledger.questions.outlook import Ahead

DAYS = 14
KINDS: dict[str, str] = {
    **{f"rung:{rung}": label for rung, label in RUNGS.items() if rung},
    "rectify": "整改到期",
    "lapse": "期限届满",
    "remind": "提醒催促",
    "gap": "文书逾限",
    "release": "待放行",
    "hold_end": "中止期满",
}
"""what is told apart, in the order it is shown"""
DUE_KINDS: dict[str, tuple[str, ...]] = {
    "rectify": ("rectify_lapse",),
    "lapse": ("step_lapse",),
    "remind": ("step", "rectify_reminder", "supervise"),
    "gap": ("gap",),
    "release": ("release",),
    "hold_end": ("hold_end",),
}
"""the same as deadlines call it"""
_OF = {"ahead": "remind", **{due: kind for kind, dues in DUE_KINDS.items() for due in dues}}


def kind_of(label: str) -> str:
    """Of a deadline's name."""
    head = label.partition(":")[0]
    return label if head == "rung" else _OF.get(head, "remind")


@dataclass(frozen=True, slots=True)
class Day:
    """一天: what will fire by kind, and how the holiday table has it."""

    day: date
    rest: bool
    make_up: bool
    """调休: a weekend day that is worked"""
    provisional: bool
    """暂定: the notice of its year is not out"""
    kinds: dict[str, int]
    waiting: int
    """of them on projected days, which wait"""

    @property
    def total(self) -> int:
        return sum(self.kinds.values())

    @property
    def mark(self) -> str:
        """How the day is called, where it is no plain workday."""
        return "调休上班" if self.make_up else "休" if self.rest else ""


def days_of(found: Iterable[Ahead], today: date, calendar: Calendar) -> tuple[list[Day], int]:
    """Today and the thirteen days after it; and how many should have fired before."""
    by_day: dict[date, Counter[str]] = {}
    waiting = Counter[date]()
    for one in found:
        by_day.setdefault(one.day, Counter())[kind_of(one.label)] += one.many
        waiting[one.day] += one.many * one.provisional
    told = []
    for ahead in range(DAYS):
        day = today + timedelta(days=ahead)
        many = by_day.get(day, Counter[str]())
        told.append(
            Day(
                day=day,
                rest=not calendar.is_workday(day),
                make_up=calendar.is_workday(day) and day.weekday() >= SATURDAY,
                provisional=calendar.is_provisional(day),
                kinds={kind: many[kind] for kind in KINDS if many[kind]},
                waiting=waiting[day],
            )
        )
    return told, sum(sum(many.values()) for day, many in by_day.items() if day < today)
