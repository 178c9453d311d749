"""Somebody at a screen: finds the thing to do where the desk shows it, fills it in, presses; every press is counted."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from playwright.async_api import Locator, Page, expect

Value = str | bool | Path | Iterable[str]


@dataclass
class Actor:
    """一个人, with his browser and the presses of the stage he is in."""

    page: Page
    presses: list[str] = field(default_factory=list)

    async def press(self, what: Locator) -> None:
        self.presses.append(str(what))
        await what.click()

    async def fill(self, name: str, value: Value) -> None:
        """One field, by its name; what is typed is not a press, what is chosen is."""
        one = self.page.locator(f"main form.doing [name='{name}']")
        if isinstance(value, Path):
            await self.page.locator(f"main form.doing [name='{name}.new']").set_input_files(value)
            self.presses.append(f"file {name}")
            return
        kind = await one.first.evaluate("one => one.tagName === 'SELECT' ? 'select' : one.type")
        if kind in {"radio", "checkbox"}:
            wanted = [value] if isinstance(value, str) else ["yes"] if value is True else list(value or ())
            for each in wanted:
                option = self.page.locator(f"main form.doing [name='{name}'][value='{each}']")
                if not await option.is_checked():
                    await self.press(option)
        elif kind == "select":
            await one.select_option(str(value))
            self.presses.append(f"select {name}")
        else:
            await one.fill(str(value))

    async def send(self) -> None:
        """The form's button, and no waiting for the ten seconds."""
        missing = await self.page.eval_on_selector_all("form.doing :invalid", "all => all.map(one => one.name)")
        assert not missing, f"the browser would not send it: {missing}"
        await self.press(self.page.locator("main form.doing .actions button"))
        hurry = self.page.get_by_role("button", name="立即送出")
        if await self.page.locator("form.doing[data-undo]").count():
            await self.press(hurry)

    async def act(self, number: str, command: str, **typed: Value) -> None:
        """One command on a case, from the case's page to the note that it was done."""
        if not self.page.url.endswith(f"/cases/{number}"):
            await self.page.goto(f"/cases/{number}")
        await self._open(self.page.locator(f"main a[href*='/do/{command}']"), number, command)
        for name, value in typed.items():
            await self.fill(name.replace("__", "."), value)
        await self.send()
        await self._done()

    async def _open(self, way: Locator, number: str, command: str) -> None:
        await expect(way.first, f"{command} on {number}").to_be_attached()
        if not await way.first.is_visible():  # folded away with what is seldom done
            folded = self.page.locator("main details", has=way).first.locator("> summary")
            await self.press(folded)
        await self.press(way.first)
        await expect(self.page.locator("form.doing")).to_be_visible()

    async def _done(self) -> None:
        told = self.page.locator(".done, .errors")
        await expect(told.first).to_be_visible()
        said = await self.page.locator(".errors").all_inner_texts()
        assert not said, said
