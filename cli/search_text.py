"""What a search found, as people read it on a terminal."""

from collections.abc import Mapping

from rich.console import Console
from rich.table import Column, Table

from activities.found import OF_NO_CASE, known, what, who
from domain.figures.instants import local
from ledger.questions.event_types import TYPES
from ledger.questions.search import Page

CONDITIONS = {
    "person": "人员", "office": "机关", "type": "事件类型", "region": "区划", "industry": "行业", "words": "字词",
}  # fmt: skip


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
