"""What a command works with: the running stack's ledger, Temporal and door, found by itself and closed by itself."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog
from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from activities.door import Door, Unknown
from cli.output import Format, Output, fail
from ledger.errors import GONE, LedgerMissing
from ledger.files import Files
from ledger.store import Ledger
from settings import Settings
from stack.state import StackState
from workflows.client import connect
from workflows.contracts import Order, Standing

log = structlog.get_logger(__name__)

NOT_RUNNING = "督办没有在运行。请先在另一个终端执行 duban stack up（或设置 DUBAN_DATABASE_URL 与 TEMPORAL_ADDRESS）。"


class Connected:
    """连接: each server is reached when it is first asked for. The environment wins over the running stack."""

    def __init__(self, settings: Settings, state: StackState | None, stack: AsyncExitStack) -> None:
        self.settings = settings
        self.state = state
        self._stack = stack
        self._ledger: Ledger | None = None
        self._client: Client | None = None

    @property
    def data(self) -> Path:
        """The data directory, absolute."""
        return self.settings.data

    @property
    def database_url(self) -> str:
        """The service role's address."""
        if self.settings.database_url is not None:
            return self.settings.database_url
        if self.state is None:
            fail("STACK_NOT_RUNNING", NOT_RUNNING)
        return self.state.database_url

    @property
    def superuser_url(self) -> str | None:
        """The owner's address: the embedded superuser's, or DUBAN_MIGRATION_DATABASE_URL."""
        if self.settings.database_url is not None:
            return self.settings.migration_database_url
        return None if self.state is None else self.state.superuser_database_url

    async def ledger(self) -> Ledger:
        if self._ledger is None:
            try:
                self._ledger = await Ledger.connect(self.database_url)
            except LedgerMissing as error:
                log.error("ledger missing", error=str(error))  # noqa: TRY400  # the sentence is for people
                fail("LEDGER_MISSING", "数据库里还没有账。请先执行 duban stack up，它会建好账再开始督办。")
            except GONE as error:
                log.error("ledger unavailable", error=repr(error))  # noqa: TRY400
                fail("LEDGER_UNAVAILABLE", "连不上账（PostgreSQL）。请用 duban stack status 查看。")
            self._stack.push_async_callback(self._ledger.close)
            if self._ledger.kind == "sample" and Output.format is Format.TEXT:
                print("【示例】以下内容出自示例账")  # whatever a sample ledger shows says so
        return self._ledger

    async def temporal(self) -> Client:
        if self._client is None:
            try:
                self._client = await connect_temporal(self.settings, self.state)
            except RuntimeError as error:
                log.error("temporal unavailable", error=str(error))  # noqa: TRY400
                fail("TEMPORAL_UNAVAILABLE", "连不上 Temporal。请用 duban stack status 查看。")
        return self._client

    async def door(self) -> Door:
        return Door(await self.temporal(), await self.ledger(), files=Files(self.data))

    async def submit(self, order: Order) -> Standing:
        """Have a command carried out; the command line ends here when it is refused, or when nobody knows yet."""
        try:
            standing = await (await self.door()).submit(order)
        except Unknown as unknown:
            fail("UNKNOWN", str(unknown))
        if standing.refusal is not None:
            fail(standing.refusal.code, standing.refusal.sentence)
        return standing


async def connect_temporal(settings: Settings, state: StackState | None) -> Client:
    """A client of the environment's Temporal, else of the running stack's; RuntimeError when it does not answer."""
    if settings.external_temporal or (state is not None and state.temporal_external):
        config = ClientConfig.load_client_connect_config()
        if state is not None:
            config.setdefault("target_host", state.temporal)
        return await connect(**config)
    if state is None:
        fail("STACK_NOT_RUNNING", NOT_RUNNING)
    return await connect(target_host=state.temporal, namespace=state.temporal_namespace)


@asynccontextmanager
async def connected() -> AsyncIterator[Connected]:
    """The running stack; asking it for what is not there ends the command with a sentence."""
    settings = Settings()
    async with AsyncExitStack() as stack:
        yield Connected(settings, StackState.running(settings.data), stack)
