"""卸下与装回: indexes, keys and triggers of the tables to be loaded, taken away and put back, as a restore does."""

from collections.abc import Callable
from dataclasses import dataclass

from ledger.pool import Connection

TABLES = (
    "events", "commands", "hands", "rungs", "letters", "notices", "deliveries", "cases", "register_rows", "batches", "letter_counters",
    "people", "offices", "entities", "appointments",
)  # fmt: skip

GUARDS = """
select 'foreign' as what, c.conrelid::regclass::text as on, quote_ident(c.conname) as name,
       format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)) as back,
       format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname) as away
  from pg_constraint c where c.contype = 'f' and $1::text[] && array[c.conrelid::regclass::text, c.confrelid::regclass::text]
union all
select 'key', c.conrelid::regclass::text, quote_ident(c.conname),
       format('alter table %s add constraint %I %s', c.conrelid::regclass, c.conname, pg_get_constraintdef(c.oid)),
       format('alter table %s drop constraint %I', c.conrelid::regclass, c.conname)
  from pg_constraint c where c.contype in ('p', 'u') and c.conrelid::regclass::text = any ($1::text[])
union all
select 'index', i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid),
       format('drop index %s', i.indexrelid::regclass)
  from pg_index i
 where i.indrelid::regclass::text = any ($1::text[])
   and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.contype in ('p', 'u'))
union all
select 'trigger', t.tgrelid::regclass::text, quote_ident(t.tgname), pg_get_triggerdef(t.oid),
       format('drop trigger %I on %s', t.tgname, t.tgrelid::regclass)
  from pg_trigger t where not t.tgisinternal and t.tgrelid::regclass::text = any ($1::text[])
"""
_AWAY = ("foreign", "trigger", "index", "key")
_BACK = ("key", "index", "foreign", "trigger")


@dataclass(frozen=True, slots=True)
class Taken:
    """What was there, and the statement that puts it back."""

    what: str
    on: str
    name: str
    back: str
    away: str


async def take_away(connection: Connection) -> list[Taken]:
    """All of it; what it was is kept in a table of the scratch database, so that a stopped load can be seen."""
    found = [Taken(**dict(one)) for one in await connection.fetch(GUARDS, list(TABLES))]
    for kind in _AWAY:
        for one in found:
            if one.what == kind:
                await connection.execute(one.away)
    return found


async def put_back(connection: Connection, taken: list[Taken], told: Callable[[Taken], None]) -> None:
    """Everything as it was; keys and foreign keys are checked anew by PostgreSQL."""
    for kind in _BACK:
        for one in taken:
            if one.what == kind:
                await connection.execute(one.back, timeout=None)
                told(one)
