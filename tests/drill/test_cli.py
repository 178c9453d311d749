"""`duban drill` as people and programs meet it: a real process, with servers of its own that are gone afterwards."""

import asyncio
import json
import signal
import subprocess
from pathlib import Path

import pytest

from tests.stack.duban import COMMAND, duban, environment

REGISTER = """单位名称,隐患内容,级别,整改期限
甲公司,灭火器失效,重大,2025-06-20
乙公司,通道堵塞,重大,2025-06-27
丙公司,电线私拉,一般,
,没有单位,重大,
"""
ARGUMENTS = ("--from", "2025-06-03", "--days", "45", "--behaviour", "mixed", "--seed", "7")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "台账.csv"
    path.write_text(REGISTER, encoding="utf-8")
    return path


async def test_two_runs_are_equal_and_leave_nothing(register: Path, tmp_path: Path) -> None:
    places = [tmp_path / "one", tmp_path / "two"]
    for place in places:
        place.mkdir()
    # DUBAN_DATABASE_URL names a database that is not there: a drill does not even look
    one, two = await asyncio.gather(
        *(
            duban(
                tmp_path / "home", "drill", f"{register}", *ARGUMENTS, "-o", "json",
                "--letters", f"{place / 'letters'}", "--picture", f"{place / 'drill.svg'}",
                TMPDIR=f"{place}", DUBAN_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
            )
            for place in places
        )
    )  # fmt: skip
    assert one.returncode == 0, one.stderr
    assert one.stdout == two.stdout
    assert "退回 1 行" in one.stderr
    cases = json.loads(one.stdout)["cases"]
    assert list(json.loads(one.stdout)) == ["cases"]
    assert [case["row"] for case in cases] == [2, 3, 4]
    for case in cases:
        assert list(case) == ["case", "row", "unit", "behaviour", "rectify_by", "rungs", "stages", "closed_on"]
        assert all(list(rung) == ["rung", "due_on", "fired_on", "letter", "served_on"] for rung in case["rungs"])
        assert all(list(stage) == ["stage", "on"] for stage in case["stages"])
    kept = [sorted((each.name, each.read_bytes()) for each in (place / "letters").iterdir()) for place in places]
    assert kept[0] == kept[1]
    assert len(kept[0]) > 3
    assert (places[0] / "drill.svg").read_text() == (places[1] / "drill.svg").read_text()
    assert all({each.name for each in place.iterdir()} == {"letters", "drill.svg"} for place in places)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("after", [0.0, 3.0])
async def test_interrupted(register: Path, tmp_path: Path, after: float) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    process = subprocess.Popen(  # noqa: ASYNC220 -- signals are sent to it as it is
        [*COMMAND, "drill", f"{register}", "--days", "3000"],
        env=environment(tmp_path / "home", TMPDIR=f"{place}"), cwd=tmp_path,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    async with asyncio.timeout(60):
        while not list(place.glob("duban-drill-*")):
            assert process.poll() is None, process.communicate()
            await asyncio.sleep(0.02)
    await asyncio.sleep(after)
    process.send_signal(signal.SIGINT)
    out, err = await asyncio.to_thread(process.communicate, timeout=60)
    assert process.returncode == 130, err
    assert out == ""
    assert "Traceback" not in err
    assert not list(place.iterdir())


async def test_what_it_does_not_take(register: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    missing, empty, picture = await asyncio.gather(
        duban(home, "drill", "没有.csv", "-o", "json"),
        duban(home, "drill", f"{_without_rows(register)}"),
        duban(home, "drill", f"{register}", "--picture", "图.bmp"),
    )
    assert missing.returncode == 1
    assert json.loads(missing.stdout)["error"]["code"] == "FILE_REFUSED"
    assert (empty.returncode, "NO_ROWS" in empty.stderr) == (1, True)
    assert (picture.returncode, "只认 .svg" in picture.stderr) == (2, True)


def _without_rows(register: Path) -> Path:
    path = register.with_name("空.csv")
    path.write_text(REGISTER.splitlines()[0] + "\n,没有单位,重大,\n", encoding="utf-8")
    return path
