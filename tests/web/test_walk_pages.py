"""Every page as every role, as `test_walk` walks the API: nothing of another jurisdiction or entity, never a 500."""

import pytest
from fastapi.routing import APIRoute

from domain.people import Role
from tests.web.conftest import Running
from tests.web.test_walk import told_apart
from web.pages import PAGES
from web.role_accounts import ROLES

FILLED = {
    "secret": "x" * 43,
    "command": "ReportProgress",
    "job": "0" * 16,
    "batch": "20260101-abcdef",
    "digest": "a" * 64,
    "office": "o-town",
    "name": "nobody",
    "cycle": "1",
    "rung": "1",
    "letter": "order",
    "due": "2026-01-01",
    "kind": "formal_notice",
}
"""what stands in for the parameters of a page's path; a new parameter must be thought of here"""
EXAMPLE = "2026-000001"
"""the number that hints of forms show"""
OPEN = {"/health", "/favicon.ico", "/sign-in", "/start/{secret}", "/ack/{secret}"}
"""shown to whoever comes"""


def pages(running: Running) -> list[str]:
    routers = (running.app.router, *(room.router for room in PAGES))
    found = {
        one.path
        for router in routers
        for one in router.routes
        if isinstance(one, APIRoute) and "GET" in (one.methods or ()) and not one.path.startswith("/api/")
    }
    assert len(found) > len(PAGES)  # a router included in another is no route of the application's own
    return sorted(found)


async def test_nobody_is_shown_a_page_without_signing_in(running: Running) -> None:
    async with running.asking(Accept="text/html") as client:
        for path in set(pages(running)) - OPEN:
            answer = await client.get(path.format(number="2026-700001", **FILLED))
            assert answer.status_code in {303, 404}, (path, answer.text)
            assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), path


@pytest.mark.parametrize("role", ROLES)
async def test_no_page_tells_of_another_jurisdiction_or_entity(running: Running, role: Role) -> None:
    _, foreign, secret = await told_apart(running, role)
    of_theirs = [one["number"] for one in (foreign[0], foreign[-1])] if foreign else []
    async with running.asking(role, Accept="text/html") as client:
        for path in pages(running):
            for number in of_theirs if "{number}" in path else [""]:
                answer = await client.get(path.format(number=number, **FILLED))
                assert answer.status_code < 500, (path, answer.text)
                assert not set(secret.findall(answer.text)) - {number, EXAMPLE}, (role, path)
                if number:
                    assert answer.status_code in {303, 403, 404}, (path, answer.status_code)
