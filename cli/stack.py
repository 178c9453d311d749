"""督办服务: start everything, say whether it answers, stop it."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import asyncpg
import structlog
import typer
from rich.console import Console
from temporalio.client import Client
from temporalio.envconfig import ClientConfig

from activities.door import Door
from cli.board import Board, heading
from cli.checkpoint import standing_in
from cli.context import connect_temporal
from cli.output import FAILED, Format, OutputOption, emit, fail, finish, print_json, run
from ledger.accounts import Accounts
from ledger.errors import GONE, LedgerMissing
from ledger.store import Ledger
from ledger.witness.checkpoints import SIGNING
from settings import Settings, configure_logging
from stack.embedded import KindRefused, Stack
from stack.health import Health, postgres_health, temporal_health, web_health, worker_health
from stack.locks import holder
from stack.postgres import PostgresFailed
from stack.state import AlreadyRunning, StackState, runner
from stack.temporal import TemporalFailed
from stack.web import WebFailed
from web.passwords import Passwords
from web.role_accounts import one_password, role_accounts

log = structlog.get_logger(__name__)

READY_SECONDS = 60.0
VIEW_SECONDS = 2.0
DOWN_SECONDS = 90.0
NAMES = {"postgres": "账（PostgreSQL）", "temporal": "时钟（Temporal）", "worker": "办理进程", "web": "督办台"}

Say = Callable[[str], None]

app = typer.Typer(no_args_is_help=True, help="督办服务：启动、查看、停止。")


@app.command()
def up(
    real: Annotated[bool, typer.Option("--real", help="新建正式账，不载入示例。")] = False,
    output: OutputOption = Format.TEXT,
) -> None:
    """启动 PostgreSQL、Temporal、办理进程和督办台，在前台运行，Ctrl-C 停止；再次启动接着办。

    第一次启动会建一本[bold]示例[/]账并载入示例台账；办真事请用 --real，并为它单独设 DUBAN_HOME。

    设了 DUBAN_DATABASE_URL 或 TEMPORAL_ADDRESS（及 Temporal 的其他标准设置）时使用那里的服务，不载入示例。

    例：
      duban stack up
      DUBAN_HOME=/srv/duban duban stack up --real
      duban stack up -o json      就绪后打印一行各服务的地址
    """
    finish(run(_up(real=real, output=output)))


@app.command()
def status(output: OutputOption = Format.TEXT) -> None:
    """PostgreSQL、Temporal、办理进程、督办台是否都有应答：都有则退出码为 0，否则为 1。

    例：
      duban stack status
      duban stack status -o json | jq -r .database_url
    """
    answer = run(_status())
    emit(answer, lambda: _show(answer), output=output)
    finish(0 if answer["ok"] else FAILED)


@app.command()
def down(output: OutputOption = Format.TEXT) -> None:
    """停止正在运行的督办服务，等它完全停下。数据都在，再次 duban stack up 接着办。"""
    pid = runner(Settings().data)
    if not pid:
        fail("STACK_NOT_RUNNING", f"督办没有在运行（{Settings().data}）。")
    run(_down(pid))
    emit({"ok": True, "stopped": pid}, "督办已停止。", output=output)


async def _up(*, real: bool, output: Format) -> int:
    settings = Settings()
    console = Console()
    terminal = console.is_terminal and output is Format.TEXT
    if terminal:  # the table owns the screen
        settings.data.mkdir(parents=True, exist_ok=True, mode=0o700)
        configure_logging(settings, stream=(settings.data / "stack.log").open("a", encoding="utf-8"))
    say = _say if output is Format.TEXT else _quiet
    stop = _stopped_by(signal.SIGINT, signal.SIGTERM)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # the terminal is gone; under nohup we stay
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, stop.set)
    stack = Stack(settings, real=real, progress=say)
    work = asyncio.create_task(_work(stack, console if terminal else None, output))
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    failure = work.exception() if work.done() and not work.cancelled() else None
    if not work.done():
        say("正在停止：督办台、办理进程、Temporal、PostgreSQL……")
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work
    await stack.down()
    if failure is not None:
        _explain(failure, settings.data)
    say("已停止。数据都在，再次启动接着办。")
    return 0


async def _work(stack: Stack, console: Console | None, output: Format) -> None:
    """Start, load the sample, tell others, then show what moves until cancelled."""
    state = await stack.up()
    await _ready(stack.settings, state)
    say = _say if output is Format.TEXT else _quiet
    if state.kind == "sample" and not stack.settings.external:
        await _load_sample(stack.settings, state, say)
    stack.publish()
    if output is not Format.TEXT:
        print_json(_addresses(state))
    say(heading(state))
    say(f"督办台 {stack.settings.web_url or state.web}")
    if output is Format.TEXT:
        await _show_keys(state, say)
    say(f"账 {state.database_url}")
    await _show_forever(state, console, say)


async def _show_forever(state: StackState, console: Console | None, say: Say) -> None:
    """Show what moves. Whatever befalls the view, the servers run on."""
    while True:
        try:
            ledger = await Ledger.connect(state.database_url, size=2)
            try:
                board = Board(state, ledger)
                await (board.lines(say) if console is None else board.live(console))
            finally:
                await ledger.close()
        except Exception as error:  # noqa: BLE001
            log.warning("view interrupted", error=repr(error))
            await asyncio.sleep(VIEW_SECONDS)


async def _load_sample(settings: Settings, state: StackState, say: Say) -> None:
    """At every start: it knows what an earlier, killed one had done already."""
    from activities.sample import load_sample  # noqa: PLC0415  # it reads workbooks: not for every command

    ledger = await Ledger.connect(state.database_url, size=4)
    try:
        if not await ledger.cases(limit=1):
            say("【示例】载入示例台账并开始督办")
        await load_sample(ledger, Door(await connect_temporal(settings, state), ledger))
    finally:
        await ledger.close()


async def _show_keys(state: StackState, say: Say) -> None:
    """Who may sign in: in a sample every role, by a password of today; in a real ledger nobody, until asked on this host."""
    ledger = await Ledger.connect(state.database_url, size=2)
    try:
        if ledger.kind == "sample":
            made = await role_accounts(ledger)
            password = await one_password(ledger, made, Passwords())
            say("【示例】角色账户：" + "、".join(f"{one.role.value}（{one.title}）" for one in made))
            say(f"【示例】各账户的口令（每次启动另换）：{password}")
        elif not await Accounts(ledger.pool).page(limit=1):
            say("还没有账户。第一位管理员：在这台机器上执行 duban admin create")
    finally:
        await ledger.close()


async def _ready(settings: Settings, state: StackState) -> None:
    """Wait until a worker polls: from then on what is sent is carried out."""
    async with asyncio.timeout(READY_SECONDS):
        while not (await _health(settings, state))["worker"].ok:  # noqa: ASYNC110  # another process: nothing to wait on
            await asyncio.sleep(0.1)


async def _status() -> dict[str, Any]:
    settings = Settings()
    state = StackState.running(settings.data)
    if state is None and not (settings.database_url and settings.external_temporal):
        detail = "not running" if runner(settings.data) is None else "starting"
        services = {name: {"ok": False, "detail": detail} for name in NAMES}
        return {"ok": False, "home": str(settings.data), "services": services}
    services = {name: health.model_dump() for name, health in (await _health(settings, state)).items()}
    addresses = _named(settings) if state is None else _addresses(state)
    answer = addresses | {
        "ok": all(service["ok"] for service in services.values()),
        "home": str(settings.data),
        "services": services,
    }
    if services["postgres"]["ok"]:
        answer["checkpoints"] = await _checkpoints(answer["database_url"])
    return answer


async def _checkpoints(url: str) -> dict[str, Any]:
    """A place that does not take them is told here, and stops nothing: the servers are well."""
    try:
        return await standing_in(url)
    except (LedgerMissing, asyncpg.PostgresError, *GONE) as error:
        return {"ok": False, "size": None, "at": None, "places": [], "detail": repr(error)}


async def _health(settings: Settings, state: StackState | None) -> dict[str, Health]:
    url = state.database_url if state is not None else settings.database_url or ""
    # our own worker must live and poll; without a stack of ours any worker will do
    pid = None if state is None else holder(Path(state.home) / "run" / "worker.lock") or -1

    async def connect() -> Client:
        return await connect_temporal(settings, state)

    postgres, temporal, worker = await asyncio.gather(
        postgres_health(url), temporal_health(connect), worker_health(connect, pid)
    )
    healths = {"postgres": postgres, "temporal": temporal, "worker": worker}
    # of a stack that somebody runs elsewhere we do not know where its desk is
    return healths if state is None or state.web is None else healths | {"web": await web_health(state.web)}


async def _down(pid: int) -> None:
    home = Settings().data
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGTERM)
    for _ in range(int(DOWN_SECONDS * 10)):
        if runner(home) is None:
            return
        await asyncio.sleep(0.1)
    fail("STACK_WILL_NOT_STOP", f"督办（进程 {pid}）在 {DOWN_SECONDS:.0f} 秒内没有停下，请查看 {home} 下的日志。")


def _addresses(state: StackState) -> dict[str, Any]:
    addresses = {
        "ok": True,
        "web": state.web,
        "temporal": state.temporal,
        "temporal_ui": state.temporal_ui,
        "database_url": state.database_url,
        "superuser_database_url": state.superuser_database_url,
        "home": state.home,
        "kind": state.kind,
        "pid": state.pid,
    }
    return {name: value for name, value in addresses.items() if value is not None}


def _named(settings: Settings) -> dict[str, Any]:
    """The addresses the environment names."""
    config = ClientConfig.load_client_connect_config()
    return {"temporal": config.get("target_host", ""), "database_url": settings.database_url}


def _show(answer: dict[str, Any]) -> None:
    for name, service in answer["services"].items():
        print(f"{'✓' if service['ok'] else '✗'} {NAMES[name]}  {service['detail']}")
    for one in answer.get("checkpoints", {}).get("places", []):
        if not one["ok"]:
            print(f"✗ 检查点  {'签发' if one['place'] == SIGNING else one['place']}：{one['failure']}")
    for title, key in (
        ("督办台", "web"),
        ("Temporal", "temporal"),
        ("界面", "temporal_ui"),
        ("账", "database_url"),
        ("数据", "home"),
    ):
        if key in answer:
            print(f"{title}  {answer[key]}")
    if answer.get("kind") == "sample":
        print("这是【示例】账。")


def _explain(failure: BaseException, home: Path) -> None:
    """What went wrong while starting, for people."""
    match failure:
        case AlreadyRunning(pid=pid):
            fail("STACK_ALREADY_RUNNING", f"督办已在运行（进程 {pid}，数据 {home}）。先执行 duban stack down。")
        case KindRefused(kind=kind):
            what = {"sample": "示例", "drill": "演练"}.get(kind, kind)
            fail("LEDGER_KIND", f"{home} 里是一本{what}账，不能办真事。请换一个 DUBAN_HOME。")
        case PostgresFailed() | TemporalFailed() | WebFailed() | TimeoutError():
            log.error("stack did not start", error=str(failure) or repr(failure))
            fail(
                "STACK_NOT_STARTED",
                f"没有启动成功，请查看 {home} 下的 postgres.log、temporal.log、worker.log、web.log。",
            )
        case _:
            raise failure


def _stopped_by(*signals: signal.Signals) -> asyncio.Event:
    stop = asyncio.Event()
    for sign in signals:
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    return stop


def _say(text: str) -> None:
    with contextlib.suppress(BrokenPipeError):
        print(text, flush=True)


def _quiet(_: str) -> None:
    sys.stdout.flush()
