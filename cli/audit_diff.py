"""`duban audit diff`: what lies between two report dates, or between two dates of knowing the same one."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Annotated, Any

import typer

from activities.report_sheet import write_table
from activities.reports import moment, up_to_date
from cli.case_tables import rung
from cli.context import connected
from cli.output import Format, OutputOption, emit, run
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.report_options import (
    BASELINE,
    ChannelOption,
    IndustryOption,
    LevelOption,
    OfficeOption,
    RegionOption,
    count_named,
    framed,
    scoped,
)
from cli.report_tables import console, print_table, warn_of
from cli.teaching import labelled
from cli.workbook import XlsxOption, checked, writing
from domain.figures.counts import COUNTS, Count, Counts, Filter, Frame
from domain.figures.formulas import FORMULAS, NONE, SHOWN, figures
from domain.figures.instants import said
from domain.figures.report import Value
from domain.glossary import CHANNELS, LEVELS
from ledger.access import note
from ledger.questions.figures import Difference, State, different
from ledger.questions.figures import figures as counted
from ledger.store import Ledger

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


def register(app: typer.Typer) -> None:
    """Add the question to `duban audit`."""
    app.command()(diff)


def diff(
    before: Annotated[str, typer.Argument(metavar="甲", help="时点，或 时点@所知。")],
    after: Annotated[str, typer.Argument(metavar="乙", help="时点，或 时点@所知。")],
    among: Annotated[
        str,
        typer.Option(
            "--among", metavar="清单", help="比较哪些案件：open 在办、overdue 逾期、stock 存量、determined 累计判定等。"
        ),
    ] = "open",
    as_reported: Annotated[
        bool, typer.Option("--as-reported", help="两个时点各按当时所知（如同当时上报），而不是都按现在所知。")
    ] = False,
    region: RegionOption = None,
    industry: IndustryOption = None,
    channel: ChannelOption = None,
    level: LevelOption = None,
    office: OfficeOption = None,
    limit: Annotated[int, typer.Option(min=1, max=100_000, help="每类最多列几件。")] = 200,
    xlsx: XlsxOption = None,
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """比较：两个上报日之间，哪些案件新进、退出、变动，各项统计差多少。

    五月底到六月底，都按现在所知：
      duban audit diff 2026-05-31 2026-06-30
    各按当时上报时所知：
      duban audit diff 2026-05-31 2026-06-30 --as-reported
    同一个六月底，七月一日所知与现在所知之差（此后补录、更正了什么）：
      duban audit diff 2026-06-30@2026-07-01 2026-06-30

    时点写作 2026-06-30（当日24时）或 '2026-06-30 15:00'；@ 之后是按何时所知。
    """
    checked(xlsx)
    where, which = scoped(region, industry, channel, level, office), count_named(among)

    async def work() -> Compared:
        async with connected() as stack:
            ledger = await stack.ledger()
            now = await moment(ledger)
            frames = _frame(before, now, as_reported=as_reported), _frame(after, now, as_reported=as_reported)
            warn_of(await up_to_date(ledger))
            if xlsx is not None:  # taken out is on record before it is taken
                why = reading("audit diff", subject=f"{before} {after}", by=by, purpose=purpose, file=xlsx.name)
                await note(ledger.pool, why)
            return await _compared(ledger, frames, which, where, limit)

    found = run(work())
    rows: list[list[Value]] = [*_figures(found), [], [*CASES], *_cases(found)]
    title = f"甲 {_said(found.before)}；乙 {_said(found.after)}"
    writing(xlsx, lambda path: write_table(path, "两个时点之差", FIGURES, rows, note=title))
    emit(_value(found), lambda: _print(found, which, title), output=output)


def _frame(text: str, now: datetime, *, as_reported: bool) -> Frame:
    at, _, known = text.partition("@")
    known_at = known or (at if as_reported else None)
    return framed(at, known_at, None, None, BASELINE, now)


async def _compared(ledger: Ledger, frames: tuple[Frame, Frame], which: Count, where: Filter, limit: int) -> Compared:
    before, after = frames
    counts = [(await counted(ledger.pool, when, where=where))[()] for when in frames]
    many, cases = await different(ledger.pool, before, after, which, where=where, limit=limit)
    return Compared(before, after, (counts[0], counts[1]), many, cases)


def _figures(found: Compared) -> list[list[Value]]:
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


def _cases(found: Compared) -> list[list[Value]]:
    return [
        [HOW[one.how], one.number, _state(one.before), _state(one.after), "、".join(_changed(one))]
        for one in found.cases
    ]


def _changed(one: Difference) -> list[str]:
    if one.before is None or one.after is None:
        return []
    was, became = asdict(one.before), asdict(one.after)
    told = [
        f"{label} {_plain(was[name])}→{_plain(became[name])}"
        for name, label in COMPARED.items()
        if was[name] != became[name]
    ]
    return told or [ELSE]


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return rung(value)
    known = {one.value: label for one, label in CHANNELS.items()} | LEVELS
    return known.get(value) or (labelled(value) if value else NONE)


def _state(one: State | None) -> str:
    return NONE if one is None else f"{labelled(one.stage)}，级次 {rung(one.rung)}"


def _print(found: Compared, which: Count, title: str) -> None:
    console.print(title)
    print_table(FIGURES, [row for row in _figures(found) if row[1] != row[2]])
    if found.counts[0] == found.counts[1]:
        console.print("各项统计相同。")
    console.print(f"\n{which.label}案件：" + "，".join(f"{label} {found.many[how]} 件" for how, label in HOW.items()))
    if found.cases:
        print_table(CASES, _cases(found))
    if len(found.cases) < sum(found.many.values()):
        console.print(f"只列了 {len(found.cases)} 件，用 --limit 或 --xlsx 看更多。")


def _said(when: Frame) -> str:
    return f"{said(when.then)}（所知截至 {said(when.known_at)}）"


def _value(found: Compared) -> dict[str, Any]:
    first, second = found.counts
    divided = figures(first), figures(second)

    def side(when: Frame, counts: Counts, rates: Any) -> dict[str, Any]:
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
