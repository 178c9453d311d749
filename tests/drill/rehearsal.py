"""Registers small enough for a test, and the plain loop that the engine is compared with."""

from datetime import date

from domain.registers.grid import Grid
from domain.registers.reading import read_register
from drill.county import open_county
from drill.oracle import Oracle
from drill.perform import Plan
from drill.run import Window, run
from drill.story import CaseStory, Story, story_of
from drill.temper import tempers
from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from tests.conftest import Databases

HEADINGS = ("单位名称", "隐患内容", "级别", "整改期限", "销号时间")


def plan(first: str, days: int, behaviour: str, *rows: tuple[str, ...], seed: int = 0) -> Plan:
    """A drill of these rows: unit, hazard, level, T, closed on."""
    window = Window(date.fromisoformat(first), days)
    cells = [list(HEADINGS), *([*row, *[""] * (len(HEADINGS) - len(row))] for row in rows)]
    reading = read_register([Grid(sheet="台账", rows=cells)], today=window.first)
    assert not reading.rejects, reading.rejects
    return Plan(reading, window, behaviour, seed)


async def by_oracle(postgres: Databases, planned: Plan) -> Story:
    """The same plan without Temporal."""
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, "drill")
    ledger = await Ledger.connect(postgres.service_url(owner))
    try:
        opened = await open_county(ledger, planned.reading, planned.window.start)
        drawn = tempers(planned.behaviour, opened.running, planned.seed)
        await run(ledger, Oracle(ledger, planned.window.start), drawn, planned.window)
        return await story_of(ledger, opened.all, drawn)
    finally:
        await ledger.close()


def rungs(story: CaseStory) -> list[tuple[int, str, str | None]]:
    """Each rung with the day it fired and the day its letter was served."""
    return [(one.rung, f"{one.fired_on}", one.served_on and f"{one.served_on}") for one in story.rungs]


def stages(story: CaseStory) -> list[tuple[str, str]]:
    return [(one.stage.value, f"{one.on}") for one in story.stages]
