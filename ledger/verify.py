"""核验: read the whole record and everything that is derived from it, and name the first event that does not hold.

One read-only snapshot; appends go on meanwhile. What it finds: a changed byte, a deleted or swapped row, a gap, an event
of another ledger, a view that is not what its events fold to, a mark or command without its event, a file that is
missing or another. What it cannot find alone is a tail cut cleanly off everywhere: that takes a checkpoint kept elsewhere.
"""

import re
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

import asyncpg
import orjson

from domain.case import Case
from domain.due import armed
from domain.events import Event
from domain.evolve import evolve
from domain.rulebook import Rulebook, rulebook
from domain.upcasts import load
from domain.workdays import bundled_calendar
from ledger import own
from ledger.chain import ALG, NOTHING, Link, root, seal
from ledger.errors import LedgerMissing
from ledger.files import Files
from ledger.marks import marks
from ledger.pool import SETTINGS, Connection
from ledger.sql import sql
from ledger.view import COLUMNS, SHAPE, row

PAGE = 2000
NAMES_FILES = ("digest", "evidence", "photo")
DIGEST = re.compile(r"[0-9a-f]{64}")

REASONS = {
    "GENESIS": "缺少启用事件",
    "VERSION_GAP": "版本号不连续，有记录被删除或调换",
    "PREV_HASH": "与前一条记录的散列不衔接",
    "HASH": "内容与散列不符，记录被改动",
    "ALG": "散列算法不认识",
    "UNREADABLE": "内容无法解读",
    "VIEW_MISSING": "案件现状缺失",
    "VIEW_WITHOUT_EVENTS": "有案件现状而无记录",
    "VIEW_DIFFERS": "案件现状与记录不符",
    "EDITION_UNKNOWN": "依据的规则手册版本不在此程序中",
    "MARKS_DIFFER": "经手、阶梯、文号或待送登记与记录不符",
    "EVENT_WITHOUT_COMMAND": "记录没有对应的指令",
    "COMMAND_WITHOUT_EVENT": "指令没有对应的记录",
    "BATCH_WITHOUT_EVENT": "导入批次没有对应的记录",
    "FILE_MISSING": "记录所指的附件不在",
    "FILE_DIFFERS": "附件内容与摘要不符",
}
"""What each code says to people."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Bad:
    """An event that does not hold, and why."""

    stream: str
    version: int
    reason: str
    detail: str = ""

    @property
    def sentence(self) -> str:
        """In Chinese."""
        said = REASONS[self.reason]
        return f"{said}（{self.detail}）" if self.detail else said


@dataclass(slots=True)
class Verified:
    """What was read, and what was found."""

    events: int = 0
    cases: int = 0
    files: int = 0
    bad: list[Bad] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Nothing was found."""
        return not self.bad


async def verify(
    url: str,
    *,
    files: Files | None = None,
    progress: Progress = lambda _done, _of: None,
    rules: Callable[[str], Rulebook] = rulebook,
) -> Verified:
    """Check everything, in one snapshot; without `files`, all but those."""
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            await connection.execute("set local statement_timeout = 0")
            await connection.execute("set local idle_in_transaction_session_timeout = 0")
            return await _Verification(connection, files, progress, rules).run()
    except asyncpg.UndefinedTableError as error:
        raise LedgerMissing("the database has no ledger") from error
    finally:
        await connection.close()


class _Stream:
    """One chain, walked."""

    def __init__(self, stream: str, head: bytes) -> None:
        self.stream = stream
        self.version = 0
        self.head = head
        self.case: Case | None = None
        self.broken = False
        self.marks: set[tuple[str, str]] = set()

    def step(self, found: asyncpg.Record) -> Event | Bad:
        """The next event, or why it is not that."""
        version = found["version"]
        link = Link(
            found["stream"], version, found["type"], found["shape"], found["edition"], found["at"],
            found["recorded_at"], found["by"], found["command_id"], found["body"],
        )  # fmt: skip
        if version != self.version + 1:
            return Bad(self.stream, version, "VERSION_GAP")
        if found["prev_hash"] != self.head:
            return Bad(self.stream, version, "PREV_HASH")
        if found["alg"] != ALG:
            return Bad(self.stream, version, "ALG", found["alg"])
        self.version, self.head = version, seal(self.head, link)
        if self.head != found["hash"]:
            return Bad(self.stream, version, "HASH")
        try:
            return self._understood(found)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            return Bad(self.stream, version, "UNREADABLE", type(error).__name__)

    def _understood(self, found: asyncpg.Record) -> Event:
        if self.stream == own.STREAM:
            return own.OWN[found["type"]].model_validate_json(found["body"])
        event = load(found["type"], found["shape"], found["body"])
        self.case = evolve(self.case, event)
        left = marks([event], self.case, self.version)
        self.marks.update(("hands", f"{cycle}/{person}/{deed}") for cycle, person, deed, _ in left.hands)
        self.marks.update(("rungs", "/".join(map(str, rung))) for rung in left.rungs)
        self.marks.update(("letters", "/".join(map(str, letter))) for letter in left.letters)
        self.marks.update(("notices", f"{notice.key}/{version}") for notice, version in left.notices)
        return event


class _Verification:
    def __init__(
        self, connection: Connection, files: Files | None, progress: Progress, rules: Callable[[str], Rulebook]
    ) -> None:
        self.connection = connection
        self.files = files
        self.progress = progress
        self.rules = rules
        self.calendar = bundled_calendar()
        self.verified = Verified()
        self.named: dict[str, tuple[str, int]] = {}
        self.total = 0

    async def run(self) -> Verified:
        self.total = await self.connection.fetchval(sql("count_events"))
        genesis = await self._own_stream()
        if genesis is not None:
            await self._cases(genesis)
        for found in await self.connection.fetch(sql("verify_commands")):
            self.verified.bad.append(Bad(found["stream"], found["version"], found["reason"]))
        await self._files()
        return self.verified

    async def _own_stream(self) -> bytes | None:
        stream, genesis = _Stream(own.STREAM, NOTHING), None
        async for page in self._pages(own_stream=True):
            for found in page:
                event = self._step(stream, found)
                if genesis is None and isinstance(event, own.LedgerOpened):
                    genesis = stream.head
        if genesis is None and not self.verified.bad:
            self.verified.bad.append(Bad(own.STREAM, 1, "GENESIS"))
        return genesis

    async def _cases(self, genesis: bytes) -> None:
        stream: _Stream | None = None
        done: list[_Stream] = []
        async for page in self._pages(own_stream=False):
            for name, found in groupby(page, key=itemgetter("stream")):
                if stream is None or stream.stream != name:
                    done += [stream] if stream else []
                    stream = _Stream(name, root(genesis, name))
                for one in found:
                    self._step(stream, one)
            await self._compare(done)
            done = []
        await self._compare([stream] if stream else [])

    def _step(self, stream: _Stream, found: asyncpg.Record) -> Event | None:
        self.verified.events += 1
        if stream.broken:  # what follows a broken link says nothing of its own
            return None
        event = stream.step(found)
        if isinstance(event, Bad):
            stream.broken = True
            self.verified.bad.append(event)
            return None
        for digest in _digests(found["body"]):
            self.named.setdefault(digest, (stream.stream, found["version"]))
        return event

    async def _pages(self, *, own_stream: bool) -> AsyncIterator[list[asyncpg.Record]]:
        cursor = await self.connection.cursor(sql("verify_events"), own_stream)
        while page := await cursor.fetch(PAGE):
            yield page
            self.progress(self.verified.events, self.total)

    async def _compare(self, streams: list[_Stream]) -> None:
        """The views and marks of whole streams with what their events say."""
        sound = {stream.stream: stream for stream in streams if not stream.broken}
        if not sound:
            return
        numbers = [name.removeprefix("case-") for name in sound]
        views = {f"case-{view['number']}": view for view in await self.connection.fetch(sql("verify_views"), numbers)}
        kept: dict[str, set[tuple[str, str]]] = defaultdict(set)
        for mark in await self.connection.fetch(sql("verify_marks"), list(sound)):
            kept[mark["stream"]].add((mark["mark"], mark["what"]))
        for name, stream in sound.items():
            self.verified.cases += 1
            if stream.case is not None:
                self.verified.bad.extend(self._compared(stream, stream.case, views.get(name), kept[name]))

    def _compared(
        self, stream: _Stream, case: Case, view: asyncpg.Record | None, kept: set[tuple[str, str]]
    ) -> Iterator[Bad]:
        if view is None:
            yield Bad(stream.stream, stream.version, "VIEW_MISSING")
            return
        try:
            deadline = armed(case, self.rules(case.edition), self.calendar)
        except KeyError:
            yield Bad(stream.stream, stream.version, "EDITION_UNKNOWN", case.edition)
            return
        differing = [
            name
            for name, told in zip(COLUMNS, row(case, stream.version, deadline), strict=True)
            if told != view[name] and name != "shape" and not (name == "snapshot" and view["shape"] != SHAPE)
        ]
        if differing:
            yield Bad(stream.stream, stream.version, "VIEW_DIFFERS", "、".join(differing))
        if kept != stream.marks:
            marks_differing = "、".join(sorted({mark for mark, _ in kept ^ stream.marks}))
            yield Bad(stream.stream, stream.version, "MARKS_DIFFER", marks_differing)

    async def _files(self) -> None:
        if self.files is None:
            return
        for digest, (stream, version) in self.named.items():
            self.verified.files += 1
            state = self.files.check(digest)
            if state is not None:
                self.verified.bad.append(Bad(stream, version, state, digest[:16]))


def _digests(body: bytes) -> Iterator[str]:
    """The files an event names."""
    if not DIGEST.search(body.decode(errors="replace")):
        return
    told: dict[str, Any] = orjson.loads(body)
    for name in NAMES_FILES:
        value = told.get(name)
        for one in value if isinstance(value, list) else [value]:
            if isinstance(one, str) and DIGEST.fullmatch(one):
                yield one
