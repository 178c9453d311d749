"""定稿报表 reports as they were handed in: kept with their digest, which stands in the record as well (`ReportFrozen`)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import asyncpg
import orjson

from domain.figures.report import Kind, Report
from ledger import own
from ledger.bulk import record
from ledger.pool import LONG, Connection, Pool
from ledger.sql import sql
from ledger.writing import Writer

TRIES = 5


class ReportTampered(Exception):  # noqa: N818 - what was found, not what broke
    """A frozen report is not what the record says was frozen; the message says how."""


@dataclass(frozen=True, slots=True)
class Frozen:
    """定稿: where it stands in the record, and who froze it when."""

    report: str
    kind: Kind
    at: datetime
    known_at: datetime
    leaf: int
    digest: str
    version: int
    frozen_at: datetime
    by: str


async def freeze(pool: Pool, report: Report, *, by: str, edition: str, now: datetime) -> Frozen:
    """定稿: the report and its event in one transaction. Two at once get two names."""
    body = canonical(report)
    digest = hashlib.sha256(body).hexdigest()
    for attempt in range(TRIES):
        try:
            async with pool.acquire() as connection, connection.transaction():
                return await _freeze(connection, report, body, digest, by, edition, now)
        except asyncpg.UniqueViolationError:  # somebody froze, or the ledger's own stream grew, meanwhile
            if attempt == TRIES - 1:
                raise
    raise AssertionError


async def frozen(pool: Pool | Connection, kind: Kind | None = None) -> list[Frozen]:
    """All of them, latest first."""
    return [Frozen(**one) for one in await pool.fetch(sql("reports"), kind)]


async def as_frozen(pool: Pool, name: str) -> tuple[Frozen, Report] | None:
    """One as it was handed in, or None. Errors: ReportTampered when the record says otherwise."""
    found = await pool.fetchrow(sql("report"), name, timeout=LONG)
    if found is None:
        return None
    told = dict(found)
    body, event, said = told.pop("body"), told.pop("event"), told.pop("told")
    one = Frozen(**told)
    _compare(one, body, event, said)
    return one, Report.model_validate_json(body)


def canonical(report: Report) -> bytes:
    """The bytes that are kept and that the digest covers."""
    return orjson.dumps(report.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


async def _freeze(
    connection: Connection, report: Report, body: bytes, digest: str, by: str, edition: str, now: datetime
) -> Frozen:
    leaf = await connection.fetchval("select leaf from sequenced")
    prefix = f"{report.kind}-{report.until:%Y%m%d}-"
    name = f"{prefix}{await connection.fetchval(sql('reports_alike'), prefix) + 1}"
    event = own.ReportFrozen(
        at=now, report=name, kind=report.kind, true_at=report.at, known_at=report.known_at, leaf=leaf, digest=digest
    )
    writer = Writer(by=by, command_id=f"freeze/{name}/{digest[:8]}", edition=edition, recorded_at=now)
    version = await record(connection, [event], writer, digest)
    told = (name, report.kind, report.at, report.known_at, leaf, digest)
    await connection.execute(sql("freeze_report"), *told, body, version, now, by, timeout=LONG)
    return Frozen(*told, version=version, frozen_at=now, by=by)


def _compare(one: Frozen, body: bytes, event: str | None, said: bytes | None) -> None:
    if hashlib.sha256(body).hexdigest() != one.digest:
        raise ReportTampered("内容与其摘要不符")
    if event != own.ReportFrozen.__name__ or said is None:
        raise ReportTampered("记录中没有这份定稿")
    told: Mapping[str, Any] = orjson.loads(said)
    if (told["report"], told["digest"]) != (one.report, one.digest):
        raise ReportTampered("摘要与记录所载不符")
