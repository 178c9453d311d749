"""成批办理 many cases, one command each through its own door (DOMAIN §3 invariant 6); what became of each is told one by one."""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Literal

import structlog

from activities.door import Unknown
from domain.refusals import Refusal
from ledger.errors import GONE

log = structlog.get_logger(__name__)

MOST = 200
"""so many cases at once"""
AT_ONCE = 8
KEPT = 100
TRIES = 20
PAUSE = 0.5

Outcome = Literal["done", "refused", "unknown"]
Give = Callable[[str, str], Awaitable[None]]
"""gives the command to one case, under its id; raises Refusal or Unknown"""


@dataclass(frozen=True, slots=True)
class Answered:
    """一件的结果."""

    outcome: Outcome
    sentence: str = ""


@dataclass
class Batch:
    """一次成批办理."""

    account: str
    key: str
    command: str
    cases: tuple[str, ...]
    values: Mapping[str, Sequence[str]]
    """as typed, to be sent again for what has no answer"""
    back: str
    answers: dict[str, Answered] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Of whom and under which key: asked for again it is the same."""
        return sha256(f"{self.account}/{self.key}".encode()).hexdigest()[:16]

    @property
    def over(self) -> bool:
        return len(self.answers) >= len(self.cases)

    def of(self, outcome: Outcome) -> list[str]:
        """The cases that ended so, in their order."""
        return [case for case in self.cases if case in self.answers and self.answers[case].outcome == outcome]


@dataclass
class Batches:
    """进行中与刚完成的成批办理, of one process. What they did is in the record, whatever becomes of this."""

    known: OrderedDict[str, Batch] = field(default_factory=OrderedDict)

    def begin(self, asked: Batch) -> tuple[Batch, bool]:
        """A batch under its key, and whether it is a new one: pressed twice it is the same, while it runs."""
        found = self.known.get(asked.id)
        if found is not None and not found.of("unknown"):
            return found, False
        self.known[asked.id] = asked
        while len(self.known) > KEPT:
            self.known.popitem(last=False)
        return asked, True

    def of(self, account: str, name: str) -> Batch:
        """Errors: Refusal NOT_FOUND."""
        found = self.known.get(name)
        if found is None or found.account != account:
            raise Refusal(
                "NOT_FOUND", "没有这次成批办理，或服务重启过。各件是否已办，请看案件的时间线；再办一次不会重复。"
            )
        return found


async def run(batch: Batch, give: Give) -> None:
    """Give the command to each case, a few at a time."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def one(case: str) -> None:
        async with gate:
            batch.answers[case] = await _answer(give, case, f"{batch.key}/{case}")

    await asyncio.gather(*(one(case) for case in batch.cases))


async def _answer(give: Give, case: str, command_id: str) -> Answered:
    for _ in range(TRIES):
        try:
            await give(case, command_id)
        except Unknown:
            return Answered("unknown", "已送出，还没有回答。")
        except Refusal as refused:
            if refused.code == "TOO_MANY":  # the desk is busy: nothing was sent
                await asyncio.sleep(PAUSE)
                continue
            return Answered("refused", refused.sentence)
        except GONE as away:
            log.warning("batch_unanswered", case=case, error=repr(away))
            return Answered("unknown", "账（PostgreSQL）没有应答。")
        except Exception as error:
            log.exception("batch_failed", case=case, error=repr(error))
            return Answered("unknown", "出了意料之外的错误。")
        return Answered("done")
    return Answered("unknown", "正在办理的事项太多，这一件还没有送出。")
