"""比较 two instants side by side: how each figure moved, which cases came, went and changed, and in what."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from activities.lists import rung
from domain.figures.counts import COUNTS, Count, Counts, Filter, Frame
from domain.figures.formulas import FORMULAS, NONE, SHOWN, Figure, figures
from domain.figures.instants import said
from domain.figures.report import Report, Value, shown
from domain.glossary import CHANNELS, LABELS, LEVELS
from ledger.pool import Connection, Pool
from ledger.questions.figures import Difference, State, different
from ledger.questions.figures import figures as counted

HOW = {"entered": "新进", "left": "退出", "changed": "变动"}
FIGURES = ("指标", "甲", "乙", "差")
CASES = ("变化", "案件", "甲", "乙", "不同之处")
COMPARED = {
    "stage": "阶段", "rung": "级次", "lapses_on": "期限届满", "found_on": "发现", "determined_on": "判定", "closed_on": "销号",
    "region": "区划", "industry": "行业", "channel": "渠道", "level": "级别", "office": "监管部门",
}  # fmt: skip
ELSE = "文书、约谈、义务或其他"


@dataclass(frozen=True, slots=True)
class Compared:
    """两个时点的统计与差异."""

    before: Frame
    after: Frame
    counts: tuple[Counts, Counts]
    many: dict[str, int]
    cases: list[Difference]

    @property
    def title(self) -> str:
        """Which two instants, each as known when."""
        told = (f"{said(when.then)}（所知截至 {said(when.known_at)}）" for when in (self.before, self.after))
        return "甲 {}；乙 {}".format(*told)


async def compared(
    pool: Pool | Connection, frames: tuple[Frame, Frame], which: Count, where: Filter, limit: int
) -> Compared:
    """两个时点之差, among the cases that a count counts."""
    before, after = frames
    counts = [(await counted(pool, when, where=where)).get((), dict.fromkeys(COUNTS, 0)) for when in frames]
    many, cases = await different(pool, before, after, which, where=where, limit=limit)
    return Compared(before, after, (counts[0], counts[1]), many, cases)


def figure_rows(found: Compared) -> list[list[Value]]:
    """Each figure at both instants, as FIGURES heads it."""
    first, second = found.counts
    divided = figures(first), figures(second)
    rows: list[list[Value]] = []
    for _, names in SHOWN:
        for name in names:
            if name in FORMULAS:
                a, b = divided[0][name], divided[1][name]
                gap = NONE if a.tenths is None or b.tenths is None else f"{(b.tenths - a.tenths) / 10:+.1f}"
                points = "个百分点" if FORMULAS[name].unit == "%" else FORMULAS[name].unit
                rows.append([FORMULAS[name].label, str(a), str(b), gap if gap == NONE else f"{gap}{points}"])
            else:
                rows.append([COUNTS[name].label, first[name], second[name], f"{second[name] - first[name]:+d}"])
    return rows


def case_rows(found: Compared) -> list[list[Value]]:
    """Each case that differs, as CASES heads it."""
    return [
        [HOW[one.how], one.number, standing(one.before), standing(one.after), "、".join(changed(one))]
        for one in found.cases
    ]


def changed(one: Difference) -> list[str]:
    """In what a case differs."""
    if one.before is None or one.after is None:
        return []
    was, became = asdict(one.before), asdict(one.after)
    told = [
        f"{label} {_plain(was[name])}→{_plain(became[name])}"
        for name, label in COMPARED.items()
        if was[name] != became[name]
    ]
    return told or [ELSE]


def standing(one: State | None) -> str:
    """Where a case stood, or a dash where it was not among those asked after."""
    return NONE if one is None else f"{LABELS.get(one.stage, one.stage)}，级次 {rung(one.rung)}"


def as_data(found: Compared) -> dict[str, Any]:
    """For programs."""
    first, second = found.counts
    divided = figures(first), figures(second)

    def side(when: Frame, counts: Counts, rates: Mapping[str, Figure]) -> dict[str, Any]:
        return {
            "at": when.then, "known_at": when.known_at, "counts": dict(counts),
            "figures": {name: one.value for name, one in rates.items()},
        }  # fmt: skip

    return {
        "before": side(found.before, first, divided[0]),
        "after": side(found.after, second, divided[1]),
        "counts": {name: second[name] - first[name] for name in first},
        **found.many,
        "cases": [
            {
                "how": one.how,
                "case": one.number,
                "before": asdict(one.before) if one.before else None,
                "after": asdict(one.after) if one.after else None,
            }
            for one in found.cases
        ],
    }


def gaps(report: Report, recounted: Report) -> list[list[Value]]:
    """定稿与重算之差, cell by cell: (row, column, then, now)."""
    keys = report.by or ("group", "label")

    def lines(one: Report) -> dict[tuple[Value, ...], dict[str, Value]]:
        rows = [*one.rows, *([one.total] if one.total else [])]
        return {tuple(row.get(key) for key in keys): row for row in rows}

    was, became = lines(report), lines(recounted)
    found: list[list[Value]] = []
    for key in dict.fromkeys((*was, *became)):
        for column in report.columns:
            if column.name in keys:
                continue
            first, second = was.get(key, {}).get(column.name), became.get(key, {}).get(column.name)
            if first != second:
                row = " ".join(str(part) for part in key if part)
                found.append(
                    [row, f"{column.over}{column.heading}", shown(first, column.unit), shown(second, column.unit)]
                )
    return found


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return rung(value)
    known = {one.value: label for one, label in CHANNELS.items()} | LEVELS
    return known.get(value) or (LABELS.get(value, value) if value else NONE)
