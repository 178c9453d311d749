"""The pages of a case file: no box on any machine, the same bytes each time, and no picture that costs the case file."""

import io
import struct
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from activities.casefile.fonts import printable
from activities.casefile.pages import Pages, Printed, pages
from activities.casefile.pictures import printed_as
from domain.casefile.contents import Attachment, Contents, contents, folded
from domain.casefile.told import Names
from tests.ledger.casefiles import CALLED, png, story

AT = datetime(2026, 3, 2, 1, tzinfo=UTC)
PROOF = Printed(12, "ab" * 32, [("公钥", "duban/x+1+A", True)], [("1", "7", "cd" * 32)], ["核验。"], "账 x")
RARE = "𠮷喆䶮堃珺㑇"
GOOD, SMALL = png(8, 6, 40), b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00"


@pytest.fixture(scope="module")
def told() -> Contents:
    found = contents(folded(story("2025-000001", ["a" * 64, "b" * 64, "c" * 64]).records()), Names(CALLED, {}))
    return replace(found, attachments=[])


def text(made: Pages) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(made.pdf)).pages)


def made(told: Contents, room: Path, **files: bytes) -> Pages:
    kept = {}
    attached = []
    for number, (name, content) in enumerate(files.items(), 1):
        path = room / name
        path.write_bytes(content)
        digest = sha256(content).hexdigest()
        kept[digest] = path
        attached.append(Attachment(number, name, digest, "2025年6月3日", "李敏", "", number))
    whole = replace(told, attachments=attached)
    return pages(whole, PROOF, kept, {one: f"附件/{one[:8]}" for one in kept}, mark="", made_at=AT)


def test_the_same_case_file_is_the_same_bytes(told: Contents, tmp_path: Path) -> None:
    assert made(told, tmp_path, a=GOOD).pdf == made(told, tmp_path, a=GOOD).pdf


def test_what_no_font_shows_is_written_as_its_number(told: Contents, tmp_path: Path) -> None:
    odd = f"{RARE}😀\ue000\u202e\tأ“—…〔2025〕①㎡°"
    said = text(made(replace(told, facts=[["隐患描述", odd]]), tmp_path))
    assert "喆䶮堃珺㑇" in said
    for code in ("1F600", "E000", "202E", "0623"):
        assert f"〔U+{code}〕" in said
    assert printable("〔2025〕①㎡°“—…”") == "〔2025〕①㎡°“—…”"


def test_what_people_wrote_is_never_markup(told: Contents, tmp_path: Path) -> None:
    sly = '#panic("x") $x$ *粗* `#let` <facts> @facts \\ [ ] #image("/etc/passwd") = 标题'
    assert "#panic" in text(made(replace(told, facts=[["隐患描述", sly]], unit=sly), tmp_path))


def test_a_broken_picture_costs_itself_alone(told: Contents, tmp_path: Path) -> None:
    broken = GOOD[:40] + b"\0" * 20 + GOOD[60:]
    assert made(told, tmp_path, good=GOOD, broken=broken, paper="说明".encode()).printed == 1


def test_a_long_text_goes_on_over_pages(told: Contents, tmp_path: Path) -> None:
    long = "甲乙丙丁戊己庚辛壬癸" * 900
    course = [["1", "2026-03-02 09:00", "隐患上报", long, "李敏", "规则手册"]]
    said = text(made(replace(told, course=course), tmp_path))
    assert said.count("甲乙丙丁") > 800


def _header(width: int, height: int) -> bytes:
    data = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    head = struct.pack(">I", 13) + b"IHDR" + data + struct.pack(">I", zlib.crc32(b"IHDR" + data))
    return b"\x89PNG\r\n\x1a\n" + head


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (GOOD, "png"),
        (_header(60_000, 60_000), None),  # 10 GB when unpacked
        (_header(0, 5), None),
        (SMALL + b"\xff\xc0\x00\x11\x08\x03\xe8\x07\xd0\x03" + bytes(9), "jpg"),
        (SMALL + b"\xff\xc0\x00\x11\x08\xff\xff\xff\xff\x03" + bytes(9), None),
        (SMALL, None),
        (b"\xff\xd8\xff", None),
        (b"%PDF-1.7", None),
        (b"", None),
    ],
)
def test_only_pictures_of_a_known_size_are_printed(content: bytes, kind: str | None) -> None:
    assert printed_as(content) == kind
