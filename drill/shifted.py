"""平移: the engine's clock can only run ahead of ours, while a drill may begin in any year.

So every case lives on the engine's clock by a constant distance from the drill's, and the activities translate: all the
rules and the record ever see are the drill's dates, all Temporal ever sees are its own.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from temporalio import activity

from activities.case import CaseActivities
from activities.handover import Handover
from ledger.store import Ledger
from workflows.contracts import LAPSE, Order, Standing, Watch


class ShiftedActivities:
    """`recall` and `execute`, for workflows whose clock is `shift` ahead of the record's."""

    def __init__(
        self, ledger: Ledger, shift: timedelta, recorded: Callable[[str], None], handover: Handover | None = None
    ) -> None:
        self.ledger = ledger
        self.inner = CaseActivities(ledger)
        self.shift = shift
        self.recorded = recorded
        self.handover = handover

    @activity.defn(name="recall")
    async def recall(self, watch: Watch, now: datetime) -> Standing:
        """Where a case stands."""
        return await self._out(await self.inner.recall(watch, now - self.shift))

    @activity.defn(name="execute")
    async def execute(self, order: Order) -> Standing:
        """Recall, decide, append: one order, at most once."""
        changed: dict[str, object] = {"now": order.now - self.shift if order.now else None}
        if order.command == LAPSE:
            due_at = datetime.fromisoformat(order.data["due_at"]) - self.shift
            changed["data"] = {**order.data, "due_at": due_at.isoformat()}
        standing = await self._out(await self.inner.execute(order.model_copy(update=changed)))
        self.recorded(order.case)
        return standing

    async def _out(self, standing: Standing) -> Standing:
        # Letters leave here and now: an activity of its own for each would double a drill's time, and no drill lives
        # through an outage.
        for notice in standing.undelivered:
            if self.handover is not None:
                await self.handover.send(notice)
            else:
                await self.ledger.delivered(notice.key, "")
        due_at = standing.due_at + self.shift if standing.due_at else None
        return standing.model_copy(update={"due_at": due_at, "undelivered": ()})
