"""归属 under which office a case stood, where, in which industry: what its events are found by, as it was *then*.

A case is read from few of its events here, without folding the others: a test folds them all and finds the same.
"""

from dataclasses import dataclass, replace

from domain.events import CaseAdopted, EntryCorrected, Event, HazardReported
from domain.evolve.corrections import read_corrected

SPEAKING = frozenset({"HazardReported", "CaseAdopted", "EntryCorrected"})
"""types of events that may have `texts`: no other need be read for them"""


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """归属 of a case; empty texts and no office where the record says none."""

    office: str | None = None
    region: str = ""
    industry: str = ""


def opens(event: Event) -> bool:
    """Whether a case begins with it, so that nothing before it says where the case stood."""
    return isinstance(event, HazardReported | CaseAdopted)


def after(before: Whereabouts, event: Event) -> Whereabouts:
    """归属 once the event has happened."""
    match event:
        case HazardReported() | CaseAdopted():
            return Whereabouts(event.office, event.region, event.industry)
        case EntryCorrected(field="office" | "region" | "industry" as name):
            return replace(before, **{name: read_corrected(name, event.now)})
        case _:
            return before


def texts(event: Event) -> tuple[str, ...]:
    """案情文字 the event adds to what a case is found by in free text: unit, description and region, corrected ones too."""
    match event:
        case HazardReported() | CaseAdopted():
            return event.unit, event.description, event.region
        case EntryCorrected(field="unit" | "description" | "region"):
            return (event.now,)
        case _:
            return ()
