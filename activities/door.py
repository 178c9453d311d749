"""受理窗口: the one way in. Desk, command line and drill all send their orders through here."""

import asyncio
import contextlib
import re
import secrets
from datetime import timedelta
from typing import Any

import structlog
from temporalio.client import (
    Client,
    WithStartWorkflowOperation,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import ApplicationError, WorkflowAlreadyStartedError
from temporalio.service import RPCError, RPCStatusCode

from activities.standing import answered
from domain.workdays import SHANGHAI
from ledger.errors import GONE
from ledger.files import Files
from ledger.store import Ledger
from ledger.witness.walk import DIGEST, NAMES_FILES
from workflows.contracts import (
    CLOCK,
    HAZARD_SUPERVISION,
    LAPSE,
    NEW_CASE,
    PROJECT,
    TASK_QUEUE,
    Codes,
    Order,
    Refused,
    Standing,
    Watch,
    order_of,
    project_id,
    workflow_id,
)

log = structlog.get_logger(__name__)

LARGEST_ORDER = 64 * 1024  # above two megabytes Temporal would retry the task for ever; files go by digest
COMMAND_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,127}")
CASE_NUMBER = re.compile(r"[0-9]{4}-[0-9]{6,9}")
THE_CLOCKS_ID = re.compile(r"case-[0-9-]+/(lapse|project)/.*")

PATIENCE = timedelta(seconds=15)  # rpc_timeout is one attempt's, and no bound on the call
TRIES = 3
FIRST_PAUSE = 0.2
NO_ANSWER = (WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError, RPCError, TimeoutError)
UNANSWERED = frozenset({Codes.LEDGER_UNAVAILABLE, Codes.EXECUTION_FAILED})


class Unknown(Exception):  # noqa: N818 -- not a failure: nobody knows yet
    """结果未明: whether the command was recorded is not known yet; ask again with the same command id."""

    def __init__(self, command_id: str) -> None:
        super().__init__(f"结果尚不可知，请稍后用同一命令号再查：{command_id}")
        self.command_id = command_id


class Door:
    """受理窗口: takes an order, and comes back with the case's standing, a refusal, or `Unknown`."""

    def __init__(
        self,
        client: Client,
        ledger: Ledger,
        *,
        files: Files | None = None,
        patience: timedelta = PATIENCE,
        tries: int = TRIES,
    ) -> None:
        self.client = client
        self.ledger = ledger
        self.files = files
        self.patience = patience.total_seconds()
        self.tries = tries

    async def submit(self, order: Order) -> Standing:
        """Have a command carried out at most once, however often it is sent (G2)."""
        if (refusal := misshapen(order)) is not None:
            return Standing(case=order.case, refusal=refusal)
        return await self._carry(order)

    async def project(self, case: str, calendar: str) -> Standing:
        """节假日表到位: have a case's dates counted again; the clock's own command, once for each case and table."""
        command_id = project_id(case, calendar)
        return await self._carry(order_of(case, PROJECT, {"calendar": calendar}, by=CLOCK, command_id=command_id))

    async def _carry(self, order: Order) -> Standing:
        # Temporal answers a repeated update id from memory, an old "unavailable" too, so each sending has its own.
        sending = secrets.token_hex(4)
        broken: Standing | None = None
        for attempt in range(self.tries):
            if attempt:
                await asyncio.sleep(FIRST_PAUSE * 2**attempt * (1 + secrets.randbelow(1000) / 1000))
            try:
                known, order = await self._look_up(order)
                if known is not None:
                    return known
                if broken is not None:
                    return broken
                if self.files and (refusal := await asyncio.to_thread(_missing, self.files, order)) is not None:
                    return Standing(case=order.case, refusal=refusal)
                answer = await self._send(order, f"{order.command_id}/{order.digest[:12]}/{sending}.{attempt}")
            except NO_ANSWER as failure:
                if (task := asyncio.current_task()) is not None and task.cancelling():
                    # Temporal's client makes a failure of being told to stop; who was told so must not go on.
                    raise asyncio.CancelledError from failure
                if (refusal := _of_the_validator(failure)) is not None:
                    return Standing(case=order.case, refusal=refusal)
                log.warning("order_unanswered", command_id=order.command_id, case=order.case, error=repr(failure))
            except GONE as failure:
                log.warning("ledger_unavailable", command_id=order.command_id, error=repr(failure))
            else:
                if answer.refusal is None or answer.refusal.code not in UNANSWERED:
                    return answer
                # A program error stays one however often it is asked; only the ledger may know better.
                broken = answer if answer.refusal.code == Codes.EXECUTION_FAILED else None
        with contextlib.suppress(*GONE):
            known, _ = await self._look_up(order)
            if known is not None:
                return known
        raise Unknown(order.command_id)

    async def start(self, case: str) -> bool:
        """Have a case watched; False when it already is. The case must be in the ledger."""
        try:
            async with asyncio.timeout(self.patience):
                await self.client.start_workflow(
                    HAZARD_SUPERVISION,
                    Watch(case=case),
                    id=workflow_id(case),
                    task_queue=TASK_QUEUE,
                    id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
                    id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
                    static_summary=case,
                )
        except WorkflowAlreadyStartedError:
            return False
        return True

    async def nudge(self, case: str) -> None:
        """Have a case's workflow ask the ledger again, because the ledger was written past it; start it if missing."""
        async with asyncio.timeout(self.patience):
            await self.client.start_workflow(
                HAZARD_SUPERVISION,
                Watch(case=case),
                id=workflow_id(case),
                task_queue=TASK_QUEUE,
                start_signal="look_again",
                static_summary=case,
            )

    async def _look_up(self, order: Order) -> tuple[Standing | None, Order]:
        """What the ledger already knows of this order; else the order, with a number when it opens a case."""
        if order.case == NEW_CASE:
            answer = await self.ledger.answer(order.command_id, order.digest)
            if answer is None:
                now = order.now or await self.ledger.clock()
                number = await self.ledger.next_number(now.astimezone(SHANGHAI).year)
                return None, order.model_copy(update={"case": number})
            return await answered(self.ledger, answer, order), order
        answer, on_record = await self.ledger.asked(order.case, order.command_id)
        if answer is not None:
            return await answered(self.ledger, answer, order), order
        if not on_record and order.command not in OPENING:
            refusal = Refused(code=Codes.CASE_UNKNOWN, sentence=f"没有编号为 {order.case} 的案件。")
            return Standing(case=order.case, refusal=refusal), order
        return None, order

    async def _send(self, order: Order, update_id: str) -> Standing:
        # A start with each command would heal a Temporal that has lost the case as well; it makes an update a sixth dearer.
        if order.command not in OPENING:
            watching = self.client.get_workflow_handle(workflow_id(order.case))
            try:
                async with asyncio.timeout(self.patience):
                    answer: Standing = await watching.execute_update(
                        "submit", order, id=update_id, result_type=Standing
                    )
                    return answer
            except RPCError as failure:
                if failure.status is not RPCStatusCode.NOT_FOUND:
                    raise
        return await self._start_with(order, update_id)

    async def _start_with(self, order: Order, update_id: str) -> Standing:
        """Send it to a case that nobody watches: a new one, one that has ended, or one that Temporal has lost."""
        start: WithStartWorkflowOperation[object, None] = WithStartWorkflowOperation(
            HAZARD_SUPERVISION,
            Watch(case=order.case),
            id=workflow_id(order.case),
            task_queue=TASK_QUEUE,
            id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
            id_reuse_policy=WorkflowIDReusePolicy.ALLOW_DUPLICATE,
            static_summary=order.case,
        )
        try:
            async with asyncio.timeout(self.patience):
                answer: Standing = await self.client.execute_update_with_start_workflow(
                    "submit", order, start_workflow_operation=start, id=update_id, result_type=Standing
                )
                return answer
        except BaseException:
            # The start's own future must be looked at too, else asyncio complains that nobody did.
            with contextlib.suppress(BaseException):
                async with asyncio.timeout(0.1):
                    await start.workflow_handle()
            raise


OPENING = frozenset({"Report"})
"""Commands whose case is not in the ledger yet."""


def misshapen(order: Order) -> Refused | None:
    """格式不符: what is refused before anybody is asked, so that it cannot harm the machinery behind the door."""
    if not COMMAND_ID.fullmatch(order.command_id) or THE_CLOCKS_ID.fullmatch(order.command_id):
        sentence = "命令号须为 1–128 个字母、数字或 . _ : / -，且不得使用系统时钟的编号。"
        return Refused(code=Codes.COMMAND_ID_MALFORMED, sentence=sentence)
    if order.command in {LAPSE, PROJECT} or order.by.startswith("duban:"):
        return Refused(code=Codes.COMMAND_UNKNOWN, sentence=f"没有可由人下达的命令 {order.command}。")
    if (order.case == NEW_CASE) != (order.command in OPENING):
        sentence = "只有 Report（上报）以 new 为案号，其他命令须写明案件编号。"
        return Refused(code=Codes.COMMAND_MALFORMED, sentence=sentence)
    if order.case != NEW_CASE and not CASE_NUMBER.fullmatch(order.case):
        return Refused(code=Codes.CASE_UNKNOWN, sentence=f"没有编号为 {order.case[:40]} 的案件。")
    if len(order.model_dump_json().encode()) > LARGEST_ORDER:
        return Refused(code=Codes.COMMAND_TOO_LARGE, sentence="命令内容超过 64 KiB；文件请先存入证据再引用。")
    return None


def _missing(files: Files, order: Order) -> Refused | None:
    """Files are kept before the command that names them; where this door sees them, it looks."""
    for digest in digests_of(order.data):
        if files.check(digest) is not None:
            sentence = f"佐证材料 {digest[:16]}… 尚未存入；请先用 duban evidence add 存入，再在命令里引用。"
            return Refused(code=Codes.EVIDENCE_MISSING, sentence=sentence)
    return None


def digests_of(data: dict[str, Any]) -> list[str]:
    """The files a command names."""
    named = [data.get(name) for name in NAMES_FILES]
    listed = [one for value in named for one in (value if isinstance(value, list) else [value])]
    return [one for one in listed if isinstance(one, str) and DIGEST.fullmatch(one)]


def _of_the_validator(failure: BaseException) -> Refused | None:
    cause = getattr(failure, "cause", None)
    if isinstance(cause, ApplicationError) and cause.type == Codes.MISDIRECTED:
        return Refused(code=Codes.MISDIRECTED, sentence="命令送错了案件，未执行。")
    return None
