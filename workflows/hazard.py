"""督办: the life of one hazard, as waiting.

No rule is decided here. The ledger says where the case stands and what falls due next; this workflow sleeps until then,
lets commands in meanwhile, and sees that letters leave the house. It can be thrown away at any moment and started
again from the case number alone.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import timedelta

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ApplicationError, FailureError

with workflow.unsafe.imports_passed_through():
    from workflows.contracts import (
        HAZARD_SUPERVISION,
        LAPSE,
        Codes,
        NoticeRef,
        Order,
        Refused,
        Standing,
        Watch,
        lapse_of,
    )

# G17: a run turns over at whichever comes first. Weekly would cost two to three times as much.
# Open runs replay under these numbers: a change needs `workflow.patched`, as the recorded histories will say.
LONGEST_RUN = timedelta(days=30)
MOST_UPDATES = 1_500
MOST_EVENTS = 4_000

# A ledger that is away is asked again soon, then less often, and for ever: a deadline may be late, never skipped (G6).
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(seconds=300)

ATTEMPT = timedelta(seconds=5)  # above the ledger's own command time-out
ALL_ATTEMPTS = timedelta(seconds=10)
# Beyond a second the retries leave the workflow task, so that queries and other updates of the case are answered.
HOLD_TASK = timedelta(seconds=1)
ASK_LEDGER = RetryPolicy(
    initial_interval=timedelta(milliseconds=100),
    maximum_interval=timedelta(seconds=2),
    maximum_attempts=6,
)
HAND_OVER = RetryPolicy(initial_interval=timedelta(seconds=1), maximum_interval=timedelta(minutes=10))

UNANSWERED = {
    Codes.LEDGER_UNAVAILABLE: "账本暂时没有应答，结果尚不可知；请稍后用同一命令号再查。",
    Codes.EXECUTION_FAILED: "执行时出现程序错误，已报警；请用同一命令号再查。",
}


@workflow.defn(name=HAZARD_SUPERVISION)
class HazardSupervision:
    """重大事故隐患督办: from report to closure, each deadline answered on its day."""

    @workflow.init
    def __init__(self, watch: Watch) -> None:
        self.case = watch.case
        self.seen = watch.seen
        self.standing: Standing | None = None
        self.stale = False
        self.lock = asyncio.Lock()
        self.admitted = 0
        self.troubles = 0
        self.letters: dict[str, asyncio.Task[None]] = {}
        self.handed_over: set[str] = set()
        self.ends = workflow.now() + LONGEST_RUN
        self.stages: dict[str, Callable[[Standing], Awaitable[None]]] = {
            "reported": self.await_determination,
            "determined": self.await_service_of_the_order,
            "notified": self.await_acknowledgement,
            "planning": self.await_plan,
            "plan_submitted": self.await_decision_on_plan,
            "rectifying": self.await_rectification,
            "reinspecting": self.await_reinspection,
            "closing": self.await_closure,
        }

    @workflow.run
    async def run(self, watch: Watch) -> None:  # noqa: ARG002 -- @workflow.init has taken it
        while True:
            standing = self.standing
            if self.has_run_long():
                await self.turn_over()
            elif standing is None or self.stale:
                await self.recall()
            elif standing.armed:
                await self.stages.get(standing.stage, self.await_last_obligations)(standing)
            elif self.letters:
                await self.until_letters_left(standing)
            elif workflow.all_handlers_finished():
                return
            else:
                await workflow.wait_condition(workflow.all_handlers_finished)

    # --- the life of a hazard -------------------------------------------------------------------------------------

    async def await_determination(self, standing: Standing) -> None:
        """待核: the regulator verifies, and determines, dismisses, downgrades, merges or refers."""
        await self.until_due(standing, "verify and determine")

    async def await_service_of_the_order(self, standing: Standing) -> None:
        """已判定: 告知书 and 责令限期整改指令书 are issued and served; rectify_by runs from the service."""
        await self.until_due(standing, "issue and serve the order")

    async def await_acknowledgement(self, standing: Standing) -> None:
        """已告知: the principal signs for it, or it is recorded as unacknowledged."""
        await self.until_due(standing, "acknowledge")

    async def await_plan(self, standing: Standing) -> None:
        """方案编制: the entity plans in the five parts."""
        await self.until_due(standing, "submit the plan")

    async def await_decision_on_plan(self, standing: Standing) -> None:
        """方案待审: the regulator approves the plan or returns it."""
        await self.until_due(standing, "decide on the plan")

    async def await_rectification(self, standing: Standing) -> None:
        """整改中: reminders before the deadline, and after it the ladder, rung by rung."""
        await self.until_due(standing, "rectify, or the ladder climbs")

    async def await_reinspection(self, standing: Standing) -> None:
        """待复查: two inspectors look; a request holds the ladder and never resets it."""
        await self.until_due(standing, "reinspect")

    async def await_closure(self, standing: Standing) -> None:
        """待审核销号: another person than those who rectified or inspected approves, or returns it."""
        await self.until_due(standing, "approve the closure")

    async def await_last_obligations(self, standing: Standing) -> None:
        """已了结 (closed or ended otherwise): fines and talk commitments may outlive the case."""
        await self.until_due(standing, "last obligations")

    # --- the door -------------------------------------------------------------------------------------------------

    @workflow.update
    async def submit(self, order: Order) -> Standing:
        """受理一条命令: what happened comes back as the case's standing; so does a refusal, as data."""
        self.admitted += 1
        async with self.lock:
            return await self.execute(order)

    @submit.validator
    def admit(self, order: Order) -> None:
        """Refused here, nothing enters history: another case's order, or a person acting as the clock."""
        if order.case != self.case or order.command == LAPSE:
            raise ApplicationError(f"{order.command} for {order.case}", type=Codes.MISDIRECTED)

    @workflow.signal
    def look_again(self) -> None:
        """The ledger was written past this workflow (a batch was started): ask it again."""
        self.stale = True

    @workflow.query(name="standing")
    def last_standing(self) -> Standing:
        """Where this run believes the case to be, and (as `version`) how far it has ever seen the ledger."""
        known = self.standing or Standing(case=self.case)
        return known.model_copy(update={"version": max(known.version, self.seen)})

    # --- waiting --------------------------------------------------------------------------------------------------

    async def until_due(self, standing: Standing, what: str) -> None:
        """Sleep until the armed deadline, or until the case has changed; a deadline that has come is answered."""
        due = standing.due_at or self.ends
        if due <= workflow.now():
            await self.lapse(standing)
        else:
            await self.until_changed(standing, min(due, self.ends) - workflow.now(), f"{what} ({standing.due_kind})")

    async def until_changed(self, standing: Standing, at_most: timedelta, what: str) -> None:
        # Most commands leave the deadline where it was, and then the timer stays too: setting it anew is two events of
        # a command's nine. Not on the version: a due date may move while that does not.
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self.stale or self.waits_for_another(standing),
                timeout=max(at_most, timedelta(milliseconds=1)),
                timeout_summary=what,
            )

    async def until_letters_left(self, standing: Standing) -> None:
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self.stale or self.standing is not standing or not self.letters,
                timeout=max(self.ends - workflow.now(), timedelta(milliseconds=1)),
                timeout_summary="letters leave the house",
            )

    def waits_for_another(self, standing: Standing) -> bool:
        """Whether a command changed what is waited for, or was one too many for this run."""
        now = self.standing
        if now is None or now is standing:
            return False
        waited, waits = ((one.stage, one.due_at, one.armed) for one in (standing, now))
        return waited != waits or self.has_run_long()

    async def lapse(self, standing: Standing) -> None:
        """届期: the deadline has come; the rules decide what that means."""
        async with self.lock:
            if self.standing is not standing:
                return  # a command was faster, and may have moved the deadline
            answer = await self.execute(lapse_of(standing))
        if answer.refusal is None:
            if (answer.version, answer.due_at) == (standing.version, standing.due_at):
                # Failing the task parks this case where operators look, without growing its history (G11).
                raise RuntimeError(f"{self.case}: the lapse of {standing.due_kind} moved nothing")
            self.troubles = 0
        elif answer.refusal.code == Codes.NOT_YET:
            # Temporal's clock runs ahead of the database's; look again when the database's has come near (G10).
            await self.pause(timedelta(seconds=answer.ahead), answer.refusal)
        elif answer.refusal.code in (*UNANSWERED, Codes.LEDGER_BEHIND):
            await self.pause(self.growing_pause(), answer.refusal)
        else:
            raise RuntimeError(f"{self.case}: the clock was refused: {answer.refusal.code}")

    async def pause(self, how_long: timedelta, why: Refused) -> None:
        workflow.logger.warning("case_paused: %s", why.code)
        workflow.set_current_details(f"{self.case}: {why.code}")
        how_long = min(max(how_long, timedelta(seconds=1)), LONGEST_PAUSE)
        before = self.standing
        with contextlib.suppress(TimeoutError):
            await workflow.wait_condition(
                lambda: self.standing is not before, timeout=how_long, timeout_summary=why.code
            )

    def growing_pause(self) -> timedelta:
        self.troubles += 1
        return FIRST_PAUSE * min(self.troubles, LONGEST_PAUSE // FIRST_PAUSE)

    # --- asking the ledger ----------------------------------------------------------------------------------------

    async def recall(self) -> None:
        """Ask where the case stands. The first command of a new case has the lock first, and spares us the question."""
        async with self.lock:
            if self.standing is not None and not self.stale:
                return
            self.stale = False
            try:
                answer = await workflow.execute_local_activity(
                    "recall",
                    args=[Watch(case=self.case, seen=self.seen), workflow.now()],
                    result_type=Standing,
                    start_to_close_timeout=ATTEMPT,
                    schedule_to_close_timeout=ALL_ATTEMPTS,
                    local_retry_threshold=HOLD_TASK,
                    retry_policy=ASK_LEDGER,
                    summary=f"recall {self.case}",
                )
            except FailureError as failure:
                answer = self.unanswered(failure)
            self.learn(answer)
        if answer.refusal is not None:
            self.stale = self.standing is not None
            await self.pause(self.growing_pause(), answer.refusal)

    async def execute(self, order: Order) -> Standing:
        """Have the order executed; the caller holds the lock, so that the case has one order of things (G5)."""
        order = order.model_copy(update={"now": workflow.now(), "seen": self.seen})
        try:
            answer: Standing = await workflow.execute_local_activity(
                "execute",
                order,
                result_type=Standing,
                start_to_close_timeout=ATTEMPT,
                schedule_to_close_timeout=ALL_ATTEMPTS,
                local_retry_threshold=HOLD_TASK,
                retry_policy=ASK_LEDGER,
                summary=f"{order.command} {order.command_id}",
            )
        except FailureError as failure:
            return self.unanswered(failure)
        self.learn(answer)
        return answer

    def unanswered(self, failure: FailureError) -> Standing:
        """No answer is no refusal by the rules: whether the order was recorded is for the ledger to say."""
        cause = failure.cause
        broken = isinstance(cause, ApplicationError) and cause.type == Codes.EXECUTION_FAILED
        code = Codes.EXECUTION_FAILED if broken else Codes.LEDGER_UNAVAILABLE
        workflow.logger.error("ledger_gave_no_answer: %s", code, exc_info=failure)
        known = self.standing or Standing(case=self.case)
        return known.model_copy(update={"refusal": Refused(code=code, sentence=UNANSWERED[code])})

    def learn(self, answer: Standing) -> None:
        """Keep the ledger's answer, unless it is about another case or from a ledger that has been put back."""
        unknown = answer.refusal is not None and answer.refusal.code in (*UNANSWERED, Codes.LEDGER_BEHIND)
        if unknown or answer.case != self.case:
            return
        self.standing = answer.model_copy(update={"refusal": None})
        self.seen = max(self.seen, answer.version)
        for notice in answer.undelivered:
            self.see_off(notice)
        due = f"{answer.due_at:%Y-%m-%d %H:%M} UTC, {answer.due_kind}" if answer.due_at else "nothing armed"
        workflow.set_current_details(f"{self.case}: {answer.stage}, rung {answer.rung}; next: {due}")

    # --- follow-through -------------------------------------------------------------------------------------------

    def see_off(self, notice: NoticeRef) -> None:
        """文书去向: each letter is handed over once per run; the activity itself is idempotent by the key."""
        if notice.key not in self.letters and notice.key not in self.handed_over:
            self.letters[notice.key] = asyncio.create_task(self.hand_over(notice))

    async def hand_over(self, notice: NoticeRef) -> None:
        try:
            # A plain activity, no child: a child that waits would stop its parent's clock in virtual time.
            await workflow.execute_activity(
                "hand_over",
                notice,
                activity_id=f"hand-over/{notice.key}",
                start_to_close_timeout=timedelta(seconds=30),
                retry_policy=HAND_OVER,
                summary=f"hand over {notice.key}",
            )
        except FailureError as failure:
            workflow.logger.error("letter_not_handed_over: %s", notice.key, exc_info=failure)
        self.handed_over.add(notice.key)
        del self.letters[notice.key]

    # --- turning over ---------------------------------------------------------------------------------------------

    def has_run_long(self) -> bool:
        info = workflow.info()
        return (
            self.admitted >= MOST_UPDATES
            or info.get_current_history_length() >= MOST_EVENTS
            or info.is_continue_as_new_suggested()
            or workflow.now() >= self.ends
        )

    async def turn_over(self) -> None:
        """Begin a new run that knows the case's number and nothing else. Letters under way are learnt again."""
        await workflow.wait_condition(workflow.all_handlers_finished)
        workflow.continue_as_new(Watch(case=self.case, seen=self.seen))
