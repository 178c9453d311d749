"""`duban ledger verify`: is the record what it was."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from cli.context import Connected, connected
from cli.output import Format, OutputOption, emit, fail, finish, misused, run
from cli.progress import progress
from domain.workdays import SHANGHAI
from ledger.errors import LedgerMissing
from ledger.files import Files
from ledger.witness.attested import Attestations, nothing_attested
from ledger.witness.checkpoints import folders_of, keys_of
from ledger.witness.keys import KeyUnusable
from ledger.witness.note import Public
from ledger.witness.places import Folder, read_note
from ledger.witness.verified import Testimony, Verified, Witness
from ledger.witness.verify import verify

MOST_TOLD = 10
"""Checkpoints named one by one; a year has hundreds."""


def register(app: typer.Typer) -> None:
    """Add the verb to `duban ledger`."""
    app.command("verify")(verify_)


def verify_(
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(
            "--checkpoint", metavar="FILE", help="另处保存的检查点（文件或文件夹），可重复。本机存放处的自动一并核对。"
        ),
    ] = None,
    key: Annotated[
        list[str] | None,
        typer.Option("--key", metavar="公钥", help="只信这些公钥（duban ledger key 的一行，或存有它的文件），可重复。"),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="每一件案件都重新归并核对，不论上次核验以来变没变。")] = False,
    output: OutputOption = Format.TEXT,
) -> None:
    """核验全部记录：散列链、总号、默克尔树、案件现状、登记、指令、附件，并与全部旧检查点对照。

    发现一处不符即退出码 1，并指出第一处。只读，可随时执行，不影响办理。

    改一个字节、删一条、调换两条，不靠检查点就能发现。

    [bold]截去账尾、把整本账重新编造，只有旧检查点能发现[/]，并指出从哪一条起不是当时签下的记录。

    没有检查点作证的部分，核验会如实说明。

    每一条记录的散列每次都重算。上次核验以来散列和登记都一字未变的案件不再重新归并，凭上次核验签下的凭据认定，
    并说明有多少件；[bold]--full[/] 全部重做。

    例：
      duban ledger verify
      duban ledger verify --full
      duban ledger verify --checkpoint /media/usb --key 公钥.txt
    """
    trusted = [_public(one) for one in key or []]
    given = [witness for path in checkpoint or [] for witness in _given(path)]

    async def work() -> Verified:
        async with connected() as stack:
            keys = keys_of(stack.settings)
            attestations = Attestations(stack.data, keys)
            with progress("核验") as told_of:
                verified = await verify(
                    stack.database_url,
                    files=Files(stack.data),
                    witnesses=[*given, *_kept(stack)],
                    trusted=lambda origin: trusted or keys.trusted(origin),
                    progress=told_of,
                    attested=nothing_attested if full else attestations.read,
                )
            attestations.keep(verified)
            return verified

    try:
        verified = run(work())
    except LedgerMissing:
        fail("LEDGER_MISSING", "数据库里还没有账。")
    except KeyUnusable as error:
        fail("KEY_UNUSABLE", f"签名密钥用不了：{error}。可用 --key 指明公钥。")
    emit(verified.told(), "\n".join(_lines(verified)), output=output)
    if not verified.ok:
        finish(1)


def _lines(verified: Verified) -> Iterable[str]:
    counted = f"记录 {verified.events} 条、案件 {verified.cases} 件、附件 {verified.files} 份"
    if verified.ok:
        yield f"{counted}，全部相符。"
    else:
        first = verified.bad[0]
        yield f"{counted}；发现 {len(verified.bad)} 处不符。第一处：{first.where}，{first.sentence}。"
    yield _folded(verified)
    holding = sum(one.holds for one in verified.testimonies)
    if verified.testimonies:
        yield f"检查点 {len(verified.testimonies)} 个，相符 {holding} 个。"
    against = [one for one in verified.testimonies if not one.holds]
    yield from (_said(one) for one in against[:MOST_TOLD])
    if len(against) > MOST_TOLD:
        yield f"  ……共 {len(against)} 个不符"
    if verified.limits:
        yield f"请注意：{verified.limits}"


def _folded(verified: Verified) -> str:
    """What was done, and what was taken on a signature."""
    if not verified.unchanged or verified.since is None:
        return "每一条的散列都已重算，每一件都已重新归并。"
    return (
        f"每一条的散列都已重算。{verified.unchanged} 件自 {verified.since.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 全部归并"
        f"以后的核验以来未变，凭已签的凭据认定；其余 {verified.cases - verified.unchanged} 件已重新归并。--full 全部重做。"
    )


def _said(one: Testimony) -> str:
    return f"  ✗ {one.source}  {one.sentence}"


def _given(path: Path) -> list[Witness]:
    """Checkpoints that somebody brought: wherever they were kept, it was not here."""
    if path.is_dir():
        found = Folder(path).found()
        if not found:
            misused(f"{path} 里没有检查点文件（duban-….txt）。")
        return [Witness(name, text, outside=True) for name, text in found]
    if not path.exists():
        misused(f"没有这个文件：{path}。")
    return [Witness(str(path), read_note(path), outside=True)]


def _kept(stack: Connected) -> list[Witness]:
    """Those in the folders that are set."""
    return [
        Witness(name, text, outside=not folder.path.is_relative_to(stack.data))
        for folder in folders_of(stack.settings)
        for name, text in folder.found()
    ]


def _public(text: str) -> Public:
    """A public key as it is printed, or a file with one."""
    path = Path(text)
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else [text]
    for line in lines:
        with suppress(ValueError):  # a sample ledger's first line says so
            return Public.parse(line)
    return misused(f"不是公钥：{text}。公钥见 duban ledger key。")
