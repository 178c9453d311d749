"""谁问: people of the commission's office, made to ask as a desk asks for them."""

from datetime import timedelta

from domain.people import Appointment, Office, Person, Role
from ledger.accounts import Accounts
from ledger.people import save_people
from ledger.pool import Pool


async def token_of(pool: Pool, name: str, place: str) -> str:
    """A token of one whose office looks after a place; "" is everywhere."""
    id_ = f"bench-{name}"
    await save_people(
        pool,
        people=[Person(id=id_, name=id_)],
        offices=[Office(id=id_, name=id_, jurisdiction=place)],
        appointments=[Appointment(person=id_, role=Role.COMMISSION_OFFICE, at=id_, head=True)],
        by="bench",
    )
    accounts = Accounts(pool)
    await accounts.make(id_, person=id_, by="bench")
    token, _ = await accounts.give(id_, "token", timedelta(days=1), by="bench")
    return token
