"""Runs what compose would run, without containers: the same commands and variables, other addresses and paths."""

import asyncio
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from stack.rights import unprivileged_user
from tests.deploy.project import ROOT, SERVICES, filled

PATIENCE = 60.0


def system_postgres() -> Path | None:
    """The newest PostgreSQL of the system's packages, from 15 on: its programs' directory."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: int(place.parent.name), reverse=True)
    found = next((place for place in places if int(place.parent.name) >= 15 and (place / "initdb").exists()), None)
    return found if found is not None and shutil.which("psql") else None


def free_port() -> int:
    with socket.socket() as hold:
        hold.bind(("127.0.0.1", 0))
        port: int = hold.getsockname()[1]
        return port


class Host:
    """A stand-in for the host: secrets written by the script, addresses of this machine, paths below `room`."""

    def __init__(self, room: Path, temporal: str) -> None:
        self.room = room
        self.port = free_port()
        self.web_port = free_port()
        self.deploy = Path(
            shutil.copytree(
                ROOT / "deploy", room / "deploy", ignore=shutil.ignore_patterns("*_password", "checkpoint_key")
            )
        )
        self.changes = {
            "/run/secrets": str(room / "secrets"),
            "/deploy": str(self.deploy),
            "postgres:5432": f"127.0.0.1:{self.port}",
            "temporal:7233": temporal,
            "127.0.0.1:8000": f"127.0.0.1:{self.web_port}",
        }
        subprocess.run([self.deploy / "secrets.sh"], check=True, capture_output=True)
        (self.deploy / "secrets").rename(room / "secrets")  # as compose mounts them
        for script in self.deploy.glob("*.sh"):
            script.write_text(self.here(script.read_text()))

    def here(self, text: str) -> str:
        text = filled(text)
        for there, here in self.changes.items():
            text = text.replace(there, here)
        return text

    def secret(self, name: str) -> str:
        return (self.room / "secrets" / name).read_text()

    def environment(self, name: str) -> dict[str, str]:
        """What the container would find, and no more of ours than its PATH."""
        image = {}
        if SERVICES[name]["image"].startswith("duban:"):
            image = {
                "DUBAN_HOME": str(self.room / "home"),
                "DUBAN_LOG_FORMAT": "json",
                "PGPASSFILE": str(self.room / f"{name}.passfile"),
                "PYTHONPATH": str(ROOT),
            }
        set_ = {key: self.here(str(value)) for key, value in SERVICES[name].get("environment", {}).items()}
        if "DUBAN_WEB_PORT" in set_:
            set_["DUBAN_WEB_PORT"] = str(self.web_port)
        if "PGHOST" in set_:
            set_ |= {"PGHOST": "127.0.0.1", "PGPORT": str(self.port)}
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        return {"PATH": path, "LANG": "C.UTF-8", **image, **set_}

    def command(self, name: str, *arguments: str) -> list[str]:
        """The service's command line, or another one in its container."""
        service = SERVICES[name]
        command = list(arguments or service.get("command", ()))
        if service["image"].startswith("duban:"):
            command = ["/bin/sh", "/deploy/entrypoint.sh", *(command or ["python", "-m", "worker"])]
        else:
            command = [*service["entrypoint"], *command]
        return [self.here(word) for word in command]

    async def run(self, name: str, *arguments: str, entered: bool = False) -> subprocess.CompletedProcess[str]:
        """`docker compose run`, or with `entered` `docker compose exec`."""
        command = list(arguments) if entered else self.command(name, *arguments)
        return await asyncio.to_thread(
            subprocess.run, command,
            env=self.environment(name), cwd=self.room, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip

    async def done(self, name: str, *arguments: str, entered: bool = False) -> str:
        finished = await self.run(name, *arguments, entered=entered)
        assert finished.returncode == 0, f"{name}: {finished.stdout}{finished.stderr}"
        return finished.stdout

    @contextmanager
    def postgres(self, programs: Path) -> Iterator[None]:
        """The service `postgres`, as its image would make and start it."""
        user = unprivileged_user()
        other = {"user": user.pw_uid, "group": user.pw_gid} if os.geteuid() == 0 else {}
        data = Path(tempfile.mkdtemp(prefix="duban-", dir="/tmp"))
        if other:
            os.chown(data, user.pw_uid, user.pw_gid)
        initdb = SERVICES["postgres"]["environment"]["POSTGRES_INITDB_ARGS"].split()
        if int(programs.parent.name) < 17:  # no provider of its own yet
            initdb = [word for word in initdb if not re.search("builtin", word)]
        password = data / "password"
        password.write_text(self.secret("postgres_password"))
        password.chmod(0o644)
        plain = {"env": {"PATH": os.defpath, "LC_ALL": "C"}, "cwd": "/", "stdin": subprocess.DEVNULL}
        subprocess.run(
            [programs / "initdb", *initdb, "--username=postgres", f"--pwfile={password}", "-D", data / "data"],
            check=True, capture_output=True, **plain, **other,
        )  # fmt: skip
        options = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": data, "fsync": "off"}
        settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
        with (self.room / "postgres.log").open("wb") as log:
            server = subprocess.Popen(
                [programs / "postgres", "-D", data / "data", *settings], stdout=log, stderr=log, **plain, **other
            )
        try:
            yield
        finally:
            server.send_signal(2)
            server.wait(PATIENCE)
            shutil.rmtree(data)
