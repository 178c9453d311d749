"""督办的一整套: PostgreSQL, migrations, Temporal, retention, the worker and the desk, up in this order and down in reverse.

A server that the environment names is used as it is; only what is not named is started here.
"""

import os
from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import structlog
from temporalio.envconfig import ClientConfig

from ledger.migrate import migrate, open_ledger
from settings import Settings
from stack.postgres import SERVICE_ROLE, Postgres, create_database
from stack.state import HomeLock, StackState
from stack.supervisor import Supervisor
from stack.temporal import NAMESPACE, Temporal
from stack.web import WebProcess
from stack.worker import WorkerProcess, worker_environment

log = structlog.get_logger(__name__)


class KindRefused(Exception):  # noqa: N818
    """A real ledger was asked for where a sample lives, or the other way round."""

    def __init__(self, kind: str) -> None:
        super().__init__(f"the ledger here is a {kind} ledger")
        self.kind = kind


class Stack:
    """One running stack. `progress` is told, in Chinese, what is being started."""

    def __init__(self, settings: Settings, *, real: bool = False, progress: Callable[[str], None] = log.info) -> None:
        self.settings = settings
        self.home = settings.data
        self.real = real
        self.progress = progress
        self.lock = HomeLock(self.home)
        self.supervisor = Supervisor()
        self.state: StackState | None = None

    async def up(self) -> StackState:
        """Start what is missing. Others learn of it when the state is published."""
        _make_private(self.home)
        self.lock.take()
        StackState.forget(self.home)
        service, superuser = await self._database()
        kind = await self._ledger(superuser or self.settings.owner_url or service, service)
        temporal = await self._temporal()
        embedded = None if temporal is None else {"TEMPORAL_ADDRESS": temporal.address, "TEMPORAL_NAMESPACE": NAMESPACE}
        self.progress("启动办理进程")
        environment = worker_environment(self.home, service, embedded)
        await self.supervisor.start(WorkerProcess(self.home, environment))
        self.progress("启动督办台")
        web = WebProcess(self.home, environment, self.settings.web_port)
        await self.supervisor.start(web)
        external = {} if temporal is not None else ClientConfig.load_client_connect_config()
        self.state = StackState(
            pid=os.getpid(),
            home=str(self.home),
            kind=kind,
            temporal=external.get("target_host", "localhost:7233") if temporal is None else temporal.address,
            temporal_namespace=external.get("namespace", NAMESPACE),
            temporal_ui=None if temporal is None else temporal.ui_url,
            temporal_external=temporal is None,
            web=web.url,
            database_url=service,
            superuser_database_url=superuser,
        )
        return self.state

    def publish(self) -> None:
        """Tell other processes where everything is."""
        if self.state is not None:
            self.state.write(self.home)

    async def down(self) -> None:
        """Stop everything of ours; what was not ours runs on."""
        if not self.lock.taken:  # another's
            return
        StackState.forget(self.home)
        await self.supervisor.stop()
        self.lock.give()

    async def _database(self) -> tuple[str, str | None]:
        """The service's address and, embedded, the superuser's."""
        if self.settings.database_url is not None:
            return self.settings.database_url, None
        self.progress("启动 PostgreSQL")
        postgres = Postgres(self.home)
        await self.supervisor.start(postgres)
        await create_database(postgres.url("postgres"))
        return postgres.url(user=SERVICE_ROLE), postgres.url()

    async def _ledger(self, owner: str, service: str) -> str:
        self.progress("升级数据库结构")
        await migrate(owner, service_role=role_of(service))
        # a sample begins in a wholly embedded stack only, and is never somebody else's database
        kind = await open_ledger(owner, "real" if self.real or self.settings.external else "sample")
        if kind != "real" and (self.real or self.settings.database_url is not None):
            raise KindRefused(kind)
        return kind

    async def _temporal(self) -> Temporal | None:
        if self.settings.external_temporal:
            return None
        self.progress("启动 Temporal")
        temporal = Temporal(self.home, ui=True)
        await self.supervisor.start(temporal)
        return temporal


def role_of(url: str) -> str:
    """The role a service address connects as."""
    parts = urlsplit(url)
    named = parse_qs(parts.query).get("user")
    return unquote(parts.username) if parts.username else named[0] if named else SERVICE_ROLE


def _make_private(home: Path) -> None:
    if not home.exists():
        home.mkdir(parents=True, mode=0o700)  # it holds personal data
