"""`duban register` and `duban people` as programs and people meet them: what is printed, and how it exits (issue 2.6)."""

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import orjson
import pytest

from ledger.migrate import migrate, open_ledger
from ledger.store import Ledger
from tests.conftest import Databases

ROOT = Path(__file__).parents[2]
TEXT = """单位名称,隐患内容,级别,整改期限
甲公司,灭火器失效,重大,2099-12-31
,没有单位,重大,
甲公司,灭火器失效,重大,2099-12-31
乙公司,通道堵塞,一般,2026-02-30
丙公司,电线私拉,一般,
"""


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    def json(self) -> Any:
        return orjson.loads(self.out)

    def lines(self) -> list[Any]:
        return [orjson.loads(line) for line in self.out.splitlines()]


class Duban:
    """The command line, in a process of its own, on a database of this test's own."""

    def __init__(self, database_url: str, temporal: str, home: Path) -> None:
        self.database_url = database_url
        self.environment = {
            "PATH": "/usr/bin:/bin",
            "DUBAN_DATABASE_URL": database_url,
            "DUBAN_HOME": str(home),
            "TEMPORAL_ADDRESS": temporal,
            "PYTHONUTF8": "1",
        }

    async def __call__(self, *arguments: str | Path) -> Answer:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "cli.main",
            *map(str, arguments),
            cwd=ROOT,
            env=self.environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        out, err = await process.communicate()
        return Answer(process.returncode or 0, out.decode(), err.decode())


@pytest.fixture
async def duban(postgres: Databases, temporal: str, tmp_path: Path) -> Duban:
    owner = await postgres.fresh_database()
    await migrate(owner)
    await open_ledger(owner, "real")
    return Duban(postgres.service_url(owner), temporal, tmp_path / "home")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_text(TEXT, encoding="utf-8")
    return path


async def test_import_json_start_and_again(duban: Duban, register: Path) -> None:
    first = await duban("register", "import", register, "-o", "json")
    assert first.code == 0
    told = first.json()
    assert len(told["opened"]) == 2
    assert told["known"] == 1
    assert [(r["row"], r["column"]) for r in told["rejected"]] == [(3, "单位名称"), (5, "整改期限")]
    sheet = openpyxl.load_workbook(told["errors_file"]).active
    assert sheet is not None
    assert [row[0].value for row in sheet.iter_rows(min_row=2, max_row=3)] == ["3", "5"]
    again = (await duban("register", "import", register, "-o", "json")).json()
    assert (again["batch"], again["opened"], again["known"]) == (None, [], 3)
    pressed = await duban("register", "start", told["batch"], "-o", "json")
    assert pressed.code == 0
    assert sorted(pressed.json()["started"]) == told["opened"]
    assert pressed.json()["missed"] == 0
    assert (await duban("register", "start", told["batch"], "-o", "json")).json()["already"] == 2


async def test_import_ndjson_prints_what_is_committed(duban: Duban, register: Path) -> None:
    lines = (await duban("register", "import", register, "-o", "ndjson")).lines()
    assert [line["row"] for line in lines] == [2, 6]
    ledger = await Ledger.connect(duban.database_url)
    assert {row.case for row in await ledger.cases()} == {line["case"] for line in lines}
    await ledger.close()


async def test_dry_run_for_people(duban: Duban, register: Path) -> None:
    told = await duban("register", "import", register, "--dry-run")
    assert told.code == 0
    assert "将立案 2 件，已有 1 行，退回 2 行" in told.out
    assert list(register.parent.glob("*错误*")) == []
    assert (await duban("case", "list", "-o", "json")).json() == []


async def test_without_temporal_it_is_recorded_and_said_who_arms(duban: Duban, register: Path) -> None:
    duban.environment["TEMPORAL_ADDRESS"] = "127.0.0.1:1"
    told = await duban("register", "import", register, "-o", "json")
    assert told.code == 0
    assert len(told.json()["opened"]) == 2
    assert "后台补上" in told.err
    pressed = await duban("register", "start", told.json()["batch"], "-o", "json")
    assert pressed.code == 0
    assert (len(pressed.json()["started"]), pressed.json()["missed"]) == (2, 2)


@pytest.mark.parametrize("name", ["none.xlsx", "a.xls", "b.xlsx", "c.csv"])
async def test_a_refused_file_exits_1_with_a_code_and_a_sentence(duban: Duban, tmp_path: Path, name: str) -> None:
    (tmp_path / "a.xls").write_bytes(bytes.fromhex("d0cf11e0a1b11ae1"))
    (tmp_path / "b.xlsx").write_bytes(b"PK\x03\x04")
    (tmp_path / "c.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    told = await duban("register", "import", tmp_path / name, "-o", "json")
    assert told.code == 1
    assert told.json()["error"]["code"] in ("FILE_REFUSED", "NOT_A_REGISTER")
    assert "Traceback" not in told.err


async def test_wrong_usage_exits_2(duban: Duban, register: Path) -> None:
    assert (await duban("register", "import", register, "--level", "huge")).code == 2
    assert (await duban("register", "import")).code == 2


async def test_people_import(duban: Duban, register: Path) -> None:
    told = await duban("people", "import", ROOT / "samples" / "people.json", "-o", "json")
    assert told.code == 0
    assert told.json()["rejected"] == []
    assert told.json()["changed"]["offices"] == 21
    named = await duban("register", "import", register, "--by", "p-wei", "-o", "json")
    assert named.code == 0
    refused = await duban("register", "import", register, "--by", "p-qian", "-o", "json")
    assert refused.code == 1
    assert refused.json()["error"]["code"] == "NOT_PERMITTED"
