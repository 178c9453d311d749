"""A whole case worth an archive: led by the rules, its actors kept, with photos, letters, a correction and a closure."""

import struct
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from domain import events as e
from domain.casefile.told import Told
from domain.circumstances import Circumstances
from domain.people import CLOCK, Entity, Office, Person
from ledger.access import Reading
from ledger.files import Files
from ledger.people import save_people
from ledger.store import Ledger
from tests.domain.builders import FAILED, FOUND, HAZARD, OFFICES, PASSED, PLAN, Life
from tests.ledger.lives import append

CALLED = {
    "inspector": "张涛", "second": "赵丽华", "regulator-head": "周正平", "approver": "陈静", "clerk-of-office": "刘洋",
    "director": "吴建军", "town": "孙秀英", "principal": "王建国", "safety": "李敏", "leader": "何志远", "clerk": "郑芳",
}  # fmt: skip
EXPORTING = Reading(by="clerk", what="case export", purpose="移交档案室", detail={"account": "root"})


def png(width: int, height: int, shade: int) -> bytes:
    """A picture that any program opens."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    line = b"".join(bytes((x * 255 // width, shade, 255 - x * 255 // width)) for x in range(width))
    pixels = zlib.compress(b"".join(b"\0" + line for _ in range(height)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class Story(Life):
    """A life that remembers who did what, and numbers its letters without a gap."""

    def __init__(self, number: str) -> None:
        super().__init__(number)
        self.told: list[tuple[str, e.Event]] = []
        self._by = CLOCK

    def circumstances(self, by: str, people: object = None) -> Circumstances:
        found = super().circumstances(by) if people is None else super().circumstances(by, people)  # type: ignore[arg-type]
        numbered = sum(isinstance(one, e.LetterIssued | e.LetterWithdrawn) for one in self.events)
        self._by = by
        return replace(found, letter_number=f"安委办〔{self.today.year}〕{numbered + 1}号")

    def happens(self, *events: e.Event) -> None:
        super().happens(*events)
        self.told += [(self._by, event) for event in events]

    def records(self) -> list[Told]:
        """As the ledger would tell them."""
        return [
            Told(version, event.at, event.at + timedelta(seconds=1), by, "2026.1", event)
            for version, (by, event) in enumerate(self.told, 1)
        ]


def story(number: str, photos: Sequence[str]) -> Story:
    """Reported, ordered, late, urged and formally noticed, failed once, corrected, done and closed."""
    life = Story(number)
    life.does("Report", "inspector", **HAZARD)
    life.does("Determine", "inspector", **FOUND)
    life.does("IssueOrder", "inspector", requirements="更换储罐区全部可燃气体报警器并联锁试验", rectify_by="2025-07-04")
    life.on("06-04 09:00").does("ServeLetter", "town", letter="1/order", how="principal")
    life.does("Acknowledge", "principal")
    life.does("SubmitPlan", "safety", **PLAN)
    life.does("ApprovePlan", "inspector")
    life.does("AddEvidence", "safety", digest=photos[0], name="整改前照片.png", note="储罐区报警器损坏")
    life.does(
        "CorrectEntry", "inspector", field="industry", now="危险化学品储存", reason="行业填写不细", second="second"
    )
    while life.case.rung < 2:
        life.through(f"{life.today}")
        life.now += timedelta(minutes=2)
        life.looked_at()
    life.deliver("1/rung-2")
    life.does("RequestReinspection", "safety", report="已更换报警器，请求复查", evidence=[photos[1]])
    life.does("FailReinspection", "inspector", **{**FAILED, "remedial_by": f"{life.today + timedelta(days=5)}"})
    life.now += timedelta(hours=5)
    life.does("ReportProgress", "safety", text="联锁重新调试完毕", evidence=[photos[1]])
    life.does("RequestReinspection", "safety", report="第二次申请复查")
    life.does("PassReinspection", "inspector", **PASSED)
    for what in ("list", "progress", "result"):
        life.does("RecordPosting", "safety", what=what, evidence=photos[2])
    told = {"regulator_on": f"{life.today}", "workers_on": f"{life.today}"}
    life.does("RecordWorkersReport", "safety", body="all_workers", photo=photos[2], **told)
    life.does("ApproveClosure", "approver", opinion="整改到位，同意销号")
    return life


async def populate(ledger: Ledger) -> None:
    """Everybody is known by name; one has since been erased."""
    people = [Person(id=one, name=name) for one, name in CALLED.items() if one != "second"]
    offices: list[Office] = list(OFFICES.values())
    await save_people(
        ledger.pool, people=people, offices=offices, entities=[Entity(id="e-1", name="宏达化工厂")], by="test"
    )


async def archived(ledger: Ledger, home: Path, number: str) -> Story:
    """The story in the ledger, its photos in the store."""
    files = Files(home)
    photos = [files.keep(png(320, 240, shade)).digest for shade in (20, 120)]
    photos.append(files.keep("车间公示：报警器已更换。".encode()).digest)
    life = story(number, photos)
    await populate(ledger)
    for by, event in life.told:
        await append(ledger, number, [event], by=by, recorded_at=await ledger.clock())
    return life
