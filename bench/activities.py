"""The worker's activities, with a deadline that comes while one waits: all that differs from those in use."""

from datetime import datetime, timedelta

from temporalio import activity

from activities.case import CaseActivities
from activities.handover import Leave
from bench.life import FAR, SOON, Lapses
from ledger.store import Ledger
from workflows.contracts import LAPSE, NoticeRef, Order, Standing, Watch

A_MOMENT = timedelta(seconds=1)


class Timed:
    """The real thing: recall, decide, append. Only *when* is ours: a ledger of a drill takes the time it is told."""

    def __init__(self, ledger: Ledger, lapses: Lapses, begins: datetime, leave: Leave | None = None) -> None:
        self.inner = CaseActivities(ledger, leave)
        self.lapses = lapses
        self.begins = begins
        self.first_due: datetime | None = None
        """when the first deadline comes; none means soon after it is armed"""
        self.recalls = 0
        self.answers: dict[int, Standing] = {}
        """by the version before; every life has the same"""
        self._now: dict[str, datetime] = {}
        self._due: dict[str, datetime] = {}

    @activity.defn(name="recall")
    async def recall(self, watch: Watch, now: datetime) -> Standing:
        """Where a case stands; its deadline is the one in the ledger, moved to when we want it."""
        self.recalls += 1
        return self._moved(await self.inner.recall(watch, self.begins), now, first=True)

    @activity.defn(name="execute")
    async def execute(self, order: Order) -> Standing:
        """Recall, decide, append, at the time the case's story has reached."""
        clock = order.now or self.begins
        now = self._now.get(order.case, self.begins) + A_MOMENT
        data = order.data
        if order.command == LAPSE:
            now = self._due[order.case]
            data = {"due_at": now.isoformat()}
        self._now[order.case] = now
        answer = await self.inner.execute(order.model_copy(update={"now": now, "data": data}))
        self.answers[order.seen] = answer
        if order.command == LAPSE:
            self.lapses.answered(order.case)
        return self._moved(answer, clock, first=order.command == "Report")

    def _moved(self, answer: Standing, clock: datetime, *, first: bool) -> Standing:
        if answer.due_at is None:
            return answer
        self._due[answer.case] = answer.due_at
        return answer.model_copy(update={"due_at": when(clock, self.first_due, self.begins + FAR, first=first)})


class Empty:
    """The same answers, remembered: no ledger, no rules."""

    def __init__(self, answers: dict[int, Standing], lapses: Lapses, begins: datetime) -> None:
        self.answers = answers
        self.lapses = lapses
        self.begins = begins
        self.first_due: datetime | None = None
        self.recalls = 0

    @activity.defn(name="recall")
    async def recall(self, watch: Watch, now: datetime) -> Standing:
        self.recalls += 1
        return self._of(watch.case, 0, now, first=True)

    @activity.defn(name="execute")
    async def execute(self, order: Order) -> Standing:
        """What the real one answered at this version."""
        if order.command == LAPSE:
            self.lapses.answered(order.case)
        clock = order.now
        if clock is None:
            raise ValueError("the workflow tells its clock")
        return self._of(order.case, order.seen, clock, first=order.command == "Report")

    @activity.defn(name="hand_over")
    async def hand_over(self, notice: NoticeRef) -> None:
        """Nothing is handed over."""

    def _of(self, case: str, seen: int, clock: datetime, *, first: bool) -> Standing:
        answer = self.answers[seen]
        due = None if answer.due_at is None else when(clock, self.first_due, self.begins + FAR, first=first)
        undelivered = tuple(NoticeRef(key=f"{case}-{one.key[-6:]}", case=case) for one in answer.undelivered)
        return answer.model_copy(update={"case": case, "due_at": due, "undelivered": undelivered})


def when(clock: datetime, first_due: datetime | None, far: datetime, *, first: bool) -> datetime:
    """The first deadline comes soon, or when all come; the next one does not come at all."""
    if not first:
        return far
    return first_due or clock + SOON
