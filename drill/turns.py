"""轮次: whose turn it is, so that cases may run through the year side by side and still take 文号 in the order of dates.

Each case promises the moment before which it does nothing. Who holds the earliest promise of all may take a number.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime

Turn = tuple[datetime, int]
"""A moment, and how many numbers the case has taken in it: what else it does then holds up nobody's first."""


class Turns:
    """轮次 of all cases still under way."""

    def __init__(self, numbers: Iterable[str], start: datetime) -> None:
        self._promised: dict[str, Turn] = dict.fromkeys(numbers, (start, 0))
        self._heap = [(turn, number) for number, turn in self._promised.items()]
        heapq.heapify(self._heap)
        self._waiting: dict[str, asyncio.Event] = {}

    def promise(self, number: str, at: datetime) -> None:
        """Nothing happens to this case before then."""
        self._move(number, (at, 0))

    def leave(self, number: str) -> None:
        """A case is over."""
        self._promised.pop(number, None)
        self._call()

    @property
    def earliest(self) -> datetime | None:
        """How far the last of them has come."""
        first = self._first()
        return first and first[0][0]

    @asynccontextmanager
    async def mine(self, number: str) -> AsyncIterator[None]:
        """Wait until no other case can still come before, and take a number; of equals, the smaller case number is first."""
        self._waiting[number] = asyncio.Event()
        self._call()
        await self._waiting[number].wait()
        del self._waiting[number]
        yield
        at, taken = self._promised[number]
        self._move(number, (at, taken + 1))

    def _move(self, number: str, turn: Turn) -> None:
        if turn > self._promised[number]:
            self._promised[number] = turn
            heapq.heappush(self._heap, (turn, number))
            self._call()

    def _first(self) -> tuple[Turn, str] | None:
        while self._heap and self._promised.get(self._heap[0][1]) != self._heap[0][0]:
            heapq.heappop(self._heap)
        return self._heap[0] if self._heap else None

    def _call(self) -> None:
        first = self._first()
        if first is not None and (waiting := self._waiting.get(first[1])):
            waiting.set()
