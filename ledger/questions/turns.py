"""待办 whose turn it is, by deadline, to who holds these posts: read from the view, through whatever role asks.

The view may be a second late. `standing` gives the cases themselves, by which a row is asked again before it is shown.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import orjson

from domain.case import Case
from domain.people import Role
from domain.turns import Post
from ledger.pool import Connection
from ledger.reading import case_of
from ledger.sql import sql

MANY = 10_000
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

    @property
    def entities(self) -> list[str]:
        """The entities he speaks for."""
        return [post.entity for post in self.posts if post.entity is not None]

    @property
    def names(self) -> list[str]:
        """His posts as a lapse names them."""
        return sorted({name for post in self.posts for name in post.names})

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

    def doors(self) -> tuple[list[str], list[str | None]]:
        """Where the index is entered: once for each role, and for each entity of one's own."""
        roles = sorted({post.role.value for post in self.posts if post.entity is None})
        return [*roles, *(Role.ENTITY.value for _ in self.entities)], [*(None for _ in roles), *self.entities]


async def mine(
    connection: Connection, asker: Asker, *, until: datetime | None = None, after: Key | None = None, limit: int = 50
) -> list[TurnRow]:
    """待我办理, soonest first."""
    roles, entities = asker.doors()
    told = (asker.json(), roles, entities, asker.person, until, *(after or (None, None, None)), limit)
    return [_row(one) for one in await connection.fetch(sql("turns_mine"), *told)]


async def counted(connection: Connection, asker: Asker, today: datetime, week: datetime) -> Counted:
    """How many are due by the end of today and of the week."""
    roles, entities = asker.doors()
    told = (asker.json(), roles, entities, asker.person, week, None, None, None, MANY, today)
    asked = f"select count(*) filter (where due_at <= $10), count(*) from ({sql('turns_mine')}) counted"  # noqa: S608 -- ours
    found = await connection.fetchrow(asked, *told)
    return Counted(found[0], found[1]) if found is not None else Counted(0, 0)


async def awaited(
    connection: Connection, asker: Asker, now: datetime, *, after: Key | None = None, limit: int = 50
) -> list[TurnRow]:
    """已读不回: what others have not answered in time; to an entity's people what it has not answered yet."""
    told = (*_of(asker), *(after or (None, None, None)), now, limit)
    return [_row(one) for one in await connection.fetch(sql("turns_awaited"), *told)]


async def risen(
    connection: Connection, asker: Asker, *, over: bool, after: Key | None = None, limit: int = 50
) -> list[TurnRow]:
    """升级到我; with `over` 越过我: lapses of one's own that stand higher by now."""
    told = (asker.json(), over, asker.names, *(after or (None, None, None)), limit)
    return [_row(one) for one in await connection.fetch(sql("turns_risen"), *told)]


async def to_start(connection: Connection, asker: Asker, limit: int = 20) -> list[BatchToStart]:
    """待开始督办, by batch, for who may start one."""
    roles = {post.role for post in asker.posts}
    for role in (Role.COMMISSION_OFFICE, Role.CLERK):
        if role in roles:
            found = await connection.fetch(sql("turns_to_start"), asker.json(), role.value, limit)
            return [BatchToStart(**one) for one in found]
    return []


async def count_of(connection: Connection, asker: Asker, now: datetime) -> dict[str, int]:
    """已读不回、升级到我、越过我: how many, at most `MANY`."""
    lists = {
        "unanswered": ("turns_awaited", (*_of(asker), None, None, None, now, MANY)),
        "risen": ("turns_risen", (asker.json(), False, asker.names, None, None, None, MANY)),
        "bypassed": ("turns_risen", (asker.json(), True, asker.names, None, None, None, MANY)),
    }
    return {
        name: await connection.fetchval(f"select count(*) from ({sql(query)}) counted", *told)  # noqa: S608 -- ours
        for name, (query, told) in lists.items()
    }


async def next_to_come(connection: Connection) -> Next | None:
    """What fires next in all that is seen."""
    found = await connection.fetchrow(sql("turns_next"))
    return Next(**found) if found is not None else None


async def standing(connection: Connection, numbers: Collection[str]) -> dict[str, Case]:
    """These cases as they stand now, those that may be seen."""
    found = await connection.fetch(sql("seen_standing"), list(numbers))
    cases = {one["number"]: await case_of(connection, f"case-{one['number']}", one) for one in found}
    return {number: case for number, case in cases.items() if case is not None}


def _of(asker: Asker) -> tuple[str, bool, Sequence[str]]:
    own = bool(asker.posts) and all(post.entity is not None for post in asker.posts)
    return asker.json(), own, asker.entities


def _row(found: object) -> TurnRow:
    told = dict(found.items())  # type: ignore[attr-defined]
    return TurnRow(**{**told, "passed": tuple(told["passed"]), "barred": tuple(told["barred"])})
