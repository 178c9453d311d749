"""The command `duban`: composes the nouns, and ends the process in one place.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage. What was not expected becomes one Chinese sentence and one
English log line; DUBAN_DEBUG=1 shows the traceback.
"""

import contextlib
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import structlog
import typer
from pydantic import ValidationError
from typer import rich_utils
from typer.exceptions import Abort, TyperException

from cli.output import DONE, FAILED, USAGE, Failed, Format, Output, print_json
from settings import Settings, configure_logging

log = structlog.get_logger("duban")

INTERRUPTED = 130

rich_utils.ARGUMENTS_PANEL_TITLE = "参数"
rich_utils.OPTIONS_PANEL_TITLE = "选项"
rich_utils.COMMANDS_PANEL_TITLE = "命令"
rich_utils.ERRORS_PANEL_TITLE = "用法不对"
rich_utils.REQUIRED_LONG_STRING = "[必填]"
rich_utils.DEFAULT_STRING = "[默认：{}]"
rich_utils.RICH_HELP = "用 [blue]{command_path} {help_option}[/] 查看用法。"

app = typer.Typer(
    name="duban",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
    help="""督办：重大事故隐患从判定到销号，一件一案，到时自动升级，每一步都记在不可改的账上。

    [bold]先跑起来[/]
      duban stack up                  启动全部服务与示例，Ctrl-C 停止
      duban case list                 在另一个终端查看案件
      duban case show 2026-000001     看一件

    [bold]用自己的台账[/]
      duban stack up --real           新建正式账（先设 DUBAN_HOME）
      duban people import 人员.xlsx   人员、机关、单位、岗位
      duban register import 台账.xlsx 导入台账，一行一案
      duban register start 批次号     开始督办

    [bold]先演一遍[/]
      duban drill 台账.xlsx           虚拟时间里督办一年，不碰真实数据

    程序调用加 [bold]-o json[/]。退出码：0 成功，1 不予受理或失败，2 用法不对。""",
)


NOUNS = ("stack", "people", "register", "case", "audit", "report", "evidence", "admin", "ledger")

for noun in NOUNS:
    app.add_typer(import_module(f"cli.{noun}").app, name=noun)
app.command("drill")(import_module("cli.drill").drill)


def _translated(command: Any) -> Any:
    """The help option of every command says in Chinese what it does."""
    context = typer.Context(command, help_option_names=["-h", "--help"])
    if (option := command.get_help_option(context)) is not None:
        option.help = "显示用法。"
    for inner in getattr(command, "commands", {}).values():
        _translated(inner)
    return command


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and end. A process that used the Temporal client can die while Python ends: hence os._exit."""
    code = _answered(list(sys.argv[1:] if arguments is None else arguments))
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _answered(arguments: list[str]) -> int:
    try:
        configure_logging()
        code = _translated(typer.main.get_command(app))(arguments, prog_name="duban", standalone_mode=False)
    except Failed as failure:
        return _told(failure.code, failure.sentence, failure.exit_code)
    except TyperException as error:
        return _told("USAGE", f"用法不对：{_in_chinese(error)}", error.exit_code)
    except ValidationError as error:
        log.error("bad settings", error=str(error))  # noqa: TRY400  # the sentence is for people
        return _told("SETTINGS_INVALID", "环境变量 DUBAN_* 的值不对，请对照上面的日志更正。", USAGE)
    except (Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:  # the reader has seen enough, e.g. `| head`
        with contextlib.suppress(OSError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except Exception as error:
        log.error("unexpected", error=repr(error), exc_info=_debugging())  # noqa: TRY400
        return _told("UNEXPECTED", "出了意料之外的错误，未能完成；设 DUBAN_DEBUG=1 可看到详细经过。", FAILED)
    return code if isinstance(code, int) else DONE


def _told(code: str, sentence: str, exit_code: int) -> int:
    print(sentence if exit_code == USAGE else f"{sentence}（{code}）", file=sys.stderr)
    if Output.format is not Format.TEXT:
        print_json({"ok": False, "error": {"code": code, "sentence": sentence}})
    return exit_code


def _debugging() -> bool:
    try:
        return Settings().debug
    except ValidationError:
        return False


def _in_chinese(error: TyperException) -> str:
    """The parser's complaint; what it says in English about the value is kept behind it."""
    parameter = getattr(error, "param", None)
    name = "、".join(getattr(parameter, "opts", None) or []) or getattr(parameter, "human_readable_name", "") or ""
    match type(error).__name__:
        case "MissingParameter":
            return f"缺少 {getattr(parameter, 'human_readable_name', name)}。"
        case "NoSuchOption":
            return f"没有选项 {getattr(error, 'option_name', '')}。"
        case "BadParameter":
            return f"{name} 的值不对：{error.message}"
        case _ if error.message.startswith("No such command"):
            return f"没有命令 {error.message.split(chr(39))[1]}。"
        case _ if error.message.startswith("Got unexpected extra argument"):
            return f"多出的参数：{error.message.rpartition('(')[2].rstrip(').')}。"
        case "NoArgsIsHelpError":
            return "请写明要做什么。"
        case _:
            return error.message


if __name__ == "__main__":
    main()
