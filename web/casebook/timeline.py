"""时间线 who, when, what and why, each entry with the chain's mark, and beside each what later corrected it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from domain import events as e
from domain.case import Case, Letter
from domain.casefile.basis import basis
from domain.casefile.details import detail
from domain.casefile.told import Names, Step, files_of
from domain.people import CLOCK
from domain.titles import event_title
from ledger.chain import Link, root, seal
from ledger.records import Recorded

LATE_SECONDS = 86_400
"""as the case file says it: a day later is 补录"""
_ENDS_A_LETTER = (e.LetterWithdrawn, e.LetterVoided)
_OF_A_LETTER = (e.LetterServed, e.LetterIssued, e.OrderIssued, e.LetterDrafted, e.RungFired)


@dataclass(frozen=True, slots=True)
class Entry:
    """时间线的一条."""

    version: int
    type: str
    at: datetime
    recorded_at: datetime
    who: str
    what: str
    detail: str
    basis: str
    verified: bool
    """its own hash and that of the entry before it are as they were written"""
    late: bool
    by_clock: bool
    weighty: bool
    """it moved the stage or a rung"""
    files: tuple[str, ...]
    corrects: int | None
    corrected: tuple[int, ...]
    """by which entries"""


def timeline(steps: Sequence[Step], trail: Sequence[Recorded], names: Names, genesis: bytes) -> list[Entry]:
    """Newest first."""
    sound = verified(trail, genesis)
    corrects = _corrections(steps)
    corrected: dict[int, list[int]] = {}
    for by, of in corrects.items():
        corrected.setdefault(of, []).append(by)
    return [
        _entry(step, names, verified=ok, corrects=corrects, corrected=corrected)
        for step, ok in zip(reversed(steps), reversed(sound), strict=True)
    ]


def verified(trail: Iterable[Recorded], genesis: bytes) -> list[bool]:
    """已验证 of each entry: counted again from its bytes, and hung on the one before it."""
    found, before = [], None
    for one in trail:
        prev = root(genesis, one.stream) if before is None else before
        link = Link(
            one.stream, one.version, one.type, one.shape, one.edition, one.at, one.recorded_at, one.by, one.command_id,
            one.body,
        )  # fmt: skip
        found.append(one.prev_hash == prev and seal(prev, link) == one.hash)
        before = one.hash
    return found


def _entry(
    step: Step, names: Names, *, verified: bool, corrects: Mapping[int, int], corrected: Mapping[int, list[int]]
) -> Entry:
    told, event = step.told, step.told.event
    moved = step.before is None or (step.before.stage, step.before.rung) != (step.after.stage, step.after.rung)
    return Entry(
        version=told.version,
        type=type(event).__name__,
        at=told.at,
        recorded_at=told.recorded_at,
        who=names.who(told.by),
        what=event_title(type(event).__name__),
        detail=detail(step, names),
        basis=basis(step),
        verified=verified,
        late=(told.recorded_at - told.at).total_seconds() > LATE_SECONDS,
        by_clock=told.by == CLOCK,
        weighty=moved,
        files=files_of(event),
        corrects=corrects.get(told.version),
        corrected=tuple(corrected.get(told.version, ())),
    )


def _corrections(steps: Sequence[Step]) -> dict[int, int]:
    """Which entry each correction is about: the last that said what it now says otherwise."""
    found = {}
    for place, step in enumerate(steps):
        of = _corrected_by(step, steps[:place])
        if of is not None:
            found[step.told.version] = of.told.version
    return found


def _corrected_by(step: Step, before: Sequence[Step]) -> Step | None:
    event = step.told.event
    if isinstance(event, e.EntryCorrected):
        return next((one for one in reversed(before) if _said(one, event.field)), None)
    if isinstance(event, e.ServiceCorrected):
        return next((one for one in reversed(before) if isinstance(one.told.event, e.LetterServed)
                     and one.told.event.letter == event.letter), None)  # fmt: skip
    if isinstance(event, _ENDS_A_LETTER):
        return next((one for one in reversed(before) if _of_letter(one.told.event, event.letter)), None)
    return None


def _said(step: Step, field: str) -> bool:
    was = getattr(step.before, field) if isinstance(step.before, Case) else None
    return bool(was != getattr(step.after, field))


def _of_letter(event: e.Event, letter: str) -> bool:
    told = getattr(event, "letter", None)
    return isinstance(event, _OF_A_LETTER) and (told.id if isinstance(told, Letter) else told) == letter
