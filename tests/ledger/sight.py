"""谁看: a connection on which somebody sees everything, as the desk asks for him."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from domain.people import Appointment, Office, Person, Role
from ledger.accounts import Accounts
from ledger.migrate import WEB_ROLE
from ledger.people import save_people
from ledger.pool import Connection
from ledger.seen import Seen, open_seen
from ledger.store import Ledger


@asynccontextmanager
async def watching(ledger: Ledger, service: str) -> AsyncIterator[Connection]:
    """One snapshot of an auditor of everywhere."""
    await save_people(
        ledger.pool,
        people=[Person(id="all", name="all")],
        offices=[Office(id="all", name="全县")],
        appointments=[Appointment(person="all", role=Role.AUDITOR, at="all")],
        by="test",
    )
    accounts = Accounts(ledger.pool)
    await accounts.make("all", person="all", by="test")
    secret, _ = await accounts.give("all", "token", timedelta(days=1), by="test")
    holder = await accounts.holder(secret)
    assert holder is not None
    reading = await open_seen(service.replace("user=duban_service", f"user={WEB_ROLE}"), size=1)
    try:
        async with Seen(reading, holder.digest).snapshot() as connection:
            yield connection
    finally:
        await reading.close()
