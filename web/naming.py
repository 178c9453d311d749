"""称呼 names for ids on a page: that persons' were read is on record before anything is shown."""

from collections.abc import Collection

from ledger.access import names_read
from web.pages.shell import Visitor
from web.reading import reading


async def names_of(looking: Visitor, ids: Collection[str | None], what: str, subject: str = "") -> dict[str, str]:
    """Names of people, offices and entities by id; who is unknown goes by his id."""
    wanted = {one for one in ids if one}
    why = reading(looking.holder, what, subject, "网页查阅")
    found = await names_read(looking.desk.record.ledger.pool, wanted, why) if wanted else {}
    return {one: found.get(one, one) for one in wanted}
