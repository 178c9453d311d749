"""导出案卷: the PDF, the files, the events as stored and their proof in one zip, listed and signed; checked before it is handed over.

Put on record before anything is read of people. The zip is written whole, or not at all.
"""

import asyncio
import re
import tempfile
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from activities.casefile.pages import Pages, Printed, pages
from domain.casefile.contents import Contents, clock, contents, folded
from domain.casefile.told import Names, Step, Told, files_of, people_of
from domain.refusals import Refusal
from domain.workdays import SHANGHAI
from ledger.access import Reading, note
from ledger.evidence import manifest, proof, record
from ledger.evidence.check import ATTACHMENTS, Checked, check
from ledger.evidence.explained import PAGES, TEXT
from ledger.evidence.manifest import LIST, SEAL, Sealed
from ledger.evidence.proving import Proven, proven
from ledger.files import Files, sniffed
from ledger.people import names
from ledger.reading import event_of
from ledger.store import Ledger, number_of, stream_of
from ledger.witness.checkpoints import Set

PDF, EXPLAINED = "案卷.pdf", "核验说明.txt"
MARKS = {"sample": "示例", "drill": "演练"}
"""what a ledger that is no real one prints on every page"""
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "image/webp": "webp", "image/heic": "heic",
           "image/tiff": "tif", "text/plain": "txt", "application/zip": "zip", "application/x-ole-storage": "doc"}  # fmt: skip
NOT_IN_NAMES = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\s]+')
LONGEST_NAME = 60
CODE_WIDTH = 76
"""Characters of code in a line of the last pages."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What was handed over."""

    path: Path
    case: str
    events: int
    attachments: int
    printed: int
    """attachments that are printed in the PDF"""
    missing: tuple[str, ...]
    """attachments that are gone, by digest"""
    bytes: int
    sha256: str
    checked: Checked


async def export(
    ledger: Ledger, settings: Set, case: str, to: Path, *, reading: Reading, missing_ok: bool = False
) -> Exported:
    """Export one case. Errors: Refusal, proving.NotYetNumbered, those of `checkpoints.checkpoint`, OSError."""
    found = await proven(ledger, settings, case)
    if found is None:
        raise Refusal("CASE_UNKNOWN", f"没有编号为 {number_of(case)} 的案件。")
    told = [Told(one.version, one.at, one.recorded_at, one.by, one.edition, event_of(one)) for one in found.trail]
    steps = folded(told)
    people, others = _ids(steps)
    detail = {
        **reading.detail,
        "events": len(told),
        "head": found.trail[-1].hash.hex(),
        "checkpoint": found.checkpoint.size,
    }
    await note(ledger.pool, replace(reading, subject=number_of(case), detail=detail), people)
    called = await names(ledger.pool, {*people, *others})
    made_at = await ledger.clock()
    work = _Work(found, steps, called, Files(settings.data), made_at, ledger.kind, reading.by)
    return await asyncio.to_thread(work.write, number_of(case), to, missing_ok=missing_ok)


def _ids(steps: Sequence[Step]) -> tuple[set[str], set[str]]:
    """Who is named, and which offices."""
    people = {
        one for step in steps for one in (step.told.by, *people_of(step.told.event)) if not one.startswith("duban:")
    }
    case = steps[-1].after
    people |= {one for one in (case.author, case.approved_by) if one}
    to = {getattr(step.told.event, name, None) for step in steps for name in ("to", "office")}
    return people, {str(one) for one in {*to, case.office, case.sponsor} if one}


@dataclass(frozen=True)
class _Work:
    found: Proven
    steps: Sequence[Step]
    called: Mapping[str, str]
    files: Files
    made_at: datetime
    kind: str
    by: str

    def write(self, case: str, to: Path, *, missing_ok: bool) -> Exported:
        digests = list(dict.fromkeys(one for step in self.steps for one in files_of(step.told.event)))
        numbers = {digest: number for number, digest in enumerate(digests, 1)}
        told = contents(self.steps, Names(self.called, numbers))
        bad = [digest for digest in digests if self.files.check(digest) is not None]
        if bad and not missing_ok:
            which = "、".join(f"附件{numbers[digest]}（{digest[:12]}…）" for digest in bad)
            sentence = f"{which}不在附件库中，或内容已变。先从备份恢复；确要照此归档，加 --missing-ok，卷内会写明缺失。"
            raise Refusal("ATTACHMENT_MISSING", sentence)
        kept = {digest: self.files.path(digest) for digest in digests if digest not in bad}
        places = _places(told, kept)
        set_pages = pages(
            told, self._printed(), kept, places,
            mark=MARKS.get(self.kind, ""), made_at=self.made_at,
        )  # fmt: skip
        with tempfile.TemporaryDirectory(prefix=".export-", dir=to.parent) as room:
            draft = Path(room) / "draft.zip"
            self._pack(draft, case, set_pages, kept, places)
            checked = check(draft, [self.found.proof.public])  # what we hand over is checked as its reader will
            content = sha256()
            with draft.open("rb") as packed:
                while chunk := packed.read(1 << 20):
                    content.update(chunk)
            size = draft.stat().st_size
            draft.chmod(0o600)
            draft.replace(to)
        return Exported(
            path=to, case=case, events=len(self.steps), attachments=len(kept), printed=set_pages.printed,
            missing=tuple(bad), bytes=size, sha256=content.hexdigest(), checked=checked,
        )  # fmt: skip

    def _pack(
        self, draft: Path, case: str, set_pages: Pages, kept: Mapping[str, Path], places: Mapping[str, str]
    ) -> None:
        found = self.found
        written = {
            PDF: set_pages.pdf,
            EXPLAINED: TEXT.encode(),
            record.NAME: record.written(stream_of(case), found.genesis, found.events),
            proof.NAME: proof.written(found.proof),
        }
        digests = {name: sha256(content).hexdigest() for name, content in written.items()}
        listing = manifest.listed(digests | {place: digest for digest, place in places.items()})
        sealed = Sealed(
            origin=found.checkpoint.origin, case=case, kind=self.kind, events=len(found.events),
            head=found.events[-1].hash.hex(), checkpoint=found.checkpoint.size, at=self.made_at.isoformat(), by=self.by,
        )  # fmt: skip
        seal = manifest.sealed(sealed, listing, found.key).encode()
        with zipfile.ZipFile(draft, "w") as archive:
            for name, content in (written | {LIST: listing, SEAL: seal}).items():
                archive.writestr(self._entry(name), content, zipfile.ZIP_DEFLATED)
            for digest, place in places.items():  # as they are: pictures do not shrink, and nothing looks like a bomb
                archive.writestr(self._entry(place), kept[digest].read_bytes(), zipfile.ZIP_STORED)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        day = self.made_at.astimezone(SHANGHAI)
        entry = zipfile.ZipInfo(name, (day.year, day.month, day.day, day.hour, day.minute, day.second))
        entry.external_attr = 0o600 << 16
        return entry

    def _printed(self) -> Printed:
        found, checkpoint = self.found, self.found.checkpoint
        rows = [
            ("账的标识", checkpoint.origin, True),
            ("检查点条数", f"{checkpoint.size} 条（{clock(checkpoint.at)} 签发）", False),
            ("检查点树根", checkpoint.root.hex(), True),
            ("签名公钥", _lines(str(found.proof.public)), True),
            ("本案记录", f"{len(found.events)} 条，末条散列见下表", False),
            ("导出时间", f"{clock(self.made_at)}（北京时间）", False),
            ("检查点原文", "\n".join(map(_lines, found.proof.note.strip().split("\n"))), True),
        ]
        hashes = [
            (str(one.link.version), str(where.leaf), one.hash.hex())
            for one, where in zip(found.events, found.proof.events, strict=True)
        ]
        origin = f"账 {checkpoint.origin.removeprefix('duban/')[:16]}…　{clock(self.made_at)} 导出"
        return Printed(checkpoint.size, checkpoint.root.hex(), rows, hashes, list(PAGES), origin)


def _lines(code: str) -> str:
    """As many lines as its cell needs: code has no place to break."""
    return "\n".join(code[at : at + CODE_WIDTH] for at in range(0, len(code), CODE_WIDTH))


def _places(told: Contents, kept: Mapping[str, Path]) -> dict[str, str]:
    """Where each file is in the zip: its number, a name that any system can write, and an ending by its content."""
    found = {}
    for one in told.attachments:
        if one.digest not in kept:
            continue
        with kept[one.digest].open("rb") as content:
            kind = sniffed(content.read(64)) or "application/octet-stream"
        stem, _, ending = one.name.rpartition(".")
        name, given = (stem, ending.lower()) if stem and 2 <= len(ending) <= 5 and ending.isalnum() else (one.name, "")
        safe = NOT_IN_NAMES.sub("_", name).strip("._")[:LONGEST_NAME] or "附件"
        found[one.digest] = f"{ATTACHMENTS}{one.number:03d}-{safe}.{_ending(kind, given)}"
    return found


def _ending(kind: str, given: str) -> str:
    usual = ENDINGS.get(kind, "bin")
    if usual in ("zip", "doc", "txt") and given and given.isascii():
        return given  # docx, xlsx, ofd, csv: the first bytes do not tell them apart
    return usual
