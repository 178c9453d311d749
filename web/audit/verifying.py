"""核验 of the whole record, one at a time, in a process of its own; the last result is kept in the ledger's database."""

import asyncio
from datetime import datetime
from typing import Any, Literal

import structlog
from pydantic import BaseModel

from ledger.access import note
from ledger.accounts import Holder
from ledger.errors import GONE
from ledger.verifications import Verification, keep, last
from ledger.witness.aside import AsideFailed, Far, verified_aside
from web.audit.checkpoints import unnamed
from web.desk import Desk
from web.jobs import Verifying
from web.reading import reading

log = structlog.get_logger(__name__)

FAILED = {
    "LEDGER_MISSING": "数据库里还没有账。",
    "KEY_UNUSABLE": "签名密钥的文件用不了，无法核对检查点；请系统管理员查看 keys 文件夹。",
    "LEDGER_UNAVAILABLE": "账（PostgreSQL）中途没有应答，没有核完；请稍后再核。",
    "STOPPED": "核验中途停止了，没有核完；请再核一次，若仍如此请告诉系统管理员。",
}
PARTS: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("chain", "每条记录未被改动", "每条记录重新计算散列，与入账时封存的比对，并与同一案件的上一条首尾相接",
     ("GENESIS", "VERSION_GAP", "PREV_HASH", "HASH", "ALG", "UNREADABLE")),
    ("order", "没有缺少、插入或调换", "全部记录的总号从 1 起连续，次序与默克尔树一致",
     ("LEAF_WITHOUT_EVENT", "EVENT_WITHOUT_LEAF", "LEAF_GAP", "LEAF_ORDER", "SEQUENCE_DIFFERS", "TILE_DIFFERS",
      "TILE_MISSING")),
    ("views", "屏幕上显示的与记录一致", "每件案件按记录从头推算一遍，与现在显示的阶段、时限、级次、文号、办理人比对；每条指令都有对应的记录",
     ()),
    ("files", "附件在且未被替换", "记录所指的照片、文书逐份核对摘要", ("FILE_MISSING", "FILE_DIFFERS")),
    ("checkpoints", "与另处保存的检查点相符", "检查点是以前给全部记录盖的章；账尾被截去、整本账被重新编造，只有它能发现",
     ("REWRITTEN", "RECORD_SHORTER", "CHECKPOINT_OTHER_LEDGER", "CHECKPOINT_SIGNATURE", "CHECKPOINT_KEY_UNKNOWN",
      "CHECKPOINT_UNREADABLE", "CHECKPOINT_ALG", "CHECKPOINT_DIFFERS")),
)  # fmt: skip
"""核了什么: its code, what it means to people, how it is done, and which findings speak against it; the rest are of views"""


class Part(BaseModel):
    """一项核验 and whether it holds."""

    name: str
    title: str
    how: str
    ok: bool
    heard: bool = True
    """false: nothing was there to check, and nothing is excluded"""


class Finding(BaseModel):
    """第一处不符. What case it is is said to who may see it."""

    where: str
    sentence: str
    case: str | None
    version: int | None
    leaf: int | None


class Testified(BaseModel):
    """一个检查点的证言."""

    source: str
    code: str
    size: int | None
    at: datetime | None
    sentence: str


class Result(BaseModel):
    """核验结果."""

    by: str
    started_at: datetime
    ended_at: datetime
    ok: bool
    events: int
    cases: int
    files: int
    unchanged: int
    vouched: int
    limits: str
    bad: int
    findings: list[Finding]
    parts: list[Part]
    checkpoints: list[Testified]


class State(BaseModel):
    """核验的进度与上一次的结果."""

    state: Literal["idle", "running", "failed"]
    done: int = 0
    of: int = 0
    started_at: datetime | None = None
    sentence: str = ""
    last: Result | None = None


async def start(desk: Desk, holder: Holder) -> None:
    """Begin one, unless one is under way; that somebody did is on record."""
    at = desk.verifying
    if at.running:
        return
    await note(desk.record.ledger.pool, reading(holder, "web audit verify"))
    at.done, at.of, at.started_at, at.failed = 0, 0, holder.clock, ""
    at.task = asyncio.create_task(_run(desk, at, holder.person or holder.account, holder.clock))
    desk.begin(at.task)


async def state_of(desk: Desk, holder: Holder) -> State:
    """How far it is, and what came out the last time, as far as the holder may know."""
    at = desk.verifying
    found = await last(desk.record.ledger.pool)
    return State(
        state="running" if at.running else "failed" if at.failed else "idle",
        done=at.done,
        of=at.of,
        started_at=at.started_at if at.running or at.failed else None,
        sentence=FAILED.get(at.failed, ""),
        last=None if found is None else await _result(desk, holder, found),
    )


async def _run(desk: Desk, at: Verifying, by: str, started_at: datetime) -> None:
    ledger = desk.record.ledger
    try:
        async for told in verified_aside(desk.settings.database_url or "", desk.settings):
            if isinstance(told, Far):
                at.done, at.of = told.done, told.of
            else:
                await keep(ledger.pool, by, started_at, told)
    except AsideFailed as failed:
        log.warning("verification_failed", code=str(failed))
        at.failed = str(failed)
    except GONE as away:
        log.warning("verification_failed", error=repr(away))
        at.failed = "LEDGER_UNAVAILABLE"
    except Exception as error:
        log.exception("verification_failed", error=repr(error))
        at.failed = "STOPPED"


async def _result(desk: Desk, holder: Holder, found: Verification) -> Result:
    told = found.told
    cases = [one["stream"].removeprefix("case-") for one in told["findings"] if one["stream"].startswith("case-")]
    mine = await desk.seen(holder).among(cases) if cases and (holder.sight.areas or holder.sight.entities) else set()
    heard = bool(told["checkpoints"])
    return Result(
        by=found.by,
        started_at=found.started_at,
        ended_at=found.ended_at,
        findings=[_finding(one, mine) for one in told["findings"]],
        parts=[_part(one, told["reasons"], heard=heard) for one in PARTS],
        checkpoints=[Testified(**{**one, "sentence": unnamed(one["sentence"])}) for one in told["checkpoints"]],
        **{name: told[name] for name in ("ok", "events", "cases", "files", "unchanged", "vouched", "bad")},
        limits=_for_people(told["limits"]),
    )


def _for_people(limits: str) -> str:
    """What verification cannot exclude, without the command line's words."""
    return limits.replace(
        "请用 duban ledger checkpoint 签发并另处保存。", "请系统管理员签发检查点，并存一份到别的机器。"
    ).replace("请另存一份到别处，核验时用 --checkpoint 给出。", "请系统管理员让检查点也存到另一台机器上。")


def _part(part: tuple[str, str, str, tuple[str, ...]], reasons: list[str], *, heard: bool) -> Part:
    name, title, how, against = part
    if name == "views":
        others = {reason for *_, told in PARTS for reason in told}
        return Part(name=name, title=title, how=how, ok=not set(reasons) - others)
    return Part(
        name=name, title=title, how=how, ok=not set(reasons) & set(against), heard=name != "checkpoints" or heard
    )


def _finding(told: dict[str, Any], mine: set[str]) -> Finding:
    number = told["stream"].removeprefix("case-") if told["stream"].startswith("case-") else ""
    if not number or number in mine:
        where = told["where"].removeprefix("case-")
        where = f"账本自身{where.removeprefix('ledger')}" if told["stream"] == "ledger" else where
        return Finding(
            where=f"案件 {where}" if number else where,
            sentence=told["sentence"],
            case=number or None,
            version=told["version"] or None,
            leaf=told["leaf"],
        )
    place = f"全部记录的第 {told['leaf']} 条" if told["leaf"] else "一条记录"
    return Finding(
        where=f"{place}（属于一件不在您管辖范围内的案件）",
        sentence=told["sentence"].partition("（")[0],
        case=None,
        version=None,
        leaf=told["leaf"],
    )
