"""复核凭据 what a verification found sound, signed: the next need not fold again what has not changed since.

One digest for each case: over the head of its chain, which stands for every byte of its events, and over every row that is
derived from them. Where chain and rows give a digest that was signed, the rows are what these events fold to, for that is
what was found when it was signed; the same events always fold to the same. It is kept beside the data, outside the
database, for one release of this program, and holds nothing: without it, or with one that is not ours, all is folded.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from struct import iter_unpack
from sys import version as python

import orjson
import structlog

import domain
import ledger
from ledger.witness.keys import Keys, KeyUnusable
from ledger.witness.note import ALG, NoteRefused, Public, opened_note, signed_note
from ledger.witness.verified import Verified

log = structlog.get_logger(__name__)

WHAT = "duban-verified"
FOLDING = ("pydantic-core", "pydantic", "chinesecalendar", "asyncpg", "orjson")
"""beside our own code, on what it depends to what events fold"""
NOTE, DIGESTS = "verified.note", "verified.digests"


@dataclass(frozen=True, slots=True)
class Attested:
    """复核凭据 as it was read, its signature checked."""

    since: datetime
    """when all of it was last folded"""
    digests: frozenset[bytes]


def digest_of(stream: str, head: bytes, rows: object) -> bytes:
    """Of one case: its name, the hash of its last event, and what is kept beside its chain, each exactly as it stands."""
    return sha256(orjson.dumps((stream, head.hex(), rows))).digest()


def nothing_attested(_origin: str, _known: Iterable[Public]) -> Attested | None:
    """For who folds everything."""
    return None


class Attestations:
    """凭据夹 of one data directory."""

    def __init__(self, home: Path, keys: Keys) -> None:
        self.directory = home / "verified"
        self.keys = keys

    def read(self, origin: str, known: Iterable[Public]) -> Attested | None:
        """The last one of this ledger and this program, or None; `known` are the keys that are trusted."""
        try:
            told = opened_note((self.directory / NOTE).read_text(encoding="utf-8"), known).splitlines()
            digests = (self.directory / DIGESTS).read_bytes()
            since = datetime.fromisoformat(told[-1].removeprefix("since "))
        except (OSError, ValueError, NoteRefused):
            return None
        if told != _lines(origin, digests, since):  # another ledger's, another program's, or of other digests
            return None
        return Attested(since, frozenset(one for (one,) in iter_unpack("32s", digests)))

    def keep(self, verified: Verified) -> bool:
        """Sign what was found sound, unless anything was not; False where there is no key or no place, and all is folded again."""
        if not verified.ok or verified.since is None or not self.keys.path.exists():
            return False
        content = b"".join(sorted(verified.digests))
        text = "".join(f"{line}\n" for line in _lines(verified.origin, content, verified.since))
        try:
            note = signed_note(text, self.keys.key(verified.origin), verified.origin)
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, written in ((DIGESTS, content), (NOTE, note.encode())):
                draft = self.directory / f".{name}.new"
                draft.write_bytes(written)
                draft.replace(self.directory / name)
        except (OSError, KeyUnusable) as error:
            log.warning("attestation_not_kept", path=str(self.directory), error=repr(error))
            return False
        return True


def _lines(origin: str, digests: bytes, since: datetime) -> list[str]:
    # the first line is no ledger's name, so that no such note is ever a checkpoint
    return [
        f"{WHAT} {origin}",
        program(),
        f"alg {ALG}",
        f"digests {sha256(digests).hexdigest()}",
        f"since {since.astimezone(UTC).isoformat()}",
    ]


@cache
def program() -> str:
    """The program by its bytes: another may fold otherwise, and what an older one found is nothing to it."""
    told = sha256(python.encode())
    for name in FOLDING:
        told.update(f"{name} {version(name)}\n".encode())
    for package in (domain, ledger):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*")):
            if path.suffix in (".py", ".sql"):
                content = path.read_bytes()
                told.update(f"{path.relative_to(root)} {len(content)}\n".encode() + content)
    return f"program {told.hexdigest()}"
