"""proof.json: that each event of a case is in the whole record which a signed checkpoint vouches for (RFC 6962)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from ledger.evidence.record import Record
from ledger.evidence.refused import ExportRefused
from ledger.witness.merkle import verify_inclusion
from ledger.witness.note import Checkpoint, NoteRefused, Public, opened, origin_of

FORMAT = "duban-proof-1"
NAME = "proof.json"


@dataclass(frozen=True, slots=True)
class Inclusion:
    """收录证明 of one event: its number in the whole record (from 1), and the hashes from it up to the root."""

    version: int
    leaf: int
    path: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """证明: the checkpoint as signed, whose key, and an inclusion for the genesis event and each of the case's."""

    note: str
    public: Public
    genesis: Inclusion
    events: tuple[Inclusion, ...]


def written(proof: Proof) -> bytes:
    """The file."""
    told = {
        "format": FORMAT,
        "checkpoint": proof.note,
        "public_key": str(proof.public),
        "genesis": _told(proof.genesis),
        "events": [_told(one) for one in proof.events],
    }
    return orjson.dumps(told, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def read(content: bytes) -> Proof:
    """The file, nothing of it proved yet; errors: ExportRefused."""
    try:
        told = orjson.loads(content)
        if told["format"] != FORMAT:
            raise ExportRefused("FORMAT_UNKNOWN", NAME)
        events = tuple(map(_read, told["events"]))
        return Proof(str(told["checkpoint"]), Public.parse(told["public_key"]), _read(told["genesis"]), events)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ExportRefused("UNREADABLE", NAME) from error


def verified(proof: Proof, record: Record, public: Public) -> Checkpoint:
    """The checkpoint, when this key signed it and every event is in its tree; errors: ExportRefused."""
    try:
        checkpoint = opened(proof.note, public)
    except NoteRefused as refused:
        raise ExportRefused("CHECKPOINT", NAME) from refused
    if checkpoint.origin != origin_of(record.genesis.hash):
        raise ExportRefused("ORIGIN", NAME)
    if [one.version for one in proof.events] != [one.link.version for one in record.events]:
        raise ExportRefused("PROOF_MISSING", NAME)
    _included(proof.genesis, record.genesis.hash, checkpoint, "启用事件")
    for one, event in zip(proof.events, record.events, strict=True):
        _included(one, event.hash, checkpoint, f"第 {one.version} 条记录")
    return checkpoint


def _included(one: Inclusion, event_hash: bytes, checkpoint: Checkpoint, where: str) -> None:
    if not verify_inclusion(event_hash, one.leaf - 1, checkpoint.size, one.path, checkpoint.root):
        raise ExportRefused("PROOF", where)


def _told(one: Inclusion) -> dict[str, Any]:
    return {"version": one.version, "leaf": one.leaf, "path": [step.hex() for step in one.path]}


def _read(told: dict[str, Any]) -> Inclusion:
    if not all(type(told[name]) is int for name in ("version", "leaf")):
        raise TypeError("a number is no number")
    path: Sequence[str] = told["path"]
    return Inclusion(told["version"], told["leaf"], tuple(bytes.fromhex(step) for step in path))
