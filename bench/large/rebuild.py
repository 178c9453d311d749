"""重建 of every view that is kept behind the appends, each in a process of its own, / reading and parsing the same pages."""

import asyncio
import multiprocessing
import signal
from multiprocessing.sharedctypes import SynchronizedArray
from time import perf_counter, process_time
from typing import Any

from bench.figures import Figure, Spread, told
from bench.large.ground import Progress
from ledger.pool import LONG, Pool, open_pool
from ledger.reading import event_of
from ledger.records import Recorded
from ledger.sql import sql
from ledger.views.current import FOLLOWERS
from ledger.views.following import PAGE, rebuild

BARE = 100_000
"""events read to compare with"""


async def measure(url: str, events: int, progress: Progress) -> list[Figure]:
    """All views at once, as two cores allow; what is slow for one is told by its CPU, not by the clock."""
    bare = await _bare(url, min(events, BARE))
    context = multiprocessing.get_context("spawn")
    reached: SynchronizedArray[int] = context.Array("l", [0] * len(FOLLOWERS))
    answers: Any = context.Queue()
    working = [
        context.Process(target=_rebuilt, args=(url, name, place, reached, answers), daemon=True)
        for place, name in enumerate(FOLLOWERS)
    ]
    found: dict[str, tuple[float, float, int]] = {}
    try:
        for one in working:
            one.start()
        while len(found) < len(working):
            await asyncio.sleep(0.2)
            progress("重建", sum(reached[:]), events * len(working))
            while not answers.empty():
                name, *rest = answers.get()
                found[name] = tuple(rest)
            if any(one.exitcode for one in working):
                raise RuntimeError("a view could not be rebuilt: what it said stands above")
    finally:
        for one in working:
            one.terminate()
    figures = []
    for name in FOLLOWERS:
        seconds, cpu, parked = found[name]
        rate = events / seconds
        note = (
            f"{name}: {told(rate)} events/s, all views at once, {told(seconds)} s; "
            f"CPU of its process {told(cpu / events * 1e6)} µs an event; {parked} parked; reading alone {told(bare)}/s"
        )
        figures.append(
            Figure(
                "views",
                f"view `{name}` rebuilt / its events read and parsed",
                Spread((rate / bare,)),
                None,
                "",
                (note,),
            )
        )
    return figures


def _rebuilt(url: str, name: str, place: int, reached: Any, answers: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who began it ends it
    answers.put((name, *asyncio.run(_rebuild(url, name, place, reached))))


async def _rebuild(url: str, name: str, place: int, reached: Any) -> tuple[float, float, int]:
    def told_(_name: str, done: int, _of: int) -> None:
        reached[place] = done

    pool = await open_pool(url, size=2)
    begin, cpu = perf_counter(), process_time()
    try:
        done = await rebuild(pool, FOLLOWERS[name], progress=told_)
    finally:
        await pool.close()
    parked = sum(one.follower == name for one in done.parked)
    return perf_counter() - begin, process_time() - cpu, parked


async def _bare(url: str, events: int) -> float:
    """Events per second."""
    pool = await open_pool(url, size=1)
    begin, leaf = perf_counter(), 0
    try:
        while leaf < events:
            leaf = await _page(pool, leaf)
    finally:
        await pool.close()
    return leaf / (perf_counter() - begin)


async def _page(pool: Pool, leaf: int) -> int:
    rows = await pool.fetch(sql("following"), leaf, PAGE, timeout=LONG)
    for row in rows:
        event_of(Recorded(**dict(list(row.items())[1:])))
    return int(rows[-1]["leaf"]) if rows else leaf + PAGE
