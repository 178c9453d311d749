"""演一遍: a register through a window of virtual time, on a stack of its own that is gone afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from domain.registers.reading import Reading
from domain.workdays import bundled_calendar
from drill.county import open_county
from drill.engine import Engine
from drill.run import Progress, Window, run
from drill.stack import DrillStack
from drill.story import Story, story_of
from drill.temper import Behaviour, tempers


@dataclass(frozen=True)
class Plan:
    """演练方案: what is led through which days, by whom. The same plan gives the same story."""

    reading: Reading
    window: Window
    behaviour: Behaviour | str
    seed: int = 0


def default_first_day() -> date:
    """The first workday of the last announced year."""
    calendar = bundled_calendar()
    return calendar.roll(date(max(calendar.announced), 1, 1))


async def perform(
    plan: Plan,
    *,
    letters: Path | None = None,
    progress: Progress | None = None,
    say: Callable[[str], None] = lambda _: None,
) -> Story:
    """Its story; with `letters`, the plain text of everything sent is put there. Raises DrillFailed, Refusal."""
    window = plan.window
    say("启动演练用的 PostgreSQL 与 Temporal")
    async with DrillStack() as stack:
        ledger = await stack.ledger()
        say("立案、开始督办")
        opened = await open_county(ledger, plan.reading, window.start)
        drawn = tempers(plan.behaviour, opened.running, plan.seed)
        async with Engine.running(stack.temporal, ledger, window.start, letters) as engine:
            await engine.open(opened.running)
            await run(ledger, engine, drawn, window, progress)
        return await story_of(ledger, opened.all, drawn)
