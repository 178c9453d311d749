"""已知的行 known rows: what the file or the register holds already is no error, and is never silently updated."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from domain.registers.row import Row, fingerprint

LABELS = {
    "level": "级别",
    "channel": "发现渠道",
    "industry": "行业领域",
    "address": "地址",
    "criterion": "判定依据",
    "found_on": "发现时间",
    "rectify_by": "整改期限",
    "supervising": "督办单位",
    "outcome": "处理情况",
    "closed_on": "销号时间",
    "noticed_on": "函告时间",
    "circular_on": "通报时间",
    "talked_on": "约谈时间",
    "listed_on": "挂牌时间",
}
"""the columns whose change is shown; persons are not among them (they live in the people tables)"""
_SAID = ("unit", "region", "credit_code", "description", "level_text", *LABELS)
"""what makes two rows the same to the last word; the same words wherever they stand in whatever file"""


@dataclass(frozen=True, slots=True)
class Earlier:
    """先前的行: a row the register holds, and whether its case is still open."""

    number: str
    fingerprint: str
    row_digest: str
    open: bool
    row: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Keyed:
    """认行: a row with what it is known by, computed once."""

    row: Row
    fingerprint: str
    digest: str

    @classmethod
    def of(cls, row: Row) -> Self:
        """The row's keys."""
        return cls(row, fingerprint(row), row_digest(row))


@dataclass(frozen=True, slots=True)
class Change:
    """变动: a column that says something else than when the row was adopted, for a person to decide on."""

    column: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Known:
    """已知的行: the case it stands for, or the row of this file it repeats."""

    row: Row
    case: str | None = None
    same_as: Row | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class Parted:
    """分拣结果: rows that open cases, and rows that are known."""

    fresh: tuple[Keyed, ...]
    known: tuple[Known, ...]


def stored(row: Row) -> dict[str, Any]:
    """What the register keeps of a row beside its case, to know it by: no person, no original text."""
    return row.model_dump(mode="json", exclude={"original", "personal", "responsible", "sponsor"})


def row_digest(row: Row) -> str:
    """The row with all it says, wherever it stands: the same again adds nothing, even after closure."""
    text = "\x1f".join(str(getattr(row, name) or "") for name in _SAID)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def part(rows: Iterable[Keyed], earlier: Sequence[Earlier]) -> Parted:
    """分拣: each row is fresh once, or known."""
    by_digest = {one.row_digest: one for one in earlier}
    by_matter: dict[str, list[Earlier]] = {}
    for one in earlier:
        by_matter.setdefault(one.fingerprint, []).append(one)
    fresh: dict[tuple[str, str], Keyed] = {}
    known: list[Known] = []
    for keyed in rows:
        row, matter = keyed.row, keyed.fingerprint
        here = (matter, row.closed_on.isoformat() if row.closed_on else "")
        if stands := by_digest.get(keyed.digest) or _stands_for(row, by_matter.get(matter, ())):
            known.append(Known(row, case=stands.number, changes=changes(stands.row, row)))
        elif before := fresh.get(here):
            known.append(Known(row, same_as=before.row, changes=changes(stored(before.row), row)))
        else:
            fresh[here] = keyed
    return Parted(tuple(fresh.values()), tuple(known))


def _stands_for(row: Row, earlier: Sequence[Earlier]) -> Earlier | None:
    """The case a row speaks of: the open one; for a row that states its closure, also one that ended meanwhile."""
    for one in earlier:
        if one.open:
            return one
    if row.closed_on is None:
        return None  # the same matter after its closure is another case
    found_on = row.found_on.isoformat() if row.found_on else None
    return next((one for one in earlier if not one.row.get("closed_on") and one.row.get("found_on") == found_on), None)


def changes(was: Mapping[str, Any], row: Row) -> tuple[Change, ...]:
    """变动: what the row says now and did not say when it was adopted."""
    now = stored(row)
    return tuple(
        Change(label, str(was.get(name) or ""), str(now[name] or ""))
        for name, label in LABELS.items()
        if (was.get(name) or "") != (now[name] or "")
    )
