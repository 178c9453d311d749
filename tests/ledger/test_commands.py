"""`duban ledger verify|backup|restore` and `duban evidence add`, as a program calls them."""

import asyncio
import os
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import asyncpg
import orjson
import pytest

from ledger.store import Ledger
from tests.conftest import Databases
from tests.ledger.lives import append, reported

ONE = "2026-000001"


class Duban:
    """The command line, with the test's own database and data directory."""

    def __init__(self, home: Path, service: str, owner: str) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("DUBAN_", "TEMPORAL_"))}
        self.environment = {
            **kept, "DUBAN_HOME": str(home), "DUBAN_DATABASE_URL": service, "DUBAN_MIGRATION_DATABASE_URL": owner,
        }  # fmt: skip

    async def __call__(self, *arguments: str | Path) -> tuple[int, Any]:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "cli.main", *map(str, arguments), "-o", "json",
            env=self.environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
        told, _ = await process.communicate()
        return process.returncode or 0, orjson.loads(told)


@pytest.fixture
async def duban(ledger: Ledger, service: str, owner: str, tmp_path: Path) -> Duban:
    await append(ledger, ONE, [reported(ONE)])
    return Duban(tmp_path / "home", service, owner)


async def test_verify_says_where_it_is_wrong(duban: Duban, owner: str) -> None:
    code, told = await duban("ledger", "verify")
    assert (code, told["ok"], told["events"], told["first_bad"]) == (0, True, 2, None)
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    await connection.execute(f"update events set by = 'p-x' where stream = 'case-{ONE}'")
    await connection.close()
    code, told = await duban("ledger", "verify")
    first = told["first_bad"]
    assert (code, told["ok"], first["stream"], first["version"], first["reason"]) == (
        1,
        False,
        f"case-{ONE}",
        1,
        "HASH",
    )


async def test_evidence_is_kept_and_goes_with_the_backup(
    duban: Duban, tmp_path: Path, postgres: Databases, service: str
) -> None:
    content = "整改情况说明".encode()
    photo = tmp_path / "整改.txt"
    photo.write_bytes(content)
    code, told = await duban("evidence", "add", ONE, photo)
    assert (code, told["digest"], told["type"]) == (0, sha256(content).hexdigest(), "text/plain")
    assert (await duban("evidence", "add", "2026-000777", photo))[1]["error"]["code"] == "CASE_UNKNOWN"
    assert (await duban("evidence", "add", ONE, tmp_path / "none"))[1]["error"]["code"] == "FILE_UNREADABLE"

    archive = tmp_path / "backup.tar"
    code, told = await duban("ledger", "backup", archive)
    assert (code, told["events"], told["files"]) == (0, 2, 1)
    code, told = await duban("ledger", "restore", archive)
    assert (code, told["error"]["code"]) == (1, "RESTORE_NOT_EMPTY")
    new = await postgres.fresh_database()
    elsewhere = Duban(tmp_path / "elsewhere", postgres.service_url(new), new)
    code, told = await elsewhere("ledger", "restore", archive)
    assert (code, told["ok"], told["cases"], told["files"]) == (0, True, 1, 1)
    assert (await elsewhere("ledger", "verify"))[1]["ok"]
    code, told = await elsewhere("ledger", "restore", photo)
    assert (code, told["error"]["code"]) == (1, "ARCHIVE_DAMAGED")
