"""看板: the cases of a running stack, as a live table on a terminal or as lines elsewhere."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta

import structlog
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from cli.teaching import labelled
from domain.glossary import RUNGS, deadline_label
from domain.workdays import SHANGHAI
from ledger.errors import GONE
from ledger.records import CaseRow
from ledger.store import Ledger
from stack.state import StackState

LOOK_SECONDS = 2.0
FRAME_LINES = 8  # head, table frame and foot
WHOLE = 1_000  # lines of cases that one page of changes is told in

log = structlog.get_logger(__name__)


def heading(state: StackState) -> str:
    """One line that says what runs where."""
    kind = "【示例】" if state.kind == "sample" else "【演练】" if state.kind == "drill" else ""
    ui = f"，界面 {state.temporal_ui}" if state.temporal_ui else ""
    return f"{kind}督办运行中：Temporal {state.temporal}{ui}；数据 {state.home}"


def rung_label(rung: int) -> str:
    """阶梯: a dash below the first rung."""
    return RUNGS.get(rung, str(rung)) if rung else "—"


def due(row: CaseRow, now: datetime) -> str:
    """下一时限, in Beijing time, with how long there is left; 暂定 where next year's workdays are not announced yet."""
    if row.due_at is None:
        return "无"
    provisional = "（暂定）" if row.provisional else ""
    what = deadline_label(row.due_label) if row.due_label else ""
    return f"{beijing(row.due_at)}{provisional} {what} {relative(row.due_at, now)}"


def beijing(at: datetime) -> str:
    """北京时间; the end of a day is its 24:00, as the law counts."""
    local = at.astimezone(SHANGHAI)
    if local.time() == time():
        return f"{local - timedelta(days=1):%Y-%m-%d} 24:00"
    return f"{local:%Y-%m-%d %H:%M}"


def relative(at: datetime, now: datetime) -> str:
    """还剩几天: whole days, below one day hours."""
    left = abs(at - now)
    amount = f"{left.days} 天" if left >= timedelta(days=1) else f"{left // timedelta(hours=1)} 小时"
    if left < timedelta(hours=1):
        amount = f"{left // timedelta(minutes=1)} 分钟"
    return f"还剩 {amount}" if at >= now else f"已过 {amount}"


def line(row: CaseRow, now: datetime) -> str:
    """One case in one line."""
    return f"{row.case} {row.unit}：{labelled(row.stage)}，阶梯 {rung_label(row.rung)}，下一时限 {due(row, now)}"


class Board:
    """看板 of one ledger."""

    def __init__(self, state: StackState, ledger: Ledger) -> None:
        self.state = state
        self.ledger = ledger
        self.mark = "【示例】" if state.kind == "sample" else ""

    async def live(self, console: Console) -> None:
        """Draw the table anew until cancelled."""
        with Live(console=console, screen=False, auto_refresh=False, transient=True) as live:
            while True:
                room = max(5, console.height - FRAME_LINES)
                try:
                    rows, trouble = await self.ledger.cases(is_open=True, limit=room), ""
                except GONE as error:
                    rows, trouble = [], f"账暂时读不到，正在恢复（{type(error).__name__}）"
                live.update(Group(*self._frame(rows, trouble, _now())), refresh=True)
                await asyncio.sleep(LOOK_SECONDS)

    async def lines(self, say: Callable[[str], None]) -> None:
        """Say each case that moved, until cancelled."""
        rows = await self.ledger.cases(is_open=True)
        say(f"{self.mark}未结案件 {len(rows)} 件")
        for row in rows[:WHOLE]:
            say(f"{self.mark}{line(row, _now())}")
        seen = await self._end()
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                seen = await self._news(seen, say)
            except GONE as error:
                log.warning("ledger away", error=repr(error))

    async def _news(self, seen: tuple[int, int], say: Callable[[str], None]) -> tuple[int, int]:
        while events := await self.ledger.read_all(seen, WHOLE):
            seen = (events[-1].xid, events[-1].position)
            types: dict[str, list[str]] = {}
            for event in events:
                types.setdefault(event.stream.removeprefix("case-"), []).append(labelled(event.type))
            for row in await self.ledger.cases(numbers=list(types)):
                say(f"{self.mark}{'、'.join(types[row.case])} → {line(row, _now())}")
        return seen

    async def _end(self) -> tuple[int, int]:
        """The present end of the record, without reading through it."""
        found = await self.ledger.pool.fetchrow(
            "SELECT xid::text::bigint AS xid, position FROM events"
            " WHERE xid < pg_snapshot_xmin(pg_current_snapshot()) ORDER BY events.xid DESC, position DESC LIMIT 1"
        )
        return (0, 0) if found is None else (found["xid"], found["position"])

    def _frame(self, rows: list[CaseRow], trouble: str, now: datetime) -> list[Table | Text]:
        table = Table(expand=True, title=f"{self.mark}隐患督办", title_justify="left")
        for name, style in (("案件", "bold"), ("单位", ""), ("阶段", ""), ("阶梯", ""), ("下一时限（北京时间）", "")):
            table.add_column(name, style=style, overflow="fold")
        for row in rows:
            late = row.due_at is not None and row.due_at < now
            cells = (row.case, row.unit, labelled(row.stage), rung_label(row.rung), due(row, now))
            table.add_row(*cells, style="red" if late or row.overdue else "yellow" if row.rung else "")
        foot = trouble or "按 Ctrl-C 停止。另开终端：duban case list、duban case show <编号>"
        return [Text(heading(self.state)), table, Text(foot, style="dim")]


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251  # what people see on the wall, nothing is decided by it
