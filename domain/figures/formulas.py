"""统计指标 the formulas of DOMAIN §6: counts divided, and how they are written for people."""

from collections.abc import Mapping
from dataclasses import dataclass

from domain.figures.counts import COUNTS, Counts

NONE = "—"
"""where there is nothing to divide by"""


@dataclass(frozen=True, slots=True)
class Formula:
    """One figure: a part of a whole, in percent, or a mean."""

    label: str
    part: str
    of: str
    unit: str = "%"


FORMULAS: dict[str, Formula] = {
    "closure_rate": Formula("整改率", "closed", "determined"),
    "clearance_rate": Formula("动态清零率", "met", "fell_due"),
    "clearance_rate_extended": Formula("其中经延期的", "met_extended", "fell_due_extended"),
    "overdue_rate": Formula("逾期率", "overdue", "open"),
    "mean_days": Formula("平均整改天数", "days", "days_of", "天"),
    "first_pass_rate": Formula("首次复查合格率", "passed_first", "inspected"),
    "talk_rate": Formula("约谈完成率", "talks_held", "talks_due"),
}


@dataclass(frozen=True, slots=True)
class Figure:
    """指标: its value in tenths of its unit, or None where there is nothing to divide by."""

    part: int
    of: int
    unit: str

    @property
    def tenths(self) -> int | None:
        """Rounded half up, in whole numbers alone: no figure hangs on a binary fraction."""
        if not self.of:
            return None
        scale = 1000 if self.unit == "%" else 10
        return (2 * scale * self.part + self.of) // (2 * self.of)

    @property
    def value(self) -> float | None:
        """For programs: 66.7 for two of three."""
        return None if self.tenths is None else self.tenths / 10

    def __str__(self) -> str:
        """For people: "66.7%", "12.0天", "—"."""
        return NONE if self.tenths is None else f"{self.tenths // 10}.{self.tenths % 10}{self.unit}"


def figures(counts: Counts) -> dict[str, Figure]:
    """指标 of the counts."""
    return {name: Figure(counts[one.part], counts[one.of], one.unit) for name, one in FORMULAS.items()}


SHOWN: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("总量", ("open", "pending", "stock", "increase", "determined", "closed", "closure_rate")),
    ("期限", ("fell_due", "met", "clearance_rate", "fell_due_extended", "met_extended", "clearance_rate_extended",
              "overdue", "overdue_rate", "mean_days")),
    ("质量", ("inspected", "passed_first", "first_pass_rate", "rebounds")),
    ("督办", tuple(f"rung_{rung}" for rung in range(1, 8))),
    ("文书与约谈", ("unsigned", "unserved", "unanswered", "talks_due", "talks_held", "talk_rate", "reporters")),
    ("义务", ("entity_open", "entity_lapsed", "office_open", "office_lapsed")),
)  # fmt: skip
"""how figures are laid out, group by group"""


def written(counts: Counts) -> list[tuple[str, str, str]]:
    """(group, label, value with its unit) of everything shown."""
    divided = figures(counts)
    lines = []
    for group, names in SHOWN:
        for name in names:
            if name in FORMULAS:
                lines.append((group, FORMULAS[name].label, str(divided[name])))
            else:
                lines.append((group, COUNTS[name].label, f"{counts[name]} {COUNTS[name].unit}"))
    return lines


def as_data(counts: Counts) -> dict[str, Mapping[str, object]]:
    """For programs: every count and every figure by name."""
    return {"counts": dict(counts), "figures": {name: one.value for name, one in figures(counts).items()}}
