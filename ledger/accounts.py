"""账户与凭据 who signs in, and what opens the door to them. A secret is handed out once; what is kept is its sha256."""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

import asyncpg
import orjson

from domain.people import Appointment, Office
from domain.policy import Sight, sight
from domain.refusals import Refusal
from domain.workdays import day_of
from ledger.pool import Pool
from ledger.sql import sql

CredentialKind = Literal["session", "token", "link"]
SECRET_BYTES = 32
LONGEST_SECRET = 200


@dataclass(frozen=True, slots=True)
class Holder:
    """持有人: whose credential it is, and what its account may see."""

    account: str
    person: str | None
    kind: CredentialKind
    digest: bytes
    expires_at: datetime
    clock: datetime
    appointments: tuple[Appointment, ...]
    offices: Mapping[str, Office]
    sight: Sight
    handovers: int = 0
    """交接 that wait for his acknowledgement"""


@dataclass(frozen=True, slots=True)
class Lock:
    """门锁: what signing in needs to know of an account."""

    name: str
    password: str | None
    locked_until: datetime | None
    disabled: bool
    clock: datetime

    @property
    def rests(self) -> float:
        """For how many seconds more the account takes no password, after too many wrong ones."""
        return max((self.locked_until - self.clock).total_seconds(), 0.0) if self.locked_until else 0.0


@dataclass(frozen=True, slots=True)
class Account:
    """账户, as its administrator sees it."""

    name: str
    person: str | None
    administrator: bool
    opened: bool
    """its holder has chosen a password"""
    disabled_at: datetime | None
    locked_until: datetime | None
    made_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Credential:
    """凭据, as its owner or an administrator sees it: by a handle, which opens nothing."""

    handle: str
    kind: CredentialKind
    label: str
    made_at: datetime
    expires_at: datetime


def digest_of(secret: str) -> bytes:
    """What is kept of a secret."""
    return sha256(secret.encode()).digest()


class Accounts:
    """账户簿 of one ledger."""

    def __init__(self, pool: Pool) -> None:
        self.pool = pool
        self._directory: int | None = None
        self._offices: Mapping[str, Office] = {}

    # -- whose it is

    async def holder(self, secret: str, kinds: Collection[CredentialKind] = ("session", "token")) -> Holder | None:
        """Who holds this secret, if anybody; expired, revoked and disabled are nobody."""
        if len(secret) > LONGEST_SECRET or not secret.isascii():
            return None
        digest = digest_of(secret)
        found = await self.pool.fetchrow(sql("account_by_credential"), digest, list(kinds), self._directory)
        if found is None:
            return None
        offices = self._remembered(found["directory"], found["offices"])
        told = orjson.loads(found["appointments"] or "[]")
        held = tuple(Appointment.model_validate_json(orjson.dumps(one)) for one in told)
        return Holder(
            account=found["name"],
            person=found["person"],
            kind=found["kind"],
            digest=digest,
            expires_at=found["expires_at"],
            clock=found["clock"],
            appointments=held,
            offices=offices,
            sight=sight(held, day_of(found["clock"]), offices, administrator=found["administrator"]),
            handovers=found["handovers"],
        )

    def _remembered(self, directory: int, offices: str | None) -> Mapping[str, Office]:
        if offices is not None or directory != self._directory:
            known = (Office.model_validate_json(orjson.dumps(body)) for body in orjson.loads(offices or "[]"))
            self._offices, self._directory = {office.id: office for office in known}, directory
        return self._offices

    # -- signing in

    async def lock(self, name: str) -> Lock | None:
        """The lock of an account, None when there is no such."""
        found = await self.pool.fetchrow(sql("account_to_sign_in"), name)
        if found is None:
            return None
        disabled = found["disabled_at"] is not None
        return Lock(found["name"], found["password"], found["locked_until"], disabled, found["clock"])

    async def failed(self, name: str) -> None:
        """A wrong password; the fifth and each further one in a row let the account rest."""
        await self.pool.execute(sql("account_failed"), name)

    async def let_in(self, name: str) -> None:
        """The right password: what failed before is forgotten."""
        await self.pool.execute(sql("account_let_in"), name)

    # -- credentials

    async def give(
        self, name: str, kind: CredentialKind, lifetime: timedelta, *, by: str, label: str = ""
    ) -> tuple[str, datetime]:
        """A new secret of the account, said this once, and until when it is good. Errors: Refusal ACCOUNT_UNKNOWN."""
        secret = secrets.token_urlsafe(SECRET_BYTES)
        told = (digest_of(secret), kind, name, label[:200], lifetime, by)
        try:
            return secret, await self.pool.fetchval(sql("give_credential"), *told)
        except asyncpg.ForeignKeyViolationError:
            raise Refusal("ACCOUNT_UNKNOWN", f"没有账户 {name}。") from None

    async def use_link(self, secret: str, password: str) -> str | None:
        """一次性链接: set the password it was given for; the account's name, or None when it serves no more."""
        name: str | None = await self.pool.fetchval(sql("use_link"), digest_of(secret), password)
        return name

    async def revoke(self, name: str, *kinds: CredentialKind, digest: bytes | None = None) -> None:
        """Take credentials back: one, or all of these kinds."""
        await self.pool.execute(sql("revoke_credentials"), name, list(kinds), digest)

    async def credentials(self, name: str, *kinds: CredentialKind) -> list[Credential]:
        """What opens the door to this account now, latest first."""
        found = await self.pool.fetch(sql("credentials_of"), name, list(kinds))
        return [Credential(**one) for one in found]

    async def revoke_one(self, name: str, handle: str, *, by: str) -> bool:
        """Take one credential back, by its handle; False when it is gone already."""
        done: bool = await self.pool.fetchval(sql("revoke_one"), name, handle, by)
        return done

    # -- keeping accounts

    async def make(self, name: str, *, person: str | None, administrator: bool = False, by: str) -> bool:
        """新建账户; False when there is one of that name. Errors: Refusal PERSON_UNKNOWN."""
        try:
            made: bool = await self.pool.fetchval(sql("make_account"), name, person, administrator, by)
        except asyncpg.ForeignKeyViolationError:
            raise Refusal("PERSON_UNKNOWN", f"没有编号为 {person} 的人员。") from None
        return made

    async def disable(self, name: str, *, disabled: bool, by: str) -> bool:
        """停用, with all it opened; or 启用. False when there is no such account."""
        done: bool = await self.pool.fetchval(sql("disable_account"), name, disabled, by)
        return done

    async def lock_out(self, name: str, lifetime: timedelta | None, *, by: str) -> bool:
        """锁定 for a time, with its sessions closed; None: 解锁. False when there is no such account."""
        done: bool = await self.pool.fetchval(sql("lock_account"), name, lifetime, by)
        return done

    async def account(self, name: str) -> Account | None:
        """One account."""
        found = await self.pool.fetchrow(sql("account"), name)
        return None if found is None else Account(**found)

    async def clock(self) -> datetime:
        """The ledger's."""
        now: datetime = await self.pool.fetchval(sql("clock"))
        return now

    async def set_password(self, names: Collection[str], password: str, *, by: str) -> None:
        """Set a hash for some accounts: of a sample's role accounts alone."""
        await self.pool.execute(sql("set_password"), list(names), password, by)

    async def page(self, after: str = "", limit: int = 100) -> list[Account]:
        """账户 by name."""
        return [Account(**found) for found in await self.pool.fetch(sql("accounts"), after, limit)]
