"""对账: each day the ledger is asked which cases are open, and Temporal which are being watched."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.contracts import RECONCILIATION, Reconciled


@workflow.defn(name=RECONCILIATION)
class Reconciliation:
    """每日对账: started by a schedule; what it finds is kept as its result."""

    @workflow.run
    async def run(self) -> Reconciled:
        found: Reconciled = await workflow.execute_activity(
            "reconcile",
            result_type=Reconciled,
            start_to_close_timeout=timedelta(hours=1),
            heartbeat_timeout=timedelta(minutes=1),
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=30), maximum_interval=timedelta(minutes=10)),
            summary="compare the ledger with the running workflows",
        )
        return found
