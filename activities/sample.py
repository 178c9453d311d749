"""示例县 the sample: a county that does not exist, its offices, entities and forty hazards, supervised from the day it is loaded."""

import hashlib

import structlog

from activities.door import Door
from activities.people_import import import_people
from activities.register_import import import_rows
from activities.register_start import start_batch
from activities.sample_register import COUNTY, SAMPLES, read_county
from activities.telling import tell_workflows
from domain.refusals import Refusal
from domain.workdays import day_of
from ledger.own import STREAM
from ledger.store import Ledger
from ledger.tellings import told

log = structlog.get_logger(__name__)

CLERK = "p-wei"
"""示例·卫台账员, in whose name the sample is imported and started"""


async def load_sample(ledger: Ledger, door: Door | None = None) -> tuple[str, ...]:
    """载入示例: adopted and started. Cut off anywhere and done again, it finishes what is missing. Raises Refusal.

    A real ledger takes no sample (DESIGN "Sample data"); without a door the clocks wait for the reconciliation.
    """
    if ledger.kind != "sample":
        raise Refusal("SAMPLE_REFUSED", "只有示例账可以载入示例。")
    people = await import_people(ledger, SAMPLES / "people.json")
    if people.rejected:
        raise ValueError(f"the sample's people are not in order: {people.rejected}")
    # dates count from the day the ledger was opened, not from today: loaded again, a row must say what it said before
    opened = (await ledger.trail(STREAM))[0]
    reading = read_county(day_of(opened.at))
    if reading.rejects:
        raise ValueError(f"the sample's register is not in order: {reading.rejects}")
    result = await import_rows(ledger, reading, by=CLERK, file_digest=hashlib.sha256(COUNTY.read_bytes()).hexdigest())
    numbers = tuple(filter(None, [*(one.case for one in result.opened), *(one.case for one in result.known)]))
    cases = await ledger.cases(numbers=numbers, is_open=True)
    batches = sorted({row.batch for row in cases if row.batch and not row.started})
    commands = [result.command_id, *[(await start_batch(ledger, batch, by=CLERK)).command_id for batch in batches]]
    if door is not None:
        heard = await tell_workflows(door, [row.case for row in cases])
        for command_id in [] if heard.missed else commands:
            await told(ledger.pool, command_id)
        log.info("sample_loaded", cases=len(numbers), told=heard.told, missed=len(heard.missed))
    return numbers
