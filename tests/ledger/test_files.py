"""附件: kept whole, under its digest, before anybody names it; what is not a document is not kept."""

from hashlib import sha256
from pathlib import Path

import pytest

from domain.refusals import Refusal
from ledger.files import LARGEST, Files, sniffed

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_a_file_is_kept_once_under_its_digest(files: Files, tmp_path: Path) -> None:
    source = tmp_path / "整改照片.png"
    source.write_bytes(PNG)
    stored = files.add(source)
    assert (stored.digest, stored.type, stored.bytes, stored.known) == (
        sha256(PNG).hexdigest(),
        "image/png",
        108,
        False,
    )
    assert files.path(stored.digest).read_bytes() == PNG
    assert files.check(stored.digest) is None
    assert files.add(source).known
    assert [path.name for path in files.all()] == [stored.digest]


def test_a_damaged_one_is_made_good_by_adding_it_again(files: Files) -> None:
    digest = files.keep(PNG).digest
    files.path(digest).write_bytes(b"half")
    assert files.check(digest) == "FILE_DIFFERS"
    assert not files.keep(PNG).known
    assert files.check(digest) is None


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0" + bytes(9), "image/jpeg"),
        (b"%PDF-1.7", "application/pdf"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"PK\x03\x04 docx", "application/zip"),
        ("整改情况说明\r\n".encode(), "text/plain"),
        ("整改情况说明\r\n".encode("gb18030"), "text/plain"),
        (b"\x7fELF\x02\x01\x01" + bytes(9), None),
        (b"MZ\x90\x00\x03", None),
        (b"GIF89a" + bytes(9), None),
    ],
)
def test_the_type_is_told_by_the_content(content: bytes, kind: str | None) -> None:
    assert sniffed(content) == kind


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"", "FILE_EMPTY"), (b"%PDF-" + bytes(LARGEST), "FILE_TOO_LARGE"), (b"\x7fELF\x02", "FILE_TYPE_REFUSED")],
    ids=["empty", "large", "program"],
)
def test_the_rest_is_refused_and_not_kept(files: Files, tmp_path: Path, content: bytes, code: str) -> None:
    source = tmp_path / "file"
    source.write_bytes(content)
    with pytest.raises(Refusal) as refused:
        files.add(source)
    assert refused.value.code == code
    assert files.all() == []
