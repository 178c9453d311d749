"""P13: events verified per second / the same rows read, hashed and parsed, and nothing looked at. A record of its own size:
what verify does to an event does not depend on how many there are.

Two figures: everything folded (`--full`), and what is done every night, where nothing has changed since the last one: all
hashed, nothing folded again.
"""

from collections.abc import Awaitable, Callable, Sequence
from hashlib import sha256
from time import perf_counter, process_time

import asyncpg
import orjson

from bench.figures import Figure, Spread, Target, ratios, told
from bench.large.ground import Progress
from domain.upcasts import load
from ledger.pool import SETTINGS, open_pool
from ledger.views.following import catch_up
from ledger.views.turns import Turns
from ledger.witness.attested import Attested, nothing_attested
from ledger.witness.note import Public
from ledger.witness.verified import Verified
from ledger.witness.verify import EPOCH, verify

TARGET = Target(0.4, 0.7)
ROWS = "select type, shape, body from events where stream <> 'ledger' order by stream, version"
PAGE = 2_000

Read = Callable[[str, Sequence[Public]], Attested | None]


async def measure(url: str, rounds: int, progress: Progress) -> list[Figure]:
    """Four runs in turn, in this process."""
    done = 0
    pool = await open_pool(url, size=2)
    await catch_up(pool, [Turns()])  # what has not been followed is not compared
    await pool.close()
    signed = await _verified(url, nothing_attested)
    attested = Attested(signed.at or EPOCH, frozenset(signed.digests))
    runs: dict[str, Callable[[], Awaitable[int]]] = {
        "verify --full": lambda: _events(url, nothing_attested, 0),
        "verify": lambda: _events(url, lambda _origin, _known: attested, signed.cases),
        "sha256 + parse": lambda: _read(url, parse=True),
        "sha256 + orjson": lambda: _read(url, parse=False),
    }
    rates: dict[str, list[float]] = {name: [] for name in runs}
    cpu: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            wall, ours = perf_counter(), process_time()
            events = await run()
            rates[name].append(events / (perf_counter() - wall))
            cpu[name].append((process_time() - ours) / events * 1e6)
            done += 1
            progress("P13", done, rounds * len(runs))
    notes = tuple(
        f"{name}: {Spread(tuple(rates[name]))} events/s, CPU of this process {told(Spread(tuple(cpu[name])).median)} µs each"
        for name in runs
    )
    return [
        Figure("P13", "verify --full / sha256 and parse alone, events per second", ratios(rates["verify --full"], rates["sha256 + parse"]), TARGET, "", notes),
        Figure("P13", "verify, nothing changed since the last / the same", ratios(rates["verify"], rates["sha256 + parse"]), TARGET),
        Figure("P13", "verify --full / sha256 and orjson alone", ratios(rates["verify --full"], rates["sha256 + orjson"])),
    ]  # fmt: skip


async def _verified(url: str, attested: Read) -> Verified:
    found = await verify(url, attested=attested)
    if not found.ok:
        raise RuntimeError(f"the generated record does not hold: {found.bad[:3]}")
    return found


async def _events(url: str, attested: Read, unchanged: int) -> int:
    found = await _verified(url, attested)
    if found.unchanged != unchanged:
        raise RuntimeError(f"{found.unchanged} cases were taken as they were signed, not {unchanged}")
    return found.events


async def _read(url: str, *, parse: bool) -> int:
    """By the cursor that verify uses; each event hashed, and read as an event or as JSON alone."""
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    events = 0
    try:
        async with connection.transaction(readonly=True):
            cursor = await connection.cursor(ROWS)
            while page := await cursor.fetch(PAGE):
                for name, shape, body in page:
                    sha256(body).digest()
                    if parse:
                        load(name, shape, body)
                    else:
                        orjson.loads(body)
                events += len(page)
    finally:
        await connection.close()
    return events
