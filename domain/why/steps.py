"""步骤 the chain of entries a rung rests on: how T came, what lapsed, what held it, what its gap counted from."""

from collections.abc import Sequence

from domain import events as e
from domain.case import Case
from domain.obligations import Owe
from domain.why.answer import Part, Step
from domain.why.bounds import Bound
from domain.why.gap import fired
from domain.why.sentences import sentence
from domain.why.trail import Fold

_HOLDS = (
    e.ReinspectionRequested,
    e.ReinspectionPassed,
    e.ReinspectionFailed,
    e.ClosureReturned,
    e.ExtensionRequested,
    e.ExtensionGranted,
    e.ExtensionRefused,
    e.ExtensionReturned,
    e.ClockHeld,
    e.HoldRenewed,
    e.ClockReleased,
)
_OF_A_LETTER = (
    e.LetterIssued,
    e.LetterServed,
    e.ServiceCorrected,
    e.GapExpired,
    e.ProceededUnserved,
    e.LetterWithdrawn,
    e.LetterVoided,
)
_TABLES = (e.EditionAdopted, e.ProvisionalReleased, e.DeadlinesProjected)
_TALK = (Owe.ATTEND_TALK, Owe.TALK_REPORT)


def steps(history: Sequence[Fold], rung: Fold, bounds: Sequence[Bound]) -> tuple[Step, ...]:
    """步骤, in the order of the record; the last one is the rung itself."""
    parts: dict[int, Part] = {}
    before = _before(history, rung)
    since = before.version if before else 0
    for fold in history:
        part = _part(fold, since, rung.before)
        if part is not None:
            parts[fold.version] = part
    if before is not None:
        parts[before.version] = "gap"
    for bound in bounds:
        if bound.basis is not None:
            parts.setdefault(bound.basis.version, "gap" if bound.name == "gap" else "cause")
    parts[rung.version] = "fired"
    return tuple(_step(fold, parts[fold.version]) for fold in (*history, rung) if fold.version in parts)


def _before(history: Sequence[Fold], rung: Fold) -> Fold | None:
    """The rung before, of this cycle."""
    case = rung.before
    return fired(history, case.rung) if case is not None and case.rung else None


def _part(fold: Fold, since: int, case: Case | None) -> Part | None:
    """What part an entry has; of holds and letters only what came after the rung before."""
    before, event = fold.before, fold.event
    if isinstance(event, e.CaseReopened | e.CaseAdopted | e.OrderIssued):
        return "period"
    if before is not None and before.cycle == fold.after.cycle and _moved(before, fold.after):
        return "period"
    if isinstance(event, _TABLES):
        return "table"
    if isinstance(event, e.SupervisionStarted):
        return "start"
    if isinstance(event, e.ObligationLapsed) and event.kind == "rectify":
        return "lapse"
    if isinstance(event, e.ListingRecorded):
        return "period"
    if fold.version <= since:
        return None
    if isinstance(event, _HOLDS):
        return "hold"
    if isinstance(event, _OF_A_LETTER):
        return "gap" if _of_the_rung(event.letter, case) else None
    if isinstance(event, e.TalkRecorded | e.TalkMissed) or (
        isinstance(event, e.ObligationLapsed) and event.kind in _TALK
    ):
        return "gap"
    return None


def _moved(before: Case, after: Case) -> bool:
    """T or the listing period is another one, or the order has reached the entity."""
    return (before.rectify_by, before.listed_until, before.order_on) != (
        after.rectify_by,
        after.listed_until,
        after.order_on,
    )


def _of_the_rung(letter: str, case: Case | None) -> bool:
    fact = case.rung_fact(case.rung) if case is not None else None
    return fact is not None and fact.letter == letter


def _step(fold: Fold, part: Part) -> Step:
    return Step(
        version=fold.version,
        event=type(fold.event).__name__,
        part=part,
        on=fold.entry.on,
        recorded_at=fold.entry.recorded_at,
        rectify_by=fold.after.rectify_by,
        sentence=sentence(fold),
    )


def period(history: Sequence[Fold]) -> tuple[Step, ...]:
    """整改期限的来历: the entries that set or moved T (or the listing period)."""
    return tuple(_step(fold, "period") for fold in history if _part(fold, 0, None) == "period")
