"""位次: so many things are done at a time, and of those that wait the earliest of the year comes first.

So no case runs ahead while others wait for one that is behind, as all do for the next 文号.
"""

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from itertools import count


class Places:
    """位次: so many at a time as it is made with."""

    def __init__(self, places: int) -> None:
        self._free = places
        self._waiting: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._arrivals = count()

    @asynccontextmanager
    async def of(self, at: datetime) -> AsyncIterator[None]:
        """Wait for a place as for something of that moment; of equals, who came first."""
        if self._free:
            self._free -= 1
        else:
            called = asyncio.get_running_loop().create_future()
            heapq.heappush(self._waiting, (at, next(self._arrivals), called))
            try:
                await called
            except asyncio.CancelledError:
                if not called.cancelled():
                    self._leave()  # it was given a place it no longer wants
                raise
        try:
            yield
        finally:
            self._leave()

    def _leave(self) -> None:
        while self._waiting:
            *_, called = heapq.heappop(self._waiting)
            if not called.done():  # else it was cancelled
                called.set_result(None)
                return
        self._free += 1
