"""What a form does for whoever hesitates, hurries or is unlucky: undo, drafts, errors that keep what was typed, clocks away."""

import re

from playwright.async_api import Page, expect

from tests.browser.actor import Actor
from tests.browser.conftest import PHONE, Stage

DESCRIPTION = "液氨储罐区无泄漏报警装置"


async def typed(page: Page) -> Actor:
    """A report, filled in and not yet sent."""
    await page.goto("/new/do/Report")
    one = Actor(page)
    await one.fill("description", DESCRIPTION)
    await one.fill("unit", "示例木匠家具有限公司")
    return one


async def test_ten_seconds_to_think_again(stage: Stage) -> None:
    before = await stage.ledger.pool.fetchval("select count(*) from events")
    page = await stage.as_person("p-zou", PHONE)
    one = await typed(page)
    await page.locator("form.doing").evaluate("form => form.dataset.undo = '10'")
    await page.locator("form.doing .actions button").click()
    await expect(page.get_by_text(re.compile("秒后送出"))).to_be_visible()
    await page.get_by_role("button", name="撤销").click()
    await expect(page.get_by_text(re.compile("秒后送出"))).to_have_count(0)
    assert await stage.ledger.pool.fetchval("select count(*) from events") == before
    # what was typed is there, also for who comes back later
    await page.goto("/account")
    await page.goto("/new/do/Report")
    await expect(page.locator("[name=description]")).to_have_value(DESCRIPTION)
    await one.page.context.close()


async def test_what_is_wrong_stands_beside_the_field_and_nothing_typed_is_lost(stage: Stage) -> None:
    page = await stage.as_person("p-zou", PHONE)
    await typed(page)
    await page.locator("[name=found_on]").fill("2099-01-01")
    await page.locator("form.doing").evaluate("form => delete form.dataset.undo")
    await page.locator("form.doing .actions button").click()
    await expect(page.locator(".errors")).to_be_visible()
    await expect(page.locator(".field.wrong")).to_have_count(1)
    await expect(page.locator("[name=description]")).to_have_value(DESCRIPTION)
    await page.context.close()


async def test_while_the_clocks_are_away_the_desk_reads_and_keeps_the_form(stage: Stage, without_clocks: Stage) -> None:
    before = await stage.ledger.pool.fetchval("select count(*) from events")
    page = await without_clocks.as_person("p-zou", PHONE)
    await page.goto("/cases")
    await expect(page.get_by_text("时钟（Temporal）没有应答")).to_be_visible()
    await typed(page)
    key = await page.locator("form.doing [name=key]").input_value()
    await page.locator("form.doing").evaluate("form => delete form.dataset.undo")
    await page.locator("form.doing .actions button").click()
    await expect(page.locator("form.doing [role=alert]").first).to_be_visible()
    await expect(page.locator("[name=description]")).to_have_value(DESCRIPTION)
    assert await page.locator("form.doing [name=key]").input_value() == key
    assert await stage.ledger.pool.fetchval("select count(*) from events") == before
    await page.context.close()


async def test_the_keyboard_walks_the_register(stage: Stage) -> None:
    one = Actor(await stage.as_person("p-zou"))
    await typed(one.page)
    await one.send()
    await expect(one.page).to_have_url(re.compile(r"/cases/\d{4}-\d{6}"))
    page = one.page
    await page.goto("/cases")
    await page.keyboard.press("j")
    await expect(page.locator("[data-row].here")).to_have_count(1)
    await page.keyboard.press("/")
    await expect(page.locator("[data-search]")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.keyboard.press("j")
    await page.keyboard.press("Enter")
    await expect(page).to_have_url(re.compile(r"/cases/\d{4}-\d{6}"))
    await page.context.close()
