"""每日对账的日程: made when it is missing, set right when it differs."""

from datetime import timedelta

from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)

from workflows.contracts import RECONCILIATION, TASK_QUEUE

SCHEDULE_ID = "duban-reconciliation"
DAILY = timedelta(days=1)
AT_THREE_IN_BEIJING = timedelta(hours=19)
"""Counted from midnight UTC: the desk sleeps, and the morning's letters are still to come."""


async def keep_schedule(client: Client, every: timedelta = DAILY) -> None:
    """Have the reconciliation run every so often, whoever starts first and however often."""
    wanted = _schedule(every)
    try:
        await client.create_schedule(SCHEDULE_ID, wanted)
    except ScheduleAlreadyRunningError:

        def set_right(found: ScheduleUpdateInput) -> ScheduleUpdate | None:
            if found.description.schedule.spec.intervals == wanted.spec.intervals:
                return None
            wanted.state = found.description.schedule.state  # an operator's pause stays
            return ScheduleUpdate(wanted)

        await client.get_schedule_handle(SCHEDULE_ID).update(set_right)


def _schedule(every: timedelta) -> Schedule:
    offset = AT_THREE_IN_BEIJING if every >= DAILY else timedelta()
    return Schedule(
        action=ScheduleActionStartWorkflow(
            RECONCILIATION, id="reconciliation", task_queue=TASK_QUEUE, static_summary="对账"
        ),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every, offset=offset)]),
        policy=SchedulePolicy(overlap=ScheduleOverlapPolicy.SKIP, catchup_window=DAILY),
    )
