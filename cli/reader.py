"""Who reads, and what for: the two options of every command that shows names, for the access log."""

import getpass
from typing import Annotated, Any

import typer

from activities.register_import import OPERATOR
from ledger.access import Reading

ReaderOption = Annotated[
    str, typer.Option("--by", metavar="PERSON", help="查阅人的编号，记入查阅记录；不写则为本机操作员。")
]
PurposeOption = Annotated[str, typer.Option("--purpose", metavar="TEXT", help="查阅事由，记入查阅记录。")]
NOBODY_NAMED = OPERATOR


def reading(what: str, *, subject: str = "", by: str = OPERATOR, purpose: str = "", **detail: Any) -> Reading:
    """查阅 by the command `what`, with the account of this machine beside whoever is named."""
    return Reading(by=by, what=what, subject=subject, purpose=purpose, detail={"account": _account(), **detail})


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user need have no name
        return ""
