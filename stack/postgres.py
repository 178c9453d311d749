"""PostgreSQL as our child: only the *binaries* of a wheel, our own cluster, no TCP, a socket of our own."""

import asyncio
import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import asyncpg
import structlog

from stack.binaries import copied, installation, needed
from stack.child import OURSELVES, Child, Rights, launched
from stack.rights import CAPABILITIES, Unreachable, open_to_all, postgres_rights, unprivileged_user
from stack.server import Server

SUPERUSER = "postgres"
SERVICE_ROLE = "duban_service"
DATABASE = "duban"
PORT = 5432  # names the socket file only
SOCKET_PATH_BYTES = 107  # sockaddr_un.sun_path less its terminator
READY_SECONDS = 60.0
STARTING = (asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError, OSError, TimeoutError)

log = structlog.get_logger(__name__)


class PostgresFailed(Exception):  # noqa: N818
    """PostgreSQL could not be set up or did not come up; the text names its log."""


def url(socket: Path, database: str = DATABASE, user: str = SUPERUSER) -> str:
    """An address that asyncpg and libpq take as it stands, whatever PG* variables are set."""
    return f"postgresql:///{quote(database)}?host={quote(str(socket))}&port={PORT}&user={quote(user)}"


class Postgres(Server):
    """One cluster below `home`, and the server that serves it."""

    def __init__(
        self,
        home: Path,
        *,
        settings: Mapping[str, str] | None = None,
        capabilities: Sequence[str] = CAPABILITIES,
        binaries: Path | None = None,
    ) -> None:
        self.home = home.resolve()
        self.settings = dict(settings or {})
        self.capabilities = capabilities
        self.binaries = binaries or installation()
        self.log = self.home / "postgres.log"

    # -- addresses

    @property
    def socket(self) -> Path:
        """The short directory of the socket, the same over restarts as long as nobody takes its name."""
        return Path((self.home / "postgres.socket").read_text().splitlines()[0])

    def url(self, database: str = DATABASE, user: str = SUPERUSER) -> str:
        return url(self.socket, database, user)

    # -- life

    async def start(self) -> None:
        """Make the cluster when there is none, end what an earlier stack left, start, wait until it answers."""
        self.home.mkdir(parents=True, exist_ok=True)
        place, binaries, rights = await asyncio.to_thread(self._place)
        # the lock lies beside the data, so that a copied home cannot serve the same cluster twice
        child = Child("postgres", (), run=place / "run", log=self.log, stop_signal=signal.SIGINT, grace=30)
        await child.end_orphan()
        cluster = await asyncio.to_thread(_cluster, place / "postgres", binaries, rights)
        # the lock was free: nobody serves this cluster, whatever a pid file says after a crash and a reused pid
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        socket = self._socket_directory(rights)
        options = {
            "listen_addresses": "",
            "unix_socket_directories": str(socket),
            "unix_socket_permissions": "0700",
            "port": str(PORT),
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        command: list[str | Path] = [binaries / "bin" / "postgres", "-D", cluster]
        for name, value in options.items():
            command += ["-c", f"{name}={value}"]
        child.command, child.rights, child.environment, child.cwd = command, rights, _environment(), cluster
        self.child = child
        child.start()
        await self._ready()

    async def stop(self) -> None:
        """Fast shutdown: open transactions are rolled back, clients are told."""
        await super().stop()
        if self.child is not None:
            shutil.rmtree(self.socket, ignore_errors=True)

    async def _ready(self) -> None:
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_SECONDS
        while True:
            if self.child is None or not self.child.alive:
                raise PostgresFailed(f"PostgreSQL ended while starting, see {self.log}")
            try:
                connection = await asyncpg.connect(self.url("postgres"), timeout=5)
            except STARTING as error:
                if loop.time() >= end:
                    raise PostgresFailed(f"PostgreSQL does not answer, see {self.log}") from error
                await asyncio.sleep(0.03)
            else:
                await connection.close()
                return

    # -- the cluster

    def _place(self) -> tuple[Path, Path, Rights]:
        """Where the data and the binaries are, and as whom they run."""
        binaries = self.binaries
        moved = self.home / "postgres.location"
        if not moved.exists():
            try:
                rights = postgres_rights((self.home, *needed(binaries)), self.capabilities)
            except Unreachable as error:
                log.warning("data moved to where the unprivileged user can reach it", reason=str(error))
                moved.write_text(f"/var/tmp/duban-{secrets.token_hex(8)}\n")  # noqa: S108  # survives a reboot; made 0711 below
            else:
                return self.home, binaries, rights
        place = Path(moved.read_text().strip())
        user = unprivileged_user()
        rights = Rights(user.pw_uid, user.pw_gid) if os.geteuid() == 0 else OURSELVES
        place.mkdir(mode=0o711, exist_ok=True)
        if os.geteuid() == 0 and not all(map(open_to_all, needed(binaries))):
            binaries = copied(binaries, place / "binaries")
        return place, binaries, rights

    def _socket_directory(self, rights: Rights) -> Path:
        record = self.home / "postgres.socket"
        owner = os.geteuid() if rights.uid is None else rights.uid
        if record.exists() and record.read_text().splitlines()[1:] == [str(self.home)]:  # else a copied home
            socket = self.socket
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                socket.mkdir(mode=0o700)
                _own(socket, rights)
            with contextlib.suppress(FileNotFoundError):
                found = socket.lstat()
                if found.st_uid == owner and found.st_mode & 0o7777 == 0o700 and socket.is_dir():
                    for stale in socket.iterdir():
                        stale.unlink()
                    return socket
        base = tempfile.gettempdir()
        room = SOCKET_PATH_BYTES - len(f"/duban-12345678/.s.PGSQL.{PORT}")
        socket = Path(tempfile.mkdtemp(prefix="duban-", dir=base if len(os.fsencode(base)) <= room else "/tmp"))  # noqa: S108
        _own(socket, rights)
        record.write_text(f"{socket}\n{self.home}\n")
        return socket


def _cluster(cluster: Path, binaries: Path, rights: Rights) -> Path:
    if not cluster.exists():
        # renamed when whole: a killed initdb leaves no half cluster
        fresh = cluster.with_name(f"{cluster.name}.new")
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        _own(fresh, rights)
        _initdb(binaries, fresh, rights)
        fresh.rename(cluster)
    return cluster


def _initdb(binaries: Path, cluster: Path, rights: Rights) -> None:
    # PostgreSQL's own C.UTF-8: the same order of texts on every machine, whatever its C library knows
    locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--encoding=UTF8")
    access = ("--auth-local=trust", "--auth-host=reject", f"--username={SUPERUSER}")
    command: list[str | Path] = [binaries / "bin" / "initdb", "--data-checksums", *locale, *access, "-D", cluster]
    done = subprocess.run(
        launched(command, rights),
        env=_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise PostgresFailed(f"initdb failed: {done.stderr.strip() or done.stdout.strip()}")


def _own(path: Path, rights: Rights) -> None:
    if rights.uid is not None and rights.gid is not None:
        os.chown(path, rights.uid, rights.gid)


def _environment() -> dict[str, str]:
    """Nothing of the caller's PG*, LC_* or TZ may change what the cluster is."""
    return {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


async def create_database(superuser: str, database: str = DATABASE) -> None:
    """The service's role, without any special right, and a database; both may exist already."""
    connection = await asyncpg.connect(superuser)
    try:
        with contextlib.suppress(asyncpg.DuplicateObjectError):
            await connection.execute(
                f"CREATE ROLE {SERVICE_ROLE} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS"
            )
        with contextlib.suppress(asyncpg.DuplicateDatabaseError):
            await connection.execute(f'CREATE DATABASE "{database}"')
    finally:
        await connection.close()
