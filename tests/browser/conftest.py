"""A stage for whole stories: a drill's servers, whose time can be skipped, a desk before them, and a real browser."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
import uvicorn
from argon2 import PasswordHasher
from fastapi import FastAPI
from playwright.async_api import Browser, BrowserContext, Page, Playwright, ViewportSize, async_playwright
from temporalio.client import Client

from activities.people_import import import_people
from activities.sample_register import SAMPLES
from domain.workdays import instant
from drill.engine import Engine
from drill.stack import DrillStack
from ledger.accounts import Accounts
from ledger.store import Ledger
from settings import Settings
from stack.postgres import SERVICE_ROLE
from stack.temporal import free_ports
from tests.web.conftest import ROOMY, clock, running
from web.app import create_app
from web.desk import Desk
from web.edge import Edge
from web.identity import COOKIE
from web.passwords import Passwords
from workflows.client import CONVERTER

__all__ = ["clock", "running"]  # the sample county's desk, for pages as they stand

DESKTOP, PHONE, WALL = (
    ViewportSize(width=width, height=height) for width, height in ((1440, 900), (390, 844), (1920, 1080))
)
CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PATIENCE = 15_000
START = instant(date(2026, 3, 2), time(9))
"""a Monday, in a year whose holidays are known to its end"""
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class Stage:
    """A desk at the drill's time: what is done in the browser is done in workflows, and days pass when told to."""

    url: str
    desk: Desk
    ledger: Ledger
    engine: Engine
    browser: Browser

    @property
    def accounts(self) -> Accounts:
        return Accounts(self.ledger.pool)

    async def until(self, number: str, day: date, at: time = time(10)) -> None:
        """Let a case's time pass, timers and all, and the desk's with it."""
        to = instant(day, at)
        await self.engine.forward(number, to)
        await self._settled(number, to)
        self.desk.ahead = to - await self.ledger.clock()

    async def _settled(self, number: str, to: datetime) -> None:
        """What fell due on the way has been answered."""
        async with asyncio.timeout(30):
            while (due := (await self.ledger.cases(numbers=[number]))[0].due_at) is not None and due <= to:  # noqa: ASYNC110 -- timers tell the ledger alone
                await asyncio.sleep(0.05)

    async def as_person(self, person: str, size: ViewportSize = DESKTOP) -> Page:
        """A browser in which this person has signed in."""
        name = person.removeprefix("p-")
        await self.accounts.make(name, person=person, by="test")
        secret, _ = await self.accounts.give(name, "session", timedelta(hours=12), by="test")
        context = await self.fresh(size)
        await context.add_cookies([{"name": COOKIE, "value": secret, "url": self.url}])
        return await context.new_page()

    async def fresh(self, size: ViewportSize = DESKTOP) -> BrowserContext:
        """A browser that nobody has used; it complains of whatever its console complains of."""
        phone = size is PHONE
        context = await self.browser.new_context(
            base_url=self.url,
            viewport=size,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            has_touch=phone,
            is_mobile=phone,
        )
        context.set_default_timeout(PATIENCE)
        return context


def found_chromium(playwright: Playwright) -> str:
    """The system's, or the one the driver has brought."""
    found = os.environ.get("DUBAN_CHROMIUM") or next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None and not Path(playwright.chromium.executable_path).exists():
        pytest.fail("no Chromium: `make browser` installs one, or name it in DUBAN_CHROMIUM", pytrace=False)
    return found or playwright.chromium.executable_path


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=found_chromium(playwright), args=list(QUIET))
        yield chromium
        await chromium.close()


@pytest.fixture(scope="session")
async def stage(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stage]:
    async with DrillStack() as stack:
        ledger = await stack.ledger()
        assert not (await import_people(ledger, SAMPLES / "people.json")).rejected
        (port,) = free_ports(1)
        assert stack.postgres is not None
        url = stack.postgres.url("drill", user=SERVICE_ROLE)
        settings = Settings(home=tmp_path_factory.mktemp("desk"), database_url=url, web_port=port)
        async with Engine.running(stack.temporal, ledger, START) as engine:
            edge = create_app(settings, engine.skipper.client, limits=ROOMY, passwords=Passwords(PasswordHasher(1, 64)))
            async with served(edge, port) as desk:
                desk.ahead = -engine.shift
                yield Stage(f"http://127.0.0.1:{port}", desk, ledger, engine, browser)


@pytest.fixture
async def without_clocks(stage: Stage) -> AsyncIterator[Stage]:
    """The same desk where no Temporal answers: nobody listens at its address."""
    port, nobody = free_ports(2)
    client = await Client.connect(f"127.0.0.1:{nobody}", lazy=True, data_converter=CONVERTER)
    settings = stage.desk.settings.model_copy(update={"web_port": port})
    async with served(create_app(settings, client, limits=ROOMY), port) as desk:
        desk.ahead = stage.desk.ahead
        yield replace(stage, url=f"http://127.0.0.1:{port}", desk=desk)


@asynccontextmanager
async def served(edge: Edge, port: int) -> AsyncIterator[Desk]:
    """An application on a port, once it has reached its record."""
    config = uvicorn.Config(
        edge, host="127.0.0.1", port=port, log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    app: FastAPI = edge.app  # type: ignore[assignment]
    serving = asyncio.create_task(server._serve())
    async with asyncio.timeout(20):
        while not server.started or app.state.desk._record is None:  # noqa: ASYNC110 -- uvicorn tells in no other way
            await asyncio.sleep(0.02)
    yield app.state.desk
    server.should_exit = True
    await serving
