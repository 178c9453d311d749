"""A child is known to live by the lock it inherits; its parent's death is its own."""

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

from stack.child import Child
from stack.locks import holder

SLEEP = ("/bin/sh", "-c", "exec sleep 60")
STUBBORN = ("/bin/sh", "-c", "trap '' TERM; while :; do sleep 0.1; done")


def child(tmp_path: Path, command: tuple[str, ...] = SLEEP, **options: float) -> Child:
    return Child("it", command, run=tmp_path / "run", log=tmp_path / "log", **options)


async def test_the_lock_tells_who_lives(tmp_path: Path) -> None:
    one = child(tmp_path)
    assert holder(one.lock) is None
    one.start()
    await asyncio.sleep(0.3)
    assert holder(one.lock) == one.pid
    await one.stop()
    assert one.returncode == -signal.SIGTERM
    assert holder(one.lock) is None


async def test_grandchildren_hold_the_lock_too(tmp_path: Path) -> None:
    one = child(tmp_path, ("/bin/sh", "-c", "sleep 1 & wait"))
    one.start()
    await asyncio.sleep(0.3)
    one.kill()
    assert not one.alive
    assert holder(one.lock) is not None
    assert await one.released(5)


async def test_who_does_not_stop_is_killed(tmp_path: Path) -> None:
    one = child(tmp_path, STUBBORN, grace=0.5)
    one.start()
    await asyncio.sleep(0.3)
    await one.stop()
    assert one.returncode == -signal.SIGKILL


async def test_an_orphan_is_found_and_ended(tmp_path: Path) -> None:
    orphan = child(tmp_path)
    orphan.start()
    await asyncio.sleep(0.3)
    assert await child(tmp_path).end_orphan()
    assert not orphan.alive
    assert not await child(tmp_path).end_orphan()


async def test_a_child_is_its_own_session_so_that_ctrl_c_passes_it_by(tmp_path: Path) -> None:
    one = child(tmp_path)
    one.start()
    assert one.pid is not None
    assert os.getsid(one.pid) == one.pid
    await one.stop()


async def test_a_killed_parent_takes_its_children_with_it(tmp_path: Path) -> None:
    program = textwrap.dedent("""
        import sys, time
        from pathlib import Path
        from stack.child import Child
        home = Path(sys.argv[1])
        Child("it", ("/bin/sleep", "60"), run=home / "run", log=home / "log").start()
        time.sleep(60)
    """)
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-c", program, str(tmp_path)]
    parent = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": root})  # noqa: ASYNC220  # killed as it is
    lock = tmp_path / "run" / "it.lock"
    while not holder(lock):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.3)
    parent.kill()
    parent.wait()
    if sys.platform == "linux":
        assert await child(tmp_path).released(5)
    else:
        assert await child(tmp_path).end_orphan()
