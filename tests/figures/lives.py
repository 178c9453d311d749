"""Lives as the figures see them: events with the instants at which they were true and known."""

from collections.abc import Sequence
from datetime import datetime

from domain.events import Event
from domain.figures.rectangles import Entered, entered
from ledger.bulk import EVENT_COLUMNS
from ledger.chain import ALG, root
from ledger.store import Ledger
from ledger.writing import Writer
from tests.domain.lives import Life
from tests.ledger.lives import EDITION
from tests.ledger.test_lives import renamed

Known = tuple[datetime, Sequence[Event]]


def known_of(life: Life) -> list[Known]:
    return [(turn.now, turn.events) for turn in life.turns if turn.events]


def trail_of(life: Life) -> list[Entered]:
    return [entered(event, now) for now, events in known_of(life) for event in events]


async def write(ledger: Ledger, number: str, told: Sequence[Known], **changes: object) -> None:
    """What became known when, on its own clock: events alone, which is all that the view reads."""
    head = root(await ledger.pool.fetchval("select hash from events where stream = 'ledger'"), f"case-{number}")
    version, records = 0, []
    for now, events in told:
        writer = Writer("p-wang", f"{number}/{version}", EDITION, now)
        found = [
            one.model_copy(update=changes) if version + place == 0 else one
            for place, one in enumerate(renamed(events, number))
        ]
        for one in writer.seal(f"case-{number}", found, expected=version, head=head):
            link, head, version = one.link, one.hash, one.link.version
            records.append((
                link.stream, link.version, link.type, link.shape, link.edition, link.at, link.recorded_at, link.by,
                link.command_id, link.body, ALG, one.prev_hash, one.hash,
            ))  # fmt: skip
    async with ledger.pool.acquire() as connection:
        await connection.copy_records_to_table("events", columns=list(EVENT_COLUMNS), records=records)
