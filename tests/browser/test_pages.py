"""Every page as a browser shows it: no complaint on its console, nothing axe calls serious, nothing wider than the screen."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, ViewportSize, expect

from domain.people import Role
from tests.browser.conftest import AXE, DESKTOP, PHONE
from tests.web.conftest import Running
from web.identity import COOKIE
from web.pages.shell import ROOMS

SHOTS = os.environ.get("DUBAN_SHOTS")
"""a folder for pictures of all that was looked at"""
SERIOUS = {"serious", "critical"}
SEEN_BY = {
    Role.COMMISSION_OFFICE: ["/overview", "/turn", "/cases", "/letters", "/audit", "/organisation", "/account"],
    Role.REGULATOR: ["/turn", "/cases", "/letters"],
    Role.ENTITY: ["/turn", "/cases", "/letters", "/organisation"],
    Role.AUDITOR: ["/overview", "/audit", "/cases"],
    Role.ADMINISTRATOR: ["/accounts", "/account"],
}
WALKS = [(role, path, size) for role, paths in SEEN_BY.items() for path in paths for size in (DESKTOP, PHONE)]


async def entered(browser: Browser, running: Running, role: Role, size: ViewportSize) -> Page:
    context = await browser.new_context(
        base_url=running.url, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai"
    )
    # a token opens the same doors as a session
    await context.add_cookies([{"name": COOKIE, "value": running.tokens[role], "url": running.url}])
    return await context.new_page()


@pytest.mark.parametrize(("role", "path", "size"), WALKS, ids=[f"{r.value}{p}-{s['width']}" for r, p, s in WALKS])
async def test_a_page_is_fit_to_be_looked_at(
    browser: Browser, running: Running, role: Role, path: str, size: ViewportSize
) -> None:
    page = await entered(browser, running, role, size)
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    answer = await page.goto(path)
    assert answer is not None
    assert answer.status == 200
    await page.wait_for_load_state("load")
    await expect(page.locator(".htmx-request")).to_have_count(0)  # what is still asked for is dimmed
    if SHOTS:
        name = f"{role.value}{path.replace('/', '-')}-{size['width']}.png"
        await page.screenshot(path=Path(SHOTS) / name, full_page=size is PHONE)
    wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0, "the page scrolls sideways"
    # axe is put in by the driver, which the page's own policy does not bind
    await page.evaluate(AXE.read_text())
    found = await page.evaluate("axe.run({resultTypes: ['violations']})")
    grave = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found["violations"] if one["impact"] in SERIOUS]
    assert not grave
    assert not complaints
    await page.context.close()


def test_every_room_is_looked_at() -> None:
    looked_at = {path for paths in SEEN_BY.values() for path in paths}
    assert {room.href for room in ROOMS} <= looked_at
