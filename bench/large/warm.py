"""预热: what questions touch is read once from the disk, as it lies in memory where people have asked for a while."""

from pathlib import Path

import asyncpg

from bench.large.ground import Progress
from ledger.pool import SETTINGS

TABLES = (
    "events", "traces", "trace_people", "trace_keys", "trace_days", "case_words", "cases", "states_now", "states_past",
    "turns", "case_letters", "leaves", "letters", "commands",
)  # fmt: skip
FILES = """
select pg_relation_filepath(c.oid) as path from pg_class c
 where c.oid = $1::text::regclass or c.oid in (select indexrelid from pg_index where indrelid = $1::text::regclass)
"""
PIECE = 2**20


async def warm(url: str, progress: Progress) -> None:
    """Tables and indexes, whole, into the system's cache."""
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    home = Path(await connection.fetchval("show data_directory"))
    for place, table in enumerate(TABLES):
        progress("预热", place, len(TABLES))
        for (path,) in await connection.fetch(FILES, table):
            for segment in sorted((home / path).parent.glob(f"{(home / path).name}*")):
                _read(segment)
    # what loading and tidying left to be written is not written while questions are measured
    await connection.execute("checkpoint", timeout=600)
    await connection.close()
    progress("预热", len(TABLES), len(TABLES))


def _read(file: Path) -> None:
    with file.open("rb", buffering=0) as content:
        while content.read(PIECE):
            pass
