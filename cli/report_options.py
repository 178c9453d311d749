"""What every question about figures takes: two instants, a period, a scope, where to write; and how bad input is answered."""

from datetime import date, datetime
from typing import Annotated

import typer

from activities.reports import instants
from cli.output import misused
from domain.case import Channel
from domain.figures import counts
from domain.figures.counts import COUNTS, Count, Filter, Frame, frame
from domain.figures.instants import Future
from domain.figures.report import GROUPS
from domain.glossary import LEVELS

BASELINE = counts.BASELINE.isoformat()
SCOPE, PERIOD = "范围", "时点与时期"
HOW = "写作 2026-06-30（当日24时；当天为此刻）或 '2026-06-30 15:00'（北京时间）"

AtOption = Annotated[
    str | None, typer.Option("--at", metavar="时点", help=f"哪一时点的情况。{HOW}。", rich_help_panel=PERIOD)
]
KnownOption = Annotated[
    str | None,
    typer.Option("--recorded-at", metavar="时点", help="按何时所知；不写则按现在所知。", rich_help_panel=PERIOD),
]
SinceOption = Annotated[
    str | None,
    typer.Option("--since", metavar="日期", help="本期自何日起；不写则自当年1月1日。", rich_help_panel=PERIOD),
]
UntilOption = Annotated[
    str | None,
    typer.Option("--until", metavar="日期", help="本期到何日止，含当日；不写则到时点。", rich_help_panel=PERIOD),
]
BaselineOption = Annotated[
    str,
    typer.Option("--baseline", metavar="日期", help="存量基线：此日及以前发现的为存量。", rich_help_panel=PERIOD),
]
RegionOption = Annotated[str | None, typer.Option("--region", help="区划（开头即可）。", rich_help_panel=SCOPE)]
IndustryOption = Annotated[str | None, typer.Option("--industry", help="行业领域。", rich_help_panel=SCOPE)]
ChannelOption = Annotated[Channel | None, typer.Option("--channel", help="发现渠道。", rich_help_panel=SCOPE)]
LevelOption = Annotated[
    str | None, typer.Option("--level", help="级别：major 重大，general 一般。", rich_help_panel=SCOPE)
]
OfficeOption = Annotated[str | None, typer.Option("--office", help="监管部门的编号。", rich_help_panel=SCOPE)]


def scoped(region: str | None, industry: str | None, channel: Channel | None, level: str | None, office: str | None) -> Filter:  # fmt: skip
    """范围."""
    if level is not None and level not in LEVELS:
        misused(f"--level 须为 {_choices(LEVELS)}。")
    chosen = channel.value if channel is not None else None
    return Filter(region=region, industry=industry, channel=chosen, level=level, office=office)


def framed(
    at: str | None, known_at: str | None, since: str | None, until: str | None, baseline: str, now: datetime
) -> Frame:
    """The two instants and the period."""
    true_at, known = told_instants(at, known_at, now)
    when = frame(true_at, known, since=day("--since", since), until=day("--until", until), baseline=day("--baseline", baseline) or counts.BASELINE)  # fmt: skip
    if when.since > when.until:
        misused(f"本期的起日 {when.since} 晚于止日 {when.until}。")
    return when


def told_instants(at: str | None, known_at: str | None, now: datetime) -> tuple[datetime, datetime]:
    """What was true when, known when."""
    try:
        return instants(at, known_at, now)
    except Future as future:
        misused(f"时点 {future} 尚未到来。")
    except (ValueError, OverflowError):
        misused(f"时点“{at or ''}{' / ' if at and known_at else ''}{known_at or ''}”看不懂，请{HOW}。")


def day(option: str, text: str | None) -> date | None:
    """A date of an option."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        misused(f"{option} 须为日期，如 2026-06-30。")


def grouped(text: str | None) -> tuple[str, ...]:
    """分组, in the order asked for."""
    if text is None:
        return ()
    names = tuple(dict.fromkeys(part.strip() for part in text.replace("，", ",").split(",") if part.strip()))
    if not names or any(name not in GROUPS for name in names):
        misused(f"--group 须为 {_choices(GROUPS)}，可用逗号并列。")
    return names


def count_named(text: str) -> Count:
    """清单所列: the count by its name or its Chinese label."""
    named = COUNTS.get(text) or next((one for one in COUNTS.values() if one.label == text and not one.value), None)
    if named is None or named.value:
        misused(
            f"没有“{text}”这一清单。可用：{_choices({name: one.label for name, one in COUNTS.items() if not one.value})}。"
        )
    return named


def _choices(names: dict[str, str]) -> str:
    return "、".join(f"{name}（{label}）" for name, label in names.items())
