"""检索词 the view that cases are found by in free text: bigrams and 拼音首字母 of unit, description and region.

Events are found through their case. What a correction replaced stays: the events before it spoke of that.
"""

from collections.abc import Sequence

from domain import whereabouts
from domain.grams import LINE, Indexed, indexed
from domain.whereabouts import SPEAKING
from ledger.pool import LONG, Connection
from ledger.reading import event_of
from ledger.sql import sql
from ledger.store import number_of
from ledger.views.following import Following


class Words:
    """跟随者 `words`."""

    name = "words"

    async def follow(self, connection: Connection, found: Sequence[Following]) -> None:
        """Take in what a page of events adds to what their cases are found by."""
        said: dict[str, list[str]] = {}
        for one in found:
            if one.recorded.type in SPEAKING and (texts := whereabouts.texts(event_of(one.recorded))):
                number = number_of(one.recorded.stream)
                said.setdefault(number, []).extend(texts)
        if not said:
            return
        known = {
            row["number"]: row["text"].split(LINE)
            for row in await connection.fetch(sql("case_words"), list(said), timeout=LONG)
        }
        # what is kept is in normal form already, and that of a normal form is itself
        words = [(number, indexed([*known.get(number, ()), *texts])) for number, texts in said.items()]
        await _keep(connection, words)

    async def clear(self, connection: Connection) -> None:
        """Empty the view."""
        await connection.execute("truncate case_words", timeout=LONG)


async def _keep(connection: Connection, words: Sequence[tuple[str, Indexed]]) -> None:
    rows = [(number, one.text, one.initials, "{" + ",".join(map(str, one.grams)) + "}") for number, one in words]
    await connection.execute(sql("keep_words"), *map(list, zip(*rows, strict=True)), timeout=LONG)
