"""待导入的文件 kept between the rehearsal and the import itself, with what the rehearsal found, for whoever looks at its page."""

import tempfile
from collections import OrderedDict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from activities.register_errors import write_errors
from activities.register_import import Import
from domain.glossary import CHANNELS
from domain.registers.row import Level, Row

KEPT = 40
"""so many files are kept; the oldest goes first"""
SHOWN = 200
"""so many lines of each kind are shown; the rest is counted"""


@dataclass(frozen=True, slots=True)
class Shown:
    """一行 of the register as it would open, or has opened, a case."""

    where: str
    row: Row
    case: str = ""

    @property
    def channel(self) -> str:
        return CHANNELS[self.row.channel]


@dataclass(frozen=True, slots=True)
class Line:
    """一行说明: where, and what is to be said of it."""

    where: str
    column: str
    said: str
    case: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """导入预览 and, once imported, what became of it."""

    opening: Sequence[Shown] = ()
    changed: Sequence[Line] = ()
    changed_elsewhere: int = 0
    """known rows that say something else, whose cases are not the asker's to see"""
    repeated: int = 0
    """rows of this file that say the same twice"""
    remarks: Sequence[Line] = ()
    passed: Sequence[Line] = ()


def where(sheet: str, row: int) -> str:
    """在表中的位置."""
    return "!".join(part for part in (sheet, f"第{row}行" if row else "") if part)


def previewed(result: Import, mine: Collection[str]) -> Preview:
    """What a page shows of an import. A known row may be a case of another jurisdiction: of that nothing is said."""
    opened = [Shown(where(one.row.sheet, one.row.row), one.row, one.case) for one in result.opened[:SHOWN]]
    would = [Shown(where(row.sheet, row.row), row) for row in result.would_open[:SHOWN]]
    changed = [one for one in result.changed if one.case in mine]
    return Preview(
        opened or would,
        [
            Line(
                where(one.row.sheet, one.row.row),
                each.column,
                f"{each.was or '空'} → {each.now or '空'}",
                str(one.case),
            )
            for one in changed[:SHOWN]
            for each in one.changes
        ],
        len(result.changed) - len(changed),
        sum(one.same_as is not None for one in result.known),
        [Line(where(one.sheet, one.row), one.column, one.sentence) for one in result.reading.remarks[:SHOWN]],
        [Line(where(one.sheet, one.row), "", one.why) for one in result.reading.passed[:SHOWN]],
    )


@dataclass
class Upload:
    """待导入的文件."""

    name: str
    level: Level | None
    path: Path
    preview: Preview = Preview()
    became: str = ""
    """the job that imported it, once it was confirmed"""

    @property
    def errors(self) -> Path:
        """错误清单, beside it once there is one."""
        return self.path.with_name(f"{Path(self.name).stem}-错误.xlsx")

    def keep(self, result: Import, mine: Collection[str]) -> None:
        """What came of reading it."""
        self.preview = previewed(result, mine)
        if result.reading.rejects:
            write_errors(result.reading, self.errors)


@dataclass
class Uploads:
    """待导入的文件 of one process, each in a directory of its own that nobody else reads."""

    known: OrderedDict[str, Upload] = field(default_factory=OrderedDict)

    def __post_init__(self) -> None:
        self._room = tempfile.TemporaryDirectory(prefix="duban-imports-")

    def add(self, job: str, name: str, level: Level | None, content: bytes) -> Upload:
        """Put a file away under its own name: the reader goes by it, for its title may say that all rows are 重大."""
        room = Path(self._room.name) / job
        room.mkdir(mode=0o700)
        upload = self.known[job] = Upload(name, level, room / name)
        upload.path.write_bytes(content)
        while len(self.known) > KEPT:
            _, gone = self.known.popitem(last=False)
            gone.path.unlink(missing_ok=True)
            gone.errors.unlink(missing_ok=True)
        return upload

    def close(self) -> None:
        """All of it goes with the process."""
        self._room.cleanup()
