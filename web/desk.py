"""督办台的家当 what every request works with: the record, the accounts, the door, and what is counted in memory."""

import asyncio
import contextlib
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import quote

import structlog
from temporalio.client import Client
from temporalio.service import RPCError

from activities.door import Door
from ledger.accounts import Accounts, Holder
from ledger.errors import GONE, LedgerMissing
from ledger.files import Files
from ledger.migrate import WEB_ROLE
from ledger.pool import Pool
from ledger.seen import Seen, open_seen
from ledger.store import Ledger
from settings import Settings
from web.batches import Batches
from web.edge import Buckets, Limits
from web.jobs import Imports, Verifying
from web.oidc import Oidc
from web.passwords import Passwords
from web.problems import Refused
from web.uploads import Uploads
from workflows.contracts import Codes

log = structlog.get_logger(__name__)

PATIENCE = timedelta(seconds=5)
TRIES = 2
"""A person waits for an answer: after ten seconds he is told that nobody knows yet, and how to ask again."""
LONGEST_PAUSE = 5.0
LOOK_SECONDS = 5.0
"""So often the desk looks whether the clocks run, to say so on every page when they do not"""
EXPORTS = 2
"""files of many cases written at once"""


@dataclass
class Record:
    """账 as the desk reaches it, once PostgreSQL answers."""

    ledger: Ledger
    reading: Pool
    accounts: Accounts
    door: Door


@dataclass
class Desk:
    """督办台. `record` refuses while PostgreSQL has not answered yet; Temporal may be away for as long as it likes."""

    settings: Settings
    client: Client
    limits: Limits = field(default_factory=Limits)
    passwords: Passwords = field(default_factory=Passwords)
    ahead: timedelta = timedelta()
    """演练: how far a drill's days are ahead of the database's clock; by a real ledger it is not asked"""

    def __post_init__(self) -> None:
        self.files = Files(self.settings.data)
        self.accounts_spend = Buckets(self.limits.per_account, self.limits.account_burst)
        self.at_work = 0
        self.streams: Counter[str] = Counter()
        self.closing = asyncio.Event()
        self.tasks: set[asyncio.Task[None]] = set()
        self.imports = Imports()
        self.batches = Batches()
        self.uploads = Uploads()
        self.exporting = asyncio.Semaphore(EXPORTS)
        self.oidc = Oidc(self.settings, self.address) if self.settings.oidc_issuer else None
        """统一身份登录, where a government has it"""
        self.verifying = Verifying()
        self._record: Record | None = None
        self._met = False
        self.clocks_away = False
        """Temporal did not answer when last looked at: the desk reads, and says that nothing can be sent"""

    @property
    def record(self) -> Record:
        """Errors: Refused LEDGER_UNAVAILABLE."""
        if self._record is None:
            raise Refused(Codes.LEDGER_UNAVAILABLE, "账（PostgreSQL）还没有应答，请稍后再试。", retry_after=2)
        return self._record

    @property
    def address(self) -> str:
        """Under which people reach the desk; without a port or a proxy's address, a path of it."""
        port = self.settings.web_port
        return (self.settings.web_url or (f"http://127.0.0.1:{port}" if port else "")).rstrip("/")

    @property
    def secure(self) -> bool:
        """Reached by https, so that the cookie goes by nothing else."""
        return (self.settings.web_url or "").startswith("https://")

    def seen(self, holder: Holder) -> Seen:
        """The cases that the holder may see."""
        return Seen(self.record.reading, holder.digest)

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """As long as the process lives."""
        at_work = [asyncio.create_task(self._reach()), asyncio.create_task(self._watch())]
        try:
            yield
        finally:
            self.closing.set()
            at_work += self.tasks
            for task in at_work:
                task.cancel()
            await asyncio.gather(*at_work, return_exceptions=True)
            if self._record is not None:
                await self._record.ledger.close()
                await self._record.reading.close()
            self.uploads.close()

    async def _reach(self) -> None:
        pause = 0.1
        while self._record is None:
            try:
                await self.reach()
            except (*GONE, LedgerMissing) as error:
                log.warning("waiting", server="postgresql", error=repr(error))
                await asyncio.sleep(pause)
                pause = min(pause * 2, LONGEST_PAUSE)
        log.info("desk_ready", ledger=self.record.ledger.kind)

    async def _watch(self) -> None:
        while True:
            try:
                async with asyncio.timeout(PATIENCE.total_seconds()):
                    self.clocks_away = not await self.client.service_client.check_health()
                self._met = self._met or not self.clocks_away
            except (RuntimeError, RPCError, TimeoutError) as error:
                if not self.clocks_away:
                    log.warning("temporal_away", error=repr(error))
                self.clocks_away = True
            await asyncio.sleep(LOOK_SECONDS)

    async def reach(self) -> None:
        """Open the record."""
        url = self.settings.database_url or ""
        ledger = await Ledger.connect(url)
        reading = await open_seen(self.settings.web_database_url or as_role(url, WEB_ROLE))
        door = Door(self.client, ledger, files=self.files, patience=PATIENCE, tries=TRIES)
        self._record = Record(ledger, reading, Accounts(ledger.pool), door)

    async def reaches_temporal(self) -> bool:
        """Whether Temporal has been met. A lazy client's first call fails in a way of its own, which says it was not sent."""
        if not self._met:
            try:
                async with asyncio.timeout(PATIENCE.total_seconds()):
                    self._met = await self.client.service_client.check_health()
            except (RuntimeError, RPCError, TimeoutError) as error:
                log.warning("temporal_away", error=repr(error))
        return self._met

    def begin(self, work: asyncio.Task[None]) -> None:
        """Keep hold of what goes on after its request was answered."""
        self.tasks.add(work)
        work.add_done_callback(self.tasks.discard)

    @contextlib.contextmanager
    def working(self) -> Iterator[None]:
        """One of the commands at work; errors: Refused TOO_MANY, early and before anything is sent (G16)."""
        if self.at_work >= self.limits.at_work:
            raise Refused("TOO_MANY", "正在办理的事项太多，请稍后再试；这一项还没有送出。", retry_after=2)
        self.at_work += 1
        try:
            yield
        finally:
            self.at_work -= 1


def as_role(url: str, role: str) -> str:
    """The same database by another role, whose password is in the passfile or not needed."""
    if re.search(r"[?&]user=", url):
        return re.sub(r"(?<=[?&]user=)[^&]*", quote(role), url)
    return re.sub(r"^(\w+)://([^/@]*@)?", rf"\1://{quote(role)}@", url)
