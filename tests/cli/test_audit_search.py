"""`duban audit search` as auditors and programs use it: what it shows, how it goes on, what it refuses, what is on record."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from subprocess import CompletedProcess

import openpyxl
import pytest

from cli.output import Failed
from cli.period import period
from domain.people import Person
from domain.refusals import Refusal
from ledger.access import accesses
from ledger.people import save_people
from ledger.questions.event_types import TYPES, types_called
from ledger.questions.question import Period
from ledger.store import Ledger
from tests.ledger.conftest import ledger, owner, service, template  # noqa: F401
from tests.ledger.lives import AT, append, asked, reported
from tests.stack.duban import duban

ONE, TWO = "2026-000001", "2026-000002"
Ask = Callable[..., Awaitable[CompletedProcess[str]]]


@pytest.fixture
async def ask(ledger: Ledger, service: str, tmp_path: Path) -> Ask:  # noqa: F811
    await save_people(ledger.pool, people=[Person(id="p-wang", name="王强"), Person(id="p-li", name="李明")], by="x")
    await append(ledger, ONE, [reported(ONE)], recorded_at=AT)
    fireworks = reported(TWO, unit="=永盛烟花厂", description="库房超量储存", industry="烟花爆竹", region="临江县")
    await append(ledger, TWO, [fireworks], recorded_at=AT + timedelta(days=3), by="p-li")
    await append(ledger, ONE, [asked()], recorded_at=AT + timedelta(days=4))

    async def command(*arguments: str) -> CompletedProcess[str]:
        return await duban(
            tmp_path / "home", "audit", "search", *arguments, DUBAN_DATABASE_URL=service, COLUMNS="120", PYTHONUTF8="1"
        )

    return command


async def test_answers(ask: Ask, ledger: Ledger, tmp_path: Path) -> None:  # noqa: F811
    book = tmp_path / "检索.xlsx"
    shown, by_name, page, sheet = await asyncio.gather(
        ask("--text", "yhc", "--purpose", "督查组调阅"),
        ask("--person", "李明", "--by", "p-auditor"),
        ask("--limit", "1", "--case", ONE, "-o", "json"),
        ask("--xlsx", str(book), "--from", "2026-03-01", "--to", "2026-03-02"),
    )
    assert shown.returncode == 0, shown.stderr
    for told in (
        "2026-03-02 09:00",
        TWO,
        "永盛烟花厂",
        "隐患上报：库房超量储存",
        "李明",
        "2026-03-05 09:00",
        "1 条。到此为止。",
    ):
        assert told in shown.stdout
    assert ONE not in shown.stdout

    # he acted in one, and asked for the reinspection that another entered
    assert [line.split()[2] for line in by_name.stdout.splitlines() if line.strip().startswith("2026-")] == [ONE, TWO]
    assert "申请复查" in by_name.stdout

    answer = json.loads(page.stdout)
    assert [(one["case"], one["version"], one["type"], one["by"]) for one in answer["events"]] == [
        (ONE, 2, "ReinspectionRequested", "p-wang")
    ]
    following = await ask("--case", ONE, "-o", "ndjson", "--after", answer["after"])
    assert [json.loads(line)["version"] for line in following.stdout.splitlines()] == [1]

    assert sheet.returncode == 0, sheet.stderr
    rows = list(openpyxl.load_workbook(book)["【示例】检索结果"].iter_rows(values_only=True))
    assert [(row[1], row[6], row[7], row[9]) for row in rows[1:]] == [
        (TWO, "隐患上报：库房超量储存", "李明", "=永盛烟花厂"),
        (ONE, "隐患上报：储罐区可燃气体报警器失效", "王强", "宏达化工有限公司"),
    ]
    source = dict(openpyxl.load_workbook(book)["出处与核验"].iter_rows(values_only=True))
    assert (source["检索条件"], source["全部记录编号至"]) == ("发生自 2026-03-01；发生至 2026-03-02", "第 4 条"), source
    on_record = await accesses(ledger.pool, what="audit search")
    assert {(one.purpose, one.people) for one in on_record} >= {("督查组调阅", ("p-li",)), ("", ("p-li", "p-wang"))}
    assert any(one.by == "p-auditor" for one in on_record)
    assert [one.detail["file"] for one in on_record if "file" in one.detail] == ["检索.xlsx"]


async def test_refusals(ask: Ask) -> None:
    unknown, nobody, nothing = await asyncio.gather(
        ask("--type", "批准廷期"), ask("--person", "赵六"), ask("--region", "外县")
    )
    for done, code, sentence in ((unknown, "EVENT_UNKNOWN", "批准延期"), (nobody, "PERSON_UNKNOWN", "赵六")):
        assert (done.returncode, code in done.stderr, sentence in done.stderr) == (1, True, True), done.stderr
    assert (nothing.returncode, "没有一条符合所写的区划" in nothing.stdout) == (0, True)


def test_a_period_in_days_or_to_the_minute() -> None:
    def told(since: str | None, until: str | None) -> Period:
        return period(since, until, ("--from", "--to"))

    midnight = datetime(2026, 2, 28, 16, tzinfo=UTC)
    assert told("2026-03-01", "2026-03-01") == Period(midnight, midnight + timedelta(days=1))
    assert told("2026-03-01T09:30", None) == told("2026-03-01 09:30", None) == Period(midnight + timedelta(hours=9.5))
    for since, until, sentence in (
        ("2026-03-02", "2026-03-01", "对调"),
        ("三月", None, "--from 须为日期"),
        (None, "2026-02-30", "--to 须为日期"),
        (None, "9999-12-31", "超出"),
    ):
        with pytest.raises(Failed, match=sentence) as misused:
            told(since, until)
        assert misused.value.exit_code == 2


def test_types_by_whatever_they_are_called() -> None:
    assert types_called("批准延期") == types_called("extensiongranted") == ("ExtensionGranted",)
    assert set(types_called("延期")) == {
        "ExtensionRequested", "ExtensionGranted", "ExtensionRefused",
    }  # fmt: skip
    assert "LedgerOpened" in TYPES
    for unknown, close in (("批准廷期", "批准延期"), ("RungFird", "阶梯触发"), ("x", "没有叫“x”的事件类型。")):
        with pytest.raises(Refusal, match=close):
            types_called(unknown)
