"""P10: a register recorded / bare COPY of the same bytes; its cases armed / bare workflows started."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from datetime import datetime

import asyncpg
from temporalio import activity
from temporalio.worker import UnsandboxedWorkflowRunner, Worker

from activities.case import CaseActivities
from activities.door import Door
from activities.many import at_once, each
from bench import bare
from bench.batch import opened
from bench.cost import Sample, costs
from bench.figures import Figure, Target, ratios
from bench.ground import Ground
from bench.plan import Plan, Progress
from ledger.store import Ledger
from workflows.contracts import TASK_QUEUE, Standing, Watch, workflow_id
from workflows.hazard import HazardSupervision

TABLES = ("events", "commands", "cases", "register_rows", "notices", "hands", "rungs", "people", "entities")
QUEUE = "bench-open"
PATIENCE = 300.0


async def measure(ground: Ground, plan: Plan, progress: Progress) -> list[Figure]:
    """Each round: a register into a fresh ledger, the same bytes by COPY; then some of its cases, and bare workflows."""
    samples: dict[str, list[Sample]] = {name: [] for name in ("import", "bare COPY", "armed", "bare start")}
    for round_ in range(plan.rounds):
        ledger, owner = await ground.ledger(kind="sample")
        with ground.meter.measured(plan.rows) as sample:
            imported = await opened(ledger, plan.rows)
        samples["import"].append(sample)
        samples["bare COPY"].append(await _copied(ground, owner, plan.rows))
        progress()
        numbers = [one.case for one in imported.opened][: plan.armed]
        samples["armed"].append(await _armed(ground, ledger, numbers))
        samples["bare start"].append(await _started(ground, [f"bare-{round_}-{number}" for number in numbers]))
        progress()
    rates = {name: [one.rate for one in found] for name, found in samples.items()}
    recorded = ratios(rates["import"], rates["bare COPY"])
    armed = ratios(rates["armed"], rates["bare start"])
    notes = {name: costs(name, found) for name, found in samples.items()}
    return [
        Figure("P10", f"{plan.rows:,} rows imported / bare COPY of the same bytes", recorded, Target(0.1, 0.25), "",
               (notes["import"], notes["bare COPY"])),
        Figure("P10", "cases armed / bare workflows started", armed, Target(0.4, 0.8), "",
               (notes["armed"], notes["bare start"])),
    ]  # fmt: skip


async def _copied(ground: Ground, owner: str, rows: int) -> Sample:
    """The bytes the import left in every table, into tables without an index, in one transaction."""
    connection = await asyncpg.connect(owner)
    bytes_of: dict[str, bytes] = {}
    for table in TABLES:
        held = io.BytesIO()
        await connection.copy_from_table(table, output=held, format="binary")
        bytes_of[table] = held.getvalue()
        columns = await connection.fetch("select attname, atttypid::regtype::text as type from pg_attribute where"
                                         " attrelid = $1::regclass and attnum > 0 and attgenerated = '' and not"
                                         " attisdropped order by attnum", table)  # fmt: skip
        held_in = ", ".join(f'"{name}" {kind}' for name, kind in columns)
        await connection.execute(f"create table bare_{table} ({held_in})")
    with ground.meter.measured(rows) as sample:
        async with connection.transaction():
            for table, held_bytes in bytes_of.items():
                await connection.copy_to_table(f"bare_{table}", source=io.BytesIO(held_bytes), format="binary")
    await connection.close()
    return sample


class Counting(CaseActivities):
    """The activities in use, counting the cases that know where they stand."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.recalled: set[str] = set()

    @activity.defn(name="recall")
    async def recall(self, watch: Watch, now: datetime) -> Standing:
        """Where a case stands."""
        standing = await super().recall(watch, now)
        self.recalled.add(watch.case)
        return standing


async def _armed(ground: Ground, ledger: Ledger, numbers: list[str]) -> Sample:
    """Through the door, as after an import, until each has recalled its case."""
    door = Door(ground.client, ledger)
    case = Counting(ledger)
    worker = Worker(
        ground.client,
        task_queue=TASK_QUEUE,
        workflows=[HazardSupervision],
        activities=[case.recall, case.execute],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=20_000,
    )

    async def start(number: str) -> None:
        await door.start(number)

    async with worker:
        sample = await _until(ground, numbers, start, case.recalled)
        await at_once(each(numbers), lambda number: _end(ground, workflow_id(number)))
    return sample


async def _started(ground: Ground, names: list[str]) -> Sample:
    """Bare: started, first task done, timer set."""
    reached: set[str] = set()
    bare.happened.append(reached.add)
    worker = Worker(
        ground.client,
        task_queue=QUEUE,
        workflows=[bare.BareOpen],
        workflow_runner=UnsandboxedWorkflowRunner(),
        max_cached_workflows=20_000,
    )

    async def start(name: str) -> None:
        await ground.client.start_workflow(bare.BareOpen.run, Watch(case=name), id=name, task_queue=QUEUE)

    async with worker:
        sample = await _until(ground, names, start, reached)
        await at_once(each(names), lambda name: _end(ground, name))
    bare.happened.remove(reached.add)
    return sample


async def _until(
    ground: Ground, names: list[str], start: Callable[[str], Awaitable[None]], reached: set[str]
) -> Sample:
    with ground.meter.measured(len(names)) as sample:
        await at_once(each(names), start)
        async with asyncio.timeout(PATIENCE):
            while len(reached) < len(names):  # noqa: ASYNC110 -- workflows tell nobody
                await asyncio.sleep(0.005)
    return sample


async def _end(ground: Ground, name: str) -> None:
    await ground.client.get_workflow_handle(name).terminate("measured")
