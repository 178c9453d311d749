"""`python -m bench.large [P5 ...] [--cases N] [--keep DIR]`: generate the record, measure, write its part of the page."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from time import perf_counter

import structlog
from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from bench.figures import Figure
from bench.large import disk, p5, p6, p11, p12, p13, partitions, rebuild
from bench.large.cluster import Cluster, need
from bench.large.ground import FULL, QUICK, Record, Size, numbers_of
from bench.large.load import LIVES, load
from bench.large.notes import SCHEMA_NOW, Notes
from bench.large.report import in_order, section
from bench.large.timing import bytes_told
from bench.large.warm import warm
from bench.report import DOCUMENT, Machine, put_together, show
from domain.workdays import day_of
from ledger.pool import Pool, open_pool
from ledger.uncollected import settled
from ledger.views.current import FOLLOWERS
from ledger.views.following import standing
from stack.postgres import SERVICE_ROLE

CASES, QUICK_CASES = 1_000_000, 2_000
ASKED_FOR = 20_000
ASKING = frozenset({"P5", "P6", "P11", "P12"})
"""what asks all of the record"""
MEASURES = ("P5", "P6", "P11", "P12", "P13", "VIEWS", "SIZE", "PARTS")


class CannotRun(Exception):  # noqa: N818
    """Why not, for people."""


class Bars:
    """进度: a bar for each thing that is done; where nobody watches, a line for every tenth of it."""

    def __init__(self, console: Console) -> None:
        columns = (
            TextColumn("{task.description:<16}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
        )
        self.progress = Progress(*columns, console=console, refresh_per_second=2)
        self.watched = console.is_terminal
        self.tasks: dict[str, TaskID] = {}
        self.tenths: dict[str, int] = {}
        self.begun = perf_counter()

    def __call__(self, what: str, done: int, of: int) -> None:
        """How far something is."""
        name = what.partition(" ")[0]
        if not self.watched:
            self._line(name, done * 10 // (of or 1))
            return
        if name not in self.tasks:
            self.tasks[name] = self.progress.add_task(what, total=of or 1)
        self.progress.update(self.tasks[name], completed=done, total=of or 1, description=what)

    def _line(self, name: str, tenth: int) -> None:
        if tenth > self.tenths.get(name, -1):
            self.tenths[name] = tenth
            self.progress.console.print(f"{perf_counter() - self.begun:7.0f} s  {name} {tenth * 10}%", highlight=False)


async def bench(names: list[str], cases: int, keep: Path | None, size: Size, lives: int, console: Console) -> None:
    """Generate or take up again; measure; tell; write the page when all of it was measured."""
    bars = Bars(console)
    async with Cluster(keep) as cluster:
        if cluster.cases not in (None, cases):
            raise CannotRun(f"{keep} 里的账有 {cluster.cases} 件案件，不是 {cases} 件：请换一个目录，或改 --cases")
        wanted, free = need(cases, loaded=cluster.cases is not None), cluster.room()
        console.print(f"需要磁盘 {bytes_told(wanted)}，现有 {bytes_told(free)}（{cluster.home}）", highlight=False)
        if wanted > free:
            raise CannotRun("磁盘不够：用 --cases 减少案件，或用 --keep 指到别的磁盘")
        notes = Notes(cluster.home)
        if notes.schema != SCHEMA_NOW:
            raise CannotRun(f"{keep} 里的账是旧的表结构：请换一个目录，或删去它")
        with bars.progress:
            if cluster.cases is None:
                await cluster.start(loading=True)
                notes.loaded = await load(cluster.url(), cases, bars, lives_led=lives)
                notes.write()
                cluster.finished(cases)
            await cluster.start(loading=False)
            pool = await open_pool(cluster.url(user=SERVICE_ROLE), size=2)
            try:
                machine = Machine.here(day_of(await pool.fetchval("select clock_timestamp()")))
                figures = await _measured(names, cluster, pool, notes, size, bars)
            finally:
                await pool.close()
        show(figures, Console())
        if set(names) == set(MEASURES) and cases == CASES:
            text = section(figures, notes.loaded, machine, os.getloadavg()[0], size.rounds)
            DOCUMENT.write_text(put_together(large=text), encoding="utf-8")


async def _measured(
    names: list[str], cluster: Cluster, pool: Pool, notes: Notes, size: Size, bars: Bars
) -> list[Figure]:
    url = cluster.url(user=SERVICE_ROLE)
    if not notes.seconds:
        notes.seconds = await disk.tidied(cluster.url(), bars)
        notes.write()
    reached = await standing(pool)
    behind = any(reached.views.get(name, 0) < reached.leaves for name in FOLLOWERS)
    if behind or not notes.views:
        notes.views = await rebuild.measure(url, notes.loaded.events, bars)
        notes.seconds |= await disk.tidied(cluster.url(), bars)
        notes.write()
    record = Record(cluster.url(), pool, cluster.pid, size, notes.loaded.cases, notes.loaded.events)
    record.numbers = await numbers_of(pool, ASKED_FOR)
    if ASKING & set(names):
        await warm(cluster.url(), bars)
    settled()  # as the processes that ask are

    async def verified() -> list[Figure]:
        sample = await cluster.fresh("sample")
        await load(sample, size.sample, lambda what, done, of: bars(f"小账{what}", done, of))
        return await p13.measure(sample, size.rounds, bars)

    async def kept() -> list[Figure]:
        return notes.views

    measures: dict[str, Callable[[], Awaitable[list[Figure]]]] = {
        "P5": lambda: p5.measure(record, bars),
        "P6": lambda: p6.measure(record, bars),
        "P11": lambda: p11.measure(record, bars),
        "P12": lambda: p12.measure(record, bars),
        "P13": verified,
        "VIEWS": kept,
        "SIZE": lambda: disk.measure(record, notes.seconds),
        "PARTS": lambda: partitions.measure(record, bars),
    }
    found: list[Figure] = []
    for name in names:
        of_it = await measures[name]()
        for one in of_it:  # told at once: a long run that fails later has not measured for nothing
            bars.progress.console.print(f"{one.measure:>5} {one.what}: {one.spread} {one.unit}", highlight=False)
        found += of_it
    return in_order(found)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench.large", description=__doc__)
    parser.add_argument(
        "measures", nargs="*", metavar="P5", help=f"only these of {', '.join(MEASURES)}; all when none is named"
    )
    parser.add_argument("--cases", type=int, help=f"cases of the record, ten events each ({CASES:,})")
    parser.add_argument(
        "--keep", type=Path, metavar="DIR", help="keep the cluster there, and use one that is there already"
    )
    parser.add_argument("--lives", type=int, default=LIVES, help="different lives that are copied (%(default)s)")
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK_CASES:,} cases, to see that it runs; writes no page"
    )
    asked = parser.parse_args()
    names = [name.upper() for name in asked.measures] or list(MEASURES)
    if unknown := set(names) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    cases = asked.cases or (QUICK_CASES if asked.quick else CASES)
    if cases < 100:
        parser.error("--cases: at least 100")
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    console = Console(stderr=True)
    size = QUICK if asked.quick else FULL
    try:
        asyncio.run(_to_the_end(bench(names, cases, asked.keep, size, asked.lives, console)))
    except CannotRun as why:
        console.print(str(why), highlight=False)
        sys.exit(2)
    except (KeyboardInterrupt, asyncio.CancelledError):
        console.print("已停止；未做完的账已删去", highlight=False)
        sys.exit(130)


async def _to_the_end(work: Awaitable[None]) -> None:
    """A polite end by SIGTERM too: the scratch cluster must not outlive us."""
    task = asyncio.ensure_future(work)
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    await task


if __name__ == "__main__":
    main()
