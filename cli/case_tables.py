"""How cases look on a terminal: one line each, one whole, its trail."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from activities.lists import rung
from cli.board import beijing
from cli.teaching import FIELDS, labelled
from domain.case import Case
from domain.due import Deadline
from domain.figures.instants import local
from domain.glossary import deadline_label
from domain.upcasts import load
from ledger.records import CaseRow, Recorded

console = Console()

FACTS = (
    "unit", "entity", "region", "industry", "description", "criterion", "channel", "level", "risk", "sponsor", "office",
    "found_on", "batch", "site_decision", "rectify_by", "remedial_by", "listed_until", "approved_by", "closed_on",
)  # fmt: skip
DATED = ("整改期限", "下一时限（北京时间）")
DATE = len("2026-11-23")
SOME_MORE = {
    "batch": "导入批次", "approved_by": "批准销号", "closed_on": "销号日期", "office": "监管机关", "rectify_by": "整改期限",
}  # fmt: skip


def due(at: datetime | None, label: str, *, provisional: bool) -> str:
    """The next deadline in one phrase."""
    if at is None:
        return "无"
    return f"{beijing(at)}{'（暂定）' if provisional else ''} {deadline_label(label)}"


def _table(*headings: str) -> Table:
    """Nothing is cut short: a narrow terminal gets more lines. Case numbers and dates stay whole."""
    columns = (
        Column(one, overflow="fold", no_wrap=one == "案件", min_width=DATE if one in DATED else 0) for one in headings
    )
    return Table(*columns, box=None, show_header=any(headings))


def print_list(rows: Sequence[CaseRow]) -> None:
    table = _table("案件", "阶段", "级次", "单位", "区划", "整改期限", "下一时限（北京时间）")
    for row in rows:
        until = f"{'[red]逾期[/red] ' if row.overdue else ''}{row.rectify_by or '—'}"
        following = due(row.due_at, row.due_label or "", provisional=row.provisional)
        table.add_row(row.case, labelled(row.stage), rung(row.rung), row.unit, row.region, until, following)
    console.print(table)
    console.print(f"共 {len(rows)} 件")


def print_case(
    case: Case, version: int, deadline: Deadline | None, forecast: date | None, names: Mapping[str, str]
) -> None:
    table = _table("", "")
    table.add_row("案件", f"{case.number}（第 {version} 条记录，规则手册 {case.edition}）")
    table.add_row("阶段", f"{labelled(case.stage)}，第 {case.cycle} 轮，督办级次 {rung(case.rung)}")
    following = due(deadline.at, deadline.label, provisional=deadline.provisional) if deadline else "无"
    table.add_row("下一时限", following)
    if forecast is not None:
        table.add_row("整改期限", f"未起算，最迟预计 {forecast}")
    for name in FACTS:
        held = getattr(case, name)
        if held:
            table.add_row(SOME_MORE.get(name) or FIELDS.get(name, name), names.get(str(held)) or labelled(str(held)))
    for one in case.obligations:
        late = "，已逾期" if one.lapsed else ""
        table.add_row("义务", f"{labelled(one.kind)}（{labelled(one.on)}）{one.due_on} 前{late} {one.ref}")
    for letter in case.letters:
        number = letter.number or "未编号"
        table.add_row("文书", f"{letter.id} {labelled(letter.kind)} {number} {labelled(letter.status)}")
    console.print(table)


def print_trail(events: Sequence[Recorded], names: Mapping[str, str]) -> None:
    table = _table("序", "时间（北京时间）", "事件", "办理人", "记入", "哈希")
    for event in events:
        what = labelled(event.type)
        late = getattr(load(event.type, event.shape, event.body), "late_seconds", 0)
        what += f"（迟 {_long(late)}）" if late > 60 else ""
        by = "系统时钟" if event.by.startswith("duban:") else names.get(event.by, event.by)
        table.add_row(str(event.version), local(event.at), what, by, local(event.recorded_at), event.hash.hex()[:12])
    console.print(table)


def _long(seconds: int) -> str:
    """How long, in the largest whole unit."""
    for unit, size in (("天", 86_400), ("小时", 3_600)):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds // 60} 分钟"


def print_pairs(heading: str, names: Mapping[str, str]) -> None:
    table = _table(heading, "含义")
    for name, meaning in names.items():
        table.add_row(name, meaning)
    console.print(table)


def print_fields(command: str, meaning: str, fields: Sequence[Mapping[str, Any]]) -> None:
    console.print(f"{command}  {meaning}")
    table = _table("内容", "必填", "形式", "含义")
    for one in fields:
        table.add_row(one["name"], "是" if one["required"] else "", one["form"], one["meaning"])
    console.print(table)
