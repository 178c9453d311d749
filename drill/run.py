"""演练: every case is led through the days, from one thing somebody does to the next; in between its timers fire."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from domain.case import Case
from domain.workdays import day_of, end_of_day, instant
from drill.act import Act
from drill.clock import Clock, DrillFailed
from drill.foresight import Foreseen, due_of, foresee
from drill.temper import Temper
from drill.turns import Turns
from ledger.store import Ledger
from workflows.contracts import order_of

BEGINS = time(9)
"""of the first day: the batch is started"""
SETTLED_WITHIN = 60.0
MOST_STEPS = 20_000
NUMBERED = frozenset({"IssueLetter"})


@dataclass(frozen=True)
class Window:
    """演练的时段."""

    first: date
    days: int

    @property
    def start(self) -> datetime:
        """When the batch is started."""
        return instant(self.first, BEGINS)

    @property
    def last(self) -> date:
        """The last day."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def end(self) -> datetime:
        """Just before 24:00 of the last day: what lapses with it belongs to the day after."""
        return end_of_day(self.last) - timedelta(minutes=1)


Progress = Callable[[date], None]


async def run(
    ledger: Ledger, clock: Clock, tempers: Mapping[str, Temper], window: Window, progress: Progress | None = None
) -> None:
    """Lead all cases to the end of the window. Raises DrillFailed."""
    turns = Turns(tempers, window.start)

    def tell() -> None:
        if progress is not None:
            progress(day_of(turns.earliest or window.end))

    try:
        async with asyncio.TaskGroup() as group:
            for number, temper in tempers.items():
                group.create_task(_Led(ledger, clock, turns, window, number, temper, tell).to_the_end())
    except ExceptionGroup as failures:
        raise failures.exceptions[0] from None


class _Led:
    """One case on its way."""

    def __init__(
        self,
        ledger: Ledger,
        clock: Clock,
        turns: Turns,
        window: Window,
        number: str,
        temper: Temper,
        tell: Callable[[], None],
    ) -> None:
        self.ledger = ledger
        self.clock = clock
        self.turns = turns
        self.end = window.end
        self.now = window.start
        self.number = number
        self.temper = temper
        self.tell = tell
        self.steps = 0

    async def to_the_end(self) -> None:
        await self.clock.forward(self.number, self.now)  # what was overdue before it began
        while await self.step():
            self.steps += 1
            if self.steps > MOST_STEPS:
                raise DrillFailed(f"案件{self.number}停不下来")
        self.turns.leave(self.number)
        self.tell()

    async def step(self) -> bool:
        """Go on to the next thing somebody does; False when nobody does anything more."""
        case, version = await self.settled()
        if not case.open:
            return False
        ahead = foresee(case, version, self.temper, self.now, self.end)
        await self.go(ahead.at)
        if ahead.version != version:
            await self.come_about(ahead)
        if ahead.act is None:
            return False
        await self.do(ahead.act)
        return True

    async def go(self, to: datetime) -> None:
        self.turns.promise(self.number, to)
        self.tell()
        if to > self.now:
            await self.clock.forward(self.number, to)
            self.now = to

    async def do(self, act: Act) -> None:
        order = order_of(
            self.number, act.command, act.data, by=act.by, command_id=f"drill/{self.number}/{self.steps:05d}"
        ).model_copy(update={"now": self.now})
        async with self.turns.mine(self.number) if act.command in NUMBERED else nullcontext():
            standing = await self.clock.submit(order, self.now)
        if standing.refusal is not None:
            why = standing.refusal.sentence
            raise DrillFailed(f"案件{self.number}在{day_of(self.now)}的{act.command}未获受理：{why}")

    async def settled(self) -> tuple[Case, int]:
        """The case, once every deadline that has come is answered: a timer's work may outlast the skip to it."""
        return await self.when(lambda case, _: (due := due_of(case, self.now)) is None or due.at > self.now)

    async def come_about(self, ahead: Foreseen) -> None:
        """Wait for what was foreseen, and see that nothing else has come about."""
        case, version = await self.when(lambda _, version: version >= ahead.version)
        if (case, version) != (ahead.case, ahead.version):
            raise DrillFailed(f"案件{self.number}到{day_of(self.now)}时与规则所料不同")

    async def when(self, so: Callable[[Case, int], bool]) -> tuple[Case, int]:
        async with asyncio.timeout(SETTLED_WITHIN):
            while True:
                recalled = await self.ledger.recall(self.number)
                if recalled.case is None:
                    raise DrillFailed(f"账里没有案件{self.number}")
                if so(recalled.case, recalled.version):
                    return recalled.case, recalled.version
                await self.clock.news(self.number)
