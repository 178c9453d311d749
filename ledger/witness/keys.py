"""密钥 the key that signs checkpoints: a file beside the data, never in the database, never in a backup.

Made at first use. Its public half lies beside it as `<key id>.pub` and stays when the key is replaced: what the old key
signed can still be checked. Give the public key to whoever keeps checkpoints; they trust that and nothing here.
"""

import os
import tempfile
from pathlib import Path

import structlog

from ledger.witness.note import Key, Public

log = structlog.get_logger(__name__)

NAME = "checkpoint.pem"


class KeyUnusable(Exception):  # noqa: N818
    """The key's file is missing, or is not an Ed25519 key."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path


class Keys:
    """密钥库 of one data directory; `file` is a key kept elsewhere, which is never made here."""

    def __init__(self, home: Path, file: Path | None = None) -> None:
        self.directory = home / "keys"
        self.file = file

    @property
    def path(self) -> Path:
        """Where the private key is, or will be."""
        return self.file or self.directory / NAME

    def key(self, origin: str) -> Key:
        """The key, made when there is none yet; KeyUnusable when it cannot be read."""
        if self.file is None and not self.path.exists():
            self._make()
        key = self._read()
        self.trust(key.public(origin))
        return key

    def trusted(self, origin: str) -> list[Public]:
        """The public keys that may have signed a checkpoint of this ledger: today's and former ones. None is made."""
        found = {}
        for path in sorted(self.directory.glob("*.pub")):
            try:
                public = Public.parse(path.read_text(encoding="utf-8"))
            except (OSError, ValueError) as error:
                log.warning("public_key_unreadable", path=str(path), error=repr(error))
                continue
            if public.name == origin:
                found[public.raw] = public
        if self.path.exists():
            public = self._read().public(origin)
            found[public.raw] = public
        return list(found.values())

    def trust(self, public: Public) -> None:
        """Lay a public key down beside the private one."""
        path = self.directory / f"{public.id.hex()}.pub"
        if not path.exists():
            self._write(path, f"{public}\n".encode(), 0o644)

    def _read(self) -> Key:
        try:
            pem = self.path.read_bytes()
            # secrets of a container are readable to all in it; a file of our own is not
            if self.file is None and self.path.stat().st_mode & 0o077:
                log.warning("key_was_readable_to_others", path=str(self.path))
                self.path.chmod(0o600)
            return Key.of_pem(pem)
        except OSError as error:
            raise KeyUnusable(self.path, error.strerror or repr(error)) from error
        except ValueError as error:
            raise KeyUnusable(self.path, "not an Ed25519 key in PEM form") from error

    def _make(self) -> None:
        self._write(self.path, Key.new().pem, 0o600)

    def _write(self, path: Path, content: bytes, mode: int) -> None:
        """Whole, or not at all; of two who write at once the first stays."""
        try:
            self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, draft = tempfile.mkstemp(prefix=".new-", dir=self.directory)
            try:
                with os.fdopen(handle, "wb") as file:
                    file.write(content)
                    os.fchmod(file.fileno(), mode)
                    file.flush()
                    os.fsync(file.fileno())
                try:
                    os.link(draft, path)
                except FileExistsError:
                    return
            finally:
                Path(draft).unlink(missing_ok=True)
        except OSError as error:
            raise KeyUnusable(path, error.strerror or repr(error)) from error
