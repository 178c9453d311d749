"""检查点 a checkpoint of the record as a signed note: text that any C2SP tool reads (tlog-checkpoint, signed-note).

    duban/<genesis hash>                     the origin: which ledger
    12345                                    how many events
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA=     the root over them
    alg sha256                               extension lines: ours
    at 2026-03-02T01:00:00.000000Z
    why closure

    — duban/<genesis hash> Az3grl…           Ed25519 over all above the empty line

Whoever holds one, and the public key, can prove later what the record was. What is trusted is the signature alone.
"""

import base64
import binascii
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Literal, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

ALG = "sha256"
SAMPLE = "示例"
LONGEST = 100_000
"""Characters: a note of ours has some three hundred, and sixteen cosignatures fit easily."""

_ED25519 = b"\x01"
_NAME = re.compile(r"[^\s+\x00-\x20]+")
_SIGNATURE = re.compile(r"— (?P<name>[^\s+]+) (?P<signed>[A-Za-z0-9+/]+={0,2})")
_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
_ONE_LINE = re.compile(r"[^\x00-\x1f\x7f\u0085\u2028\u2029]+")
_TIME = "%Y-%m-%dT%H:%M:%S.%fZ"

Refusal = Literal["NOTE_UNREADABLE", "NOTE_KEY_UNKNOWN", "NOTE_SIGNATURE", "NOTE_ALG"]


class NoteRefused(Exception):  # noqa: N818
    """Not a checkpoint, or not signed by a key we know; `reason` says which."""

    def __init__(self, reason: Refusal, detail: str = "") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """检查点: the record had so many events, with this root over them, then and for that reason."""

    origin: str
    size: int
    root: bytes
    at: datetime
    why: str = ""
    """`daily`, `closure`, `export` or `by hand`; of no case by number, for checkpoints lie where anybody may read them"""
    sample: bool = False

    @property
    def text(self) -> str:
        """What is signed."""
        lines = [
            self.origin,
            str(self.size),
            base64.b64encode(self.root).decode(),
            f"alg {ALG}",
            f"at {self.at.astimezone(UTC).strftime(_TIME)}",
            *([f"why {self.why}"] if self.why else []),
            *([SAMPLE] if self.sample else []),
        ]
        for line in lines:
            if not _ONE_LINE.fullmatch(line):
                raise ValueError(f"not one line: {line!r}")
        return "".join(f"{line}\n" for line in lines)


def origin_of(genesis: bytes) -> str:
    """The name of a ledger, and of its key: by the hash of its genesis event."""
    return f"duban/{genesis.hex()}"


@dataclass(frozen=True, slots=True)
class Public:
    """公钥 of one name, as `<name>+<key id>+<base64>`: the form in which others' tools take it."""

    name: str
    raw: bytes
    """32 bytes"""

    @property
    def id(self) -> bytes:
        """Four bytes that tell keys of one name apart."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.raw).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(_ED25519 + self.raw).decode()}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """From that form; ValueError when it is none."""
        name, _, rest = text.strip().partition("+")
        told_id, _, encoded = rest.partition("+")
        material = base64.b64decode(encoded, validate=True)
        if not _NAME.fullmatch(name) or material[:1] != _ED25519 or len(material) != 33:
            raise ValueError("not an Ed25519 key of a signed note")
        public = cls(name, material[1:])
        if public.id.hex() != told_id:
            raise ValueError("the key's id is not that of the key")
        return public

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """True when it is this key's signature of the message."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Key:
    """签名密钥 (Ed25519). Kept as a PEM file outside the database (`ledger/witness/keys.py`)."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private

    @classmethod
    def new(cls) -> Self:
        """Another one."""
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def of_pem(cls, pem: bytes) -> Self:
        """From PKCS #8, as openssl writes it too; ValueError for anything else."""
        private = load_pem_private_key(pem, password=None)
        if not isinstance(private, Ed25519PrivateKey):
            raise ValueError("not an Ed25519 key")  # noqa: TRY004  # a wrong value, not a wrong call
        return cls(private)

    @property
    def pem(self) -> bytes:
        """The private key itself."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    @property
    def raw_public(self) -> bytes:
        """32 bytes."""
        return self._private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)

    def public(self, name: str) -> Public:
        """The public key under a ledger's name."""
        return Public(name, self.raw_public)

    def sign(self, message: bytes) -> bytes:
        """64 bytes."""
        return self._private.sign(message)


def note(checkpoint: Checkpoint, key: Key) -> str:
    """The checkpoint, signed."""
    return signed_note(checkpoint.text, key, checkpoint.origin)


def signed_note(text: str, key: Key, name: str) -> str:
    """Any text that ends in a newline, signed under a name."""
    if not text.endswith("\n") or not _NAME.fullmatch(name):
        raise ValueError("a note's text ends in a newline, and its key's name has neither space nor plus")
    signature = base64.b64encode(key.public(name).id + key.sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"


def opened(text: str, public: Public | Iterable[Public]) -> Checkpoint:
    """The checkpoint of a signed note; NoteRefused unless one of these keys signed it, under the ledger's name."""
    known = [public] if isinstance(public, Public) else list(public)
    origin = origin_in(text)  # a key of another name may sign beside the ledger's, never instead of it
    return read(opened_note(text, [key for key in known if key.name == origin]))


def opened_note(text: str, known: Iterable[Public]) -> str:
    """The text of a signed note. Every signature by a known key must hold, and there must be one; others' are ignored."""
    body, signatures = _split(text)
    keys = {(key.name, key.id): key for key in known}
    found = False
    for name, signed in signatures:
        key = keys.get((name, signed[:4]))
        if key is None:
            continue
        if not key.verifies(body.encode(), signed[4:]):
            raise NoteRefused("NOTE_SIGNATURE", name)
        found = True
    if not found:
        raise NoteRefused("NOTE_KEY_UNKNOWN", "、".join(name for name, _ in signatures))
    return body


def origin_in(text: str) -> str:
    """Which ledger a note says it is of, nothing checked: only to say why it is refused."""
    return read(_split(text)[0]).origin


def read(body: str) -> Checkpoint:
    """The checkpoint that a note's text says, its signature not looked at."""
    lines = body.removesuffix("\n").split("\n")
    if len(lines) < 3 or not all(lines) or not _SIZE.fullmatch(lines[1]):
        raise NoteRefused("NOTE_UNREADABLE")
    origin, size, root, *extensions = lines
    told = dict(line.split(" ", 1) for line in extensions if " " in line)
    if told.get("alg", ALG) != ALG:
        raise NoteRefused("NOTE_ALG", told["alg"])
    try:
        found = base64.b64decode(root, validate=True)
        at = datetime.strptime(told["at"], _TIME).replace(tzinfo=UTC)
    except (KeyError, ValueError) as error:
        raise NoteRefused("NOTE_UNREADABLE", type(error).__name__) from error
    if len(found) != 32 or base64.b64encode(found).decode() != root:
        raise NoteRefused("NOTE_UNREADABLE", root)
    return Checkpoint(origin, int(size), found, at, told.get("why", ""), SAMPLE in extensions)


def _split(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """The text with its last newline, and the signatures below the last empty line."""
    body, separator, rest = text.rpartition("\n\n")
    lines = rest.removesuffix("\n").split("\n")
    matched = [_SIGNATURE.fullmatch(line) for line in lines]
    if not separator or not rest.endswith("\n") or len(text) > LONGEST or re.search(r"[\x00-\x09\x0b-\x1f]", text):
        raise NoteRefused("NOTE_UNREADABLE")
    signatures = []
    for found in matched:
        try:
            signed = base64.b64decode(found["signed"] if found else "", validate=True)
        except binascii.Error as error:
            raise NoteRefused("NOTE_UNREADABLE") from error
        if found is None or len(signed) < 5 or base64.b64encode(signed).decode() != found["signed"]:
            raise NoteRefused("NOTE_UNREADABLE")
        signatures.append((found["name"], signed))
    return f"{body}\n", signatures
