"""案卷的版面 contents, proof and pictures set as an A4 PDF/A by typst: the same bytes for the same case file."""

import shutil
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson
import typst

from activities.casefile.fonts import FOLDER, printable
from activities.casefile.pictures import printed_as
from domain.casefile.contents import Attachment, Contents
from domain.workdays import SHANGHAI

TEMPLATE = Path(__file__).parent / "casefile.typ"
STANDARD: Final = "a-2u"
"""PDF/A-2u: for archives, and its text can be searched"""


@dataclass(frozen=True, slots=True)
class Printed:
    """What the last pages say of the proof."""

    size: int
    root: str
    rows: list[tuple[str, str, bool]]
    """name, value, whether the value is code"""
    hashes: list[tuple[str, str, str]]
    """version, leaf and hash of each event"""
    explanation: list[str]
    origin: str


@dataclass(frozen=True, slots=True)
class Pages:
    """A case file that is set."""

    pdf: bytes
    printed: int
    """how many attachments are printed as pictures"""


def pages(
    told: Contents, proof: Printed, files: Mapping[str, Path], paths: Mapping[str, str], *, mark: str, made_at: datetime
) -> Pages:
    """Set everything. `files` are attachments by digest, `paths` their places beside the PDF."""
    with tempfile.TemporaryDirectory(prefix="duban-pages-") as folder:
        room = Path(folder)
        pictures = _pictures(room, told.attachments, files)
        if not _all_set(room, list(pictures.values())):  # one that cannot be read must not cost the case file
            pictures = {digest: name for digest, name in pictures.items() if _all_set(room, [name])}
        data = _data(told, proof, pictures, paths, mark, made_at)
        (room / "data.json").write_bytes(orjson.dumps(_printable(data)))
        shutil.copy(TEMPLATE, room / "casefile.typ")
        return Pages(_set(room, "casefile.typ", made_at), len(pictures))


def _pictures(room: Path, attachments: Sequence[Attachment], files: Mapping[str, Path]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in attachments:
        if one.digest not in files:
            continue
        content = files[one.digest].read_bytes()
        kind = printed_as(content)
        if kind is not None:
            found[one.digest] = f"picture-{one.number}.{kind}"
            (room / found[one.digest]).write_bytes(content)
    return found


def _all_set(room: Path, names: Sequence[str]) -> bool:
    """True when the page setter can read these pictures."""
    if not names:
        return True
    (room / "try.typ").write_text("".join(f'#image("{name}", alt: "x", height: 5mm)\n' for name in names))
    try:
        _set(room, "try.typ", datetime.fromtimestamp(0, SHANGHAI))
    except typst.TypstError:
        return False
    return True


def _set(room: Path, name: str, made_at: datetime) -> bytes:
    return typst.compile(
        room / name,
        root=room,
        font_paths=[FOLDER],
        ignore_system_fonts=True,
        format="pdf",
        pdf_standards=STANDARD,
        timestamp=int(made_at.timestamp()),
    )


def _data(
    told: Contents, proof: Printed, pictures: Mapping[str, str], paths: Mapping[str, str], mark: str, made_at: datetime
) -> dict[str, Any]:
    attached = [
        {**asdict(one), "picture": pictures.get(one.digest, ""), "file": paths.get(one.digest, "（缺失）")}
        for one in told.attachments
    ]
    day = made_at.astimezone(SHANGHAI)
    return {
        **asdict(told),
        "mark": mark,
        "made": {"year": day.year, "month": day.month, "day": day.day},
        "cover": [
            ["案件编号", told.number], ["立案日期", told.began], ["办结日期", told.ended], ["现处阶段", told.stage],
            ["保管期限", "（由立卷机关填写）"], ["附件", f"{len(attached)} 份"],
        ],
        "catalogue": _catalogue(told, pictures, f"{day.year}年{day.month}月{day.day}日"),
        "attachments": attached,
        "remarks": _remarks(told, paths),
        "proof": asdict(proof),
        "explanation": proof.explanation,
        "origin": proof.origin,
    }  # fmt: skip


def _catalogue(told: Contents, pictures: Mapping[str, str], today: str) -> list[dict[str, str]]:
    """卷内目录: every part, letter and printed attachment."""

    def entry(mark: str, title: str, *, number: str = "", by: str = "", on: str = "") -> dict[str, str]:
        return {"mark": mark, "title": title, "number": number, "by": by or told.office, "on": on}

    letters = [
        entry(f"paper-{place}", one.title, number=one.number, by=one.by, on=one.on)
        for place, one in enumerate(told.papers, 1)
    ]
    pictures_of = [
        entry(f"attachment-{one.number}", f"附件{one.number}　{one.name}", by=one.by, on=one.on)
        for one in told.attachments
        if one.digest in pictures
    ]
    return [
        entry("facts", "案件基本情况", on=told.began),
        entry("course", "办理经过", on=told.began),
        *(letters or [entry("papers", "文书（无）")]),
        entry("terms", "时限与履行"),
        entry("corrections", "更正与补录"),
        entry("attachments", "附件清单"),
        *pictures_of,
        entry("proof", "核验说明", on=today),
        entry("remarks", "卷内备考表", on=today),
    ]


def _remarks(told: Contents, paths: Mapping[str, str]) -> str:
    missing = [str(one.number) for one in told.attachments if one.digest not in paths]
    if missing:
        return f"附件{'、'.join(missing)}在导出时已不在附件库中，仅存其名称与摘要。"
    return "由督办系统自记录导出，附件与原件一致；未作删改。"


def _printable(value: Any) -> Any:
    """Every text in it, so that nothing prints as a box."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, Mapping):
        return {key: _printable(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_printable(one) for one in value]
    return value
