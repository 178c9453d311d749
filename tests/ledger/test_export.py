"""案卷: a case leaves as one file that proves itself; whatever is done to the file is found, and named (issue 4.2, G15)."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from pypdf import PdfReader

from activities.casefile.export import PDF, Exported, export
from domain.refusals import Refusal
from ledger.access import accesses
from ledger.chain import seal
from ledger.evidence import manifest, proof, record
from ledger.evidence.check import check
from ledger.evidence.manifest import LIST, SEAL
from ledger.evidence.refused import ExportRefused
from ledger.files import Files
from ledger.migrate import open_ledger
from ledger.store import Ledger
from ledger.witness.checkpoints import keys_of
from ledger.witness.note import Key
from settings import Settings
from tests.conftest import Databases
from tests.ledger.casefiles import EXPORTING, Story, archived

CASE = "2025-000001"
Contents = dict[str, bytes]


class Office:
    """An office with one archived case, and its file."""

    def __init__(self, ledger: Ledger, settings: Settings, life: Story, exported: Exported) -> None:
        self.ledger = ledger
        self.settings = settings
        self.life = life
        self.exported = exported

    @property
    def key(self) -> Key:
        return keys_of(self.settings).key(self.exported.checked.checkpoint.origin)


@pytest.fixture(scope="module")
async def office(postgres: Databases, template: str, tmp_path_factory: pytest.TempPathFactory):
    ledger = await Ledger.connect(postgres.service_url(await postgres.fresh_database(template)))
    settings = Settings(home=tmp_path_factory.mktemp("office"))
    life = await archived(ledger, settings.data, CASE)
    exported = await export(ledger, settings, CASE, settings.data / "案卷.zip", reading=EXPORTING)
    yield Office(ledger, settings, life, exported)
    await ledger.close()


@pytest.fixture
def content(office: Office) -> Contents:
    with zipfile.ZipFile(office.exported.path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Contents, to: Path) -> Path:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, told in content.items():
            archive.writestr(name, told)
    return to


def relisted(content: Contents, key: Key) -> Contents:
    """As one who has the tools lists and signs it anew, with a key of his."""
    kept = {name: told for name, told in content.items() if name not in (LIST, SEAL)}
    listing = manifest.listed({name: sha256(told).hexdigest() for name, told in kept.items()})
    was = content[SEAL].decode().split("\n\n")[0].splitlines()
    told = dict(line.split(" ", 1) for line in was[1:])
    sealed = manifest.Sealed(
        origin=told["origin"], case=told["case"], kind=told["kind"], events=int(told["events"]), head=told["head"],
        checkpoint=int(told["checkpoint"]), at=told["at"], by=told["by"],
    )  # fmt: skip
    return {**kept, LIST: listing, SEAL: manifest.sealed(sealed, listing, key).encode()}


def refused(content: Contents, room: Path, office: Office | None = None) -> tuple[str, str]:
    trusted = [office.exported.checked.public] if office else None
    with pytest.raises(ExportRefused) as found:
        check(packed(content, room / "x.zip"), trusted)
    assert found.value.sentence
    return found.value.reason, found.value.where


# --- what holds ------------------------------------------------------------------------------------------------------


def test_a_case_file_proves_itself(office: Office) -> None:
    alone = check(office.exported.path)
    checked = check(office.exported.path, [Key.new().public("x"), office.exported.checked.public])

    assert (checked.sealed.case, checked.sealed.events, checked.attachments) == (CASE, len(office.life.events), 3)
    assert (alone.trusted, checked.trusted, checked.missing, checked.sealed.by) == (False, True, [], "clerk")
    assert checked.checkpoint.size == len(office.life.events) + 1  # the genesis event
    assert checked.sealed.kind == "sample"


def test_the_record_in_it_is_the_record(office: Office, content: Contents) -> None:
    told = record.read(content[record.NAME])
    assert [json.loads(one.link.body)["at"] for one in told.events] == [
        one.model_dump(mode="json")["at"] for one in office.life.events
    ]
    assert content["附件/001-整改前照片.png"].startswith(b"\x89PNG")


async def test_exporting_is_on_record_with_everybody_it_names(office: Office) -> None:
    (row,) = [one for one in await accesses(office.ledger.pool, what="case export") if one.purpose == "移交档案室"]
    assert (row.by, row.subject, row.detail["events"]) == ("clerk", CASE, len(office.life.events))
    assert {"inspector", "second", "approver", "principal", "safety", "town"} <= set(row.people)
    assert "duban:clock" not in row.people


async def test_a_second_export_needs_no_new_checkpoint(office: Office, tmp_path: Path) -> None:
    again = await export(
        office.ledger, office.settings, CASE, tmp_path / "b.zip", reading=replace(EXPORTING, purpose="再")
    )
    assert again.checked.checkpoint == office.exported.checked.checkpoint


async def test_its_checkpoint_names_no_case(office: Office) -> None:
    assert office.exported.checked.checkpoint.why == "export"


def test_the_pages_are_numbered_catalogued_and_name_people(office: Office, content: Contents) -> None:
    reader = PdfReader(io.BytesIO(content[PDF]))
    pages = ["".join(page.extract_text().split()) for page in reader.pages]
    whole = "".join(pages)

    assert all(f"第{number}页共{len(pages)}页" in page for number, page in enumerate(pages, 1))
    root = office.exported.checked.checkpoint.root.hex()
    assert all(root in page for page in pages)
    for part in (
        "卷内目录",
        "一、案件基本情况",
        "二、办理经过",
        "三、文书",
        "四、时限与履行",
        "五、更正与补录",
        "六、附件",
        "七、核验说明",
    ):
        assert part in whole
    catalogue = pages[1]
    for title, start in (
        ("案件基本情况", "一、案件基本情况"),
        ("核验说明", "七、核验说明"),
        ("时限与履行", "四、时限与履行"),
    ):
        number = next(number for number, page in enumerate(pages, 1) if start in page)
        assert f"{title}" in catalogue
        assert str(number) in catalogue.split(title)[1]
    for person in ("张涛", "陈静", "王建国", "孙秀英"):
        assert person in whole
    assert "second" in whole  # erased since: an id
    assert "安委办〔2025〕1号" in whole
    assert "示例" in pages[0] or "【示例】" in pages[1]  # a sample ledger's


def test_it_is_an_archives_pdf_and_all_its_fonts_are_inside(content: Contents) -> None:
    reader = PdfReader(io.BytesIO(content[PDF]))
    metadata = reader.xmp_metadata
    assert metadata is not None
    assert b"pdfaid:part" in metadata.stream.get_data()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():  # type: ignore[index]
            descended = font.get_object()["/DescendantFonts"][0].get_object()
            assert {"/FontFile3", "/FontFile2"} & set(descended["/FontDescriptor"].get_object())


# --- what does not ---------------------------------------------------------------------------------------------------


def spoilt(told: bytes, at: int) -> bytes:
    return told[:at] + bytes([told[at] ^ 1]) + told[at + 1 :]


@pytest.mark.parametrize("name", [record.NAME, proof.NAME, PDF, "附件/002-申请复查.png", "核验说明.txt"])
def test_a_byte_anywhere(content: Contents, tmp_path: Path, name: str) -> None:
    at = content[name].index(b"hash") if name == record.NAME else len(content[name]) // 2
    reason, where = refused({**content, name: spoilt(content[name], at)}, tmp_path)
    assert (reason, where) in {("FILE_DIFFERS", name), ("UNREADABLE", name)}


def test_a_photo_swapped_for_another(content: Contents, tmp_path: Path) -> None:
    one, two = "附件/001-整改前照片.png", "附件/002-申请复查.png"
    assert refused({**content, one: content[two], two: content[one]}, tmp_path) == ("FILE_DIFFERS", one)


def test_a_missing_and_an_extra_file(content: Contents, tmp_path: Path) -> None:
    photo = "附件/001-整改前照片.png"
    assert refused({name: told for name, told in content.items() if name != photo}, tmp_path) == ("FILE_MISSING", photo)
    assert refused({**content, "附件/004-另一份.png": b"x"}, tmp_path) == ("FILE_EXTRA", "附件/004-另一份.png")
    assert refused({name: told for name, told in content.items() if name != SEAL}, tmp_path) == ("NOT_AN_EXPORT", SEAL)


def test_a_list_without_its_signature(content: Contents, tmp_path: Path) -> None:
    listing = content[LIST].replace(sha256(content[PDF]).hexdigest().encode(), sha256(b"y").hexdigest().encode())
    assert refused({**content, PDF: b"y", LIST: listing}, tmp_path) == ("MANIFEST_DIFFERS", LIST)
    line = content[SEAL].replace(f"case {CASE}".encode(), b"case 2025-000002")
    assert refused({**content, SEAL: line}, tmp_path) == ("MANIFEST_SIGNATURE", SEAL)


def test_signed_anew_with_another_key(office: Office, content: Contents, tmp_path: Path) -> None:
    forged = relisted({**content, PDF: b"%PDF-1.7 another"}, Key.new())
    assert refused(forged, tmp_path) == ("MANIFEST_SIGNATURE", SEAL)

    thief = Key.new()
    origin = office.exported.checked.checkpoint.origin
    told = json.loads(content[proof.NAME])
    theirs = {
        **content,
        PDF: b"%PDF-1.7 another",
        proof.NAME: json.dumps({**told, "public_key": str(thief.public(origin))}).encode(),
    }
    assert refused(relisted(theirs, thief), tmp_path) == ("CHECKPOINT", proof.NAME)
    assert refused(relisted(theirs, thief), tmp_path, office) == ("KEY_OTHER", proof.NAME)


Spoil = Callable[[dict[str, object]], None]


def rewritten(content: Contents, name: str, spoil: Spoil, key: Key) -> Contents:
    """Changed by one who holds the signing key: what is left to find it is the chain and the tree."""
    told = json.loads(content[name])
    spoil(told)
    return relisted({**content, name: json.dumps(told, ensure_ascii=False).encode()}, key)


def _set(*path: object, to: object) -> Spoil:
    def spoil(told: object) -> None:
        for step in path[:-1]:
            told = told[step]  # type: ignore[index]
        told[path[-1]] = to  # type: ignore[index]

    return spoil


def _delete(*path: object) -> Spoil:
    def spoil(told: object) -> None:
        for step in path[:-1]:
            told = told[step]  # type: ignore[index]
        del told[path[-1]]  # type: ignore[attr-defined]

    return spoil


def _swap(told: dict[str, object]) -> None:
    events = told["events"]
    events[3], events[4] = events[4], events[3]  # type: ignore[index]


def _rechain(told: dict[str, object]) -> None:
    """One body changed, and every hash after it made right again."""
    events = told["events"]
    assert isinstance(events, list)
    events[5]["body"] = events[5]["body"].replace("更换", "修理")
    read = record.read(json.dumps(told).encode())
    head = read.events[4].hash
    for one, link in zip(events[5:], [event.link for event in read.events[5:]], strict=True):
        one["prev_hash"], head = head.hex(), seal(head, link)
        one["hash"] = head.hex()


RECORD = {
    "who did it": (_set("events", 2, "by", to="p-x"), ("HASH", "第 3 条记录")),
    "when": (_set("events", 2, "recorded_at", to="2020-01-01T00:00:00.000000Z"), ("HASH", "第 3 条记录")),
    "what": (_set("events", 5, "body", to="{}"), ("HASH", "第 6 条记录")),
    "its hash": (_set("events", 5, "hash", to="00" * 32), ("HASH", "第 6 条记录")),
    "what it hangs on": (_set("events", 5, "prev_hash", to="00" * 32), ("PREV_HASH", "第 6 条记录")),
    "a deleted event": (_delete("events", 7), ("VERSION_GAP", "第 8 条记录")),
    "two swapped": (_swap, ("VERSION_GAP", "第 4 条记录")),
    "a cut tail": (_delete("events", -1), ("CASE_DIFFERS", SEAL)),
    "another case's name": (_set("stream", to="case-2025-000009"), ("VERSION_GAP", "第 1 条记录")),
    "the genesis event": (_set("genesis", "by", to="x"), ("HASH", "启用事件")),
    "no events": (_set("events", to=[]), ("EMPTY", record.NAME)),
    "not our form": (_set("format", to="duban-record-9"), ("FORMAT_UNKNOWN", record.NAME)),
    "not a number": (_set("events", 2, "version", to="3"), ("UNREADABLE", record.NAME)),
}


@pytest.mark.parametrize("name", RECORD)
def test_the_record_even_by_who_holds_the_key(office: Office, content: Contents, tmp_path: Path, name: str) -> None:
    spoil, found = RECORD[name]
    assert refused(rewritten(content, record.NAME, spoil, office.key), tmp_path, office) == found


def test_a_whole_rechain_is_not_in_the_tree(office: Office, content: Contents, tmp_path: Path) -> None:
    spoiled = rewritten(content, record.NAME, _rechain, office.key)
    told = json.loads(spoiled[record.NAME])
    text = content[SEAL].decode().replace(office.exported.checked.sealed.head, told["events"][-1]["hash"])
    forged = relisted({**spoiled, SEAL: text.encode()}, office.key)
    assert refused(forged, tmp_path, office) == ("PROOF", "第 6 条记录")


PROOF = {
    "another leaf": (_set("events", 4, "leaf", to=3), ("PROOF", "第 5 条记录")),
    "a leaf beyond": (_set("events", 4, "leaf", to=10_000), ("PROOF", "第 5 条记录")),
    "no path": (_set("events", 4, "path", to=[]), ("PROOF", "第 5 条记录")),
    "of another event": (_set("events", 4, "version", to=6), ("PROOF_MISSING", proof.NAME)),
    "one left out": (_delete("events", 4), ("PROOF_MISSING", proof.NAME)),
    "the genesis event's": (_set("genesis", "leaf", to=2), ("PROOF", "启用事件")),
    "an unsigned checkpoint": (_set("checkpoint", to="duban/x\n1\nAAAA\n"), ("CHECKPOINT", proof.NAME)),
}


@pytest.mark.parametrize("name", PROOF)
def test_the_proof_even_by_who_holds_the_key(office: Office, content: Contents, tmp_path: Path, name: str) -> None:
    spoil, found = PROOF[name]
    assert refused(rewritten(content, proof.NAME, spoil, office.key), tmp_path, office) == found


@pytest.fixture(scope="module")
async def elsewhere(postgres: Databases, tmp_path_factory: pytest.TempPathFactory, template: str):
    """The same case in another ledger."""
    owner = await postgres.fresh_database()
    from ledger.migrate import migrate

    await migrate(owner)
    await open_ledger(owner, "drill")
    ledger = await Ledger.connect(postgres.service_url(owner))
    settings = Settings(home=tmp_path_factory.mktemp("elsewhere"))
    life = await archived(ledger, settings.data, CASE)
    exported = await export(ledger, settings, CASE, settings.data / "b.zip", reading=EXPORTING)
    yield Office(ledger, settings, life, exported)
    await ledger.close()


def test_a_proof_from_another_tree(office: Office, elsewhere: Office, content: Contents, tmp_path: Path) -> None:
    with zipfile.ZipFile(elsewhere.exported.path) as archive:
        foreign = archive.read(proof.NAME)
    assert refused({**content, proof.NAME: foreign}, tmp_path) == ("MANIFEST_SIGNATURE", SEAL)
    assert refused({**content, proof.NAME: foreign}, tmp_path, office) == ("KEY_OTHER", proof.NAME)
    mixed = json.loads(content[proof.NAME])
    mixed["checkpoint"] = json.loads(foreign)["checkpoint"]
    forged = relisted({**content, proof.NAME: json.dumps(mixed).encode()}, office.key)
    assert refused(forged, tmp_path, office) == ("CHECKPOINT", proof.NAME)


def test_a_drill_says_so(elsewhere: Office) -> None:
    assert check(elsewhere.exported.path).sealed.kind == "drill"


# --- what is no case file --------------------------------------------------------------------------------------------


def test_a_zip_bomb_is_not_unpacked(content: Contents, tmp_path: Path) -> None:
    assert refused({**content, "附件/004.txt": bytes(64 * 1024 * 1024)}, tmp_path) == ("ZIP_SUSPICIOUS", "附件/004.txt")


def test_more_entries_than_a_case_has(content: Contents, tmp_path: Path) -> None:
    assert refused({**content, **{f"x{n}": b"" for n in range(5_000)}}, tmp_path) == ("ZIP_SUSPICIOUS", "")


@pytest.mark.parametrize("name", ["../etc/passwd", "/etc/passwd", "附件/"])
def test_a_name_that_leads_elsewhere(content: Contents, tmp_path: Path, name: str) -> None:
    assert refused({**content, name: b"x"}, tmp_path) == ("ENTRY_UNEXPECTED", name)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_the_same_name_twice(content: Contents, tmp_path: Path) -> None:
    path = packed(content, tmp_path / "x.zip")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(PDF, b"another")
    with pytest.raises(ExportRefused) as found:
        check(path)
    assert (found.value.reason, found.value.where) == ("ENTRY_TWICE", PDF)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_half_a_file(office: Office, tmp_path: Path, share: float) -> None:
    whole = office.exported.path.read_bytes()
    path = tmp_path / "x.zip"
    path.write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(ExportRefused) as found:
        check(path)
    assert found.value.reason == "ZIP_DAMAGED"


def every_nth(content: bytes, steps: int) -> Iterator[int]:
    return iter(range(0, len(content), max(1, len(content) // steps)))


def test_a_byte_of_the_archive_never_passes_for_another_case_file(office: Office, tmp_path: Path) -> None:
    """Found, or (in a date stamp of the container) without any bearing: the same case file."""
    whole, path = office.exported.path.read_bytes(), tmp_path / "x.zip"
    found = 0
    for at in every_nth(whole, 300):
        path.write_bytes(spoilt(whole, at))
        try:
            assert check(path).sealed == office.exported.checked.sealed
        except ExportRefused:
            found += 1
    assert found > 280


# --- what is not exported --------------------------------------------------------------------------------------------


async def test_an_unknown_case(office: Office, tmp_path: Path) -> None:
    with pytest.raises(Refusal) as refusal:
        await export(office.ledger, office.settings, "2099-000001", tmp_path / "x.zip", reading=EXPORTING)
    assert refusal.value.code == "CASE_UNKNOWN"
    assert not (tmp_path / "x.zip").exists()


async def test_a_lost_attachment_is_said_and_never_silently_left_out(elsewhere: Office, tmp_path: Path) -> None:
    files = Files(elsewhere.settings.data)
    lost = elsewhere.life.events[7].digest  # type: ignore[attr-defined]
    files.path(lost).write_bytes(b"another")
    with pytest.raises(Refusal) as refusal:
        await export(elsewhere.ledger, elsewhere.settings, CASE, tmp_path / "x.zip", reading=EXPORTING)
    assert refusal.value.code == "ATTACHMENT_MISSING"
    assert not (tmp_path / "x.zip").exists()

    told = await export(
        elsewhere.ledger, elsewhere.settings, CASE, tmp_path / "x.zip", reading=EXPORTING, missing_ok=True
    )
    assert (told.missing, told.checked.missing, told.attachments) == ((lost,), [lost], 2)
    with zipfile.ZipFile(tmp_path / "x.zip") as archive:
        whole = "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(archive.read(PDF))).pages)
    assert "（缺失）" in whole
