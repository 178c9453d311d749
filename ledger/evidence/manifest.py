"""清单 of a case file: `manifest.txt` is what sha256sum writes, `manifest.sig` a signed note that names its digest.

Two files, so that `sha256sum -c manifest.txt` works as it is. The note's first line is no ledger's name: what signs
checkpoints can never be made to sign one by way of a case file.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from ledger.evidence.refused import ExportRefused
from ledger.witness.note import Key, NoteRefused, Public, opened_note, signed_note

FORMAT = "duban-casefile 1"
LIST, SEAL = "manifest.txt", "manifest.sig"
_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f\\]+)")
_FIELDS = ("origin", "case", "kind", "events", "head", "checkpoint", "at", "by", "manifest")


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is signed of a case file besides the digest of its list."""

    origin: str
    case: str
    kind: str
    events: int
    head: str
    """hash of the last event, in hex"""
    checkpoint: int
    at: str
    by: str


def listed(digests: Mapping[str, str]) -> bytes:
    """manifest.txt: the sha256 of every other file."""
    return "".join(f"{digest}  {name}\n" for name, digest in sorted(digests.items())).encode()


def read_list(content: bytes) -> dict[str, str]:
    """Digests by name; errors: ExportRefused."""
    try:
        lines = content.decode().splitlines()
    except UnicodeDecodeError as error:
        raise ExportRefused("UNREADABLE", LIST) from error
    found: dict[str, str] = {}
    for line in lines:
        matched = _LINE.fullmatch(line)
        if matched is None or matched[2] in found:
            raise ExportRefused("UNREADABLE", LIST)
        found[matched[2]] = matched[1]
    return found


def sealed(told: Sealed, content: bytes, key: Key) -> str:
    """manifest.sig: the note over the list."""
    fields = {
        "origin": told.origin, "case": told.case, "kind": told.kind, "events": told.events, "head": told.head,
        "checkpoint": told.checkpoint, "at": told.at, "by": told.by, "manifest": sha256(content).hexdigest(),
    }  # fmt: skip
    lines = [FORMAT, *(f"{name} {value}" for name, value in fields.items())]
    return signed_note("".join(f"{line}\n" for line in lines), key, told.origin)


def opened_seal(content: bytes, listing: bytes, public: Public) -> Sealed:
    """What was signed, when this key signed it over this list; errors: ExportRefused."""
    try:
        text = opened_note(content.decode(), [public])
    except (NoteRefused, UnicodeDecodeError) as refused:
        raise ExportRefused("MANIFEST_SIGNATURE", SEAL) from refused
    first, *lines = text.removesuffix("\n").split("\n")
    told = dict(line.partition(" ")[::2] for line in lines)
    if first != FORMAT:
        raise ExportRefused("FORMAT_UNKNOWN", SEAL)
    if tuple(told) != _FIELDS or not (told["events"].isdecimal() and told["checkpoint"].isdecimal()):
        raise ExportRefused("UNREADABLE", SEAL)
    try:
        datetime.fromisoformat(told["at"])
    except ValueError as error:
        raise ExportRefused("UNREADABLE", SEAL) from error
    if told.pop("manifest") != sha256(listing).hexdigest():
        raise ExportRefused("MANIFEST_DIFFERS", LIST)
    return Sealed(
        origin=told["origin"], case=told["case"], kind=told["kind"], events=int(told["events"]), head=told["head"],
        checkpoint=int(told["checkpoint"]), at=told["at"], by=told["by"],
    )  # fmt: skip
