"""The ledger as programs see it: recall a case, append to it, ask what was answered."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import date, datetime
from typing import Self, Unpack

import asyncpg
import orjson

from domain.events import Event
from domain.notices import Notice
from domain.people import Appointment, Office
from domain.refusals import Refusal
from ledger import bulk, own, reading
from ledger.appending import Append, Issue, append_to, number_of, stream_of
from ledger.chain import root
from ledger.errors import (
    GONE,
    AlreadyDone,
    AlreadyKnown,
    CommandIdReused,
    Conflict,
    HandsRefused,
    LedgerMissing,
    understood,
)
from ledger.kept import Kept
from ledger.pool import Pool, open_pool
from ledger.records import Answer, Armed, CaseRow, Kind, KnownRow, Opening, Recalled, Recorded, Standing, Step
from ledger.sql import sql
from ledger.together import Together
from ledger.writing import Writer

__all__ = [
    "GONE",
    "AlreadyDone",
    "AlreadyKnown",
    "CommandIdReused",
    "Conflict",
    "HandsRefused",
    "Issue",
    "Ledger",
    "LedgerMissing",
    "number_of",
    "stream_of",
]

BEGINNING = (0, 0)


class Ledger:
    """账: the append-only record. One instance for a process: it holds a pool and what seldom changes."""

    def __init__(self, pool: Pool, kind: Kind) -> None:
        self.pool = pool
        self.kind = kind
        self._kept = Kept(pool)
        self._together = Together(pool, self._kept)
        self._directory: int | None = None
        self._offices: Mapping[str, Office] = {}

    @classmethod
    async def connect(cls, url: str, *, size: int = 8) -> Self:
        """Open the pool and read the genesis event."""
        pool = await open_pool(url, size=size)
        try:
            genesis = await pool.fetchrow(sql("genesis"))
        except asyncpg.UndefinedTableError as error:
            await pool.close()
            raise LedgerMissing("the database has no ledger yet: run the migrations") from error
        except BaseException:
            await pool.close()
            raise
        if genesis is None:
            await pool.close()
            raise LedgerMissing("the ledger was never opened: it has no genesis event")
        return cls(pool, orjson.loads(genesis["body"])["kind"])

    async def close(self) -> None:
        """Give the connections back."""
        await self._kept.close()
        await self.pool.close()

    # -- what deciding needs

    async def recall(self, case: str, *, command_id: str | None = None, persons: Collection[str] = ()) -> Recalled:
        """The case, its head, the clock, and who is who: one round trip."""
        stream = stream_of(case)
        asked = (stream, number_of(case), command_id, list(persons), self._directory)
        found = await self._kept.fetchrow(sql("recall"), *asked)
        if found is None:
            raise LedgerMissing("the row of what is in force is missing")
        return Recalled(
            case=await reading.case_of(self.pool, stream, found) if found["version"] else None,
            version=found["version"] or 0,
            head=found["hash"] or root(found["genesis"], stream),
            clock=found["clock"],
            answered=_answer(found) if found["command_id"] else None,
            appointments=_by_person(found["appointments"]),
            offices=self._remembered(found["directory"], found["offices"]),
            edition=found["edition"],
            calendar=found["calendar"],
            undelivered=tuple(
                Notice(**{**one, "to": tuple(one["to"])}) for one in orjson.loads(found["notices"] or "[]")
            ),
        )

    def _remembered(self, directory: int, offices: str | None) -> Mapping[str, Office]:
        # they change a few times a year: read again only when the directory's revision has moved
        if offices is not None or directory != self._directory:
            known = (Office.model_validate_json(orjson.dumps(body)) for body in orjson.loads(offices or "[]"))
            self._offices, self._directory = {office.id: office for office in known}, directory
        return self._offices

    async def answer(self, command_id: str, digest: str | None = None) -> Answer | None:
        """What was answered to a command; asked with another digest than then: that the id is reused."""
        found = await self._kept.fetchrow(sql("answer"), command_id)
        if found is None:
            return None
        answer = _answer(found)
        return answer if digest in (None, answer.digest) else _reused(answer)

    async def asked(self, case: str, command_id: str) -> tuple[Answer | None, bool]:
        """What was answered to a command, and whether its case is on record: all that sending it needs to know."""
        found = await self._kept.fetchrow(sql("asked"), command_id, stream_of(case))
        if found is None:
            raise LedgerMissing("a question about one command has one answer")
        return (_answer(found) if found["command_id"] else None), found["on_record"]

    # -- writing

    async def append(self, *, refusal: Refusal | None = None, **told: Unpack[Append]) -> int:
        """Record what was decided: events and what follows from them, or a refusal. Answers the version."""
        command_id, digest = told["command_id"], told["digest"]
        try:
            if refusal is not None:
                answer = (refusal.code, refusal.sentence, told["by"], told["recorded_at"])
                await self.pool.execute(sql("refuse"), command_id, stream_of(told["case"]), digest, *answer)
                return told["expected"]
            return await append_to(self._together, told)
        except asyncpg.PostgresError as error:
            await self.explain(error, command_id, digest)
            raise

    async def explain(self, error: asyncpg.PostgresError, command_id: str, digest: str) -> None:
        """Raise what the database means by its refusal. A command sent twice meets what it wrote itself."""
        meaning = understood(error)
        if isinstance(meaning, Conflict) and (answer := await self.answer(command_id)):
            raise (AlreadyDone(answer) if answer.digest == digest else CommandIdReused(command_id)) from error
        if meaning is not error:
            raise meaning from error

    @asynccontextmanager
    async def issuing(self, sign: str, year: int) -> AsyncIterator[Issue]:
        """发文: the next number of an issuer, its counter locked until the append commits; unused, it rolls back."""
        issue: Issue | None = None
        try:
            async with self.pool.acquire() as connection:
                transaction = connection.transaction()
                await transaction.start()
                try:
                    last = await connection.fetchval(sql("number_letters"), sign, year, 1)
                    issue = Issue(connection, f"{sign}〔{year}〕{last}号")
                    yield issue
                except BaseException:
                    await transaction.rollback()
                    raise
                await (transaction.commit() if issue.command else transaction.rollback())
        except asyncpg.PostgresError as error:
            if issue is not None and issue.command:
                await self.explain(error, *issue.command)
            raise

    async def clock(self) -> datetime:
        """The database's clock, the one that all records share."""
        now: datetime = await self.pool.fetchval(sql("clock"))
        return now

    async def next_number(self, year: int) -> str:
        """案件编号: never given twice, and a number not used stays unused."""
        return (await self.next_numbers(year, 1))[0]

    async def next_numbers(self, year: int, count: int) -> list[str]:
        """As many case numbers."""
        return [f"{year}-{number:06d}" for (number,) in await self.pool.fetch(sql("next_numbers"), count)]

    async def delivered(self, key: str, digest: str) -> bool:
        """已送: note that a notice was handed over; false when it had been before."""
        return await self._kept.fetchrow(sql("deliver"), key, digest) is not None

    async def record(self, events: Sequence[Event], *, by: str, command_id: str, digest: str, edition: str) -> int:
        """Append to stream `ledger`: editions and calendars put in force."""
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                now = await connection.fetchval("select clock_timestamp()")
                return await bulk.record(connection, events, Writer(by, command_id, edition, now), digest)
        except asyncpg.PostgresError as error:
            await self.explain(error, command_id, digest)
            raise

    # -- many at once

    async def open_batch(
        self,
        batch: str,
        openings: Sequence[Opening],
        *,
        by: str,
        command_id: str,
        digest: str,
        edition: str,
        recorded_at: datetime,
        file_digest: str = "",
    ) -> int:
        """导入: open all cases of a register in one transaction, or none. The same command again: AlreadyDone."""
        writer = Writer(by, command_id, edition, recorded_at)
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                await bulk.open_batch(connection, batch, openings, writer, digest=digest, file_digest=file_digest)
        except asyncpg.PostgresError as error:
            await self.explain(error, command_id, digest)
            raise
        return len(openings)

    async def append_many(
        self,
        batch: str,
        steps: Sequence[Step],
        *,
        by: str,
        command_id: str,
        digest: str,
        edition: str,
        recorded_at: datetime,
    ) -> int:
        """One command applied to many cases of a batch in one transaction, or to none; ids are `<command_id>/<number>`."""
        writer = Writer(by, command_id, edition, recorded_at)
        try:
            async with self.pool.acquire() as connection, connection.transaction():
                await bulk.append_many(connection, batch, steps, writer, digest)
        except asyncpg.PostgresError as error:
            await self.explain(error, command_id, digest)
            raise
        return len(steps)

    # -- reading

    async def cases(
        self,
        *,
        stage: str | None = None,
        unit: str | None = None,
        region: str | None = None,
        rung: int | None = None,
        batch: str | None = None,
        is_open: bool | None = None,
        overdue: bool | None = None,
        today: date | None = None,
        numbers: Collection[str] | None = None,
        limit: int | None = None,
    ) -> list[CaseRow]:
        """Cases by what lists filter on, soonest deadline first; `unit` and `region` by their beginning."""
        return await reading.cases(
            self.pool, stage=stage, unit=unit, region=region, rung=rung, batch=batch, is_open=is_open,
            overdue=overdue, today=today, numbers=numbers, limit=limit,
        )  # fmt: skip

    async def trail(self, case: str, after: int = 0) -> list[Recorded]:
        """案卷: the events of a case (or of stream `ledger`), oldest first."""
        return await reading.trail(self.pool, own.STREAM if case == own.STREAM else stream_of(case), after)

    async def read_all(self, after: tuple[int, int] = BEGINNING, limit: int = 1000) -> list[Recorded]:
        """All events after (xid, position), in an order in which nothing can still come before what was read (G4)."""
        return await reading.read_all(self.pool, after, limit)

    def armed_cases(self, batch: str | None = None, after: Armed | None = None) -> AsyncIterator[Armed]:
        """Every case with a deadline, of one batch or of all, soonest first; `after` takes up where one left off."""
        return reading.armed(self.pool, batch, after)

    async def lapsed(self, before: datetime, limit: int = 1000) -> list[Armed]:
        """Deadlines before `before` that have not fired (G7)."""
        return await reading.lapsed(self.pool, before, limit)

    async def standings(self, *, batch: str | None = None, numbers: Collection[str] | None = None) -> list[Standing]:
        """Cases as they stand, for one command that goes to many."""
        return await reading.standings(self.pool, batch=batch, numbers=numbers)

    async def known(self, fingerprints: Collection[str], row_digests: Collection[str] = ()) -> list[KnownRow]:
        """Rows of earlier registers with one of these fingerprints or digests."""
        return await reading.known(self.pool, fingerprints, row_digests)

    async def undelivered(self, case: str) -> tuple[Notice, ...]:
        """What must still be handed over for a case."""
        return await reading.undelivered(self.pool, stream_of(case))


def _answer(found: asyncpg.Record) -> Answer:
    return Answer(
        command_id=found["command_id"],
        stream=found["stream"],
        digest=found["body_sha256"],
        outcome=found["outcome"],
        refusal_code=found["refusal"],
        refusal_sentence=found["sentence"],
        first_version=found["first_version"],
        last_version=found["last_version"],
    )


def _reused(answer: Answer) -> Answer:
    return Answer(
        command_id=answer.command_id,
        stream=answer.stream,
        digest=answer.digest,
        outcome="refused",
        refusal_code="COMMAND_ID_REUSED",
        refusal_sentence="该指令编号已用于另一项内容不同的指令，请换用新的编号重新提交。",
    )


def _by_person(found: str | None) -> Mapping[str, tuple[Appointment, ...]]:
    held: dict[str, list[Appointment]] = {}
    for body in orjson.loads(found or "[]"):
        one = Appointment.model_validate_json(orjson.dumps(body))
        held.setdefault(one.person, []).append(one)
    return {person: tuple(appointments) for person, appointments in held.items()}
