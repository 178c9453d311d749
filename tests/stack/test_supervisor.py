"""Whoever dies is started again; everything stops in reverse order."""

import asyncio
from pathlib import Path

from stack.child import Child
from stack.supervisor import Supervisor


class Sleeper:
    """The smallest service."""

    def __init__(self, name: str, home: Path, diary: list[str]) -> None:
        self.name, self.home, self.diary = name, home, diary
        self.child: Child | None = None

    async def start(self) -> None:
        self.child = Child(self.name, ("/bin/sleep", "60"), run=self.home, log=self.home / "log")
        self.child.start()
        self.diary.append(f"start {self.name}")

    async def restart(self) -> None:
        await self.start()

    async def stop(self) -> None:
        assert self.child is not None
        await self.child.stop()
        self.diary.append(f"stop {self.name}")


async def test_a_killed_child_is_started_again_and_all_stop_in_reverse(tmp_path: Path) -> None:
    diary: list[str] = []
    supervisor = Supervisor()
    first, second = Sleeper("first", tmp_path, diary), Sleeper("second", tmp_path, diary)
    await supervisor.start(first)
    await supervisor.start(second)
    for _ in range(2):
        assert first.child is not None
        pid = first.child.pid
        first.child.kill()
        async with asyncio.timeout(5):
            while first.child is None or first.child.pid in {None, pid}:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    assert supervisor.restarts == {"first": 2}
    await supervisor.stop()
    assert diary == ["start first", "start second", "start first", "start first", "stop second", "stop first"]


async def test_a_start_that_fails_again_and_again_is_tried_again(tmp_path: Path) -> None:
    diary: list[str] = []
    supervisor = Supervisor()

    class Faltering(Sleeper):
        failures = 2

        async def restart(self) -> None:
            if self.failures:
                self.failures -= 1
                raise OSError("not yet")
            await self.start()

    service = Faltering("it", tmp_path, diary)
    await supervisor.start(service)
    assert service.child is not None
    service.child.kill()
    async with asyncio.timeout(10):
        while supervisor.restarts.get("it") != 1:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    await supervisor.stop()
