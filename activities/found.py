"""检索所得 an event that was found, as people read it and as programs take it."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import orjson

from domain.figures.instants import local
from domain.happenings import happening
from ledger.questions.search import Found
from ledger.reading import event_of

AT_ONCE = timedelta(minutes=1)
OF_NO_CASE = "ledger"
ASKED = {
    "person": "人员", "office": "机关", "type": "事件", "region": "区划", "industry": "行业", "letter": "文号", "case": "案件",
    "text": "字词", "from": "发生自", "to": "发生至", "known_from": "记入自", "known_to": "记入至",
}  # fmt: skip
"""检索条件 as people call them"""


def said_of(asked: Mapping[str, Any]) -> str:
    """检索条件 in one line; none: all of it."""
    told = {ASKED.get(name, name): value for name, value in asked.items() if value}
    lines = [f"{name} {'、'.join(value) if isinstance(value, list | tuple) else value}" for name, value in told.items()]
    return "；".join(lines) or "全部记录"


def what(found: Found) -> str:
    """发生了什么, in Chinese; an event that this release does not know, by its stored name."""
    try:
        return happening(event_of(found.recorded))
    except (KeyError, ValueError):
        return found.recorded.type


def who(by: str, called: Mapping[str, str]) -> str:
    """办理人."""
    return "系统时钟" if by.startswith("duban:") else called.get(by, by)


def known(found: Found) -> str:
    """记入 when that was later than it happened."""
    recorded = found.recorded
    return local(recorded.recorded_at) if recorded.recorded_at - recorded.at >= AT_ONCE else ""


def row(found: Found) -> dict[str, Any]:
    """For programs: ids, no names."""
    recorded = found.recorded
    return {
        "leaf": found.leaf,
        "case": found.number,
        "version": recorded.version,
        "type": recorded.type,
        "what": what(found),
        "at": recorded.at,
        "recorded_at": recorded.recorded_at,
        "by": recorded.by,
        "unit": found.unit,
        "office": found.office,
        "region": found.region,
        "industry": found.industry,
        "edition": recorded.edition,
        "hash": recorded.hash.hex(),
        "body": orjson.loads(recorded.body),
    }
