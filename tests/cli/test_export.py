"""`duban case export`, `duban ledger check-export` and `duban audit access` as people use them; no Temporal is needed."""

import asyncio
from pathlib import Path

from ledger.access import accesses
from ledger.store import Ledger
from tests.cli.test_case import answer
from tests.ledger.casefiles import archived
from tests.ledger.conftest import ledger, owner, service, template
from tests.stack.duban import duban

__all__ = ["ledger", "owner", "service", "template"]

CASE = "2025-000001"


async def test_a_case_is_exported_checked_and_on_record(ledger: Ledger, service: str, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    life = await archived(ledger, home, CASE)
    there = {"DUBAN_DATABASE_URL": service}
    export = ("case", "export", f"case-{CASE}", "--to", "a.zip", "--by", "clerk", "--purpose", "移交档案室")

    exported = answer(await duban(home, *export, "-o", "json", **there))
    (tmp_path / "b.zip").write_bytes((tmp_path / "a.zip").read_bytes()[:-1])
    key = await duban(home, "ledger", "key", **there)
    (tmp_path / "duban.pub").write_text(key.stdout)
    again, checked, refused = await asyncio.gather(
        duban(home, *export, **there),
        duban(home, "ledger", "check-export", "a.zip", "--key", "duban.pub"),  # no stack, no database
        duban(home, "ledger", "check-export", "b.zip", "-o", "json"),
    )

    assert (exported["case"], exported["events"], exported["attachments"]) == (CASE, len(life.events), 3)
    assert (tmp_path / "a.zip").stat().st_size == exported["bytes"]
    assert (tmp_path / "a.zip").stat().st_mode & 0o077 == 0
    assert (again.returncode, "PLACE_TAKEN" in again.stderr) == (1, True)
    assert checked.returncode == 0, checked.stderr
    assert "公钥与你给出的一致" in checked.stdout
    assert "【示例】" in checked.stdout
    assert answer(refused, 1)["error"]["code"] == "ZIP_DAMAGED"
    (row,) = await accesses(ledger.pool)
    assert (row.by, row.what, row.subject, row.purpose) == ("clerk", "case export", CASE, "移交档案室")


async def test_names_that_are_shown_are_on_record_and_the_log_is_read(
    ledger: Ledger,
    service: str,
    tmp_path: Path,
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    await archived(ledger, home, CASE)
    there = {"DUBAN_DATABASE_URL": service}

    shown, silent, person = await asyncio.gather(
        duban(home, "case", "trail", CASE, "--by", "director", "--purpose", "督查", **there),
        duban(home, "case", "trail", CASE, "-o", "json", **there),
        duban(home, "people", "show", "principal", "--purpose", "核对送达人", **there),
    )
    listed, read = await asyncio.gather(
        duban(home, "audit", "access", "--person", "principal", "--until", "2099-12-31", "-o", "json", **there),
        duban(home, "audit", "access", "--case", CASE, "--by", "leader", **there),
    )

    assert "王建国" in shown.stdout
    assert "王建国" not in silent.stdout
    assert "王建国" in person.stdout
    assert {(one["what"], one["by"], one["purpose"]) for one in answer(listed)} >= {
        ("people show", "duban:operator", "核对送达人"),
        ("case trail", "director", "督查"),
    }
    assert all(part in read.stdout for part in ("查看案件记录", "吴建军", "督查"))
    assert sorted(one.what for one in await accesses(ledger.pool)) == ["audit access", "case trail", "people show"]
