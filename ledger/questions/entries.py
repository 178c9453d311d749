"""案卷的记录 a case's trail with the rulebook and the holiday table under which each event was decided."""

from functools import cache

from domain.rulebook import rulebook
from domain.why.tables import table, tables_at
from domain.why.trail import Entry
from ledger import own, reading
from ledger.pool import Connection, Pool


async def entries(pool: Pool | Connection, stream: str) -> list[Entry]:
    """The trail of a case, oldest first, for asking why; empty for a case nobody opened.

    Errors: KeyError for an edition of the rulebook that this program does not carry.
    """
    loaded = [
        (one.recorded_at, event.calendar)
        for one in await reading.trail(pool, own.STREAM)
        if isinstance(event := reading.event_of(one), own.CalendarLoaded)
    ]
    known = cache(table)
    found = []
    for one in await reading.trail(pool, stream):
        tables = [known(edition) for edition in tables_at(loaded, one.recorded_at)]
        found.append(
            Entry(
                version=one.version,
                event=reading.event_of(one),
                recorded_at=one.recorded_at,
                rules=rulebook(one.edition),
                calendars=tuple(calendar for calendar, _ in tables),
                table_known=tables[0][1],
            )
        )
    return found
