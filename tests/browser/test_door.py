"""The first minute of whoever has never been here: a link, a password, the first page; and what the keyboard does."""

from datetime import timedelta

from playwright.async_api import expect

from tests.browser.conftest import PHONE, Stage


async def test_from_a_link_to_the_first_page(stage: Stage) -> None:
    # given an account that an administrator has made
    await stage.accounts.make("first", person="p-wei", by="test")
    secret, _ = await stage.accounts.give("first", "link", timedelta(hours=1), by="test")
    page = await (await stage.fresh(PHONE)).new_page()
    # when its holder opens the link on his phone and chooses a password that is too short, then a good one
    await page.goto(f"/start/{secret}")
    await expect(page.get_by_text("first")).to_be_visible()
    for password in ("short-short", "correct horse battery"):
        await page.get_by_label("口令（至少 12 个字符）").fill(password)
        await page.get_by_label("再输入一次").fill(password)
        await page.get_by_role("button", name="设定并登录").click()
    # then he is in, and out again when he says so
    await expect(page.get_by_role("navigation", name="栏目")).to_be_visible()
    await page.goto("/account")
    await expect(page.get_by_role("heading", name="本人")).to_be_visible()
    await page.locator(".who summary").click()
    await page.get_by_role("button", name="退出").click()
    await expect(page.get_by_role("button", name="登录")).to_be_visible()
    # and who comes by an address of the desk is led there after the door
    await page.goto("/account")
    await page.get_by_label("账户").fill("first")
    await page.get_by_label("口令").fill("correct horse battery")
    await page.get_by_role("button", name="登录").click()
    await expect(page).to_have_url(f"{stage.url}/account")
    await page.context.close()
