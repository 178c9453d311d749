"""What a search found, as people read it on a terminal and as programs take it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson
from rich.console import Console
from rich.table import Column, Table

from cli.case_tables import local
from domain.happenings import happening
from ledger.questions.event_types import TYPES
from ledger.questions.search import Found, Page
from ledger.reading import event_of

CONDITIONS = {
    "person": "人员", "office": "机关", "type": "事件类型", "region": "区划", "industry": "行业", "words": "字词",
}  # fmt: skip
AT_ONCE = timedelta(minutes=1)
OF_NO_CASE = "ledger"


def what(found: Found) -> str:
    """发生了什么, in Chinese; an event that this release does not know, by its stored name."""
    try:
        return happening(event_of(found.recorded))
    except (KeyError, ValueError):
        return found.recorded.type


def who(by: str, called: Mapping[str, str]) -> str:
    """办理人."""
    return "系统时钟" if by.startswith("duban:") else called.get(by, by)


def known(found: Found) -> str:
    """记入 when that was later than it happened."""
    recorded = found.recorded
    return local(recorded.recorded_at) if recorded.recorded_at - recorded.at >= AT_ONCE else ""


def row(found: Found) -> dict[str, Any]:
    """For programs: ids, no names."""
    recorded = found.recorded
    return {
        "leaf": found.leaf,
        "case": found.number,
        "version": recorded.version,
        "type": recorded.type,
        "what": what(found),
        "at": recorded.at,
        "recorded_at": recorded.recorded_at,
        "by": recorded.by,
        "unit": found.unit,
        "office": found.office,
        "region": found.region,
        "industry": found.industry,
        "edition": recorded.edition,
        "hash": recorded.hash.hex(),
        "body": orjson.loads(recorded.body),
    }


def print_found(page: Page, called: Mapping[str, str]) -> None:
    """One line for each event, and how to go on."""
    console = Console()
    if not page.found:
        nowhere = "、".join(CONDITIONS.get(one, one) for one in page.nowhere)
        console.print(f"没有符合条件的记录。{f'（账上没有一条符合所写的{nowhere}。）' if nowhere else ''}")
        return
    headings = ("时间（北京时间）", "案件", "单位", "发生了什么", "办理人", "记入（晚于发生的）")
    folding = ("单位", "发生了什么", "办理人")
    table = Table(*(Column(one, overflow="fold", no_wrap=one not in folding) for one in headings), box=None)
    for one in page.found:
        case = "账本" if one.number == OF_NO_CASE else one.number
        by = who(one.recorded.by, called)
        table.add_row(local(one.recorded.at), case, one.unit or "—", what(one), by, known(one))
    console.print(table)
    going_on = f"后面还有：同样的条件，加 --after {page.after}" if page.after else "到此为止。"
    console.print(f"{len(page.found)} 条。{going_on}", soft_wrap=True)


def print_types() -> None:
    """Every type of event, by both its names."""
    console = Console()
    table = Table("事件", "存储名", box=None)
    for name, title in TYPES.items():
        table.add_row(title, name)
    console.print(table)
