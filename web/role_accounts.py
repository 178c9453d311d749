"""示例的角色账户: in a sample ledger every role can be tried at once. A real ledger has none, and gets none."""

import secrets
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from domain.people import Appointment, Role
from domain.policy import READERS, ROLE_NAMES
from domain.refusals import Refusal
from domain.workdays import day_of
from ledger.accounts import Accounts
from ledger.people import appointments, offices
from ledger.store import Ledger
from web.passwords import Passwords

BY = "duban:sample"
ROLES = tuple(role for role in Role if role in READERS or role is Role.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class RoleAccount:
    """角色账户: its name is the role's."""

    role: Role
    person: str

    @property
    def title(self) -> str:
        return ROLE_NAMES[self.role]


async def role_accounts(ledger: Ledger) -> list[RoleAccount]:
    """Make what is missing; all of them, in the order of the roles. Errors: Refusal NOT_A_SAMPLE."""
    if ledger.kind != "sample":
        raise Refusal("NOT_A_SAMPLE", "只有示例账有角色账户；正式账请由系统管理员为各人建账户。")
    day = day_of(await ledger.clock())
    held = [one for one in await appointments(ledger.pool) if one.holds_on(day)]
    narrow = {office.id for office in await offices(ledger.pool) if office.industries}
    accounts, made = Accounts(ledger.pool), []
    for role in ROLES:
        if (person := _who(held, role, narrow)) is not None:
            await accounts.make(role.value, person=person, by=BY)
            made.append(RoleAccount(role, person))
    return made


async def one_password(ledger: Ledger, made: Iterable[RoleAccount], passwords: Passwords) -> str:
    """A new password for all of them: it is shown, and kept nowhere."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    names = [one.role.value for one in made]
    await Accounts(ledger.pool).set_password(names, await passwords.hashed(password), by=BY)
    return password


def _who(held: Sequence[Appointment], role: Role, narrow: Container[str]) -> str | None:
    """The person who shows the role best: of this role alone, of an office for all industries, its head before others."""
    roles: dict[str, set[Role]] = {}
    for one in held:
        roles.setdefault(one.person, set()).add(one.role)
    fitting = [one for one in held if one.role is role]
    best = min(
        fitting, key=lambda one: (len(roles[one.person]), one.at in narrow, not one.head, one.person), default=None
    )
    return best.person if best else None
