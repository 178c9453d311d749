"""A person at a form: what stands in it when it is shown, filled in and sent as a browser would."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import httpx

Files = dict[str, tuple[str, bytes]]


@dataclass
class Filled(HTMLParser):
    """The form of a page that is posted to a command."""

    values: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    """what each input offers to choose from"""
    action: str = ""

    def __post_init__(self) -> None:
        super().__init__()
        self._within, self._select, self._area = False, "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form" and "doing" in told.get("class", "").split():
            self._within, self.action = True, told["action"]
        elif not self._within:
            return
        name = told.get("name", "")
        if tag == "input" and told.get("type") in ("radio", "checkbox"):
            self.choices.setdefault(name, []).append(told.get("value", ""))
            if "checked" in told:
                self.values.setdefault(name, []).append(told.get("value", ""))
        elif tag == "input" and told.get("type") != "file":
            self.values[name] = [told.get("value", "")]
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            self.choices.setdefault(self._select, []).append(told.get("value", ""))
            if "selected" in told:
                self.values[self._select] = [told["value"]]
        elif tag == "textarea":
            self._area = name
            self.values.setdefault(name, [""])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area][0] += data


def form_of(page: str) -> Filled:
    filled = Filled()
    filled.feed(page)
    return filled


async def opened(client: httpx.AsyncClient, path: str, **query: str) -> Filled:
    """The form as it is shown."""
    page = await client.get(path, params=query)
    assert page.status_code == 200, page.text
    return form_of(page.text)


async def sent(client: httpx.AsyncClient, form: Filled, files: Files | None = None, **typed: Any) -> httpx.Response:
    """Filled in and sent."""
    data = dict(form.values)
    data |= {name.replace("__", "."): value if isinstance(value, list) else [value] for name, value in typed.items()}
    uploads = [(f"{name}.new", (called, content)) for name, (called, content) in (files or {}).items()]
    return await client.post(form.action, data=data, files=uploads or None)


async def done(client: httpx.AsyncClient, path: str, files: Files | None = None, **typed: Any) -> str:
    """A form opened, filled in and sent, and taken; where it leads."""
    answer = await sent(client, await opened(client, path), files, **typed)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]
