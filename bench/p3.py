"""P3: an append of one event with its hash and the view / a raw INSERT of the same row, at 1 and at 16 connections."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce

import asyncpg

from bench.cost import Sample, costs
from bench.figures import Figure, Target, ratios
from bench.ground import Ground
from bench.people import ENTITY, INSPECTOR, OFFICE
from bench.plan import Plan, Progress
from domain.case import Case, Channel
from domain.due import Deadline, armed
from domain.events import Event, EvidenceAdded, HazardReported
from domain.evolve import evolve
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import bundled_calendar, day_of
from ledger.bulk import EVENT_COLUMNS
from ledger.chain import ALG, root
from ledger.kept import Kept
from ledger.pool import open_pool
from ledger.store import Ledger
from ledger.writing import Sealed, Writer

CASES = 200
RAW = (
    f"insert into raw ({', '.join(EVENT_COLUMNS)}) values ({', '.join(f'${n + 1}' for n in range(len(EVENT_COLUMNS)))})"  # noqa: S608
)
TARGETS = {1: Target(0.65, 0.80), 16: Target(0.55, 0.70)}


@dataclass(slots=True)
class Stream:
    """A case as its next append finds it."""

    number: str
    version: int
    head: bytes
    case: Case | None


@dataclass(frozen=True, slots=True)
class Step:
    """One append, ready but for its hash, and the same event sealed for the raw INSERT."""

    before: Stream
    event: Event
    after: Case
    deadline: Deadline | None
    command_id: str
    sealed: Sealed


async def measure(ground: Ground, plan: Plan, progress: Progress) -> list[Figure]:
    """Interleaved: each round writes the same events raw, then appends them."""
    ledger, owner = await ground.ledger(size=16)
    pool = await open_pool(ground.service(owner), size=2 * max(TARGETS))
    bare = Kept(pool)  # as the ledger's own: a connection for each writer, at hand
    connection = await asyncpg.connect(owner)
    await connection.execute(
        "create table raw (like events, primary key (stream, version)); grant insert on raw to public"
    )
    await connection.execute("alter table raw drop column position, drop column xid")
    genesis = await connection.fetchval("select hash from events where stream = 'ledger' and version = 1")
    now = await ledger.clock()
    numbers = await ledger.next_numbers(now.year, CASES)
    streams = [Stream(number, 0, root(genesis, f"case-{number}"), None) for number in numbers]
    await _each(steps(streams, CASES, now), 16, lambda step: append(ledger, step, now))  # every case is open, every
    warm = list(steps(streams, CASES, now))  # connection has its statements
    await _each(warm, 16, lambda step: raw(bare, step))
    await _each(warm, 16, lambda step: append(ledger, step, now))
    figures = []
    for connections, target in TARGETS.items():
        samples: dict[str, list[Sample]] = {"raw INSERT": [], "append": []}
        for _ in range(plan.short_rounds):
            ready = list(steps(streams, plan.appends, now))
            for name, write in _writers(ledger, bare, now).items():
                with ground.meter.measured(len(ready)) as sample:
                    await _each(ready, connections, write)
                samples[name].append(sample)
                progress()
        rates = {name: [one.rate for one in found] for name, found in samples.items()}
        notes = tuple(costs(name, found) for name, found in samples.items())
        what = f"append / raw INSERT, {connections} connection{'s' if connections > 1 else ''}"
        figures.append(Figure("P3", what, ratios(rates["append"], rates["raw INSERT"]), target, "", notes))
    await connection.close()
    await bare.close()
    await pool.close()
    return figures


def steps(streams: Sequence[Stream], count: int, now: datetime) -> Iterator[Step]:
    """The next events of all cases in turn."""
    rules, calendar = rulebook(CURRENT_EDITION), bundled_calendar()
    for place in range(count):
        stream = streams[place % len(streams)]
        before = Stream(stream.number, stream.version, stream.head, stream.case)
        event = _event(stream, now)
        after = reduce(evolve, (event,), stream.case)
        if after is None:
            raise ValueError("a reported case is a case")
        command_id = f"0190a1b2-7000-8000/{stream.number}/{stream.version}"
        writer = Writer(INSPECTOR, command_id, CURRENT_EDITION, now)
        (sealed,) = writer.seal(f"case-{stream.number}", (event,), expected=stream.version, head=stream.head)
        stream.version, stream.head, stream.case = stream.version + 1, sealed.hash, after
        yield Step(before, event, after, armed(after, rules, calendar), command_id, sealed)


async def append(ledger: Ledger, step: Step, now: datetime) -> None:
    """As `execute` does after deciding."""
    await ledger.append(
        case=step.before.number,
        events=(step.event,),
        after=step.after,
        deadline=step.deadline,
        expected=step.before.version,
        head=step.before.head,
        by=INSPECTOR,
        command_id=step.command_id,
        digest="d" * 64,
        edition=CURRENT_EDITION,
        recorded_at=now,
    )


async def raw(bare: Kept, step: Step) -> None:
    """The event's row alone: no hash to compute, no view, no command, no check, one index."""
    link = step.sealed.link
    await bare.execute(
        RAW, link.stream, link.version, link.type, link.shape, link.edition, link.at, link.recorded_at, link.by,
        link.command_id, link.body, ALG, step.sealed.prev_hash, step.sealed.hash,
    )  # fmt: skip


def _writers(ledger: Ledger, bare: Kept, now: datetime) -> dict[str, Callable[[Step], Awaitable[None]]]:
    return {"raw INSERT": lambda step: raw(bare, step), "append": lambda step: append(ledger, step, now)}


async def _each(ready: Iterator[Step] | Sequence[Step], at_once: int, write: Callable[[Step], Awaitable[None]]) -> None:
    left = iter(ready)

    async def writer() -> None:
        for step in left:
            await write(step)

    await asyncio.gather(*(writer() for _ in range(at_once)))


def _event(stream: Stream, now: datetime) -> Event:
    if stream.case is not None:
        at = now + timedelta(seconds=stream.version)
        return EvidenceAdded(at=at, digest="a" * 64, name="现场照片.jpg", note="储罐区东侧报警器，检定标签已过期")
    return HazardReported(
        at=now, number=stream.number, edition=CURRENT_EDITION, author=INSPECTOR, channel=Channel.INSPECTION,
        entity=ENTITY, unit="宏达化工厂", region="城关镇", industry="危险化学品", office=OFFICE,
        description="储罐区可燃气体报警器失效", found_on=day_of(now),
    )  # fmt: skip
