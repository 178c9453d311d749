"""`duban audit why` as officials and programs use it: the answer in Chinese, as JSON, as a workbook; what it refuses."""

import asyncio
import itertools
import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from ledger.access import accesses
from ledger.store import Ledger
from tests.domain.builders import Life, day, rectifying
from tests.ledger.conftest import ledger, owner, service, template  # noqa: F401
from tests.ledger.lives import append
from tests.stack.duban import duban

CASE = "2025-000001"
Ask = Callable[..., Awaitable[CompletedProcess[str]]]
KEYS = {
    "case", "unit", "stage", "cycle", "rung", "version", "known_at", "rectify_by", "period", "rungs", "next",
    "if_refused", "if_known", "xlsx",
}  # fmt: skip
OF_A_RUNG = {
    "cycle", "rung", "name", "version", "how", "cause", "obligation", "letter", "rectify_by", "edition", "calendar",
    "calendar_known", "rest_days", "work_days", "provisional", "due_on", "due_at", "fired_at", "late_seconds", "late",
    "late_version", "late_sentence", "recounted_on", "agrees", "limits", "steps", "summary",
}  # fmt: skip


def extended() -> Life:
    """T July 4, extended to July 31: 催办 August 1, 函告 August 5."""
    life = rectifying().on("06-16 09:00")
    life.does("RequestExtension", "safety", reason="设备未到货", interim="停用储罐", until="2025-07-31")
    life.does("GrantExtension", "inspector", until="2025-07-31")
    while life.today < day("08-06"):
        life.through(f"{life.today}")
        life.on(f"{life.calendar.add(life.today, 1)} 00:00")
        life.looked_at()
    return life


@pytest.fixture
async def ask(ledger: Ledger, service: str, tmp_path: Path) -> Ask:  # noqa: F811
    for at, events in itertools.groupby(extended().events, key=lambda event: event.at):
        await append(ledger, CASE, list(events), recorded_at=at, by="p-test")

    async def command(*arguments: str) -> CompletedProcess[str]:
        return await duban(
            tmp_path / "home", "audit", "why", *arguments, DUBAN_DATABASE_URL=service, COLUMNS="100", PYTHONUTF8="1"
        )

    return command


async def test_the_answer(ask: Ask, ledger: Ledger, tmp_path: Path) -> None:  # noqa: F811
    book = tmp_path / "问因.xlsx"
    told, asked, sheet = await asyncio.gather(
        ask(CASE),
        ask(f"case-{CASE}", "--rung", "2", "-o", "json"),
        ask(CASE, "--xlsx", str(book), "--by", "p-auditor", "--purpose", "督查组调阅", "-o", "json"),
    )
    assert told.returncode == asked.returncode == sheet.returncode == 0, (told.stderr, asked.stderr, sheet.stderr)
    for words in ("第 2 级 函告", "整改期限由2025年7月4日改为2025年7月31日", "与记录相符", "假如不予延期", "说不准的"):
        assert words in told.stdout
    assert all(len(line) <= 100 for line in told.stdout.splitlines())

    answer = json.loads(asked.stdout)
    assert answer.keys() == KEYS
    (rung,) = answer["rungs"]
    assert rung.keys() == OF_A_RUNG
    assert (rung["rung"], rung["due_on"], rung["agrees"]) == (2, "2025-08-05", True)
    assert {one["name"] for one in rung["limits"] if one["decides"]} == {"offset", "gap"}
    (supposed,) = answer["if_refused"]
    assert [one["earliest"] for one in supposed["rungs"]][:2] == ["2025-07-07", "2025-07-09"]

    assert json.loads(sheet.stdout)["xlsx"] == str(book)
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["【示例】督办措施", "各项限制", "依据的记录", "假如不予延期", "说不准的", "出处与核验"]
    rows = list(sheets["【示例】督办措施"].iter_rows(values_only=True))
    assert [(row[1], row[2], row[11]) for row in rows[1:]] == [(1, "催办", "是"), (2, "函告", "是")]
    assert rows[2][7].date() == day("08-05")
    # what is taken out is on record
    (access,) = await accesses(ledger.pool)
    assert (access.by, access.what, access.subject, access.purpose) == ("p-auditor", "audit why", CASE, "督查组调阅")


async def test_what_it_refuses(ask: Ask, tmp_path: Path) -> None:
    missing = tmp_path / "no such folder" / "why.xlsx"
    stream, not_yet, ninth, unwritten = await asyncio.gather(
        ask("ledger", "-o", "json"),  # a stream of the record, and no case
        ask(CASE, "--rung", "3", "-o", "json"),
        ask(CASE, "--rung", "9"),
        ask(CASE, "--xlsx", str(missing), "-o", "json"),
    )
    assert [json.loads(one.stdout)["error"]["code"] for one in (stream, not_yet, unwritten)] == [
        "CASE_UNKNOWN", "RUNG_NOT_FIRED", "FILE_NOT_WRITTEN",
    ]  # fmt: skip
    assert {one.returncode for one in (stream, not_yet, unwritten)} == {1}
    sentence = json.loads(not_yet.stdout)["error"]["sentence"]
    assert sentence == f"案件 {CASE} 的第 3 级“通报”尚未触发：现到第 2 级“函告”。"
    assert ninth.returncode == 2
    assert "--rung 须为 1–7" in ninth.stderr
