"""进行中的导入 what this process knows of the imports it was given. What they did is in the record, whatever becomes of this."""

import asyncio
import secrets
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from domain.refusals import Refusal

KEPT = 200
"""so many imports are remembered"""
AT_ONCE = 2


class RowFault(BaseModel):
    """退回的行."""

    sheet: str
    row: int
    column: str
    why: str


class RowChange(BaseModel):
    """与台账不一致的行: for a person to decide on, changed by nobody."""

    sheet: str
    row: int
    case: str
    columns: list[str]


class ImportState(BaseModel):
    """导入的进度与结果."""

    id: str
    stage: Literal["waiting", "reading", "telling", "done", "refused"]
    """waiting → reading and recording, in one transaction → telling the clocks → done; or refused"""
    dry_run: bool
    rows: int = 0
    batch: str | None = None
    opened: list[str] = []
    would_open: int = 0
    known: int = 0
    rejected: list[RowFault] = []
    changed: list[RowChange] = []
    code: str | None = None
    detail: str | None = None


@dataclass
class Imports:
    """进行中与刚完成的导入, of one process."""

    jobs: OrderedDict[str, tuple[str, ImportState]] = field(default_factory=OrderedDict)
    turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE))

    def begin(self, account: str, *, dry_run: bool) -> ImportState:
        state = ImportState(id=secrets.token_hex(8), stage="waiting", dry_run=dry_run)
        self.jobs[state.id] = (account, state)
        while len(self.jobs) > KEPT:
            self.jobs.popitem(last=False)
        return state

    def of(self, account: str, job: str) -> ImportState:
        """Errors: Refusal IMPORT_UNKNOWN."""
        whose, state = self.jobs.get(job, ("", None))
        if state is None or whose != account:
            raise Refusal("IMPORT_UNKNOWN", "没有这次导入，或服务重启过。再导入一次即知结果，不会重复立案。")
        return state


@dataclass
class Verifying:
    """进行中的核验 of one process."""

    task: asyncio.Task[None] | None = None
    done: int = 0
    of: int = 0
    started_at: datetime | None = None
    failed: str = ""

    @property
    def running(self) -> bool:
        return self.task is not None and not self.task.done()
