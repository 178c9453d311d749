"""表头 headings: which column holds what, told by its heading and never by its position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from domain.registers.synonyms import SYNONYMS
from domain.registers.text import folded, narrow

_FIELD_OF: dict[str, tuple[str, int]] = {}
for _field, _words in SYNONYMS.items():
    for _rank, _word in enumerate(_words.split()):
        _FIELD_OF.setdefault(folded(_word), (_field, _rank))

_PERSONAL = re.compile(
    r"责任人|负责人|联系人|法定代表人|法人代表|法人$|电话|手机|联系方式|身份证|包案|包保|领导$|检查人|排查人|填报人|上报人|验收人|复查人|督办人|经办人|姓名|^sponsor$|^phone|^contact"
)
_REPORTER = re.compile(r"举报人|投诉人|信访人|reporter")
_BRACKETED = re.compile(r"[(\[【][^)\]】]*[)\]】]")
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Column:
    """列: where a heading stands (0-based) and as what it was written."""

    index: int
    heading: str

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass(frozen=True, slots=True)
class Headings:
    """表头: the columns of a register, by what they hold."""

    columns: tuple[Column, ...]
    fields: Mapping[str, Column]

    @property
    def complete(self) -> bool:
        """A register names at least who and what."""
        return "unit" in self.fields and "description" in self.fields

    @property
    def score(self) -> int:
        return len(self.fields)

    def says_level(self) -> bool:
        return "level" in self.fields or "is_major" in self.fields


def letter(index: int) -> str:
    """列号 as a spreadsheet writes it: 0 → A, 26 → AA."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name, index = chr(65 + rest) + name, index - 1
    return name


@lru_cache(maxsize=4096)
def is_personal(heading: str) -> bool:
    """Whether texts under this heading are about a person, and so never enter an event (G20)."""
    return bool(_PERSONAL.search(folded(heading))) and not is_reporter(heading)


@lru_cache(maxsize=4096)
def is_reporter(heading: str) -> bool:
    """举报人: sealed elsewhere; a register import keeps nothing of it."""
    return bool(_REPORTER.search(folded(heading)))


def field_of(heading: str) -> tuple[str, int] | None:
    """What a heading means, and how vaguely (0 = plainest); None when no list knows it."""
    if not heading or len(heading) > LONGEST_HEADING or is_reporter(heading):
        return None
    return _FIELD_OF.get(folded(heading)) or _FIELD_OF.get(
        folded(_BRACKETED.sub("", narrow(heading).replace("〔", "[").replace("〕", "]")))
    )


def map_headings(cells: Sequence[str]) -> Headings:
    """表头: reads one row of cells as headings."""
    columns = tuple(Column(i, text) for i, text in enumerate(cells) if text)
    best: dict[str, tuple[int, Column]] = {}
    for column in columns:
        if (meaning := field_of(column.heading)) is None:
            continue
        name, rank = meaning
        if name not in best or rank < best[name][0]:
            best[name] = (rank, column)
    fields = {name: column for name, (_, column) in best.items()}
    if "unit" not in fields and "responsible" in fields and not is_personal(fields["responsible"].heading):
        # 义乌, 霍山: the only unit named is the 责任单位, so that is the entity (B10)
        fields["unit"] = fields.pop("responsible")
        if person := next(
            (c for c in columns if (m := field_of(c.heading)) and m[0] == "responsible" and c != fields["unit"]), None
        ):
            fields["responsible"] = person
    return Headings(columns, fields)
