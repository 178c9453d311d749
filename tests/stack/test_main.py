"""The frame of every command: exit codes, refusals as data, no traceback for people."""

import json
from pathlib import Path

import pytest

from tests.stack.duban import duban


@pytest.mark.parametrize("arguments", [["nonsense"], ["stack", "nonsense"], ["stack", "up", "--nonsense"], []])
async def test_wrong_usage_is_2_in_chinese(tmp_path: Path, arguments: list[str]) -> None:
    answer = await duban(tmp_path, *arguments)
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


async def test_help_teaches(tmp_path: Path) -> None:
    answer = await duban(tmp_path, "--help")
    assert answer.returncode == 0
    assert "duban stack up" in answer.stdout
    assert "Show this message" not in answer.stdout


async def test_a_setting_that_cannot_be_is_wrong_usage(tmp_path: Path) -> None:
    answer = await duban(tmp_path, "stack", "status", DUBAN_LOG_LEVEL="loud")
    assert answer.returncode == 2
    assert "DUBAN_" in answer.stderr


async def test_a_refusal_is_1_with_its_code_for_programs(tmp_path: Path) -> None:
    answer = await duban(tmp_path, "stack", "down", "-o", "json")
    assert answer.returncode == 1
    assert json.loads(answer.stdout)["error"]["code"] == "STACK_NOT_RUNNING"
    assert "督办没有在运行" in answer.stderr


async def test_what_was_not_expected_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "stack.lock").mkdir()  # a directory where a file should be
    answer = await duban(tmp_path, "stack", "down")
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "意料之外" in answer.stderr
    traced = await duban(tmp_path, "stack", "down", DUBAN_DEBUG="1", DUBAN_LOG_FORMAT="console")
    assert "Traceback" in traced.stderr
