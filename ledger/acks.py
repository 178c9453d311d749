"""签收链接: opens one letter for one person without an account. What is kept of the secret is its digest."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from ledger.accounts import LONGEST_SECRET, SECRET_BYTES, digest_of
from ledger.pool import Pool
from ledger.sql import sql

LIFETIME = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Ack:
    """签收链接, as the record has it."""

    case: str
    letter: str
    person: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None
    clock: datetime
    digest: bytes

    @property
    def command_id(self) -> str:
        """The same however often the button is pressed (G2)."""
        return f"ack-{self.digest.hex()[:40]}"


@dataclass(frozen=True, slots=True)
class Given:
    """给出的链接, as the office sees it."""

    person: str
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


async def give(pool: Pool, case: str, letter: str, person: str, *, by: str) -> tuple[str, datetime]:
    """A new link's secret, said this once, and until when it is good; an earlier one serves no more."""
    secret = secrets.token_urlsafe(SECRET_BYTES)
    told = (digest_of(secret), case, letter, person, LIFETIME, by)
    return secret, await pool.fetchval(sql("give_ack"), *told)


async def opened(pool: Pool, secret: str) -> Ack | None:
    """What a link opens; None when it is unknown, or ran out without being used."""
    if len(secret) > LONGEST_SECRET or not secret.isascii():
        return None
    digest = digest_of(secret)
    found = await pool.fetchrow(sql("ack_by_secret"), digest)
    return None if found is None else Ack(**found, digest=digest)


async def spent(pool: Pool, ack: Ack) -> datetime:
    """The letter was signed for; answers when, the first time if there were several."""
    at: datetime = await pool.fetchval(sql("spend_ack"), ack.digest)
    return at


async def given(pool: Pool, case: str, letter: str) -> list[Given]:
    """Links made for a letter, latest first."""
    return [Given(**one) for one in await pool.fetch(sql("acks_of"), case, letter)]


async def as_sent(pool: Pool, case: str, letter: str) -> tuple[str, str] | None:
    """文书全文 as it was handed over: title and text; None while it was not."""
    found = await pool.fetchrow(sql("letter_as_sent"), f"case-{case}", letter)
    return None if found is None else (found["title"], found["text"])
