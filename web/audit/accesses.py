"""查阅记录 who read whose particulars and took what out, of cases and by persons whom the auditor audits."""

from dataclasses import dataclass

from ledger.access import Access
from ledger.access import accesses as logged
from ledger.accounts import Holder
from web.audit.searching import period_of
from web.desk import Desk


@dataclass(frozen=True, slots=True)
class Wanted:
    """查阅记录的条件."""

    by: str | None = None
    what: str | None = None
    subject: str | None = None
    person: str | None = None
    since: str | None = None
    until: str | None = None
    before: int | None = None


async def accesses(desk: Desk, holder: Holder, wanted: Wanted, limit: int) -> list[Access]:
    """A page of the log, latest first. Errors: FieldRefused."""
    period = period_of(wanted.since or "", wanted.until or "", ("since", "until"), ("自", "至"))
    async with desk.seen(holder).snapshot() as connection:
        return await logged(
            connection, by=wanted.by, what=wanted.what, subject=wanted.subject, person=wanted.person,
            since=period.since, until=period.before, before=wanted.before, limit=limit,
        )  # fmt: skip
