"""装载: a record of any size into an empty cluster. Two writers; keys, indexes and triggers are away meanwhile, as in a
restore, and PostgreSQL checks keys and foreign keys when they are put back.
"""

import asyncio
import multiprocessing
import signal
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from time import perf_counter
from typing import Any

import asyncpg
import orjson
from pydantic import BaseModel

from bench.large import city
from bench.large.bare import Taken, put_back, take_away
from bench.large.draw import FIRST, LAST, SHARDS, Draw, batch
from bench.large.lives import lives
from bench.large.templates import Template, templates
from bench.large.writer import run
from domain.rulebook import CURRENT_EDITION
from domain.workdays import bundled_calendar, instant
from ledger import own
from ledger.bulk import record
from ledger.migrate import migrate
from ledger.people import appointment_id
from ledger.pool import LONG, SETTINGS, Connection, open_pool
from ledger.sql import sql
from ledger.views.sequencer import sequence
from ledger.writing import Writer

LIVES = 300
OPENED = FIRST - timedelta(days=3)
Told = Callable[[str, int, int], None]
"""what is being done, how far it is, of how much"""


@dataclass(slots=True)
class Loaded:
    """How long each part took, in seconds."""

    events: int = 0
    cases: int = 0
    seconds: dict[str, float] = field(default_factory=dict)


def sample_lives(count: int = LIVES) -> list[Template]:
    """The same in every process."""
    return templates(lives(count))


async def load(url: str, cases: int, told: Told, *, lives_led: int = LIVES) -> Loaded:
    """Write, put back, number. The database is empty, and the address is its superuser's."""
    loaded = Loaded()
    clock = _Clock(loaded)
    told("样本案", 0, 1)
    draw = Draw(cases, sample_lives(lives_led))
    told("样本案", 1, 1)
    clock.lap("sample lives")
    await migrate(url)
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        await connection.execute("set statement_timeout = 0")
        genesis = await _open(connection, draw, told)
        clock.lap("own stream and imports")
        taken = await take_away(connection)
        await _people(connection, draw, told)
        clock.lap("people")
        await _written(url, draw, genesis, told)
        await connection.execute("select setval('case_numbers', $1)", cases + SHARDS)
        clock.lap("events, commands, marks, views")
        await _put_back(connection, taken, told)
        clock.lap("keys, indexes, triggers")
        await connection.execute("analyze events", timeout=None)  # the sequencer's statement is planned by it
        loaded.events = await connection.fetchval(sql("count_events"))
        loaded.cases = await connection.fetchval("select count(*) from cases")
    finally:
        await connection.close()
    await _numbered(url, loaded.events, told)
    clock.lap("numbering (the sequencer)")
    return loaded


class _Clock:
    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        self.at = perf_counter()

    def lap(self, what: str) -> None:
        now = perf_counter()
        self.loaded.seconds[what], self.at = now - self.at, now


async def _open(connection: Connection, draw: Draw, told: Told) -> bytes:
    """Stream `ledger`: genesis, edition, calendar, and an event for every import."""
    shards = [draw.shard(place) for place in range(SHARDS)]
    imports = sorted(draw.batches(iter(shards)).items())
    at = instant(OPENED, time(9))
    await _own(connection, own.LedgerOpened(at=at, kind="sample"), "ledger/open", at)
    await _own(connection, own.EditionPutInForce(at=at, edition=CURRENT_EDITION), "ledger/edition", at)
    await _own(connection, own.CalendarLoaded(at=at, calendar=bundled_calendar().edition), "ledger/calendar", at)
    for place, ((week, district), opened) in enumerate(imports):
        if place % 100 == 0:
            told("台账批次", place, len(imports))
        name, moment = batch(week, district), instant(week, time(7))
        event = own.BatchImported(at=moment, batch=name, opened=opened)
        version = await _own(connection, event, f"import/{name}", moment)
        await connection.execute(sql("open_batch"), name, version, opened, moment, "duban:operator")
        await connection.execute(
            "insert into tellings (command_id, batch, asked_at, told_at) values ($1, $2, $3, $3)",
            f"import/{name}", name, moment,
        )  # fmt: skip
    told("台账批次", len(imports), len(imports))
    return bytes(await connection.fetchval("select hash from events where stream = 'ledger' and version = 1"))


async def _own(connection: Connection, event: Any, command: str, at: datetime) -> int:
    async with connection.transaction():
        return await record(connection, [event], Writer("duban:setup", command, CURRENT_EDITION, at), "")


async def _people(connection: Connection, draw: Draw, told: Told) -> None:
    units = [city.Unit(place) for place in range(draw.units)]
    people, posts = city.staff()
    more, held = city.staff_of(units)
    for place, (table, rows) in enumerate(
        (
            ("offices", _rows(city.offices())),
            ("people", _rows([*people, *more])),
            ("entities", _rows(city.entity(one) for one in units)),
        )
    ):
        told("人员机构", place, 4)
        await connection.copy_records_to_table(table, columns=["id", "body"], records=rows, timeout=LONG)
    told("人员机构", 3, 4)
    await connection.copy_records_to_table(
        "appointments", columns=["id", "person", "body"], timeout=LONG,
        records=[(appointment_id(one), one.person, one.model_dump_json(exclude_defaults=True)) for one in (*posts, *held)],
    )  # fmt: skip
    told("人员机构", 4, 4)


def _rows(things: Iterable[BaseModel]) -> list[tuple[str, str]]:
    told = [orjson.loads(one.model_dump_json(exclude_defaults=True)) for one in things]
    return [(one["id"], orjson.dumps(one).decode()) for one in told]


async def _written(url: str, draw: Draw, genesis: bytes, told: Told) -> None:
    """One process for each shard. A writer that is far ahead waits, so that what happened together lies together."""
    context = multiprocessing.get_context("spawn")
    days = context.Array("l", [FIRST.toordinal()] * SHARDS)
    working = [
        context.Process(target=_shard, args=(url, draw.cases, len(draw.templates), place, genesis, days), daemon=True)
        for place in range(SHARDS)
    ]
    whole = (LAST - FIRST).days
    try:
        for one in working:
            one.start()
        while any(one.is_alive() for one in working):
            told("案件", min(days[:]) - FIRST.toordinal(), whole)
            if any(one.exitcode for one in working):
                raise RuntimeError("a writer has failed: what it said stands above")
            await asyncio.sleep(0.2)
    finally:
        for one in working:
            one.terminate()
    if any(one.exitcode for one in working):
        raise RuntimeError("a writer has failed: what it said stands above")
    told("案件", whole, whole)


def _shard(url: str, cases: int, lives_led: int, place: int, genesis: bytes, days: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it ends it
    run(url, Draw(cases, sample_lives(lives_led)), place, genesis, _Pace(days, place))


class _Pace:
    """Tells how far it is, and says when to wait for the others."""

    AHEAD = 10

    def __init__(self, days: Any, place: int) -> None:
        self.days = days
        self.place = place

    def __call__(self, day: int) -> bool:
        """Whether to wait."""
        self.days[self.place] = day
        return bool(day > min(self.days[:]) + self.AHEAD and day < LAST.toordinal())


async def _put_back(connection: Connection, taken: list[Taken], told: Told) -> None:
    done = 0

    def one(found: Taken) -> None:
        nonlocal done
        done += 1
        told(f"装回 {found.on}", done, len(taken))

    await put_back(connection, taken, one)


async def _numbered(url: str, events: int, told: Told) -> None:
    pool = await open_pool(url, size=1)
    done = 0
    try:
        while count := await sequence(pool, limit=100_000):
            done += count
            told("编号", done, events)
    finally:
        await pool.close()
