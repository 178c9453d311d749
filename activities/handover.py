"""送出: letters and messages leave the house, each once. For now as plain text into a local outbox."""

import asyncio
import hashlib
import os
import re
from pathlib import Path

import structlog
from temporalio import activity

from domain.glossary import PARTIES
from ledger.store import Ledger
from workflows.contracts import NoticeRef

log = structlog.get_logger(__name__)

LOUD_AFTER = 5
"""Attempts after which a letter that cannot leave is an error somebody must see (G13)."""

MARKS = {"real": "", "sample": "【示例】", "drill": "【演练】"}


class Handover:
    """送出: idempotent by the notice's key, across runs, workers and a rebuild."""

    def __init__(self, ledger: Ledger, outbox: Path) -> None:
        self.ledger = ledger
        self.outbox = outbox

    @activity.defn(name="hand_over")
    async def hand_over(self, notice: NoticeRef) -> None:
        """Put one notice into the outbox and note that it left; what has left already does not leave again."""
        try:
            await self.send(notice)
        except Exception as failure:
            attempt = activity.info().attempt
            tell = log.error if attempt >= LOUD_AFTER else log.warning
            tell("notice_not_handed_over", key=notice.key, case=notice.case, attempt=attempt, error=repr(failure))
            raise

    async def send(self, notice: NoticeRef) -> None:
        """The same, for whoever is no activity."""
        waiting = {one.key: one for one in await self.ledger.undelivered(notice.case)}
        if notice.key not in waiting:
            return  # it left before: an earlier attempt, another run
        found = waiting[notice.key]
        mark = MARKS[self.ledger.kind]
        text = f"{mark}{found.title}\n致：{'、'.join(PARTIES[one] for one in found.to)}\n\n{found.text}\n"
        # The letter first: a kill between the two writes the same file again, never none.
        await asyncio.to_thread(put, self.outbox, notice.key, text)
        if await self.ledger.delivered(notice.key, digest_of(text)):
            log.info("notice_handed_over", key=notice.key, case=notice.case, kind=found.kind)


def file_name(key: str) -> str:
    """A key as one file name, whatever it holds."""
    return re.sub(r"[^\w.-]", "_", key) + ".txt"


def put(outbox: Path, key: str, text: str) -> None:
    """Write whole or not at all; the same text again is left as it lies."""
    outbox.mkdir(parents=True, exist_ok=True)
    path = outbox / file_name(key)
    if path.exists():
        if path.read_text(encoding="utf-8") == text:
            return
        # An older ledger was put back and went on otherwise: what it now says leaves beside what had left.
        path = path.with_suffix(f".{digest_of(text)[:8]}.txt")
    part = path.with_suffix(f".{os.getpid()}.part")
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
