"""`duban ledger migrate`: makes a PostgreSQL of one's own ready, before a worker starts."""

from pathlib import Path
from typing import Annotated

import asyncpg
import structlog
import typer

from cli.output import Format, OutputOption, emit, fail, run
from ledger.errors import GONE
from ledger.migrate import migrate, open_ledger
from settings import Settings
from stack.embedded import role_of

log = structlog.get_logger(__name__)

REFUSED = (asyncpg.InvalidAuthorizationSpecificationError, asyncpg.InvalidCatalogNameError)
"""A wrong role or password, or no such database: the settings are wrong, not the record."""


def register(app: typer.Typer) -> None:
    """Add the verb to `duban ledger`."""
    app.command("migrate")(migrate_)


def migrate_(
    service_password_file: Annotated[
        Path | None,
        typer.Option("--service-password-file", metavar="FILE", help="写有服务账号口令的文件：把口令设成它。"),
    ] = None,
    web_password_file: Annotated[
        Path | None,
        typer.Option(
            "--web-password-file", metavar="FILE", help="写有督办台查阅账号（duban_web）口令的文件：把口令设成它。"
        ),
    ] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """自备 PostgreSQL 时：升级数据库结构，建服务账号并授权，启用正式账。已是最新则不改变任何东西。

    以 DUBAN_MIGRATION_DATABASE_URL（属主）连接；服务账号是 DUBAN_DATABASE_URL 里的用户。升级程序后、启动办理进程前执行。
    内置的 PostgreSQL 不需要它：duban stack up 自己会做。
    """
    settings = Settings()
    if settings.database_url is None or settings.owner_url is None:
        fail("SETTINGS_MISSING", "没有设 DUBAN_DATABASE_URL。内置的 PostgreSQL 由 duban stack up 自行升级。")
    service, owner = role_of(settings.database_url), settings.owner_url
    password = None if service_password_file is None else _password(service_password_file)
    web = None if web_password_file is None else _password(web_password_file)

    async def work() -> tuple[list[str], str]:
        done = await migrate(owner, service_role=service, service_password=password, web_password=web)
        return done, await open_ledger(owner, "real")

    try:
        done, kind = run(work())
    except REFUSED as error:
        log.error("database refused", error=str(error))  # noqa: TRY400  # the sentence is for people
        fail("LEDGER_UNAVAILABLE", f"数据库不接受连接（账号、口令或库名不对）：{error}")
    except GONE as error:
        log.error("database unavailable", error=repr(error))  # noqa: TRY400
        fail("LEDGER_UNAVAILABLE", f"连不上数据库：{error}")
    if kind != "real":
        fail("LEDGER_KIND", "这个数据库里是示例账或演练账，不能办真事。请换一个数据库。")
    emit(
        {"ok": True, "kind": kind, "migrated": done, "service_role": service},
        f"数据库结构已升级：{'、'.join(done)}。" if done else "数据库结构已是最新。",
        output=output,
    )


def _password(path: Path) -> str:
    try:
        password = path.read_text(encoding="utf-8").strip()
    except OSError as error:
        fail("FILE_NOT_FOUND", f"读不到口令文件 {path}：{error.strerror}。")
    if not password:
        fail("PASSWORD_EMPTY", f"口令文件 {path} 是空的。")
    return password
