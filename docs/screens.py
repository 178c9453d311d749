"""Pictures of the desk over a county in the middle of a year: `python -m docs.screens [DIR] [--days N]`.

The county is a drill's, led through its days on the real engine, so that anyone gets the same pictures.
"""

import argparse
import asyncio
import tempfile
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

from argon2 import PasswordHasher
from playwright.async_api import Browser, Page, ViewportSize, async_playwright

from activities.sample_register import read_county
from drill.cast import DIRECTOR, INSPECTOR, principal_of
from drill.county import open_county
from drill.engine import Engine
from drill.run import Window, run
from drill.stack import DrillStack
from drill.temper import tempers
from ledger.accounts import Accounts
from ledger.store import Ledger
from ledger.views.current import current
from settings import Settings
from stack.postgres import SERVICE_ROLE
from stack.temporal import free_ports
from tests.browser.conftest import DESKTOP, PHONE, QUIET, ROOMY, WALL, found_chromium, served
from web.app import create_app
from web.identity import COOKIE
from web.passwords import Passwords

HERE = Path(__file__).parent / "screens"
FIRST = date(2025, 1, 2)
DAYS = 75


class Screen(StrEnum):
    """屏幕."""

    DESK = "desk"
    PHONE = "phone"
    WALL = "wall"


SIZES: dict[Screen, ViewportSize] = {Screen.DESK: DESKTOP, Screen.PHONE: PHONE, Screen.WALL: WALL}


@dataclass(frozen=True)
class Shot:
    """一张图: who looks at what, on which screen."""

    name: str
    path: str
    person: str = DIRECTOR
    screen: Screen = Screen.DESK
    whole: bool = False


def shots(ledger_case: str, principal: str) -> list[Shot]:
    """What is shown: every room on a desk, and on a phone what is used on one."""
    case = f"/cases/{ledger_case}"
    return [
        Shot("overview", "/overview", whole=True),
        Shot("overview-phone", "/overview", screen=Screen.PHONE),
        Shot("escalation", "/overview/escalation"),
        Shot("wall", "/wall", screen=Screen.WALL),
        Shot("turn", "/turn"),
        Shot("turn-regulator", "/turn", INSPECTOR),
        Shot("turn-entity-phone", "/turn", principal, Screen.PHONE),
        Shot("register", "/cases?open=1"),
        Shot("register-phone", "/cases?open=1", screen=Screen.PHONE),
        Shot("case", case, whole=True),
        Shot("case-phone", case, principal, Screen.PHONE),
        Shot("letters", "/letters"),
        Shot("organisation", "/organisation"),
        Shot("audit", "/audit?words=粉尘"),
        Shot("as-of", "/audit/as-of"),
        Shot("verify", "/audit/verify"),
        Shot("report-phone", "/new/do/Report", INSPECTOR, Screen.PHONE),
    ]


async def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="docs.screens", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=HERE)
    parser.add_argument("--days", type=int, default=DAYS, help="of the drill, from its first workday (%(default)s)")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    async with DrillStack() as stack, async_playwright() as playwright:
        ledger, window = await stack.ledger(), Window(FIRST, asked.days)
        opened = await open_county(ledger, read_county(window.first), window.start)
        async with Engine.running(stack.temporal, ledger, window.start) as engine:
            await engine.open(opened.running)
            await run(ledger, engine, tempers("mixed", opened.running, 0), window)
            await current(ledger.pool)
            (port,) = free_ports(1)
            url = stack.postgres.url("drill", user=SERVICE_ROLE)  # type: ignore[union-attr]
            chromium = await playwright.chromium.launch(executable_path=found_chromium(playwright), args=list(QUIET))
            with tempfile.TemporaryDirectory() as home:
                settings = Settings(home=Path(home), database_url=url, web_port=port)
                passwords = Passwords(PasswordHasher(1, 64))
                edge = create_app(settings, engine.skipper.client, limits=ROOMY, passwords=passwords)
                async with served(edge, port) as desk:
                    desk.ahead = window.end - await ledger.clock()
                    case = await _climbed(ledger)
                    entity = (await ledger.cases(numbers=[case]))[0].unit
                    principal = principal_of(
                        str(await ledger.pool.fetchval("select entity from cases where number = $1", case))
                    )
                    print(f"{len(opened.all)} cases, {window.last}; shown: {case} {entity}")  # noqa: T201
                    for shot in shots(case, principal):
                        await _taken(chromium, ledger, f"http://127.0.0.1:{port}", shot, asked.folder)
            await chromium.close()


async def _climbed(ledger: Ledger) -> str:
    """An open case that has climbed far, with most on its record."""
    number: str = await ledger.pool.fetchval(
        "select number from cases where open order by rung desc, version desc limit 1"
    )
    return number


async def _taken(browser: Browser, ledger: Ledger, url: str, shot: Shot, folder: Path) -> None:
    accounts, name = Accounts(ledger.pool), f"shown-{shot.name}"
    await accounts.make(name, person=shot.person, by="docs")
    secret, _ = await accounts.give(name, "session", timedelta(hours=1), by="docs")
    handheld = shot.screen is Screen.PHONE
    context = await browser.new_context(
        base_url=url, viewport=SIZES[shot.screen], locale="zh-CN", timezone_id="Asia/Shanghai", is_mobile=handheld
    )
    await context.add_cookies([{"name": COOKIE, "value": secret, "url": url}])
    page: Page = await context.new_page()
    answer = await page.goto(shot.path)
    if answer is None or answer.status != 200:
        print(f"{shot.name}: {answer and answer.status}")  # noqa: T201
    await page.wait_for_timeout(800)  # a chart moves in
    await page.screenshot(path=folder / f"{shot.name}.png", full_page=shot.whole)
    await context.close()


if __name__ == "__main__":
    asyncio.run(main())
