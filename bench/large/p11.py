"""P11: a page or an API answer / the statements it runs, put again by themselves: what the desk adds to PostgreSQL.

The desk answers in this process, without a network between. What its request asks is written down once, statement by
statement and connection by connection, and put again in the same order by a connection of the same role.
"""

import asyncio
import logging
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random  # noqa: TID251 -- seeded
from typing import Any

import asyncpg
from fastapi import FastAPI

from bench.figures import Figure, Target
from bench.large import city
from bench.large.ground import Progress, Record
from bench.large.holders import token_of
from bench.large.timing import over, timed
from ledger.migrate import WEB_ROLE
from ledger.pool import SETTINGS
from ledger.uncollected import settled
from settings import Settings
from stack.postgres import SERVICE_ROLE
from web.app import create_app
from web.desk import as_role
from web.edge import Edge, Limits
from workflows.client import connect

RATIO = Target(5, 3, "lower")
HOLDERS = {"city": "", "district": city.district_name(0)}
"""who asks: an office of the whole city, and one of a district"""
ROOMY = Limits(per_address=1e6, address_burst=1_000_000, per_account=1e6, account_burst=1_000_000)
NOWHERE = "127.0.0.1:1"
"""no Temporal: the desk reads without"""

Statement = tuple[str, str, tuple[Any, ...]]
"""which role's connection, the text, its values"""


@dataclass(slots=True)
class Answer:
    """应答 of the application itself."""

    status: int = 0
    length: int = 0


@dataclass(slots=True)
class Asker:
    """The desk, and whose token is shown."""

    edge: Edge
    token: str
    html: bool

    async def __call__(self, path: str) -> Answer:
        answer = Answer()
        where, _, query = path.partition("?")
        kind = b"text/html" if self.html else b"application/json"
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
            "path": where, "raw_path": where.encode(), "query_string": query.encode(), "root_path": "",
            "headers": [(b"host", b"desk"), (b"accept", kind), (b"authorization", f"Bearer {self.token}".encode())],
            "client": ("127.0.0.1", 1), "server": ("desk", 80),
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                answer.status = message["status"]
            else:
                answer.length += len(message.get("body", b""))

        await self.edge(scope, receive, send)  # type: ignore[arg-type]
        if answer.status != 200:
            raise ValueError(f"{path} answered {answer.status}")
        return answer


PAGES: dict[str, tuple[str, bool, str]] = {
    "overview, district": ("/overview", True, "district"),
    "overview, whole city": ("/overview", True, "city"),
    "overview API, district": ("/api/v1/overview", False, "district"),
    "register": ("/cases", True, "district"),
    "cases API": ("/api/v1/cases?limit=50", False, "district"),
    "case": ("/cases/{number}", True, "city"),
    "case API": ("/api/v1/cases/{number}", False, "city"),
    "trail API": ("/api/v1/cases/{number}/trail", False, "city"),
    "my turn": ("/turn", True, "district"),
}
"""what is asked, as a page or not, by whom"""


async def measure(record: Record, progress: Progress) -> list[Figure]:
    """In turn, round by round: the page, and its statements alone."""
    logging.getLogger("asyncio").setLevel(logging.ERROR)
    tokens = {name: await token_of(record.pool, name, place) for name, place in HOLDERS.items()}
    service = as_role(record.url, SERVICE_ROLE)
    found, done = [], 0
    steps = len(PAGES) * (record.size.rounds + 1)

    def tick() -> None:
        nonlocal done
        done += 1
        progress("P11", done, steps)

    async with _desk(service) as edge, AsyncExitStack() as stack:
        alone = {
            role: await asyncpg.connect(as_role(record.url, role), server_settings={**SETTINGS, **settings})
            for role, settings in ((SERVICE_ROLE, {}), (WEB_ROLE, {"search_path": "seen"}))
        }
        for connection in alone.values():
            stack.push_async_callback(connection.close)
        for name, (path, html, who) in PAGES.items():
            asker = Asker(edge, tokens[who], html)
            heavy = "city" in name

            async def page(dice: Random, path: str = path, asker: Asker = asker) -> object:
                return await asker(path.format(number=record.case(dice)))

            told = await _statements(edge, lambda path=path, asker=asker: asker(path.format(number=record.numbers[0])))  # type: ignore[misc]

            async def statements(_dice: Random, told: list[Statement] = told) -> object:
                for role, text, values in told:
                    await (alone[role].fetch(text, *values) if values else alone[role].execute(text))
                return None

            count = max(2, record.size.heavy if heavy else record.size.count // 3)
            times = await timed(
                {"page": page, "sql": statements}, rounds=record.size.rounds, count=count, progress=tick
            )
            many = sum(not text.startswith(("BEGIN", "COMMIT", "ROLLBACK")) for _, text, _ in told)
            notes = (f"{name}: {times['page']}", f"{name}, its {many} statements alone: {times['sql']}")
            found.append(
                Figure("P11", f"{name} / the SQL it runs, p50", over(times["page"], times["sql"]), RATIO, "", notes)
            )
    return found


@asynccontextmanager
async def _desk(url: str) -> AsyncIterator[Edge]:
    """The application as it is served, its lifespan begun; nobody listens on a port."""
    with tempfile.TemporaryDirectory(prefix="duban-desk-") as home:
        client = await connect(target_host=NOWHERE, lazy=True)
        edge = create_app(Settings(home=Path(home), database_url=url), client, limits=ROOMY)
        app = edge.app
        if not isinstance(app, FastAPI):
            raise TypeError("the edge stands before another application")
        async with app.router.lifespan_context(app):
            while app.state.desk._record is None:  # noqa: ASYNC110, SLF001 -- it tells in no other way
                await asyncio.sleep(0.02)
            settled()  # as the web's process does
            yield edge


async def _statements(edge: Edge, ask: Callable[[], Awaitable[object]]) -> list[Statement]:
    """What one request asks of the database, in its order, once everything it remembers is warm."""
    await ask()
    await ask()
    desk = edge.app.state.desk  # type: ignore[attr-defined]
    told: list[Statement] = []
    async with AsyncExitStack() as stack:
        for role, pool in ((SERVICE_ROLE, desk.record.ledger.pool), (WEB_ROLE, desk.record.reading)):
            for holder in pool._holders:  # noqa: SLF001 -- a pool hands out no list of what it holds
                if holder._con is not None:  # noqa: SLF001

                    def note(query: Any, role: str = role) -> None:
                        told.append((role, query.query, tuple(query.args)))

                    stack.enter_context(holder._con.query_logger(note))  # noqa: SLF001
        await ask()
    return told
