"""`python -m bench [P1 P3 ...] [--rounds N] [--quick]`: print the ratios, and write docs/performance.md."""

import argparse
import asyncio
import dataclasses
import logging
import os
import sys
from collections.abc import Awaitable, Callable

import structlog
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bench import p1, p3, p7, p8, p9, p10
from bench.figures import Figure
from bench.ground import Ground
from bench.plan import FULL, QUICK, Plan
from bench.plan import Progress as Tick
from bench.report import DOCUMENT, Machine, document, put_together, show
from domain.workdays import day_of
from ledger.uncollected import settled

Measure = Callable[[Ground, Plan, Tick], Awaitable[list[Figure]]]
MEASURES: dict[str, tuple[Measure, Callable[[Plan], int]]] = {
    "P1": (p1.measure, lambda plan: 3 * plan.short_rounds),
    "P3": (p3.measure, lambda plan: 4 * plan.short_rounds),
    "P7": (p7.measure, lambda plan: plan.virtual * plan.rounds),
    "P8": (p8.measure, lambda plan: 2 * plan.rounds),
    "P9": (p9.measure, lambda _plan: 1),
    "P10": (p10.measure, lambda plan: 2 * plan.rounds),
}


async def bench(names: list[str], plan: Plan, console: Console) -> tuple[list[Figure], Machine]:
    """Measure what is named, one after the other, on one ground."""
    columns = (TextColumn("{task.description:>4}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    figures: list[Figure] = []
    with Progress(*columns, console=console) as progress:
        async with Ground() as ground:
            ledger, _ = await ground.ledger(size=1)
            machine = Machine.here(day_of(await ledger.clock()))
            for name in names:
                measure, steps = MEASURES[name]
                task = progress.add_task(name, total=steps(plan))
                settled()  # as the worker's process is; what was measured before is no part of it
                found = await measure(ground, plan, lambda task=task: progress.advance(task))  # type: ignore[misc]
                for one in found:  # told at once: a long run that fails later has not measured for nothing
                    console.print(f"{one.measure:>4} {one.what}: {one.spread} {one.unit}", highlight=False)
                figures += found
    return sorted(figures, key=lambda one: int(one.measure[1:])), machine


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("measures", nargs="*", metavar="P1", help="only these; all when none is named")
    parser.add_argument("--rounds", type=int, help="interleaved rounds")
    parser.add_argument("--quick", action="store_true", help="a minute's worth, to see that it runs; writes no page")
    asked = parser.parse_args()
    names = [name.upper() for name in asked.measures] or list(MEASURES)
    if unknown := set(names) - set(MEASURES):
        parser.error(f"no such measure: {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}")
    plan = QUICK if asked.quick else FULL
    if asked.rounds:
        plan = dataclasses.replace(plan, rounds=asked.rounds)
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    figures, machine = asyncio.run(bench(names, plan, Console(stderr=True)))
    show(figures, Console())
    if not asked.quick and set(names) == set(MEASURES):
        page = document(figures, plan, machine, os.getloadavg()[0])
        DOCUMENT.write_text(put_together(page=page), encoding="utf-8")
    sys.stdout.flush()
    os._exit(0)  # Temporal's client may abort an interpreter that ends by itself


if __name__ == "__main__":
    main()
