"""核验案卷 check an exported case file from the file alone: no stack, no database, no network.

Every byte is hashed once, as a stream; what is kept in memory is the two JSON files. Nothing is unpacked to disk.
"""

import zipfile
import zlib
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import orjson

from domain.casefile.told import FILES_IN
from ledger.evidence import manifest, proof, record
from ledger.evidence.manifest import LIST, SEAL, Sealed
from ledger.evidence.refused import ExportRefused
from ledger.witness.note import Checkpoint, Public

ATTACHMENTS = "附件/"
MOST_ENTRIES = 5_000
LARGEST = 4 * 1024**3
LARGEST_READ = 256 * 1024**2
"""Bytes: what is read into memory."""
RATIO = 100
"""Nothing we pack shrinks to less than a hundredth."""
CHUNK = 1 << 20
DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Checked:
    """What holds of a case file."""

    sealed: Sealed
    checkpoint: Checkpoint
    public: Public
    files: int
    attachments: int
    trusted: bool
    """the key is one that was given, not merely the one that the file brings along"""
    missing: list[str] = field(default_factory=list)
    """attachments that were gone when the case file was made"""


def check(path: Path, trusted: Collection[Public] | None = None) -> Checked:
    """Check it, signed by one of `trusted` or, None, by whatever key it brings along.

    Errors: ExportRefused names the first thing that does not hold, OSError when it cannot be read.
    """
    with _opened(path) as archive:
        entries = _entries(archive, path.stat().st_size)
        for name in (LIST, SEAL, record.NAME, proof.NAME):
            if name not in entries:
                raise ExportRefused("NOT_AN_EXPORT" if name == SEAL else "FILE_MISSING", name)
        listing, told_proof = _read(archive, LIST), proof.read(_read(archive, proof.NAME))
        public = told_proof.public
        if trusted is not None and public not in trusted:
            raise ExportRefused("KEY_OTHER", proof.NAME)
        sealed = manifest.opened_seal(_read(archive, SEAL), listing, public)
        digests = manifest.read_list(listing)
        _files(archive, entries, digests)
        told = record.read(_read(archive, record.NAME))
        record.verified(told)
        if sealed.case != told.stream.removeprefix("case-") or sealed.kind != told.kind:
            raise ExportRefused("CASE_DIFFERS", SEAL)
        if (sealed.events, sealed.head) != (len(told.events), told.events[-1].hash.hex()):
            raise ExportRefused("CASE_DIFFERS", SEAL)
        checkpoint = proof.verified(told_proof, told, public)
        if (sealed.origin, sealed.checkpoint) != (checkpoint.origin, checkpoint.size):
            raise ExportRefused("ORIGIN", SEAL)
        missing = _attachments(told, digests)
    attached = sum(name.startswith(ATTACHMENTS) for name in digests)
    return Checked(sealed, checkpoint, public, len(digests), attached, trusted is not None, missing)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    if path.stat().st_size > LARGEST:
        raise ExportRefused("ZIP_SUSPICIOUS")
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise ExportRefused("ZIP_DAMAGED") from error


def _entries(archive: zipfile.ZipFile, size: int) -> set[str]:
    """The names in it, when it is what we pack: plain files, each once, not larger than they look."""
    found = archive.infolist()
    packed = sum(one.compress_size for one in found)
    if len(found) > MOST_ENTRIES or packed > size or sum(one.file_size for one in found) > LARGEST:
        raise ExportRefused("ZIP_SUSPICIOUS")
    for one in found:
        plain = (
            not one.is_dir()
            and not one.flag_bits & 0x1
            and one.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
        )
        if not plain or one.filename.startswith(("/", "\\")) or ".." in one.filename.split("/"):
            raise ExportRefused("ENTRY_UNEXPECTED", one.filename)
        if one.file_size > RATIO * (one.compress_size + 1024):
            raise ExportRefused("ZIP_SUSPICIOUS", one.filename)
    for name, times in Counter(one.filename for one in found).items():
        if times > 1:
            raise ExportRefused("ENTRY_TWICE", name)
    return {one.filename for one in found}


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    if archive.getinfo(name).file_size > LARGEST_READ:
        raise ExportRefused("ZIP_SUSPICIOUS", name)
    return archive.read(name)


def _files(archive: zipfile.ZipFile, entries: set[str], digests: dict[str, str]) -> None:
    for name, digest in digests.items():
        if name not in entries:
            raise ExportRefused("FILE_MISSING", name)
        found = sha256()
        with archive.open(name) as content:
            while chunk := content.read(CHUNK):
                found.update(chunk)
        if found.hexdigest() != digest:
            raise ExportRefused("FILE_DIFFERS", name)
    for name in sorted(entries - digests.keys() - {LIST, SEAL}):
        raise ExportRefused("FILE_EXTRA", name)


def _attachments(told: record.Record, digests: dict[str, str]) -> list[str]:
    """Each attachment is one that the record names; answers which the record names and the file lacks."""
    try:
        named = {digest for one in told.events for digest in files_named(one.link.body)}
    except ValueError as error:
        raise ExportRefused("UNREADABLE", record.NAME) from error
    attached = {digest: name for name, digest in digests.items() if name.startswith(ATTACHMENTS)}
    for digest, name in attached.items():
        if digest not in named:
            raise ExportRefused("ATTACHMENT_UNNAMED", name)
    return sorted(named - attached.keys())


def files_named(body: bytes) -> list[str]:
    """The digests in an event's body, whatever its shape."""
    told = orjson.loads(body)
    values = [told.get(name) for name in FILES_IN] if isinstance(told, dict) else []
    flat = [one for value in values for one in (value if isinstance(value, list) else [value])]
    return [
        one
        for one in flat
        if isinstance(one, str) and len(one) == DIGEST_LENGTH and set(one) <= set("0123456789abcdef")
    ]
