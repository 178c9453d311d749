"""SQL lives in SQL files: `sql("recall")` is `ledger/queries/recall.sql`."""

from functools import cache
from pathlib import Path

_QUERIES = Path(__file__).parent / "queries"


@cache
def sql(name: str) -> str:
    """The text of a named query."""
    return (_QUERIES / f"{name}.sql").read_text(encoding="utf-8")
