"""`duban ledger checkpoint|key|verify`, and what a backup carries of them, as a program calls them."""

import shutil
import tarfile
from pathlib import Path

import orjson
import pytest

from ledger.backup import MANIFEST
from ledger.store import Ledger
from ledger.views.current import current
from ledger.witness.checkpoints import checkpoint, keys_of
from ledger.witness.note import Public, opened
from ledger.witness.verify import verify
from tests.conftest import Databases
from tests.ledger.forgery import forged, rechained
from tests.ledger.lives import append, reported
from tests.ledger.settings import Set
from tests.ledger.test_commands import ONE, Duban


@pytest.fixture
async def duban(ledger: Ledger, service: str, owner: str, tmp_path: Path) -> Duban:
    await append(ledger, ONE, [reported(ONE)])
    return Duban(tmp_path / "home", service, owner)


async def test_a_checkpoint_on_a_stick_convicts_who_wrote_the_record_anew(
    duban: Duban, owner: str, tmp_path: Path
) -> None:
    stick, public = tmp_path / "stick", tmp_path / "key.txt"
    stick.mkdir()
    code, told = await duban("ledger", "checkpoint", "--to", stick)
    assert (code, told["size"], told["why"]) == (0, 2, "by hand")
    assert [one["ok"] for one in told["places"]] == [True, True]
    (kept,) = stick.iterdir()
    assert opened(kept.read_text(), Public.parse(told["public_key"])).size == 2
    _, key = await duban("ledger", "key")
    assert key["public_key"] == told["public_key"]
    public.write_text(f"【示例】以下内容出自示例账\n{key['public_key']}\n")

    await rechained(owner, lambda _stream, _version, body: body.replace("失效".encode(), "完好".encode()))
    await forged(owner, "delete from checkpoints")
    shutil.rmtree(tmp_path / "home" / "checkpoints")
    code, told = await duban("ledger", "verify")
    assert (code, told["ok"], told["vouched"]) == (0, True, 0)
    assert "没有可用的检查点" in told["limits"]
    code, told = await duban("ledger", "verify", "--checkpoint", stick, "--key", public)
    first = told["first_bad"]
    assert (code, first["reason"], first["since"], first["leaf"]) == (1, "REWRITTEN", 1, 2)
    assert [one["code"] for one in told["checkpoints"]] == ["REWRITTEN"]


async def test_verify_says_what_it_folded_and_what_it_took_as_signed(duban: Duban, ledger: Ledger, owner: str) -> None:
    await current(ledger.pool)
    assert (await duban("ledger", "checkpoint"))[0] == 0
    runs = [await duban("ledger", "verify", *more) for more in ((), (), ("--full",))]
    assert [(code, told["ok"], told["cases"], told["unchanged"]) for code, told in runs] == [
        (0, True, 1, 0),
        (0, True, 1, 1),
        (0, True, 1, 0),
    ]
    await forged(owner, "update cases set stage = 'closed'")
    code, told = await duban("ledger", "verify")
    assert (code, told["unchanged"], told["first_bad"]["reason"]) == (1, 0, "VIEW_DIFFERS")


async def test_a_backup_carries_the_checkpoint_and_never_the_key(
    duban: Duban, ledger: Ledger, tmp_path: Path, postgres: Databases
) -> None:
    home, archive = Set(tmp_path / "home"), tmp_path / "backup.tar"
    made = await checkpoint(ledger, home)
    assert (await duban("ledger", "backup", archive))[0] == 0
    private = (home.data / "keys" / "checkpoint.pem").read_bytes().split(b"\n")[1]
    assert private not in archive.read_bytes()
    with tarfile.open(archive) as tar:
        manifest = orjson.loads(tar.extractfile(MANIFEST).read())  # type: ignore[union-attr]
    assert (manifest["checkpoint"], manifest["public_keys"]) == (made.note, [str(made.public)])
    new, elsewhere = await postgres.fresh_database(), Set(tmp_path / "elsewhere")
    restored = Duban(elsewhere.data, postgres.service_url(new), new)
    code, told = await restored("ledger", "restore", archive)
    assert (code, told["ok"], told["vouched"]) == (0, True, 2)
    # the new machine signs with a key of its own, and what the old one signed still counts
    opened_anew = await Ledger.connect(new)
    again = await checkpoint(opened_anew, elsewhere)
    await opened_anew.close()
    assert again.public != made.public
    verified = await verify(new, trusted=keys_of(elsewhere).trusted)
    assert (verified.ok, {one.code for one in verified.testimonies}) == (True, {"HOLDS_ALL"})
