"""历来案情 the view behind every question as of an instant: each case's states, made anew whenever its record grows."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import groupby
from operator import attrgetter
from typing import Any

from domain.figures.facts import Facts
from domain.figures.rectangles import FOREVER, Entered, Rectangle, entered, rectangles
from domain.upcasts import load
from domain.workdays import Calendar, bundled_calendar
from ledger import own
from ledger.pool import LONG, Connection
from ledger.sql import sql
from ledger.views.following import Following

CELL = ("region", "industry", "channel", "level", "office")
ALIKE = (
    "funds_yuan", "found_on", "determined_on", "closed_on", "lapses_on", "rung", "rebounds", "unsigned", "unserved",
    "unanswered", "talks_due", "talks_held", "entity_open", "entity_lapsed", "office_open", "office_lapsed",
    "funds_unread", "open", "counted", "extended", "inspected", "passed_first", "reporter_waits", "planned",
    "five_parts", "listed", "provincial", "stage",
)  # fmt: skip
"""columns that hold a fact as it is"""
COLUMNS = ("past", "number", "version", "true_from", "true_to", "known_from", "known_to", "entity", "cell", *ALIKE)

Cell = tuple[str, ...]
_alike = attrgetter(*ALIKE)


class States:
    """历来案情. A case is folded once however its events are spread: what is committed is read at once."""

    name = "states"

    def __init__(self, calendar: Calendar | None = None) -> None:
        self.calendar = calendar or bundled_calendar()

    async def follow(self, connection: Connection, found: Sequence[Following]) -> None:
        """Replace the states of every case that a page speaks of, unless they already hold what it says."""
        reached: dict[str, int] = {}
        for one in found:
            if one.recorded.stream != own.STREAM:
                reached[one.recorded.stream] = max(one.recorded.version, reached.get(one.recorded.stream, 0))
        numbers = [stream.removeprefix("case-") for stream in reached]
        known = {f"case-{number}": version for number, version in await connection.fetch(sql("states_known"), numbers)}
        streams = [stream for stream, version in reached.items() if known.get(stream, 0) < version]
        if not streams:
            return
        trails = await connection.fetch(sql("trails"), streams, timeout=LONG)
        made = [
            (stream.removeprefix("case-"), rows[-1]["version"], self._rectangles(stream, rows))
            for stream, rows in (
                (stream, list(rows)) for stream, rows in groupby(trails, key=lambda row: row["stream"])
            )
        ]
        cells = await _cells(connection, {_cell(one.facts) for _, _, states in made for one in states})
        grown = [number for number, _, _ in made if f"case-{number}" in known]
        if grown:
            await connection.execute("delete from states where number = any ($1)", grown, timeout=LONG)
        rows = [_row(number, version, one, cells) for number, version, states in made for one in states]
        for past, table in ((False, "states_now"), (True, "states_past")):
            records = [row for row in rows if row[0] is past]
            if records:
                await connection.copy_records_to_table(table, columns=list(COLUMNS), records=records, timeout=LONG)

    async def clear(self, connection: Connection) -> None:
        """Empty it; cells stay, they are but names."""
        await connection.execute("truncate states", timeout=LONG)

    def _rectangles(self, stream: str, rows: Sequence[Any]) -> list[Rectangle]:
        trail: list[Entered] = []
        for row in rows:
            try:
                event = load(row["type"], row["shape"], row["body"])
            except (KeyError, ValueError) as error:
                raise ValueError(f"{stream} version {row['version']} ({row['type']}): {error}") from error
            trail.append(entered(event, row["recorded_at"]))
        return rectangles(trail, self.calendar)


@lru_cache(maxsize=1 << 16)
def hashed(entity: str) -> int:
    """单位 as the states keep it: 64 bits of its id."""
    return int.from_bytes(blake2b(entity.encode(), digest_size=8).digest(), signed=True)


def _row(number: str, version: int, one: Rectangle, cells: dict[Cell, int]) -> tuple[Any, ...]:
    facts = one.facts
    past = one.true_to != FOREVER or one.known_to != FOREVER
    return (
        past,
        number,
        version,
        one.true_from,
        one.true_to,
        one.known_from,
        one.known_to,
        hashed(facts.entity),
        cells[_cell(facts)],
        *_alike(facts),
    )


def _cell(facts: Facts) -> Cell:
    return (facts.region, facts.industry, facts.channel, facts.level, facts.office)


async def _cells(connection: Connection, wanted: Iterable[Cell]) -> dict[Cell, int]:
    columns = [list(column) for column in zip(*sorted(wanted), strict=True)] or [[] for _ in CELL]
    for _ in range(2):
        found = {
            tuple(row[name] for name in CELL): row["cell"] for row in await connection.fetch(sql("cells_of"), *columns)
        }
        if len(found) == len(columns[0]):
            break
        await connection.execute(sql("cells_add"), *columns)
    return found
