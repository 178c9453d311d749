"""知会: a batch was written past the workflows of its cases; each of them is told, however often a worker is killed."""

from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy

with workflow.unsafe.imports_passed_through():
    from workflows.contracts import TELLING, Telling, Told

UNHEARD = timedelta(seconds=10)
"""A worker of which nothing is heard for so long is dead; the next one goes on where it was."""


@workflow.defn(name=TELLING)
class BatchTelling:
    """知会一批案件: begun by the command that wrote the batch, or by the worker that finds it outstanding."""

    @workflow.run
    async def run(self, telling: Telling) -> Told:
        done: Told = await workflow.execute_activity(
            "tell",
            telling,
            result_type=Told,
            start_to_close_timeout=timedelta(hours=1),
            heartbeat_timeout=UNHEARD,
            retry_policy=RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=1)),
            summary=f"tell the workflows of {telling.batch}",
        )
        return done
