"""`duban ledger backup` and `duban ledger restore`: one file that holds everything, and the way back (G19)."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import asyncpg
import typer

from cli.output import Format, OutputOption, emit, fail, finish, run
from ledger.backup import Manifest, backup
from ledger.errors import GONE, LedgerMissing
from ledger.files import Files
from ledger.restore import ArchiveDamaged, NotEmpty, restore
from ledger.tools import ToolFailed, Tools
from ledger.witness.checkpoints import keys_of
from ledger.witness.keys import KeyUnusable
from ledger.witness.note import Public
from ledger.witness.verified import Verified, Witness
from ledger.witness.verify import verify
from settings import Settings
from stack.binaries import installation
from stack.embedded import role_of
from stack.postgres import SERVICE_ROLE, Postgres, PostgresFailed, create_database
from stack.state import AlreadyRunning, HomeLock, StackState

T = TypeVar("T")

TAKEN = "这个数据目录正在启动或停止，请稍后再试。"


def register(app: typer.Typer) -> None:
    """Add both verbs to `duban ledger`."""
    app.command("backup")(backup_)
    app.command("restore")(restore_)


@dataclass(frozen=True, slots=True)
class Database:
    """Where the ledger's tables are, as their owner."""

    owner_url: str
    service_role: str


@asynccontextmanager
async def _database(settings: Settings, *, create: bool) -> AsyncIterator[Database]:
    """The database that the environment names, or the running stack's, or the embedded one started for this alone."""
    state = StackState.running(settings.data)
    if settings.database_url is not None:
        yield Database(settings.owner_url or settings.database_url, role_of(settings.database_url))
    elif state is not None:
        yield Database(state.superuser_database_url or state.database_url, role_of(state.database_url))
    else:
        if not create and not (settings.data / "postgres.socket").exists():
            fail("LEDGER_MISSING", f"{settings.data} 里没有账。请用 DUBAN_HOME 指明数据目录。")
        settings.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock, postgres = HomeLock(settings.data), Postgres(settings.data)
        lock.take()
        try:
            await postgres.start()
            await create_database(postgres.url("postgres"))
            yield Database(postgres.url(), SERVICE_ROLE)
        finally:
            await postgres.stop()
            lock.give()


def backup_(
    to: Annotated[Path, typer.Argument(metavar="FILE", help="备份文件；给目录则在其中按时间命名。")],
    output: OutputOption = Format.TEXT,
) -> None:
    """备份：数据库（同一时刻）与全部附件，写成一个文件，附摘要清单。不必停止办理。

    备份里有姓名电话，文件权限为仅本人可读；请存到另一台机器。停着的数据目录也能备份。

    签名私钥不在备份里（最后一个检查点和公钥在）：请把数据目录 keys 文件夹里的 checkpoint.pem 另行备份。
    """
    settings = Settings()

    async def work() -> tuple[Path, Manifest]:
        async with _database(settings, create=False) as database:
            archive = to / await _named(database.owner_url) if to.is_dir() else to
            keys = keys_of(settings)
            return archive, await backup(database.owner_url, archive, Files(settings.data), _tools(), keys.trusted)

    archive, manifest = _done(lambda: run(work()))
    told = {"archive": str(archive), **asdict(manifest), "files": len(manifest.files), "ok": not manifest.damaged}
    text = f"已备份到 {archive}：记录 {manifest.events} 条，附件 {len(manifest.files)} 份。"
    if manifest.damaged:
        text += f"有 {len(manifest.damaged)} 份附件内容与摘要不符，没有备份；请执行 duban ledger verify。"
    emit(told, text, output=output)
    if manifest.damaged:
        finish(1)


def restore_(
    archive: Annotated[Path, typer.Argument(metavar="FILE", help="duban ledger backup 写出的文件。")],
    into: Annotated[
        str | None, typer.Option("--into", metavar="URL", help="恢复到这个新数据库（以其属主连接），而不是当前的。")
    ] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """恢复到空的数据库，随后核验。已有案件的库一律拒绝，绝不覆盖。

    [bold]常用[/]：换一个新的数据目录，先恢复，再启动，再重建流程：
      DUBAN_HOME=新目录 duban ledger restore 备份文件
      DUBAN_HOME=新目录 duban stack up
      DUBAN_HOME=新目录 duban ledger rebuild --accept-restored

    恢复期间不需要启动；数据目录停着时，会临时启动其中的 PostgreSQL。
    """
    settings = Settings()

    async def bring(database: Database) -> tuple[Manifest, Verified]:
        files = Files(settings.data)
        manifest = await restore(archive, database.owner_url, files, _tools(), service_role=database.service_role)
        keys = keys_of(settings)
        for key in manifest.public_keys:  # what the former key signed can be checked here too
            keys.trust(Public.parse(key))
        witnesses = [Witness(archive.name, manifest.checkpoint)] if manifest.checkpoint else []
        return manifest, await verify(database.owner_url, files=files, witnesses=witnesses, trusted=keys.trusted)

    async def work() -> tuple[Manifest, Verified]:
        if into is not None:
            return await bring(Database(into, SERVICE_ROLE))
        async with _database(settings, create=True) as database:
            return await bring(database)

    manifest, verified = _done(lambda: run(work()))
    first = verified.bad[0] if verified.bad else None
    emit(
        {
            "ok": verified.ok,
            "kind": manifest.kind,
            "created_at": manifest.created_at,
            "events": verified.events,
            "cases": verified.cases,
            "files": len(manifest.files),
            "first_bad": verified.bad[0].told() if verified.bad else None,
            "vouched": verified.vouched,
            "public_keys": manifest.public_keys,
        },
        f"已恢复 {manifest.created_at} 的备份：记录 {verified.events} 条、案件 {verified.cases} 件、"
        f"附件 {len(manifest.files)} 份，"
        + ("核验相符。" if first is None else f"但核验不符：{first.where}，{first.sentence}。")
        + (f"前 {verified.vouched} 条有备份中的检查点作证，公钥请与另处保存的核对。" if verified.vouched else "")
        + "请（重新）启动 duban stack up，再执行 duban ledger rebuild --accept-restored。",
        output=output,
    )
    if not verified.ok:
        finish(1)


def _done(work: Callable[[], T]) -> T:
    """The same few failures for both, in words."""
    try:
        return work()
    except NotEmpty:
        fail(
            "RESTORE_NOT_EMPTY",
            "目标数据库里已有内容，不能覆盖。请换一个新的数据目录（DUBAN_HOME）或新数据库（--into）。",
        )
    except ArchiveDamaged as error:
        fail("ARCHIVE_DAMAGED", f"备份文件不完整或不是督办的备份：{error}。")
    except LedgerMissing:
        fail("LEDGER_MISSING", "数据库里还没有账。")
    except AlreadyRunning:
        fail("STACK_BUSY", TAKEN)
    except (ToolFailed, PostgresFailed) as error:
        fail("POSTGRES_TOOL_FAILED", f"PostgreSQL 的工具没有成功：{error}")
    except FileNotFoundError as error:
        fail("FILE_NOT_FOUND", f"没有这个文件或目录：{error.filename}。")
    except KeyUnusable as error:
        fail("KEY_UNUSABLE", f"签名密钥用不了：{error}。")
    except GONE as error:
        fail("LEDGER_UNAVAILABLE", f"连不上数据库：{error}")


def _tools() -> Tools:
    return Tools(installation() / "bin")


async def _named(url: str) -> str:
    connection = await asyncpg.connect(url)
    try:
        now: str = await connection.fetchval("select to_char(now() at time zone 'Asia/Shanghai', 'YYYYMMDD-HH24MISS')")
    finally:
        await connection.close()
    return f"duban-{now}.tar"
