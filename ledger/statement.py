"""The append's statement: as many rows of values as it has events, and of marks only the kinds that these leave."""

from functools import cache

from ledger.sql import sql

FIRST = 32
"""The first parameter of the first event, after what all events share and the view's row."""
OF_EACH = ("integer", "text", "integer", "timestamptz", "bytea", "bytea", "bytea")
"""What `writing.fields` tells of an event, its version first."""


@cache
def append_statement(events: int, marks: tuple[str, ...], *, opens: bool) -> str:
    """The text for so many events; a handful of texts in all, each prepared once on a connection."""
    beside = FIRST + events * len(OF_EACH)
    rows = ",\n".join(_values(FIRST + index * len(OF_EACH)) for index in range(events))
    marked = "".join(f", {sql(f'mark_{kind}')}" for kind in marks).replace("$marks", f"${beside}")
    parts = {
        "    -- :events": rows,
        "$:first": f"${FIRST}",
        "-- :marks\n": marked,
        "-- :view\n": sql("append_opens" if opens else "append_moves"),
    }
    text = sql("append")
    for place, part in parts.items():
        text = text.replace(place, part)
    return text


def _values(first: int) -> str:
    version, kind, shape, at, body, prev_hash, following = (
        f"${number}::{sql_type}" for number, sql_type in enumerate(OF_EACH, first)
    )
    its_own = f"{body}, 'sha256', {prev_hash}, {following}"
    return f"    ($1::text, {version}, {kind}, {shape}, $2, {at}, $3, $4, $5, {its_own})"
