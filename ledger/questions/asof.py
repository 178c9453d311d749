"""时点案情 whole cases as of an instant, folded from their events: everything a case holds, not only what figures ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from domain.case import Case
from domain.figures.counts import Frame
from domain.figures.facts import Told, tell
from domain.figures.rectangles import entered
from domain.upcasts import load
from ledger.pool import LONG, Connection, Pool
from ledger.sql import sql
from ledger.store import stream_of


@dataclass(frozen=True, slots=True)
class Then:
    """一件案件 then: as folded, from so many of its events; None when nobody knew of it yet."""

    case: Case | None
    events: int
    of: int
    """so many events it has by now"""


async def cases_as_of(pool: Pool | Connection, numbers: Sequence[str], when: Frame) -> dict[str, Then]:
    """Cases by number; one that the record does not know at all is left out."""
    rows = await pool.fetch(sql("trails"), [stream_of(number) for number in numbers], timeout=LONG)
    answer = {}
    for stream, found in groupby(rows, key=lambda row: row["stream"]):
        told: Told | None = None
        many = of = 0
        for row in found:
            of += 1
            one = entered(load(row["type"], row["shape"], row["body"]), row["recorded_at"])
            if one.at <= when.then and one.known_at <= when.known_at:
                told = tell(told, one.event)
                many += 1
        answer[stream.removeprefix("case-")] = Then(told.case if told else None, many, of)
    return answer
