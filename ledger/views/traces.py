"""痕迹 the view that events are found by: one row for each, with everything a question may name as a number.

It follows the record behind the appends (`ledger.views.following`), page by page; the same page again changes nothing.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from domain import mentions, whereabouts
from domain.events import Event
from domain.whereabouts import Whereabouts
from domain.workdays import day_of
from ledger import own
from ledger.pool import LONG, Connection
from ledger.reading import event_of
from ledger.sql import sql
from ledger.store import number_of
from ledger.views.following import Following

BLOCK = 8_192
"""leaves of a block, for each of which `trace_days` says where a day is found"""
TABLES = "traces, trace_people, trace_days, trace_keys, moved"

Key = tuple[str, str]
"""kind and value, as `trace_keys` holds them"""


@dataclass(frozen=True, slots=True)
class _Trace:
    """An event as its row says it, in words."""

    one: Following
    number: str
    stands: Whereabouts
    persons: tuple[str, ...]
    letter: str | None
    moved: bool = False
    """the event says another region or industry than those before it"""

    def keys(self) -> dict[str, Key]:
        """By column; a column that is empty has none."""
        recorded = self.one.recorded
        said: dict[str, Key] = {"type": ("type", recorded.type), "by": ("person", recorded.by)}
        for column in ("office", "region", "industry"):
            if value := getattr(self.stands, column):
                said[column] = (column, value)
        return said

    @property
    def named(self) -> tuple[Key, ...]:
        return tuple(("person", person) for person in self.persons if person != self.one.recorded.by)


class Traces:
    """跟随者 `search`."""

    name = "search"

    async def follow(self, connection: Connection, found: Sequence[Following]) -> None:
        """Trace a page of events."""
        known = {leaf for (leaf,) in await connection.fetch(sql("traced"), [one.leaf for one in found], timeout=LONG)}
        fresh = [(one, event_of(one.recorded)) for one in found if one.leaf not in known]
        if not fresh:
            return
        traces = await _placed(connection, fresh)
        await _write(connection, traces, await _numbered(connection, traces))

    async def clear(self, connection: Connection) -> None:
        """Empty the view."""
        await connection.execute(f"truncate {TABLES}", timeout=LONG)


async def _placed(connection: Connection, fresh: Sequence[tuple[Following, Event]]) -> list[_Trace]:
    """Each event with where its case stood then: told by the events before it, of this page or of earlier ones."""
    first: dict[str, int] = {}
    for one, event in fresh:
        number = number_of(one.recorded.stream)
        if number not in first and not whereabouts.opens(event) and number != own.STREAM:
            first[number] = one.leaf
    before = await connection.fetch(sql("traced_before"), list(first), list(first.values()), timeout=LONG)
    stands = {row["number"]: Whereabouts(row["office"], row["region"] or "", row["industry"] or "") for row in before}
    traces = []
    for one, event in fresh:
        number = number_of(one.recorded.stream)
        was = stands.get(number)
        here = stands[number] = whereabouts.after(was or Whereabouts(), event)
        moved = was is not None and (was.region, was.industry) != (here.region, here.industry)
        traces.append(_Trace(one, number, here, mentions.persons(event), mentions.letter(event), moved))
    return traces


async def _numbered(connection: Connection, traces: Sequence[_Trace]) -> Mapping[Key, int]:
    """The numbers of the keys, counted up by these events."""
    counts: Counter[Key] = Counter()
    for trace in traces:
        counts.update((*trace.keys().values(), *trace.named))
    keys = sorted(counts)
    told = ([kind for kind, _ in keys], [value for _, value in keys], [counts[key] for key in keys])
    found = await connection.fetch(sql("trace_keys"), *told, timeout=LONG)
    return {(row["kind"], row["value"]): row["id"] for row in found}


async def _write(connection: Connection, traces: Sequence[_Trace], numbers: Mapping[Key, int]) -> None:
    rows, people = [], []
    days: dict[tuple[str, date, int], tuple[int, int]] = {}
    for trace in traces:
        leaf, recorded = trace.one.leaf, trace.one.recorded
        key = {column: numbers[key] for column, key in trace.keys().items()}
        rows.append((
            leaf, recorded.at, recorded.recorded_at, trace.number, recorded.version, key["type"], key["by"],
            key.get("office"), key.get("region"), key.get("industry"), trace.letter,
        ))  # fmt: skip
        people += [(numbers[person], leaf, key["type"], key.get("region")) for person in trace.named]
        for clock, instant in (("at", recorded.at), ("recorded_at", recorded.recorded_at)):
            place = (clock, day_of(instant), leaf // BLOCK)
            low, high = days.get(place, (leaf, leaf))
            days[place] = min(low, leaf), max(high, leaf)
    told = [
        *_columns(rows, 11), *_columns(people, 4), *_columns([(*place, *days[place]) for place in sorted(days)], 5),
        sorted({trace.number for trace in traces if trace.moved}),
    ]  # fmt: skip
    await connection.execute(sql("trace"), *told, timeout=LONG)


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
