"""报表 what a report says, so that it can be shown, written, frozen and shown again as it was."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Literal

from domain.case import Frozen
from domain.figures.counts import COUNTS, Counts, Filter, Frame, together
from domain.figures.formulas import FORMULAS, NONE, figures, written
from domain.figures.ranking import ranked
from domain.glossary import CHANNELS, LEVELS

Kind = Literal["figures", "ranking", "monthly"]
Value = int | float | str | None
Row = Mapping[str, Value]

TITLES: dict[str, str] = {
    "figures": "重大事故隐患督办统计",
    "ranking": "重大事故隐患督办晾晒",
    "monthly": "安全生产事故隐患排查治理情况月报表",
}
GROUPS: dict[str, str] = {
    "region": "区划", "industry": "行业和领域", "channel": "发现渠道", "level": "级别", "office": "监管部门",
}  # fmt: skip
BRIEF = (
    "open", "stock", "increase", "determined", "closed", "closure_rate", "fell_due", "met", "clearance_rate", "overdue",
    "overdue_rate", "mean_days",
)  # fmt: skip
"""what stands beside each group"""
TOTAL = "合计"
UNSTATED = "（未载）"


class Column(Frozen):
    """列: its name for programs, its heading for people; `over` stands above several."""

    name: str
    label: str
    unit: str = ""
    over: str = ""

    @property
    def heading(self) -> str:
        """With its unit in brackets, as forms have it; a per cent sign needs none."""
        return (
            f"{self.label}{self.unit}"
            if self.unit == "%"
            else f"{self.label}({self.unit})"
            if self.unit
            else self.label
        )


class Report(Frozen):
    """报表: of one instant as known at another, over one period."""

    kind: Kind
    title: str
    at: datetime
    known_at: datetime
    since: date
    until: date
    baseline: date
    scope: dict[str, str]
    """范围, as people read it"""
    asked: Filter
    """the same as it was asked: what asks it again"""
    order: str = ""
    by: tuple[str, ...] = ()
    columns: tuple[Column, ...]
    rows: tuple[dict[str, Value], ...]
    total: dict[str, Value] | None = None
    zero_blank: bool = False
    """零不填: as the real form has it"""
    left_out: int = 0
    """so many cases are in no figure, because their record could not be folded (停放)"""
    counts: tuple[dict[str, Value], ...] = ()
    """every count behind the rows, for programs, group by group"""


def shown(value: Value, unit: str = "", *, zero_blank: bool = False) -> str:
    """A value as people read it: rates with one decimal, "—" where nothing could be divided."""
    if zero_blank and not value:
        return ""
    if value is None:
        return NONE
    if isinstance(value, float):
        return f"{value:.1f}{unit if unit == '%' else ''}"
    return str(value)


def figures_report(groups: Mapping[tuple[str, ...], Counts], when: Frame, by: tuple[str, ...], asked: Filter,
                   called: Mapping[str, str]) -> Report:  # fmt: skip
    """统计: everything there is to say of one group, or the chief figures of each and of all."""
    if not by:
        counts = groups.get((), dict.fromkeys(COUNTS, 0))
        columns = [
            Column(name="group", label="类别"),
            Column(name="label", label="指标"),
            Column(name="value", label="数值"),
        ]
        lines: list[dict[str, Value]] = [
            {"group": group, "label": label, "value": value} for group, label, value in written(counts)
        ]
        return _report("figures", when, by, asked, called, columns, lines, None, [_data({}, counts)])
    columns = [*(Column(name=name, label=GROUPS[name]) for name in by), *map(_column, BRIEF)]
    keyed = {group: dict(zip(by, group, strict=True)) for group in sorted(groups)}
    rows: list[dict[str, Value]] = [
        {**{name: label_of(name, value, called) for name, value in keyed[group].items()}, **_brief(groups[group])}
        for group in keyed
    ]
    everything = together(list(groups.values())) or dict.fromkeys(COUNTS, 0)
    total: dict[str, Value] = {**dict.fromkeys(by, ""), by[0]: TOTAL, **_brief(everything)}
    return _report(
        "figures",
        when,
        by,
        asked,
        called,
        columns,
        rows,
        total,
        [_data(keyed[group], groups[group]) for group in keyed],
    )


def ranking_report(groups: Mapping[tuple[str, ...], Counts], when: Frame, by: str, order: str, asked: Filter,
                   called: Mapping[str, str]) -> Report:  # fmt: skip
    """晾晒: places by one figure, the counts it comes from beside it."""
    one = FORMULAS[order]
    beside = tuple(dict.fromkeys((one.part, one.of, order, *(name for name in BRIEF if name in FORMULAS))))
    columns = [Column(name="place", label="名次"), Column(name=by, label=GROUPS[by]), *map(_column, beside)]
    places = ranked({label_of(by, group[0], called): counts for group, counts in groups.items()}, order)
    rows: list[dict[str, Value]] = [
        {"place": place.place, by: place.name, **{name: _values(place.counts)[name] for name in beside}}
        for place in places
    ]
    data = [_data({by: place.name}, place.counts) for place in places]
    return _report("ranking", when, (by,), asked, called, columns, rows, None, data, order)


def label_of(name: str, value: str, called: Mapping[str, str]) -> str:
    """A group as people read it: offices by their name, channels and levels in Chinese."""
    tables: dict[str, Mapping[str, str]] = {
        "channel": {one.value: label for one, label in CHANNELS.items()}, "level": LEVELS, "office": called,
    }  # fmt: skip
    return tables.get(name, {}).get(value, value) or UNSTATED


def scope_of(asked: Filter, called: Mapping[str, str]) -> dict[str, str]:
    """范围 as people read it."""
    return {GROUPS[name]: label_of(name, value, called) for name, value in asked.model_dump(exclude_none=True).items()}


def _report(kind: Kind, when: Frame, by: tuple[str, ...], asked: Filter, called: Mapping[str, str], columns: list[Column],
            rows: list[dict[str, Value]], total: dict[str, Value] | None, counts: list[dict[str, Value]],
            order: str = "") -> Report:  # fmt: skip
    return Report(
        kind=kind, title=TITLES[kind], at=when.then, known_at=when.known_at, since=when.since, until=when.until,
        baseline=when.baseline, scope=scope_of(asked, called), asked=asked, order=order, by=by, columns=tuple(columns),
        rows=tuple(rows), total=total, counts=tuple(counts),
    )  # fmt: skip


def _column(name: str) -> Column:
    one = FORMULAS.get(name) or COUNTS[name]
    return Column(name=name, label=one.label, unit=one.unit)


def _values(counts: Counts) -> dict[str, Value]:
    return {**counts, **{name: one.value for name, one in figures(counts).items()}}


def _brief(counts: Counts) -> dict[str, Value]:
    values = _values(counts)
    return {name: values[name] for name in BRIEF}


def _data(group: Mapping[str, str], counts: Counts) -> dict[str, Value]:
    return {**group, **_values(counts)}
