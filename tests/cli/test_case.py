"""`duban case` and `duban ledger reconcile|rebuild` as programs and people use them: forms, sentences, exit codes."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from cli.teaching import FIELDS, OF_THE_CLOCK, command_names, fields_of
from domain.commands import COMMANDS
from settings import Settings
from tests.stack.duban import duban
from tests.workflows.conftest import client, idle_county, settings, templates  # noqa: F401
from tests.workflows.county import County
from worker import build

Duban = Callable[..., Awaitable[CompletedProcess[str]]]
REPORT = {
    "channel": "inspection", "entity": "e-1", "unit": "宏达化工厂", "region": "城关镇", "office": "o-regulator",
    "description": "安全出口锁闭", "found_on": "2024-03-04",
}  # fmt: skip


@pytest.fixture
async def run(
    idle_county: tuple[County, str],  # noqa: F811
    temporal: str,
    settings: Settings,  # noqa: F811
    tmp_path: Path,
) -> AsyncIterator[tuple[County, Duban]]:
    """A worker, and the command line pointed at the same servers."""
    county, url = idle_county

    async def command(*arguments: str) -> CompletedProcess[str]:
        return await duban(tmp_path / "home", *arguments, DUBAN_DATABASE_URL=url, TEMPORAL_ADDRESS=temporal)

    async with build(county.client, county.ledger, settings):
        yield county, command


def answer(done: CompletedProcess[str], code: int = 0) -> Any:
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)


async def test_a_case_from_report_to_trail(run: tuple[County, Duban]) -> None:
    _, command = run
    report = ("case", "submit", "new", "Report", "--by", "p-inspector", "--data", json.dumps(REPORT))

    opened = answer(await command(*report, "--command-id", "r-1", "-o", "json"))
    again = answer(await command(*report, "--command-id", "r-1", "-o", "json"))
    case = opened["case"]
    assert opened == again
    assert (opened["stage"], opened["version"]) == ("reported", 1)
    assert opened["due_at"]

    (row,) = answer(await command("case", "list", "-o", "json"))
    assert {name: row[name] for name in ("case", "stage", "unit", "region", "rung", "provisional")} == {
        "case": case, "stage": "reported", "unit": "宏达化工厂", "region": "城关镇", "rung": 0, "provisional": False,
    }  # fmt: skip
    assert answer(await command("case", "list", "--stage", "closed", "-o", "json")) == []

    (event,) = answer(await command("case", "trail", f"case-{case}", "-o", "json"))
    assert {"version", "type", "at", "recorded_at", "by", "edition", "hash"} <= event.keys()
    assert (event["type"], event["by"], len(event["hash"])) == ("HazardReported", "p-inspector", 64)

    shown = await command("case", "show", case)
    assert shown.returncode == 0
    assert "待核" in shown.stdout


async def test_a_refusal_is_a_sentence_a_code_and_exit_1(run: tuple[County, Duban]) -> None:
    county, command = run
    case = (await county.report()).case

    refused = await command(
        "case", "submit", case, "ApproveClosure", "--by", "p-approver", "--data", '{"opinion":"好"}'
    )
    unknown = await command("case", "submit", "2099-000001", "Acknowledge", "--by", "p-principal", "-o", "json")
    unkept = await command(
        "case", "submit", case, "ReportProgress", "--by", "p-safety", "-o", "json",
        "--data", json.dumps({"text": "已停用", "evidence": ["a" * 64]}),
    )  # fmt: skip
    misused = await command("case", "submit", case, "Acknowledge", "--by", "p-principal", "--data", "[1]")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "OUT_OF_TURN" in refused.stderr
    assert answer(unknown, 1)["error"]["code"] == "CASE_UNKNOWN"
    assert answer(unkept, 1)["error"]["code"] == "EVIDENCE_MISSING"
    assert misused.returncode == 2
    assert len(await county.versions(case)) == 1


async def test_reconcile_rebuild_and_the_check_that_needs_no_temporal(run: tuple[County, Duban]) -> None:
    county, command = run
    case = (await county.report()).case
    await county.handle(case).terminate("lost")

    assert answer(await command("ledger", "reconcile", "-o", "json"))["started"] == 1
    assert answer(await command("ledger", "rebuild", "-o", "json"))["started"] == 0
    assert answer(await command("ledger", "reconcile", "--check", "-o", "json")) == {"ok": True, "overdue": []}


def test_every_command_is_taught_in_chinese() -> None:
    assert set(command_names()) == set(COMMANDS) - OF_THE_CLOCK
    assert all("一" <= meaning[0] <= "鿿" for meaning in command_names().values())
    fields = {field["name"] for name in command_names() for field in fields_of(name) or ()}
    assert fields <= set(FIELDS)


def test_every_choice_is_taught_in_chinese() -> None:
    forms = [field["form"] for name in command_names() for field in fields_of(name) or () if " | " in field["form"]]
    assert forms
    assert [form for form in forms for one in form.split(" | ") if not one.partition(" ")[2]] == []
