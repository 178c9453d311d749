"""附件: photos, scans and letters by the digest of their content, below `files/` in the data directory.

A file is written, and on disk, before the command that names it; the ledger holds the digest alone.
"""

import os
import tempfile
from dataclasses import dataclass
from hashlib import file_digest, sha256
from pathlib import Path
from typing import Literal

from domain.refusals import Refusal

LARGEST = 20 * 1024 * 1024
"""Bytes."""

MAGIC: tuple[tuple[bytes, int, str], ...] = (
    (b"\xff\xd8\xff", 0, "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", 0, "image/png"),
    (b"%PDF-", 0, "application/pdf"),
    (b"WEBP", 8, "image/webp"),
    (b"heic", 8, "image/heic"),
    (b"heix", 8, "image/heic"),
    (b"mif1", 8, "image/heic"),
    (b"II*\x00", 0, "image/tiff"),
    (b"MM\x00*", 0, "image/tiff"),
    (b"PK\x03\x04", 0, "application/zip"),  # docx, xlsx, OFD
    (b"\xd0\xcf\x11\xe0", 0, "application/x-ole-storage"),  # doc, xls, WPS
)
"""What is taken, by its first bytes and never by its name: pictures, scans, office documents."""
PLAIN = "text/plain"


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is now kept."""

    digest: str
    type: str
    bytes: int
    known: bool
    """it was there before"""


class Files:
    """附件库 of one data directory."""

    def __init__(self, home: Path) -> None:
        self.directory = home / "files"

    def path(self, digest: str) -> Path:
        """Where a file is, or would be."""
        return self.directory / digest

    def add(self, source: Path) -> Stored:
        """Take a file in: whole, on disk and under its digest, or not at all. Refusal when it is not what we keep."""
        size = source.stat().st_size
        if size == 0:
            raise Refusal("FILE_EMPTY", "文件是空的。")
        if size > LARGEST:
            raise Refusal("FILE_TOO_LARGE", f"文件有 {size / 1024 / 1024:.1f} MB，超过 20 MB 的上限。")
        return self.keep(source.read_bytes())

    def keep(self, content: bytes) -> Stored:
        """The same of bytes at hand."""
        if len(content) > LARGEST:
            raise Refusal("FILE_TOO_LARGE", "文件超过 20 MB 的上限。")
        kind = sniffed(content)
        if kind is None:
            raise Refusal("FILE_TYPE_REFUSED", "只收图片、扫描件、PDF、OFD、办公文档和纯文本。")
        digest = sha256(content).hexdigest()
        return Stored(digest, kind, len(content), known=not self.take(digest, content))

    def take(self, digest: str, content: bytes) -> bool:
        """Keep what is known to have this digest; false when it is kept already."""
        if self.check(digest) is None:
            return False
        self._write(content, self.path(digest))
        return True

    def check(self, digest: str) -> Literal["FILE_MISSING", "FILE_DIFFERS"] | None:
        """None when the file is there and is what its digest says."""
        try:
            with self.path(digest).open("rb") as content:
                found = file_digest(content, "sha256").hexdigest()
        except FileNotFoundError:
            return "FILE_MISSING"
        return None if found == digest else "FILE_DIFFERS"

    def all(self) -> list[Path]:
        """Every file kept, by digest."""
        if not self.directory.is_dir():
            return []
        return sorted(path for path in self.directory.iterdir() if len(path.name) == 64)

    def _write(self, content: bytes, place: Path) -> None:
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(prefix=".new-", dir=self.directory)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(place)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        directory = os.open(self.directory, os.O_RDONLY)
        try:
            os.fsync(directory)  # the name too survives a power cut
        finally:
            os.close(directory)


def sniffed(content: bytes) -> str | None:
    """The type by the first bytes, or None for what is not taken."""
    for magic, offset, kind in MAGIC:
        if content[offset : offset + len(magic)] == magic:
            return kind
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return PLAIN if all(one.isprintable() or one in "\t\r\n\f\ufeff\u3000" for one in text) else None
    return None
