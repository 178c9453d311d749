"""送出: letters and messages leave the house, each once. For now as plain text into a local outbox."""

import asyncio
import hashlib
import re
import secrets
from collections.abc import Awaitable, Callable, Collection, Sequence
from pathlib import Path

import structlog
from temporalio import activity

from domain.glossary import PARTIES
from domain.notices import Notice
from ledger.store import Ledger
from workflows.contracts import NoticeRef

log = structlog.get_logger(__name__)

LOUD_AFTER = 5
"""Attempts after which a letter that cannot leave is an error somebody must see (G13)."""

AT_ONCE = 0.5
"""Seconds within which what was just recorded leaves; the case's own task waits so long, so it is no more than a moment."""

Leave = Callable[[str, Sequence[Notice]], Awaitable[Collection[str]]]
"""Lets notices of a case leave as soon as they are recorded, and answers the keys of those that did; it never raises."""

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
        if notice.key in waiting:  # else it left before: an earlier attempt, another run
            await self._put(notice.case, waiting[notice.key])

    async def at_once(self, case: str, notices: Sequence[Notice]) -> Collection[str]:
        """A `Leave`: a folder of this machine is no journey. What does not go now is `hand_over`'s, which tries for ever.

        A channel that travels must not go this way: the case would stand still for as long as it takes.
        """
        left = []
        try:
            async with asyncio.timeout(AT_ONCE):
                for notice in notices:
                    await self._put(case, notice)
                    left.append(notice.key)
        except Exception as failure:  # noqa: BLE001 -- whatever it was, the record stands and the notice is not lost
            log.warning("notice_kept_waiting", case=case, key=notices[len(left)].key, error=repr(failure))
        return left

    async def _put(self, case: str, notice: Notice) -> None:
        mark = MARKS[self.ledger.kind]
        text = f"{mark}{notice.title}\n致：{'、'.join(PARTIES[one] for one in notice.to)}\n\n{notice.text}\n"
        # The letter first: a kill between the two writes the same file again, never none.
        await asyncio.to_thread(put, self.outbox, notice.key, text)
        if await self.ledger.delivered(notice.key, digest_of(text)):
            log.info("notice_handed_over", key=notice.key, case=case, kind=notice.kind)


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
    part = path.with_suffix(f".{secrets.token_hex(4)}.part")  # a hanging disk may let two tries meet
    part.write_text(text, encoding="utf-8")
    part.replace(path)


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
