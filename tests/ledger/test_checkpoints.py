"""Checkpoints are made when they are due, reach every place, and a place that fails stops nothing."""

from collections.abc import Iterator
from datetime import timedelta
from email import message_from_bytes
from email.message import Message
from email.policy import default
from pathlib import Path
from socket import socket

import asyncpg
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from activities.checkpoints import Checkpoints
from domain.events import CaseClosed, ReinspectionPassed
from ledger.store import Ledger
from ledger.views.current import current
from ledger.witness.checkpoints import Forked, checkpoint, keys_of, standing
from ledger.witness.keys import Keys, KeyUnusable
from ledger.witness.note import Key, opened
from ledger.witness.places import Folder, Mail, PlaceFailed, Signed
from tests.ledger.lives import AT, append, asked, reported
from tests.ledger.settings import Set

NUMBER = "2026-000901"


class Mailbox:
    """A mail server that keeps what it is sent."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.messages.append(message_from_bytes(envelope.content, policy=default))
        return "250 kept"


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, str]]:
    """A real SMTP server, and its address as a setting."""
    mailbox = Mailbox()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield mailbox, f"smtp://127.0.0.1:{port}/?to=wang@x.gov.cn&to=li@y.gov.cn"
    controller.stop()


async def test_a_checkpoint_is_signed_and_reaches_the_folder(ledger: Ledger, tmp_path: Path) -> None:
    await append(ledger, NUMBER, [reported(NUMBER)])
    made = await checkpoint(ledger, Set(tmp_path))
    assert made.ok
    assert made.checkpoint.size == 2
    assert made.checkpoint.sample
    assert "示例" in made.note.split("\n")
    (path,) = (tmp_path / "checkpoints").iterdir()
    assert path.name.startswith("duban-000000000002-")
    assert path.read_text() == made.note
    assert opened(path.read_text(), made.public) == made.checkpoint
    assert (tmp_path / "keys" / "checkpoint.pem").stat().st_mode & 0o777 == 0o600
    assert keys_of(Set(tmp_path)).trusted(made.checkpoint.origin) == [made.public]


async def test_the_key_is_nowhere_in_the_database(ledger: Ledger, owner: str, tmp_path: Path) -> None:
    await checkpoint(ledger, Set(tmp_path))
    secret = Key.of_pem((tmp_path / "keys" / "checkpoint.pem").read_bytes()).pem.decode().split("\n")[1]
    connection = await asyncpg.connect(owner)
    for (table,) in await connection.fetch("select tablename from pg_tables where schemaname = 'public'"):
        assert not await connection.fetchval(f'select bool_or(strpos("{table}"::text, $1) > 0) from "{table}"', secret)
    await connection.close()


async def test_a_place_that_fails_stops_nothing_and_catches_up(ledger: Ledger, tmp_path: Path) -> None:
    share, usb = tmp_path / "share", tmp_path / "usb"
    share.mkdir()
    settings = Set(tmp_path / "home", (share, usb))
    made = await checkpoint(ledger, settings)
    assert [(one.place, one.ok) for one in made.places] == [(str(share), True), (str(usb), False)]
    assert "没有这个文件夹" in made.places[1].failure
    assert {one.place: one.ok for one in await standing(ledger.pool)} == {
        "signing": True,
        str(share): True,
        str(usb): False,
    }
    usb.mkdir()
    assert (await checkpoint(ledger, settings)).ok
    assert {path.name for path in usb.iterdir()} == {path.name for path in share.iterdir()}
    assert len(list(usb.iterdir())) == 2
    assert all(one.ok for one in await standing(ledger.pool))


async def test_another_ledgers_folder_is_refused(ledger: Ledger, owner: str, tmp_path: Path) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    one = Signed(1, 5, AT, (await checkpoint(ledger, Set(tmp_path))).note)
    Folder(folder).put("duban/another", [])
    Folder(folder).put("duban/another", [one])
    with pytest.raises(PlaceFailed, match="另一本账"):
        Folder(folder).put("duban/another", [one])


async def test_mail_is_sent(mailbox: tuple[Mailbox, str], ledger: Ledger, tmp_path: Path) -> None:
    kept, url = mailbox
    made = await checkpoint(ledger, Set(tmp_path))
    mail = Mail(url + "&from=duban@z.gov.cn")
    mail.put(made.checkpoint.origin, [Signed(7, 2, made.checkpoint.at, made.note)])
    (message,) = kept.messages
    assert mail.name == "mailto:wang@x.gov.cn,li@y.gov.cn"
    assert (message["From"], message["To"]) == ("duban@z.gov.cn", "wang@x.gov.cn, li@y.gov.cn")
    assert "督办检查点：2 条记录" in message["Subject"]
    (attached,) = message.iter_attachments()
    assert attached.get_payload(decode=True).decode() == made.note  # byte for byte: it is signed
    assert opened(attached.get_content(), made.public) == made.checkpoint


async def test_a_real_ledger_mails_and_a_sample_refuses(
    mailbox: tuple[Mailbox, str], ledger: Ledger, tmp_path: Path
) -> None:
    kept, url = mailbox
    settings = Set(tmp_path, checkpoint_mail=url)
    assert [one.place for one in (await checkpoint(ledger, settings)).places] == [str(tmp_path / "checkpoints")]
    assert not kept.messages
    ledger.kind = "real"
    made = await checkpoint(ledger, settings)
    assert made.ok
    # the one that waited too, in one mail
    assert [len(list(one.iter_attachments())) for one in kept.messages] == [2]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("smtp://127.0.0.1:1/?to=a@b.cn", "Connect"),
        ("smtp://127.0.0.1/", "应写作"),
        ("http://127.0.0.1/?to=a@b.cn", "应写作"),
        ("smtp://127.0.0.1:x/?to=a@b.cn", "Connect"),
    ],
)
def test_mail_that_cannot_be_sent_is_said(url: str, said: str) -> None:
    with pytest.raises(PlaceFailed, match=said):
        Mail(url).put("duban/x", [Signed(1, 1, AT, "note")])


def test_a_password_is_not_sent_in_the_clear(mailbox: tuple[Mailbox, str]) -> None:
    kept, url = mailbox
    with pytest.raises(PlaceFailed, match="不发送密码"):
        Mail(url.replace("smtp://", "smtp://u:p%40ss@")).put("duban/x", [Signed(1, 1, AT, "note")])
    assert not kept.messages
    assert "p%40ss" not in Mail(url.replace("smtp://", "smtp://u:p%40ss@")).name


async def test_due_daily_and_on_a_closure(ledger: Ledger, owner: str, tmp_path: Path) -> None:
    keeper = Checkpoints(ledger, Set(tmp_path))

    async def made() -> list[str]:
        await keeper.keep((await current(ledger.pool)).leaves)
        return [why for (why,) in await ledger.pool.fetch("select why from checkpoints order by number")]

    assert await made() == ["daily"]
    assert await made() == ["daily"]
    await append(ledger, NUMBER, [reported(NUMBER)])
    assert await made() == ["daily"]  # one a day
    passed = ReinspectionPassed(at=AT, inspectors=("p-a", "p-b"), opinion="合格", entity_signed=True)
    closed = CaseClosed(at=AT + timedelta(days=2), approver="p-z", opinion="同意销号")
    await append(ledger, NUMBER, [asked(), passed, closed])
    assert await made() == ["daily", "closure"]
    assert await made() == ["daily", "closure"]
    await append(ledger, "2026-000902", [reported("2026-000902")])
    await _yesterday(owner)
    assert await made() == ["daily", "closure", "daily"]
    assert await made() == ["daily", "closure", "daily"]


async def _yesterday(owner: str) -> None:
    """All that was signed was signed a day before."""
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    await connection.execute("update checkpoints set at = at - interval '1 day'")
    await connection.close()


async def test_what_does_not_continue_what_was_signed_is_not_signed(ledger: Ledger, owner: str, tmp_path: Path) -> None:
    settings = Set(tmp_path)
    await append(ledger, NUMBER, [reported(NUMBER)])
    await checkpoint(ledger, settings)
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    await connection.execute("update events set hash = sha256(hash) where stream = 'case-2026-000901'")
    await connection.close()
    await _yesterday(owner)
    with pytest.raises(Forked):
        await checkpoint(ledger, settings)
    await Checkpoints(ledger, settings).keep(99)  # the worker alarms, and goes on
    (signing,) = [one for one in await standing(ledger.pool) if one.place == "signing"]
    assert not signing.ok
    assert signing.failure.startswith("FORKED")


async def test_an_older_database_does_not_sign_over_what_a_folder_has_seen(
    ledger: Ledger, owner: str, tmp_path: Path
) -> None:
    settings = Set(tmp_path)
    await append(ledger, NUMBER, [reported(NUMBER)])
    await checkpoint(ledger, settings)
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    for table in ("events", "commands", "leaves"):  # as a backup from before the case would be
        await connection.execute(f"delete from {table} where stream <> 'ledger'")
    await connection.execute("delete from checkpoints; delete from cases; update sequenced set leaf = 1")
    await connection.close()
    with pytest.raises(Forked):
        await checkpoint(ledger, settings)


def test_a_key_from_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "secret.pem"
    keys = Keys(tmp_path, file)
    with pytest.raises(KeyUnusable):
        keys.key("duban/x")
    assert keys.trusted("duban/x") == []
    file.write_bytes(Key.new().pem)
    file.chmod(0o444)
    public = keys.key("duban/x").public("duban/x")
    assert keys.trusted("duban/x") == [public]
    assert file.stat().st_mode & 0o777 == 0o444
    assert sorted(path.name for path in (tmp_path / "keys").iterdir()) == [f"{public.id.hex()}.pub"]
    file.write_bytes(b"nothing")
    with pytest.raises(KeyUnusable, match="PEM"):
        keys.key("duban/x")


def test_a_replaced_key_s_signatures_still_count(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    before = keys.key("duban/x").public("duban/x")
    keys.path.unlink()
    after = keys.key("duban/x").public("duban/x")
    assert before != after
    assert {str(one) for one in keys.trusted("duban/x")} == {str(before), str(after)}
    assert [str(one) for one in keys.trusted("duban/y")] == [str(keys.key("duban/y").public("duban/y"))]


def test_a_key_others_could_read_is_closed(tmp_path: Path) -> None:
    keys = Keys(tmp_path)
    keys.key("duban/x")
    keys.path.chmod(0o644)
    keys.key("duban/x")
    assert keys.path.stat().st_mode & 0o777 == 0o600
