"""上报、接续与核查: how a case begins, and what verification makes of it."""

from domain import events as e
from domain.case import Case, RungFact, Stage
from domain.evolve.change import Change, Changes, ended
from domain.workdays import day_of


def opened(event: e.Event) -> Case:
    match event:
        case e.HazardReported():
            return Case(
                **event.model_dump(include=_SHARED),
                sponsor=event.sponsor,
                stage=Stage.REPORTED,
                risk=event.risk,
                lists=event.lists,
                reported_at=event.at,
                acted_on=day_of(event.at),
                obligations=event.owes,
            )
        case e.CaseAdopted():
            major = event.level == "major"
            dated = major and event.rectify_by is not None
            return Case(
                **event.model_dump(include=_SHARED),
                level=event.level,
                batch=event.batch,
                found_exact=event.found_exact,
                stage=Stage.RECTIFYING if dated else Stage.DETERMINED if major else Stage.REPORTED,
                rectify_by=event.rectify_by if major else None,
                rectify_set_on=day_of(event.at) if dated else None,
                order_on=day_of(event.at) if dated else None,
                reported_at=event.at,
                acted_on=day_of(event.at),
                started=False,
                obligations=event.owes,
            )
        case _:
            raise ValueError(f"{type(event).__name__} does not open a case")


def _determined(case: Case, event: e.HazardDetermined) -> Change:
    return {
        "stage": Stage.DETERMINED,
        "level": "major",
        "criterion": event.criterion,
        "site_decision": event.site_decision,
        "interim": event.interim,
        "on_the_spot": event.on_the_spot,
        "risk": event.risk or case.risk,
    }


_SHARED = {
    "number",
    "edition",
    "author",
    "channel",
    "entity",
    "unit",
    "region",
    "industry",
    "description",
    "criterion",
    "office",
    "found_on",
}


CHANGES: Changes = {
    e.RungStated: lambda case, event: {
        "rung": max(case.rung, event.rung),
        "rungs": (*case.rungs, RungFact(rung=event.rung, on=event.on, stated=True)),
    },
    e.ClosureStated: lambda case, event: {**ended(Stage.CLOSED)(case, event), "closed_on": event.on, "started": True},
    e.SupervisionStarted: lambda case, event: {
        "started": True,
        "ladder_from": event.ladder_from,
        "rectify_set_on": day_of(event.at) if case.rectify_by else None,
    },
    e.HazardDetermined: _determined,
    e.SiteDecisionRecorded: lambda _case, event: {"site_decision": event.site_decision, "interim": event.interim},
    e.HazardDismissed: ended(Stage.DISMISSED),
    e.HazardDowngraded: ended(Stage.DOWNGRADED),
    e.CaseMerged: ended(Stage.MERGED),
    e.CaseReferred: lambda case, _event: {"came_from": case.stage},
    e.ReferralAccepted: ended(Stage.REFERRED_OUT),
}
