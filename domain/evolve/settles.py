"""了结 which events settle which obligations."""

from domain import events as e
from domain.obligations import Obligation, Owe

SETTLES: dict[type[e.Event], tuple[Owe, ...]] = {
    e.SupervisionStarted: (Owe.START_SUPERVISION,),
    e.HazardDetermined: (Owe.VERIFY, Owe.DANGER_CHECK, Owe.SITE_DECISION),
    e.SiteDecisionRecorded: (Owe.SITE_DECISION,),
    e.DangerChecked: (Owe.DANGER_CHECK,),
    e.CaseReferred: (Owe.VERIFY,),  # danger to life is looked at by whoever heard of it
    e.OrderIssued: (Owe.ISSUE_ORDER,),
    e.Acknowledged: (Owe.ACKNOWLEDGE,),
    e.PlanSubmitted: (Owe.PLAN,),
    e.PlanApproved: (Owe.DECIDE_PLAN,),
    e.PlanReturned: (Owe.DECIDE_PLAN,),
    e.InterimMeasuresChecked: (Owe.CHECK_INTERIM,),
    e.ExtensionGranted: (Owe.DECIDE_EXTENSION,),
    e.ExtensionRefused: (Owe.DECIDE_EXTENSION,),
    e.ExtensionReturned: (Owe.DECIDE_EXTENSION,),
    e.ClockHoldProposed: (Owe.COUNTERSIGN,),
    e.ClockHeld: (Owe.COUNTERSIGN,),
    e.ResumptionDecided: (Owe.DECIDE_RESUMPTION,),
    e.ReinspectionRequested: (Owe.PLAN, Owe.DECIDE_PLAN, Owe.ACKNOWLEDGE),
    e.ReinspectionPassed: (Owe.INSPECT,),
    e.ReinspectionFailed: (Owe.INSPECT,),
    e.ClosureReturned: (Owe.DECIDE_CLOSURE,),
    e.PenaltyFiled: (Owe.FILE_PENALTY,),
    e.NoPenaltyExplained: (Owe.FILE_PENALTY,),
    e.TalkRecorded: (Owe.ATTEND_TALK,),
    e.TalkMissed: (Owe.ATTEND_TALK,),
    e.TalkReportReceived: (Owe.TALK_REPORT,),
    e.ListingRecorded: (Owe.ANSWER_LISTING, Owe.PROPOSE_AGAIN),
    e.ListingRefused: (Owe.ANSWER_LISTING,),
    e.Delisted: (Owe.FILE_LISTING, Owe.PUBLISH_LISTING),
}
"""什么事件了结什么义务."""

OF_A_LETTER = (
    Owe.SIGN,
    Owe.ISSUE,
    Owe.SERVE,
    Owe.TOWN_SERVE,
    Owe.DECIDE_SERVICE,
    Owe.ANSWER,
    Owe.ATTEND_TALK,
    Owe.ANSWER_LISTING,
)
"""what a letter leaves somebody to do; nobody owes it once the letter is withdrawn or void"""

SETTLES_OF_LETTER: dict[type[e.Event], tuple[Owe, ...]] = {
    e.LetterSigned: (Owe.SIGN,),
    e.DraftHeld: (Owe.SIGN,),
    e.DraftReturned: (Owe.SIGN,),
    e.LetterIssued: (Owe.ISSUE,),
    e.LetterServed: (Owe.SERVE, Owe.TOWN_SERVE, Owe.DECIDE_SERVICE),
    e.ProceededUnserved: (Owe.SERVE, Owe.TOWN_SERVE, Owe.DECIDE_SERVICE),
    e.LetterAnswered: (Owe.ANSWER,),
    e.LetterWithdrawn: OF_A_LETTER,
    e.LetterVoided: OF_A_LETTER,
}
"""the same, for the obligations of one letter"""


def settled(obligations: tuple[Obligation, ...], event: e.Event) -> tuple[Obligation, ...]:
    """What is still owed after the event, before what it opens."""
    kinds = SETTLES.get(type(event), ())
    of_letter = SETTLES_OF_LETTER.get(type(event), ())
    if not obligations or not (kinds or of_letter):
        return obligations
    if isinstance(event, e.ListingRecorded):
        kinds += (Owe.FILE_LISTING,) * (event.filed_on is not None)
        kinds += (Owe.PUBLISH_LISTING,) * (event.published_on is not None)
    letter = getattr(event, "letter", None) if of_letter else None
    return tuple([o for o in obligations if o.kind not in kinds and not (o.kind in of_letter and o.ref == letter)])
