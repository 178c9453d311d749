"""存放处 the places outside the database that checkpoints are given to: folders and mail.

A checkpoint is worth what its copies are worth: one that only this machine holds can be made anew by whoever owns the
machine. Put one folder on another machine, or have them mailed to somebody who keeps mail.
"""

import os
import smtplib
import ssl
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

from ledger.witness.note import NoteRefused, origin_in

PATTERN = "duban-*.txt"
PATIENCE = 20.0
"""Seconds for a mail server's answer."""
SHANGHAI = ZoneInfo("Asia/Shanghai")


class PlaceFailed(Exception):  # noqa: N818
    """The place could not be reached or did not take it; the sentence is for people."""


@dataclass(frozen=True, slots=True)
class Signed:
    """A checkpoint as it is given away."""

    number: int
    size: int
    at: datetime
    note: str

    @property
    def name(self) -> str:
        """The same wherever it is put."""
        return f"duban-{self.size:012d}-{self.at:%Y%m%dT%H%M%SZ}-{self.number:06d}.txt"


class Place(Protocol):
    """存放处."""

    name: str

    def put(self, origin: str, signed: Sequence[Signed]) -> None:
        """Keep these; the same again changes nothing. PlaceFailed when it cannot."""


class Folder:
    """文件夹. One that is not there is made only when it is our own: a network folder that is not mounted is missing."""

    def __init__(self, path: Path, *, make: bool = False) -> None:
        self.path = path
        self.make = make
        self.name = str(path)

    def put(self, origin: str, signed: Sequence[Signed]) -> None:
        try:
            if self.make:
                self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            elif not self.path.is_dir():
                raise PlaceFailed("没有这个文件夹（网络盘未挂载？）")
            self._of_this_ledger(origin)
            for one in signed:
                self._write(self.path / one.name, one.note.encode())
            directory = os.open(self.path, os.O_RDONLY)
            try:
                os.fsync(directory)
            finally:
                os.close(directory)
        except OSError as error:
            raise PlaceFailed(error.strerror or repr(error)) from error

    def found(self) -> list[tuple[str, str]]:
        """Every checkpoint in it, by path; unreadable ones as empty text."""
        return [(str(path), read_note(path)) for path in sorted(self.path.glob(PATTERN))] if self.path.is_dir() else []

    def newest(self) -> list[str]:
        """The checkpoint over the most events, if there is one: names sort by size."""
        last = max(self.path.glob(PATTERN), default=None)
        return [] if last is None else [read_note(last)]

    def _of_this_ledger(self, origin: str) -> None:
        """A folder is one ledger's: what `verify` finds in it must be ours."""
        for text in self.newest():
            with suppress(NoteRefused):  # verify will say so
                if origin_in(text) != origin:
                    raise PlaceFailed("里面是另一本账的检查点，请换一个文件夹")

    def _write(self, path: Path, content: bytes) -> None:
        if path.exists():
            return
        handle, draft = tempfile.mkstemp(prefix=".new-", dir=self.path)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                os.fchmod(file.fileno(), 0o644)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise


def read_note(path: Path) -> str:
    """A checkpoint's file as text; empty when it is none."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


class Mail:
    """邮件. `smtp://user:password@host:port/?from=a@x&to=b@y&to=c@z`; `smtps://` speaks TLS from the first byte.

    With `smtp://` TLS is used where the server offers it, and insisted on before a password is sent. Those it goes to
    name the place: the password never leaves the setting.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        asked = parse_qs(parts.query)
        self.to = asked.get("to", [])
        self.sender = asked.get("from", self.to)[:1]
        self.tls = parts.scheme == "smtps"
        self.host = parts.hostname if parts.scheme in ("smtp", "smtps") and self.to else None
        self.port = _port(parts) or (465 if self.tls else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.name = f"mailto:{','.join(self.to)}"

    def put(self, origin: str, signed: Sequence[Signed]) -> None:
        if self.host is None:
            raise PlaceFailed("DUBAN_CHECKPOINT_MAIL 应写作 smtp://[用户:密码@]主机[:端口]/?to=收件人[&from=发件人]")
        message = self._message(origin, signed)
        try:
            with self._server(self.host) as server:
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise PlaceFailed(f"{type(error).__name__}: {error}") from error

    def _message(self, origin: str, signed: Sequence[Signed]) -> EmailMessage:
        last = signed[-1]
        message = EmailMessage()
        message["From"], message["To"] = ", ".join(self.sender), ", ".join(self.to)
        message["Subject"] = f"督办检查点：{last.size} 条记录，{last.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        message["Message-ID"] = f"<{last.number}.{origin.rpartition('/')[2][:32]}@duban.invalid>"
        message.set_content(
            f"附件是账的检查点（共 {len(signed)} 个），请原样保存，不要修改。\n"
            "日后核验时把它交给 duban ledger verify --checkpoint，即可证明当时的记录未被改动。\n\n"
            f"{last.note}"
        )
        for one in signed:
            # as bytes: a mail's line ends and a signature's are not the same
            message.add_attachment(
                one.note.encode(), maintype="text", subtype="plain", filename=one.name, params={"charset": "utf-8"}
            )
        return message

    def _server(self, host: str) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, self.port, timeout=PATIENCE, context=context)
        else:
            server = smtplib.SMTP(host, self.port, timeout=PATIENCE)
            server.ehlo()
            if server.has_extn("starttls"):
                server.starttls(context=context)
            elif self.user:
                server.close()
                raise PlaceFailed("邮件服务器不支持加密，不发送密码")
        if self.user:
            server.login(self.user, self.password)
        return server


def _port(parts: SplitResult) -> int | None:
    """A port that is none is not used: the mail then fails where everybody looks."""
    try:
        return parts.port
    except ValueError:
        return None
