"""事件 what can have happened, in the past tense. Stored names and shapes: a name is never reused, a field only added.

`at` is when the fact counts, `owes` are the obligations it opened, dates set included (invariant 5: legal dates are facts).
"""

from domain.events import (
    clock,
    closing,
    corrections,
    extension,
    handling,
    letters,
    measures,
    opening,
    order,
    verification,
)
from domain.events.base import ClockEvent, Deed, Event
from domain.events.clock import GapExpired, LetterRaised, ObligationLapsed, ReminderSent, RungFired, SharedLetter
from domain.events.closing import (
    CaseClosed,
    CaseReopened,
    CaseVoided,
    ClosureReturned,
    EntityClosed,
    PostingRecorded,
    ReinspectionFailed,
    ReinspectionPassed,
    ReinspectionRequested,
    WorkersReportRecorded,
)
from domain.events.corrections import (
    DeadlinesProjected,
    EditionAdopted,
    EntryCorrected,
    ProvisionalReleased,
    ServiceCorrected,
)
from domain.events.extension import (
    ClockHeld,
    ClockHoldProposed,
    ClockReleased,
    ExtensionGranted,
    ExtensionRefused,
    ExtensionRequested,
    ExtensionReturned,
    HoldRenewed,
    ResumptionDecided,
    ResumptionRequested,
    SuspensionOrdered,
)
from domain.events.handling import CaseAssigned, CaseUrged
from domain.events.letters import (
    DraftHeld,
    DraftReturned,
    LetterAnswered,
    LetterDrafted,
    LetterIssued,
    LetterServed,
    LetterSigned,
    LetterVoided,
    LetterWithdrawn,
    ProceededUnserved,
)
from domain.events.measures import (
    ClosingProposed,
    Delisted,
    Exposed,
    Jumped,
    ListingRecorded,
    ListingRefused,
    NoPenaltyExplained,
    ObligationSettled,
    PenaltyFiled,
    TalkMissed,
    TalkRecorded,
    TalkReportReceived,
    Transferred,
)
from domain.events.opening import CaseAdopted, ClosureStated, HazardReported, RungStated, SupervisionStarted
from domain.events.order import (
    Acknowledged,
    EvidenceAdded,
    InterimMeasuresChecked,
    OrderIssued,
    PlanApproved,
    PlanReturned,
    PlanSubmitted,
    ProgressReported,
)
from domain.events.verification import (
    CaseMerged,
    CaseReferred,
    DangerChecked,
    HazardDetermined,
    HazardDismissed,
    HazardDowngraded,
    ReferralAccepted,
    SiteDecisionRecorded,
)

__all__ = [
    "EVENTS",
    "Acknowledged",
    "CaseAdopted",
    "CaseAssigned",
    "CaseClosed",
    "CaseMerged",
    "CaseReferred",
    "CaseReopened",
    "CaseUrged",
    "CaseVoided",
    "ClockEvent",
    "ClockHeld",
    "ClockHoldProposed",
    "ClockReleased",
    "ClosingProposed",
    "ClosureReturned",
    "ClosureStated",
    "DangerChecked",
    "DeadlinesProjected",
    "Deed",
    "Delisted",
    "DraftHeld",
    "DraftReturned",
    "EditionAdopted",
    "EntityClosed",
    "EntryCorrected",
    "Event",
    "EvidenceAdded",
    "Exposed",
    "ExtensionGranted",
    "ExtensionRefused",
    "ExtensionRequested",
    "ExtensionReturned",
    "GapExpired",
    "HazardDetermined",
    "HazardDismissed",
    "HazardDowngraded",
    "HazardReported",
    "HoldRenewed",
    "InterimMeasuresChecked",
    "Jumped",
    "LetterAnswered",
    "LetterDrafted",
    "LetterIssued",
    "LetterRaised",
    "LetterServed",
    "LetterSigned",
    "LetterVoided",
    "LetterWithdrawn",
    "ListingRecorded",
    "ListingRefused",
    "NoPenaltyExplained",
    "ObligationLapsed",
    "ObligationSettled",
    "OrderIssued",
    "PenaltyFiled",
    "PlanApproved",
    "PlanReturned",
    "PlanSubmitted",
    "PostingRecorded",
    "ProceededUnserved",
    "ProgressReported",
    "ProvisionalReleased",
    "ReferralAccepted",
    "ReinspectionFailed",
    "ReinspectionPassed",
    "ReinspectionRequested",
    "ReminderSent",
    "ResumptionDecided",
    "ResumptionRequested",
    "RungFired",
    "RungStated",
    "ServiceCorrected",
    "SharedLetter",
    "SiteDecisionRecorded",
    "SupervisionStarted",
    "SuspensionOrdered",
    "TalkMissed",
    "TalkRecorded",
    "TalkReportReceived",
    "Transferred",
    "WorkersReportRecorded",
]


_STORY = (opening, verification, order, extension, closing, letters, measures, handling, corrections, clock)

EVENTS: dict[str, type[Event]] = {
    name: thing
    for module in _STORY
    for name, thing in vars(module).items()
    if isinstance(thing, type) and issubclass(thing, Event) and thing.__module__ == module.__name__
}
"""by name, in the order of a case's life"""
