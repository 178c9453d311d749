"""待办 whose turn it is, by deadline, to who holds these posts: read from the view, through whatever role asks.

The view may be a second late. `standing` gives the cases themselves, by which a row is asked again before it is shown.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

import orjson

from domain.case import Case
from domain.people import Role
from domain.turns import Post
from ledger.pool import Connection
from ledger.reading import case_of
from ledger.sql import sql

MANY = 1_000
"""more than so many are not counted one by one: who has them counts by the overview"""

Key = tuple[datetime, str, int]
"""where a page ended"""


@dataclass(frozen=True, slots=True)
class TurnRow:
    """待办 as the view keeps it."""

    number: str
    place: int
    kind: str
    ref: str
    role: str
    head: bool
    owed_by: str
    since: date
    due_on: date
    due_at: datetime
    step: int
    lapsed: bool
    runs: bool
    awaited: bool
    stands: str
    passed: tuple[str, ...]
    barred: tuple[str, ...]
    unit: str
    entity: str
    region: str
    industry: str
    office: str
    batch: str

    @property
    def key(self) -> Key:
        """Where a page that ends with it goes on."""
        return self.due_at, self.number, self.place


@dataclass(frozen=True, slots=True)
class BatchToStart:
    """待开始督办的批次."""

    batch: str
    cases: int
    due_on: date


@dataclass(frozen=True, slots=True)
class Next:
    """下一件: what fires next in all that is seen."""

    number: str
    unit: str
    due_at: datetime
    due_label: str


@dataclass(frozen=True, slots=True)
class Counted:
    """几件: by the end of today, and of this week, what is late among them; at most `MANY`."""

    today: int
    week: int


@dataclass(frozen=True, slots=True)
class Asker:
    """问者: the posts a person holds today."""

    person: str | None
    posts: tuple[Post, ...]

    def json(self) -> str:
        """His posts as the queries take them."""
        return orjson.dumps(
            [
                {
                    "role": post.role.value,
                    "head": post.head,
                    "acting": post.acting,
                    "names": post.names,
                    "entity": post.entity,
                    "jurisdiction": None if post.entity is not None else post.area.jurisdiction,
                    "industries": post.area.industries,
                }
                for post in self.posts
            ]
        ).decode()


async def mine(
    connection: Connection, asker: Asker, *, until: datetime | None = None, after: Key | None = None, limit: int = 50
) -> list[TurnRow]:
    """待我办理, soonest first."""
    return await _listed(connection, "mine", asker, until, after, limit)


async def awaited(
    connection: Connection, asker: Asker, now: datetime, *, after: Key | None = None, limit: int = 50
) -> list[TurnRow]:
    """已读不回: what others have not answered in time; to an entity's people what it has not answered yet."""
    return await _listed(connection, "unanswered", asker, _late(asker, now), after, limit)


async def risen(
    connection: Connection, asker: Asker, *, over: bool, after: Key | None = None, limit: int = 50
) -> list[TurnRow]:
    """升级到我; with `over` 越过我: lapses of one's own that stand higher by now."""
    return await _listed(connection, "bypassed" if over else "risen", asker, None, after, limit)


async def counted(connection: Connection, asker: Asker, today: datetime, week: datetime) -> Counted:
    """How many are due by the end of today and of the week."""
    found = await connection.fetchrow(sql("turns_counted"), "mine", asker.json(), asker.person, week, today, MANY)
    return Counted(found["today"], found["many"]) if found is not None else Counted(0, 0)


async def count_of(connection: Connection, asker: Asker, now: datetime) -> dict[str, int]:
    """已读不回、升级到我、越过我: how many, at most `MANY`."""
    many = {}
    for name in ("unanswered", "risen", "bypassed"):
        until = _late(asker, now) if name == "unanswered" else None
        found = await connection.fetchrow(sql("turns_counted"), name, asker.json(), asker.person, until, None, MANY)
        many[name] = found["many"] if found is not None else 0
    return many


async def to_start(connection: Connection, asker: Asker, limit: int = 20) -> list[BatchToStart]:
    """待开始督办, by batch, for who may start one."""
    roles = {post.role for post in asker.posts}
    for role in (Role.COMMISSION_OFFICE, Role.CLERK):
        if role in roles:
            found = await connection.fetch(sql("batches_to_start"), asker.json(), role.value, limit)
            return [BatchToStart(**one) for one in found]
    return []


async def next_to_come(connection: Connection, now: datetime) -> Next | None:
    """What fires next in all that is seen."""
    found = await connection.fetchrow(sql("turns_next"), now)
    return Next(**found) if found is not None else None


async def standing(connection: Connection, numbers: Collection[str]) -> dict[str, Case]:
    """These cases as they stand now, those that may be seen."""
    found = await connection.fetch(sql("seen_standing"), list(numbers))
    cases = {one["number"]: await case_of(connection, f"case-{one['number']}", one) for one in found}
    return {number: case for number, case in cases.items() if case is not None}


def _late(asker: Asker, now: datetime) -> datetime | None:
    """Of others an office asks only what is late."""
    return None if all(post.entity is not None for post in asker.posts) else now


async def _listed(
    connection: Connection, which: str, asker: Asker, until: datetime | None, after: Key | None, limit: int
) -> list[TurnRow]:
    told = (which, asker.json(), asker.person, until, *(after or (None, None, None)), limit)
    return [
        TurnRow(**{**one, "passed": tuple(one["passed"]), "barred": tuple(one["barred"])})
        for one in map(dict, await connection.fetch(sql("turns_listed"), *told))
    ]
