"""record.json: the events of one case as they stand in the ledger, byte for byte, and the genesis event they hang on.

Anyone can recompute every hash from it with `ledger.chain`'s few lines: a body is the exact text that was hashed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from ledger import own
from ledger.chain import ALG, NOTHING, Link, root, seal
from ledger.evidence.refused import ExportRefused
from ledger.records import Recorded

FORMAT = "duban-record-1"
NAME = "record.json"
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
_TEXTS = ("stream", "type", "edition", "by", "command_id", "body", "prev_hash", "hash")


@dataclass(frozen=True, slots=True)
class Event:
    """An event as stored: what was hashed, and the hash."""

    link: Link
    prev_hash: bytes
    hash: bytes


@dataclass(frozen=True, slots=True)
class Record:
    """一件案件的记录."""

    stream: str
    genesis: Event
    events: tuple[Event, ...]

    @property
    def kind(self) -> str:
        """What kind of ledger it came from: real, sample or drill; errors: ExportRefused."""
        try:
            return str(orjson.loads(self.genesis.link.body)["kind"])
        except (ValueError, KeyError, TypeError) as error:
            raise ExportRefused("GENESIS", NAME) from error


def event(recorded: Recorded) -> Event:
    """An event of the ledger, without the places it has there alone."""
    kept = {name: getattr(recorded, name) for name in Link._fields}
    return Event(Link(**kept), recorded.prev_hash, recorded.hash)


def written(stream: str, genesis: Event, events: Sequence[Event]) -> bytes:
    """The file."""
    told = {
        "format": FORMAT,
        "alg": ALG,
        "stream": stream,
        "genesis": _told(genesis),
        "events": [_told(one) for one in events],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read(content: bytes) -> Record:
    """The file, its hashes not yet looked at; errors: ExportRefused."""
    try:
        told = orjson.loads(content)
        if told["format"] != FORMAT or told["alg"] != ALG:
            raise ExportRefused("FORMAT_UNKNOWN", NAME)
        return Record(str(told["stream"]), _read(told["genesis"]), tuple(map(_read, told["events"])))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExportRefused("UNREADABLE", NAME) from error


def verified(record: Record) -> None:
    """Recompute every hash from the genesis event on; errors: ExportRefused names the first event that does not hold."""
    if (
        record.genesis.link.stream != own.STREAM
        or record.genesis.link.version != 1
        or record.genesis.link.type != "LedgerOpened"
    ):
        raise ExportRefused("GENESIS", NAME)
    _follows(record.genesis, NOTHING, own.STREAM, 1)
    if not record.events:
        raise ExportRefused("EMPTY", NAME)
    head = root(record.genesis.hash, record.stream)
    for version, one in enumerate(record.events, 1):
        _follows(one, head, record.stream, version)
        head = one.hash


def _follows(one: Event, head: bytes, stream: str, version: int) -> None:
    where = f"第 {version} 条记录" if stream != own.STREAM else "启用事件"
    if (one.link.stream, one.link.version) != (stream, version):
        raise ExportRefused("VERSION_GAP", where)
    if one.prev_hash != head:
        raise ExportRefused("PREV_HASH", where)
    if seal(head, one.link) != one.hash:
        raise ExportRefused("HASH", where)


def _told(one: Event) -> dict[str, Any]:
    link = one.link
    return {
        "stream": link.stream, "version": link.version, "type": link.type, "shape": link.shape, "edition": link.edition,
        "at": link.at.astimezone(UTC).strftime(_TIME), "recorded_at": link.recorded_at.astimezone(UTC).strftime(_TIME),
        "by": link.by, "command_id": link.command_id, "body": link.body.decode(),
        "prev_hash": one.prev_hash.hex(), "hash": one.hash.hex(),
    }  # fmt: skip


def _read(told: dict[str, Any]) -> Event:
    if not all(isinstance(told[name], str) for name in _TEXTS):
        raise TypeError("a text is no text")
    if not all(type(told[name]) is int for name in ("version", "shape")):
        raise TypeError("a number is no number")
    at, recorded_at = (datetime.strptime(told[name], _TIME).replace(tzinfo=UTC) for name in ("at", "recorded_at"))
    link = Link(
        stream=told["stream"], version=told["version"], type=told["type"], shape=told["shape"], edition=told["edition"],
        at=at, recorded_at=recorded_at, by=told["by"], command_id=told["command_id"], body=told["body"].encode(),
    )  # fmt: skip
    return Event(link, bytes.fromhex(told["prev_hash"]), bytes.fromhex(told["hash"]))
