"""检查点 in the worker: one on each day with new events and one when a case was closed, given to every place again and again.

Nothing here stops the following of views: what goes wrong is alarmed, noted for `duban stack status`, and tried again.
"""

from datetime import datetime, timedelta

from ledger.pool import LONG
from ledger.sql import sql
from ledger.store import Ledger
from ledger.witness.checkpoints import CLOSURE, DAILY, Forked, Set, alarm, checkpoint, deliver
from ledger.witness.keys import KeyUnusable

PATIENCE = timedelta(minutes=5)
"""Between two attempts at what failed."""


class Checkpoints:
    """Keeps the checkpoints of one ledger coming."""

    def __init__(self, ledger: Ledger, settings: Set) -> None:
        self.ledger = ledger
        self.settings = settings
        self._looked = 0
        self._not_before: datetime | None = None
        self._delivered_at: datetime | None = None

    async def keep(self, leaves: int) -> None:
        """Make the checkpoint that is due when so many events are numbered, and give away what is not yet given."""
        now = await self.ledger.clock()
        try:
            if self._not_before is None or now >= self._not_before:
                if await self._make(leaves):
                    self._delivered_at = now
                self._not_before = None
            if self._delivered_at is None or now >= self._delivered_at + PATIENCE:
                self._delivered_at = now
                await deliver(self.ledger, self.settings)
        except Forked as forked:
            await self._failed(now, f"FORKED {forked}")
        except KeyUnusable as error:
            await self._failed(now, str(error))

    async def _make(self, leaves: int) -> bool:
        """Whether one was due, and is made."""
        due = await self.ledger.pool.fetchrow(sql("checkpoint_due"), self._looked, leaves, timeout=LONG)
        if due is None or leaves <= due["size"]:
            return False
        is_due = due["closed"] is not None or due["daily"]
        if is_due:
            await checkpoint(self.ledger, self.settings, why=CLOSURE if due["closed"] else DAILY)
        self._looked = leaves  # only once it is made: a closure is never passed over
        return is_due

    async def _failed(self, now: datetime, reason: str) -> None:
        self._not_before = now + PATIENCE
        await alarm(self.ledger.pool, reason)
