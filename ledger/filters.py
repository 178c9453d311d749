"""存下的筛选 an account's own, by name: the address of a list, to come back to."""

from dataclasses import dataclass
from datetime import datetime

from domain.refusals import Refusal
from ledger.pool import Connection, Pool
from ledger.sql import sql

MOST = 30
LONGEST_NAME, LONGEST_QUERY = 40, 2000


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """存下的筛选."""

    name: str
    query: str
    made_at: datetime


async def saved_filters(connection: Connection) -> list[SavedFilter]:
    """The holder's own, on a connection of the web's role."""
    return [SavedFilter(**one) for one in await connection.fetch(sql("seen_filters"))]


async def save_filter(pool: Pool, account: str, name: str, query: str) -> None:
    """存下; one of the same name is replaced. Errors: Refusal FILTER_REFUSED."""
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise Refusal("FILTER_REFUSED", f"请给这组筛选起一个名字，不超过 {LONGEST_NAME} 个字。")
    if len(query) > LONGEST_QUERY or not query.isprintable():
        raise Refusal("FILTER_REFUSED", "这组筛选太长，存不下。")
    if await pool.fetchval(sql("save_filter"), account, name, query, MOST) is None:
        raise Refusal("FILTER_REFUSED", f"最多存 {MOST} 组筛选，请先删去不用的。")


async def drop_filter(pool: Pool, account: str, name: str) -> None:
    """删去; of none there is nothing to say."""
    await pool.execute(sql("drop_filter"), account, name)
