"""核对待办与文书 the view of what stands open, compared with what the events of each case fold to.

It is kept behind the appends: a case whose last event it has not come to yet, or that it has parked, says nothing.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from domain.case import Case
from domain.rulebook import Rulebook
from ledger.chain import microseconds
from ledger.pool import Connection
from ledger.sql import sql
from ledger.views.turns import TURNS, Turns, letter_rows, turn_rows
from ledger.witness.verified import Bad
from ledger.witness.walk import POSTGRES_EPOCH, Walk

DUE_AT = TURNS.index("due_at")

Rows = list[tuple[Any, ...]]


class KeptTurns:
    """待办与文书 as they are kept, for the verification that walks the chains."""

    def __init__(self, connection: Connection, rules: Callable[[str], Rulebook]) -> None:
        self.connection = connection
        self.rules = rules
        self._reached = -1
        self._parked: set[str] = set()

    async def kept(self, streams: Sequence[str]) -> dict[str, tuple[Rows, Rows]]:
        """What stands open of each case and its letters, as they are kept now."""
        if self._reached < 0:
            self._reached = await self.connection.fetchval(sql("verify_follower"), Turns.name) or 0
            self._parked = {one["stream"] for one in await self.connection.fetch(sql("parked"), Turns.name)}
        numbers = [stream.removeprefix("case-") for stream in streams]
        turns, letters = await self._kept("verify_turns", numbers), await self._kept("verify_case_letters", numbers)
        return {f"case-{number}": (turns.get(number, []), letters.get(number, [])) for number in numbers}

    def compared(self, walk: Walk, case: Case, kept: tuple[Rows, Rows]) -> Iterator[Bad]:
        """Where the view says something else of a case."""
        if not self.followed(walk):
            return
        open_now, letters = kept
        try:
            turns = [_stored(row) for row in turn_rows(case, self.rules)]
        except KeyError:  # an edition nobody knows is named by who compares the case itself
            return
        if turns != open_now:
            yield Bad(walk.stream, walk.version, "VIEW_DIFFERS", "待办", walk.leaf)
        if letter_rows(case) != letters:
            yield Bad(walk.stream, walk.version, "VIEW_DIFFERS", "文书", walk.leaf)

    def followed(self, walk: Walk) -> bool:
        """Whether the view has come to the case's last event: else it says nothing."""
        return walk.numbered and walk.leaf <= self._reached and walk.stream not in self._parked

    async def _kept(self, query: str, numbers: list[str]) -> dict[str, Rows]:
        found: dict[str, Rows] = defaultdict(list)
        for row in await self.connection.fetch(sql(query), numbers):
            found[row[0]].append(tuple(row))
        return found


def _stored(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """An instant as the verification reads it."""
    return (*row[:DUE_AT], microseconds(row[DUE_AT]) - POSTGRES_EPOCH, *row[DUE_AT + 1 :])
