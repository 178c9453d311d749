"""`duban ledger checkpoint` and `duban ledger key`: what vouches for the record outside the database."""

from pathlib import Path
from typing import Annotated, Any

import typer

from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, finish, run
from ledger.sql import sql
from ledger.store import Ledger
from ledger.witness.checkpoints import SIGNING, Forked, Made, Placed, checkpoint, keys_of, origin_in, standing
from ledger.witness.keys import KeyUnusable
from ledger.witness.note import Public
from ledger.witness.places import Folder

FORKED = (
    "账与先前签发的检查点不衔接（检查点证明 {signed} 条，账中编号 {leaves} 条），没有签发。请先执行 duban ledger verify。"
    "若账是从旧备份恢复并已决定以它为准，请把检查点文件夹里较新的文件移到别处保存，再试。"
)


def register(app: typer.Typer) -> None:
    """Add both verbs to `duban ledger`."""
    app.command("checkpoint")(checkpoint_)
    app.command("key")(key)


def checkpoint_(
    to: Annotated[
        Path | None, typer.Option("--to", metavar="DIR", help="另存一份到这个文件夹，例如 U 盘或另一台机器的共享目录。")
    ] = None,
    output: OutputOption = Format.TEXT,
) -> None:
    """签发检查点：给此刻的全部记录盖章（条数与默克尔树根，Ed25519 签名），存到数据库之外。

    日后只要拿出旧检查点，就能证明当时的记录一条未改、一条未少，即使有人重写了整个数据库。每天、每次销号都会自动签发。

    存放处由 DUBAN_CHECKPOINT_DIRS（可多个文件夹）和 DUBAN_CHECKPOINT_MAIL 设定，不设则只存本机的 checkpoints 文件夹。

    [bold]只存在本机的检查点防不住掌握本机的人[/]：请至少让一份到另一台机器、另一个人手里。

    例：
      duban ledger checkpoint --to /media/usb
      duban ledger verify --checkpoint /media/usb/duban-000000012345-….txt

    退出码 1：没有签出，或有存放处没有收到（下次签发时补送）。
    """

    async def work() -> Made:
        async with connected() as stack:
            also = [Folder(to.expanduser().absolute())] if to is not None else []
            return await checkpoint(await stack.ledger(), stack.settings, also=also)

    try:
        made = run(work())
    except Forked as forked:
        fail("CHECKPOINT_FORKED", FORKED.format(signed=forked.signed, leaves=forked.leaves))
    except KeyUnusable as error:
        fail("KEY_UNUSABLE", f"签名密钥用不了：{error}。")
    told: dict[str, Any] = {
        "ok": made.ok,
        "origin": made.checkpoint.origin,
        "size": made.checkpoint.size,
        "root": made.checkpoint.root.hex(),
        "at": made.checkpoint.at,
        "why": made.checkpoint.why,
        "note": made.note,
        "public_key": str(made.public),
        "places": [{"place": one.place, "ok": one.ok, "failure": one.failure} for one in made.places],
    }
    emit(told, lambda: _print(made), output=output)
    if not made.ok:
        finish(1)


def key(output: OutputOption = Format.TEXT) -> None:
    """显示公钥：核验检查点和导出案卷用它。请把它连同检查点一起交给保管的人，另处存放。

    私钥在数据目录的 keys 文件夹里（或 DUBAN_CHECKPOINT_KEY_FILE），不在数据库里，也不在备份里；请另行妥善备份。

    例：duban ledger key > 公钥.txt
    """

    async def work() -> tuple[Public, list[Public], Path]:
        async with connected() as stack:
            origin, keys = await origin_in((await stack.ledger()).pool), keys_of(stack.settings)
            today = keys.key(origin).public(origin)
            return today, [one for one in keys.trusted(origin) if one != today], keys.path

    try:
        today, former, path = run(work())
    except KeyUnusable as error:
        fail("KEY_UNUSABLE", f"签名密钥用不了：{error}。")
    emit(
        {"public_key": str(today), "former": [str(one) for one in former], "private_key_file": str(path)},
        "\n".join([str(today), *(f"（旧）{one}" for one in former)]),
        output=output,
    )


async def standing_in(url: str) -> dict[str, Any]:
    """The last checkpoint and how the places stand, for `duban stack status`."""
    ledger = await Ledger.connect(url, size=1)
    try:
        last = await ledger.pool.fetchrow(sql("checkpoint_last"))
        places = await standing(ledger.pool)
    finally:
        await ledger.close()
    return {
        "ok": all(one.ok for one in places),
        "size": last and last["size"],
        "at": last and last["at"],
        "places": [{"place": one.place, "ok": one.ok, "failure": one.failure, "at": one.at} for one in places],
    }


def lines(places: list[Placed]) -> list[str]:
    """How each place stands, for people."""
    return [
        f"{'✓' if one.ok else '✗'} {'签发' if one.place == SIGNING else one.place}"
        + (f"  {one.failure}" if one.failure else "")
        for one in places
    ]


def _print(made: Made) -> None:
    print(made.note)
    print("\n".join(lines(made.places)))
    if not made.ok:
        print("没有收到的存放处，下次签发时补送。")
