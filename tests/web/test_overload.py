"""With Temporal or PostgreSQL away, and with more than it can bear, the desk says so, early and truly (G16)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from temporalio.client import Client

from settings import Settings
from tests.web.conftest import CHEAP, ROOMY, Running
from web.app import create_app
from web.edge import Limits
from web.passwords import Passwords
from workflows.client import CONVERTER

NOWHERE = "127.0.0.1:1"
A_DEAD_DATABASE = "postgresql:///duban?host=/nonexistent&port=5432&user=duban_service"


@asynccontextmanager
async def another_desk(
    running: Running, tmp_path: Path, *, limits: Limits = ROOMY, database: str | None = None
) -> AsyncIterator[tuple[httpx.AsyncClient, FastAPI]]:
    """The same record by a desk of its own, without Temporal."""
    client = await Client.connect(NOWHERE, lazy=True, data_converter=CONVERTER)
    url = database or running.desk.settings.database_url
    edge = create_app(Settings(home=tmp_path, database_url=url), client, limits=limits, passwords=Passwords(CHEAP))
    app: FastAPI = edge.app  # type: ignore[assignment]
    headers = {"Authorization": f"Bearer {running.tokens['entity']}"}
    async with (
        app.state.desk.open(),
        httpx.AsyncClient(transport=httpx.ASGITransport(edge), base_url="http://desk", headers=headers) as asking,
    ):
        if database is None:
            async with asyncio.timeout(10):
                while app.state.desk._record is None:  # noqa: ASYNC110 -- it tells nobody
                    await asyncio.sleep(0.01)
            door = app.state.desk.record.door
            door.patience, door.tries = 0.5, 1
        yield asking, app


async def test_without_temporal_it_reads_and_says_that_nobody_knows_yet(running: Running, tmp_path: Path) -> None:
    case = (await running.told("entity", "/api/v1/cases"))["items"][0]["case"]
    place, key = f"/api/v1/cases/{case}/commands/ReportProgress", {"Idempotency-Key": "temporal-away"}
    async with another_desk(running, tmp_path) as (asking, _):
        assert (await asking.get(f"/api/v1/cases/{case}")).status_code == 200
        pending = await asking.post(place, json={"text": "照常"}, headers=key)
        assert (pending.status_code, pending.headers["retry-after"]) == (202, "5")
        assert (pending.json()["code"], pending.json()["recorded"]) == ("UNKNOWN", False)
        assert (await asking.get(pending.headers["location"])).json()["code"] == "COMMAND_NOT_KNOWN"
    async with running.asking("entity") as client:  # Temporal is back: the same again
        done = await client.post(place, json={"text": "照常"}, headers=key)
        assert (done.status_code, done.json()["command_id"]) == (200, "temporal-away")
        assert (await client.get("/api/v1/commands/temporal-away")).json()["outcome"] == "done"
    async with another_desk(running, tmp_path) as (asking, _):  # what is known needs no Temporal
        again = await asking.post(place, json={"text": "照常"}, headers=key)
        assert again.json()["first_version"] == done.json()["first_version"]


async def test_without_postgresql_everything_is_503(running: Running, tmp_path: Path) -> None:
    async with another_desk(running, tmp_path, database=A_DEAD_DATABASE) as (asking, _):
        for path in ("/api/v1/cases", "/api/v1/me", "/health", "/"):
            answer = await asking.get(path)
            assert (answer.status_code, answer.json()["code"]) == (503, "LEDGER_UNAVAILABLE")
            assert int(answer.headers["retry-after"]) >= 1
        assert (await asking.get("/openapi.json")).status_code == 200


@pytest.mark.parametrize("limits", [Limits(per_address=0.1, address_burst=5), Limits(per_account=0.1, account_burst=5)])
async def test_who_asks_too_often_is_told_when_to_come_again(running: Running, tmp_path: Path, limits: Limits) -> None:
    async with another_desk(running, tmp_path, limits=limits) as (asking, _):
        answers = [await asking.get("/api/v1/me") for _ in range(7)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [429] * 2
    assert (answers[-1].json()["code"], 5 <= int(answers[-1].headers["retry-after"]) <= 10) == ("TOO_MANY", True)


async def test_commands_beyond_what_is_at_work_are_sent_away_before_anything_is_done(
    running: Running, tmp_path: Path
) -> None:
    case = (await running.told("entity", "/api/v1/cases"))["items"][0]["case"]
    before = await running.events()
    async with another_desk(running, tmp_path, limits=Limits(at_work=2)) as (asking, app):

        async def send(n: int) -> int:
            key = {"Idempotency-Key": f"crowd-{n}"}
            return (
                await asking.post(f"/api/v1/cases/{case}/commands/ReportProgress", json={"text": "挤"}, headers=key)
            ).status_code

        answers = await asyncio.gather(*(send(n) for n in range(8)))
        assert set(answers) == {202, 429}
        assert app.state.desk.at_work == 0
    assert await running.events() == before
