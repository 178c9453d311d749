"""查阅记录: reading personal data is on record too. The row is written before anything is shown, and is never changed.

Who shows names asks here, not in `ledger.people`: the names come with the row, by one statement.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from domain.people import Person
from ledger import people
from ledger.pool import LONG, Connection, Pool
from ledger.sql import sql

TITLES = {
    "case show": "查看案件", "case trail": "查看案件记录", "case export": "导出案卷", "people show": "查看人员",
    "audit access": "查看查阅记录", "audit search": "检索", "audit why": "问因", "audit as-of": "时点查询", "audit diff": "比较",
    "report": "报表", "web case": "网页查看案件", "web people": "网页查看案卷人员", "web file": "网页查看材料",
    "web form": "网页办理表单", "web export": "网页导出台账", "web handover": "网页交接", "web accounts": "网页管理账户",
    "web audit search": "网页检索", "web audit as-of": "网页时点查询", "web audit diff": "网页比较", "web audit why": "网页问因",
    "web audit access": "网页查看查阅记录", "web audit verify": "网页核验", "web report": "网页报表",
}  # fmt: skip
"""做了什么 in Chinese; what is not here shows as itself"""


@dataclass(frozen=True, slots=True)
class Reading:
    """查阅: who reads, by which command or page, about what, and what for."""

    by: str
    what: str
    subject: str = ""
    """a case's number, a person's id, or what was asked for"""
    purpose: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    def row(self) -> tuple[str, str, str, str]:
        return self.by, self.what, self.subject, self.purpose


@dataclass(frozen=True, slots=True)
class Access:
    """One entry of the log."""

    position: int
    at: datetime
    by: str
    what: str
    subject: str
    purpose: str
    people: tuple[str, ...]
    detail: Mapping[str, Any]


async def note(pool: Pool, reading: Reading, persons: Collection[str] = ()) -> int:
    """Put a reading on record; answers its number."""
    told = (*reading.row(), sorted(set(persons)), _json(reading))
    position: int = await pool.fetchval(sql("access"), *told)
    return position


async def names_read(pool: Pool, ids: Collection[str], reading: Reading) -> dict[str, str]:
    """Names of people, offices and entities by id; that people's were read is on record. Unknown ids are left out."""
    told = (list(ids), *reading.row(), _json(reading))
    return {found["id"]: found["name"] for found in await pool.fetch(sql("names_on_record"), *told, timeout=LONG)}


async def person_read(pool: Pool, person_id: str, reading: Reading) -> Person | None:
    """人员 with name and channels, on record; asking for somebody unknown is on record as well."""
    await note(pool, reading, [person_id])
    return await people.person(pool, person_id)


async def accesses(
    pool: Pool | Connection,
    *,
    by: str | None = None,
    what: str | None = None,
    subject: str | None = None,
    person: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    before: int | None = None,
    limit: int = 100,
) -> list[Access]:
    """The log, latest first; `before` is the number from which to read on."""
    asked = (by, what, subject, person, since, until, before, limit)
    return [
        Access(**{**found, "people": tuple(found["people"]), "detail": orjson.loads(found["detail"])})
        for found in await pool.fetch(sql("accesses"), *asked, timeout=LONG)
    ]


def _json(reading: Reading) -> str:
    return orjson.dumps(dict(reading.detail)).decode()
