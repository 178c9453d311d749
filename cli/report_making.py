"""From what was typed to a report: the question, the month, a county's own columns."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

import typer

from activities.register_file import FileRefusedError, open_register, read_bounded
from activities.reports import figures_of, moment, monthly_of, ranking_of
from cli.output import fail, misused
from cli.report_options import BASELINE, framed, grouped, told_instants
from domain.figures.columns import Layout, UnknownHeadings, known_headings, layout_of, layout_of_template
from domain.figures.counts import Filter, frame
from domain.figures.formulas import FORMULAS
from domain.figures.instants import half_year, read_month
from domain.figures.ranking import BEST_FIRST
from domain.figures.report import GROUPS, Report
from domain.workdays import day_of, end_of_day
from ledger.store import Ledger

GroupOption = Annotated[
    str | None,
    typer.Option("--group", metavar="分组", help=f"分组：{'、'.join(f'{k} {v}' for k, v in GROUPS.items())}，可并列。"),
]
RankByOption = Annotated[str, typer.Option("--group", metavar="分组", help="晾晒谁：region、office、industry。")]
OrderOption = Annotated[
    str,
    typer.Option(
        "--order", metavar="指标", help=f"按哪一指标：{'、'.join(f'{k} {FORMULAS[k].label}' for k in BEST_FIRST)}。"
    ),
]
HalfYearOption = Annotated[
    bool, typer.Option("--half-year", help="半年总结初稿：本期自上一报送日（6月4日、12月4日）的次日起。")
]
MonthOption = Annotated[str | None, typer.Option("--month", metavar="月份", help="哪一月，如 2026-06；不写则本月。")]
ToDateOption = Annotated[bool, typer.Option("--to-date", help="自当年1月1日累计，而不只本月。")]
ReportKind = Literal["figures", "ranking", "monthly"]


@dataclass(frozen=True, slots=True)
class Question:
    """What a report is asked with, as it was typed."""

    where: Filter
    at: str | None = None
    known_at: str | None = None
    since: str | None = None
    until: str | None = None
    baseline: str = BASELINE
    group: str | None = None
    order: str = "closure_rate"
    month: str | None = None
    to_date: bool = False
    half_year: bool = False


async def made(ledger: Ledger, kind: ReportKind, asked: Question) -> Report:
    now = await moment(ledger)
    standing = asked.at is None and asked.known_at is None
    if kind == "monthly":
        return await _monthly(ledger, asked)
    when = framed(asked.at, asked.known_at, asked.since, asked.until, asked.baseline, now)
    groups = grouped(asked.group)
    if kind == "figures" and asked.half_year:
        since, due = half_year(when.until)
        report = await figures_of(ledger, when.model_copy(update={"since": since}), groups, asked.where, now=standing)
        return report.model_copy(update={"title": f"{report.title}（半年总结初稿，{due} 前报送）"})
    if kind == "figures":
        return await figures_of(ledger, when, groups, asked.where, now=standing)
    if len(groups) != 1 or groups[0] in ("channel", "level"):
        misused("晾晒的 --group 须为 region（区划）、office（监管部门）、industry（行业和领域）之一。")
    if asked.order not in BEST_FIRST:
        misused(f"--order 须为 {'、'.join(f'{name}（{FORMULAS[name].label}）' for name in BEST_FIRST)}。")
    return await ranking_of(ledger, when, groups[0], asked.order, asked.where, now=standing)


async def _monthly(ledger: Ledger, asked: Question) -> Report:
    now = await moment(ledger)
    try:
        first, last = read_month(asked.month or f"{day_of(now):%Y-%m}")
    except (ValueError, OverflowError):
        misused(f"--month 须为月份，如 2026-06，而不是“{asked.month}”。")
    if first > day_of(now):
        misused(f"{first:%Y-%m} 尚未到来。")
    _, known = told_instants(None, asked.known_at, now)
    since = first.replace(month=1) if asked.to_date else first
    when = frame(min(end_of_day(last), now), known, since=since, until=last)
    return await monthly_of(ledger, when, asked.where)


def layout_from(columns: Path | None, template: Path | None) -> Layout | None:
    if columns is not None and template is not None:
        misused("--columns 与 --template 只能用一个。")
    if columns is None and template is None:
        return None
    try:
        if template is not None:
            return layout_of_template(open_register(template)[0])
        assert columns is not None  # noqa: S101 - one of the two is
        lines = read_bounded(columns).decode("utf-8-sig").splitlines()
        return layout_of([line for line in lines if line.strip() and not line.startswith("#")])
    except UnicodeDecodeError:
        fail("FILE_REFUSED", f"{columns} 须为 UTF-8 文本。")
    except FileRefusedError as refused:
        fail("FILE_REFUSED", f"{refused}。")
    except UnknownHeadings as unknown:
        known = "、".join(known_headings())
        which = f"不认识的表头：{'、'.join(unknown.headings)}" if unknown.headings else "没有认出任何表头"
        fail("HEADINGS_UNKNOWN", f"{which}。认识的有：{known}。")
