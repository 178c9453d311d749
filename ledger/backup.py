"""备份: one archive with the database as of one instant, the files, and a manifest of digests (G19).

A plain tar: `manifest.json`, `ledger.dump` (pg_dump's custom format), `files/<sha256>`. Files are copied after the dump:
each was written before the event that names it, so none that the dump names is missing.
"""

import asyncio
import io
import os
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

import asyncpg
import orjson

from ledger.errors import LedgerMissing
from ledger.files import Files
from ledger.pool import SETTINGS
from ledger.sql import sql
from ledger.tools import Tools
from ledger.witness.note import Public, origin_of

MANIFEST, DUMP, FILES = "manifest.json", "ledger.dump", "files"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds, and the digests to check it by."""

    created_at: str
    kind: str
    genesis: str
    events: int
    """at the least: those recorded when the backup began"""
    dump_sha256: str
    dump_bytes: int
    files: dict[str, int] = field(default_factory=dict)
    damaged: list[str] = field(default_factory=list)
    """files left out: what is there is not what their digest says"""
    checkpoint: str = ""
    """the last one signed: what the restored record is held against"""
    public_keys: list[str] = field(default_factory=list)
    """that may have signed; the private key is never in here"""
    format: int = FORMAT


async def backup(
    url: str,
    archive: Path,
    files: Files,
    tools: Tools,
    trusted: Callable[[str], Iterable[Public]] = lambda _origin: (),
) -> Manifest:
    """Write the archive: whole, or not at all. `trusted` gives the public keys of the ledger of a name."""
    with tempfile.TemporaryDirectory(prefix=".backup-", dir=archive.parent) as room:
        dump = Path(room) / DUMP
        before = await _described(url)
        # Without what opens a session: a restore would bring back the ones that were revoked since.
        await asyncio.to_thread(tools.run, "pg_dump", "--format=custom", "--no-owner", "--no-privileges",
                                "--exclude-table-data=credentials", f"--file={dump}", f"--dbname={url}")  # fmt: skip
        damaged = [path.name for path in files.all() if files.check(path.name)]
        manifest = Manifest(
            **before,
            dump_sha256=digest_of(dump),
            dump_bytes=dump.stat().st_size,
            files={path.name: path.stat().st_size for path in files.all() if path.name not in damaged},
            damaged=damaged,
            public_keys=[str(key) for key in trusted(origin_of(bytes.fromhex(before["genesis"])))],
        )
        await asyncio.to_thread(_pack, Path(room) / "archive", archive, manifest, dump, files)
    return manifest


async def _described(url: str) -> dict[str, Any]:
    connection = await asyncpg.connect(url, server_settings=SETTINGS)
    try:
        found = await connection.fetchrow(sql("describe"))
        signs = await connection.fetchval("select to_regclass('public.checkpoints') is not null")
        last = await connection.fetchrow(sql("checkpoint_last")) if signs else None  # an older release's has none
    except asyncpg.UndefinedTableError as error:
        raise LedgerMissing("the database has no ledger") from error
    finally:
        await connection.close()
    if found is None:
        raise LedgerMissing("the ledger was never opened")
    return {**found, "checkpoint": last["note"] if last else ""}


def _pack(draft: Path, archive: Path, manifest: Manifest, dump: Path, files: Files) -> None:
    told = orjson.dumps(asdict(manifest), option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    with draft.open("wb") as out:
        draft.chmod(0o600)  # it holds names and telephones
        with tarfile.open(fileobj=out, mode="w") as tar:
            header = tarfile.TarInfo(MANIFEST)
            header.size = len(told)
            tar.addfile(header, io.BytesIO(told))
            tar.add(dump, DUMP)
            for digest in manifest.files:
                tar.add(files.path(digest), f"{FILES}/{digest}")
        out.flush()
        os.fsync(out.fileno())
    draft.replace(archive)
    with _opened(archive.parent) as directory:
        os.fsync(directory)


@contextmanager
def _opened(directory: Path) -> Iterator[int]:
    handle = os.open(directory, os.O_RDONLY)
    try:
        yield handle
    finally:
        os.close(handle)


def digest_of(path: Path) -> str:
    """sha256 of a file."""
    with path.open("rb") as content:
        return file_digest(content, "sha256").hexdigest()
