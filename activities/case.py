"""案件的两件事: recall it, execute an order on it. Thin: the work is in `execution`, the waiting in `workflows`."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import structlog
from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities import execution
from activities.handover import Leave
from ledger.errors import GONE, Conflict
from ledger.store import Ledger
from workflows.contracts import Codes, Order, Standing, Watch

log = structlog.get_logger(__name__)


class CaseActivities:
    """What a case's workflow asks for; each idempotent by the command id it is given."""

    def __init__(self, ledger: Ledger, leave: Leave | None = None) -> None:
        self.ledger = ledger
        self.leave = leave

    @activity.defn(name="recall")
    async def recall(self, watch: Watch, now: datetime) -> Standing:
        """Where a case stands."""
        with only_absence_is_retried(watch.case):
            return await execution.recall(self.ledger, watch.case, seen=watch.seen, now=now)

    @activity.defn(name="execute")
    async def execute(self, order: Order) -> Standing:
        """Recall, decide, append: one order, at most once; what it says to somebody leaves at once, where that can be."""
        with only_absence_is_retried(order.case, order.command_id):
            return await execution.execute(self.ledger, order, self.leave)


@contextmanager
def only_absence_is_retried(case: str, command_id: str = "") -> Iterator[None]:
    """A ledger that is away comes back; a bug does not, and retried for ever would hold the case's task."""
    try:
        yield
    except (*GONE, Conflict) as away:
        raise ApplicationError(repr(away), type=Codes.LEDGER_UNAVAILABLE) from away
    except Exception as bug:
        log.exception("execution_failed", case=case, command_id=command_id)
        raise ApplicationError(repr(bug), type=Codes.EXECUTION_FAILED, non_retryable=True) from bug
