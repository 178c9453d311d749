"""`duban evidence add`: kept, and with --by in the case's trail, once, by one who may (issue 2.6)."""

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from ledger.files import Files
from tests.cli.test_case import answer, run
from tests.workflows.conftest import client, idle_county, settings, templates  # noqa: F401
from tests.workflows.county import County

__all__ = ["run"]

TEXT = "更换后的报警器"
Run = tuple[County, Callable[..., Awaitable[CompletedProcess[str]]]]


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "整改照片.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


async def test_with_a_person_it_stands_in_the_trail_once(run: Run, photo: Path, tmp_path: Path) -> None:
    county, command = run
    case = (await county.report()).case
    digest = sha256(TEXT.encode()).hexdigest()
    add = ("evidence", "add", f"case-{case}", str(photo), "--by", "p-safety", "--note", "已更换", "--command-id", "e-1")

    first, again = answer(await command(*add, "-o", "json")), answer(await command(*add, "-o", "json"))

    assert (first["recorded"], first["digest"], first["version"], first["command_id"]) == (True, digest, 2, "e-1")
    assert (again["recorded"], again["version"], again["known"]) == (True, 2, True)
    recorded = (await county.ledger.trail(case))[1:]
    assert [(one.type, one.by, one.command_id) for one in recorded] == [("EvidenceAdded", "p-safety", "e-1")]
    body = json.loads(recorded[0].body)
    assert (body["digest"], body["name"], body["note"]) == (digest, "整改照片.txt", "已更换")
    assert Files(tmp_path / "home").check(digest) is None
    said = await command("evidence", "add", case, str(photo), "--by", "p-safety")
    assert said.returncode == 0
    assert "已记入案卷，第 3 条记录" in said.stdout


async def test_without_a_person_it_is_only_kept_and_said_so(run: Run, photo: Path) -> None:
    county, command = run
    case = (await county.report()).case

    kept = answer(await command("evidence", "add", case, str(photo), "-o", "json"))
    said = await command("evidence", "add", case, str(photo))
    unsigned = await command("evidence", "add", case, str(photo), "--note", "谁的？")

    assert kept["recorded"] is False
    assert "尚未记入案卷" in said.stdout
    assert f"duban case submit {case} AddEvidence" in said.stdout
    assert unsigned.returncode == 2
    assert await county.versions(case) == [1]


async def test_who_may_not_is_refused_and_the_file_stays(run: Run, photo: Path, tmp_path: Path) -> None:
    county, command = run
    case = (await county.report()).case

    stranger = await command("evidence", "add", case, str(photo), "--by", "p-nobody", "-o", "json")
    nowhere = await command("evidence", "add", "2099-000001", str(photo), "--by", "p-safety", "-o", "json")
    nothing = await command("evidence", "add", case, str(tmp_path / "none"), "--by", "p-safety", "-o", "json")

    assert answer(stranger, 1)["error"]["code"] == "NOT_PERMITTED"
    assert answer(nowhere, 1)["error"]["code"] == "CASE_UNKNOWN"
    assert answer(nothing, 1)["error"]["code"] == "FILE_UNREADABLE"
    assert await county.versions(case) == [1]
    assert len(Files(tmp_path / "home").all()) == 1
