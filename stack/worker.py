"""The worker as our child: `python -m worker`, told by its environment where everything is."""

import asyncio
import os
import sys
from collections.abc import Mapping
from pathlib import Path

from stack.child import Child
from stack.server import Server

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 20.0  # it lets running activities end


class WorkerProcess(Server):
    """The process that runs workflows and activities. It is up when it lives: that it polls is asked of Temporal."""

    def __init__(self, home: Path, environment: Mapping[str, str]) -> None:
        self.home = home
        self.log = home / "worker.log"
        self.environment = environment

    async def start(self) -> None:
        child = Child(
            "worker",
            (sys.executable, "-m", "worker"),
            run=self.home / "run",
            log=self.log,
            environment=self.environment,
            grace=GRACE_SECONDS,
        )
        await child.end_orphan()
        self.child = child
        child.start()
        await asyncio.sleep(0)


def worker_environment(home: Path, database_url: str, temporal: Mapping[str, str] | None) -> dict[str, str]:
    """What the worker inherits. `temporal` are the embedded server's settings; none means the caller's own."""
    environment = dict(os.environ)
    if temporal is not None:
        # a profile in somebody's home directory must not reach into the embedded stack
        environment = {name: value for name, value in environment.items() if not name.startswith("TEMPORAL_")}
        environment |= {"TEMPORAL_CONFIG_FILE": os.devnull, **temporal}
    path = os.pathsep.join(filter(None, (str(ROOT), environment.get("PYTHONPATH"))))
    return environment | {
        "DUBAN_HOME": str(home),
        "DUBAN_DATABASE_URL": database_url,
        "DUBAN_LOG_FORMAT": environment.get("DUBAN_LOG_FORMAT", "json"),
        "PYTHONPATH": path,
        "PYTHONUNBUFFERED": "1",
    }
