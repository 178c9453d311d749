"""`duban register` killed (-9) half way and repeated: each row exactly once, each clock set, whoever lives to see it."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from activities import telling
from activities.telling import Teller
from ledger.tellings import untold
from ledger.witness.verify import verify
from settings import Settings
from tests.cli.doomed_command import STEPS
from tests.cli.test_case import answer
from tests.stack.duban import ROOT, duban, environment
from tests.workflows.conftest import client, idle_county, settings, templates  # noqa: F401
from tests.workflows.county import County
from worker import build
from workflows.contracts import Standing

pytestmark = pytest.mark.faults

ROWS = 230
"""more than a command tells by itself"""


@dataclass
class Desk:
    """The command line on servers where nobody works."""

    county: County
    url: str
    home: Path
    temporal: str

    async def duban(self, *arguments: str) -> CompletedProcess[str]:
        return await duban(self.home, *arguments, **self.servers)

    async def doomed(self, step: str, *arguments: str) -> int:
        """The same, killed at a step; its exit code."""
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.cli.doomed_command", step, *arguments,
            cwd=ROOT, env=environment(self.home, **self.servers), stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        return await process.wait()

    @property
    def servers(self) -> dict[str, str]:
        return {"DUBAN_DATABASE_URL": self.url, "TEMPORAL_ADDRESS": self.temporal}

    async def rows(self) -> list[Any]:
        return await self.county.ledger.cases()


@pytest.fixture
def desk(idle_county: tuple[County, str], temporal: str, tmp_path: Path) -> Desk:  # noqa: F811
    return Desk(*idle_county, tmp_path / "home", temporal)


@pytest.fixture
def register(tmp_path: Path) -> str:
    path = tmp_path / "台账.csv"
    rows = (f"第{i % 40}公司,第{i}处灭火器失效,重大,{'2026-01-31' if i % 3 else '2099-12-31'}" for i in range(ROWS))
    path.write_text("\n".join(["单位名称,隐患内容,级别,整改期限", *rows]), encoding="utf-8")
    return str(path)


async def test_an_import_killed_and_repeated_leaves_each_row_exactly_once(desk: Desk, register: str) -> None:
    """Fails when a batch is not one transaction (half), and without the fingerprints that tell known rows (after)."""
    for step in STEPS:
        assert await desk.doomed(step, "register", "import", register) == -signal.SIGKILL
        assert len(await desk.rows()) == (ROWS if step == "after" else 0)

    again = answer(await desk.duban("register", "import", register, "-o", "json"))

    assert (again["opened"], again["known"], again["rejected"]) == ([], ROWS, [])
    kept = await desk.county.ledger.pool.fetch("select body ->> 'description' as what from register_rows")
    assert sorted(row["what"] for row in kept) == sorted(f"第{i}处灭火器失效" for i in range(ROWS))
    assert (await verify(desk.url)).bad == []


async def test_what_a_killed_command_has_recorded_the_worker_tells(
    desk: Desk,
    register: str,
    settings: Settings,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Import and start die right after their commit; every workflow learns of both all the same.

    Fails when the batch's transaction does not ask for the telling, and when nobody looks for what is outstanding.
    """
    monkeypatch.setattr(telling, "GRACE", timedelta())
    monkeypatch.setattr(telling, "LOOK_EVERY", timedelta(seconds=0.1))
    county = desk.county
    async with build(county.client, county.ledger, settings), keeping(Teller(county.ledger, county.door)):
        assert await desk.doomed("after", "register", "import", register) == -signal.SIGKILL
        await nothing_outstanding(county)
        await all_know(desk, version=1)

        (batch,) = {row.batch for row in await desk.rows()}
        assert await desk.doomed("half", "register", "start", batch) == -signal.SIGKILL
        assert not any(row.started for row in await desk.rows())
        assert await desk.doomed("after", "register", "start", batch) == -signal.SIGKILL
        await nothing_outstanding(county)

        await all_know(desk, version=2)
        pressed = answer(await desk.duban("register", "start", batch, "-o", "json"))
        assert (pressed["started"], pressed["already"], pressed["background"]) == ([], ROWS, ROWS)
    assert (await verify(desk.url)).bad == []


@asynccontextmanager
async def keeping(teller: Teller) -> AsyncIterator[None]:
    """As the worker does for as long as it lives."""
    looking = asyncio.create_task(teller.keep_telling())
    yield
    looking.cancel()
    await asyncio.gather(looking, return_exceptions=True)


async def nothing_outstanding(county: County) -> None:
    async with asyncio.timeout(90):
        while await untold(county.ledger.pool):  # noqa: ASYNC110 -- the database tells nobody
            await asyncio.sleep(0.1)


async def all_know(desk: Desk, *, version: int) -> None:
    """Every case has its workflow, and it has seen so much of the record."""
    async with asyncio.timeout(60):
        for row in await desk.rows():
            while (await seen(desk, row.case)) < version:  # noqa: ASYNC110 -- a workflow tells nobody
                await asyncio.sleep(0.1)


async def seen(desk: Desk, case: str) -> int:
    standing: Standing = await desk.county.handle(case).query("standing", result_type=Standing)
    return standing.version
