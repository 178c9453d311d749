"""留存 what was counted of the past stays as it was known then: asked once, by whoever asks first, and kept in memory."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Any, TypeVar

from fastapi import FastAPI

from ledger.pool import Pool
from ledger.views.current import FOLLOWERS
from ledger.views.following import catch_up, standing

MOST = 20_000
READ = ("states", "turns")
"""the views an overview reads"""
PATIENCE = 1.5
"""Seconds a page waits for its figures to be brought up to date; then it says how far they are behind"""

Value = TypeVar("Value")


class Kept:
    """留存 of one desk."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._found: OrderedDict[Hashable, Any] = OrderedDict()

    async def get(self, key: Hashable, ask: Callable[[], Awaitable[Value]]) -> Value:
        """What was found before, else what is found now."""
        if key in self._found:
            self._found.move_to_end(key)
        else:
            self._found[key] = await ask()
            if len(self._found) > self.most:
                self._found.popitem(last=False)
        value: Value = self._found[key]
        return value


def kept_of(app: FastAPI) -> Kept:
    """The desk's own."""
    kept: Kept | None = getattr(app.state, "kept", None)
    if kept is None:
        kept = app.state.kept = Kept()
    return kept


async def behind(pool: Pool) -> int:
    """Bring the figures up to all that is committed; answers by how many events they are behind all the same."""
    try:
        async with asyncio.timeout(PATIENCE):
            await catch_up(pool, [FOLLOWERS[name] for name in READ])
    except TimeoutError:
        reached = await standing(pool)
        return max(1, reached.leaves - min(reached.views.get(name, 0) for name in READ))
    return 0
