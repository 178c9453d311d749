"""`duban ledger migrate`: what it answers, and what it refuses."""

import json
from pathlib import Path

import pytest

from ledger.migrate import migrate, open_ledger
from tests.conftest import Databases
from tests.stack.duban import duban


async def test_makes_a_database_ready_and_says_what_it_did(tmp_path: Path, postgres: Databases, database: str) -> None:
    urls = {"DUBAN_DATABASE_URL": postgres.service_url(database), "DUBAN_MIGRATION_DATABASE_URL": database}
    first, second = [
        json.loads((await duban(tmp_path, "ledger", "migrate", "-o", "json", **urls)).stdout) for _ in "12"
    ]
    assert (first["kind"], first["service_role"]) == ("real", "duban_service")
    assert first["migrated"]
    assert second == first | {"migrated": []}


async def test_a_sample_never_becomes_real(tmp_path: Path, database: str) -> None:
    await migrate(database)
    await open_ledger(database, "sample")
    answer = await duban(tmp_path, "ledger", "migrate", "-o", "json", DUBAN_DATABASE_URL=database)
    assert (answer.returncode, json.loads(answer.stdout)["error"]["code"]) == (1, "LEDGER_KIND")


@pytest.mark.parametrize(
    ("content", "code"), [(None, "FILE_NOT_FOUND"), ("\n", "PASSWORD_EMPTY"), ("secret", "LEDGER_UNAVAILABLE")]
)
async def test_says_what_is_wrong(tmp_path: Path, content: str | None, code: str) -> None:
    secret = tmp_path / "secret"
    if content is not None:
        secret.write_text(content)
    for option in ("--service-password-file", "--web-password-file"):
        arguments = ("ledger", "migrate", option, str(secret), "-o", "json")
        answer = await duban(tmp_path, *arguments, DUBAN_DATABASE_URL="postgresql://x@127.0.0.1:1/x")
        assert (answer.returncode, json.loads(answer.stdout)["error"]["code"]) == (1, code)


async def test_the_embedded_database_is_not_its_business(tmp_path: Path) -> None:
    answer = await duban(tmp_path, "ledger", "migrate", "-o", "json")
    assert (answer.returncode, json.loads(answer.stdout)["error"]["code"]) == (1, "SETTINGS_MISSING")
