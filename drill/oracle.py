"""对照: the same `execute` in a plain loop, without Temporal. What the engine brings about must be what this does."""

from datetime import datetime

from activities.execution import execute, recall
from drill.clock import DrillFailed
from ledger.store import Ledger
from workflows.contracts import Order, Standing, lapse_of


class Oracle:
    """对照: a clock that fires each deadline at its very moment."""

    def __init__(self, ledger: Ledger, start: datetime) -> None:
        self.ledger = ledger
        self.start = start
        self._nows: dict[str, datetime] = {}

    async def forward(self, number: str, to: datetime) -> None:
        """Answer every deadline up to then, each at its moment."""
        now = self._nows.get(number, self.start)
        standing = await recall(self.ledger, number, seen=0, now=now)
        while standing.due_at is not None and standing.due_at <= to:
            now = max(now, standing.due_at)
            lapse = lapse_of(standing)
            after = await execute(self.ledger, lapse.model_copy(update={"now": now}))
            if after.refusal is not None or (after.version, after.due_at) == (standing.version, standing.due_at):
                raise DrillFailed(f"案件{number}的时限{standing.due_kind}没有结果")
            standing = after
            await self.deliver(standing)
        self._nows[number] = max(now, to)

    async def submit(self, order: Order, at: datetime) -> Standing:
        """Carry the order out, and answer what falls due by it at once."""
        standing = await execute(self.ledger, order.model_copy(update={"now": at}))
        await self.deliver(standing)
        await self.forward(order.case, at)
        return standing

    async def news(self, number: str) -> None:
        """Nothing is recorded behind anybody's back here."""
        raise DrillFailed(f"案件{number}没有新的记录")

    async def deliver(self, standing: Standing) -> None:
        """What it wrote has left, as far as the record knows."""
        for notice in standing.undelivered:
            await self.ledger.delivered(notice.key, "")
