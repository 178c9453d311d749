"""What people write into commands: every command filled in by dice, mostly sensibly, now and then absurdly."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from domain import commands as c
from domain.case import Case, Channel, SiteDecision
from domain.commands import EARLIEST, LATEST, Command
from domain.evolve.corrections import CORRECTABLE
from domain.obligations import SURVIVING
from domain.rulebook import CURRENT_EDITION
from tests.domain.world import ENTITY, NUMBER, PEOPLE

T = TypeVar("T")
DIGEST = "ab" * 32


class Dice:
    """A fixed run of throws. Nothing thrown is 0, and 0 is always the plain choice, so that examples shrink to it."""

    def __init__(self, throws: bytes) -> None:
        self._throws = iter(throws)

    def upto(self, sides: int) -> int:
        return next(self._throws, 0) % sides

    def pick(self, options: Sequence[T]) -> T:
        return options[self.upto(len(options))]

    def once_in(self, sides: int) -> bool:
        return self.upto(sides) == sides - 1

    def days(self, *options: int) -> timedelta:
        return timedelta(days=self.pick(options))


class Form:
    """One command being filled in, on a day, on a case."""

    def __init__(self, dice: Dice, case: Case | None, today: date, letter: str | None = None, absurd: int = 60) -> None:
        self.dice, self.case, self.today = dice, case, today
        self._letter, self._absurd = letter, absurd

    def soon(self) -> date:
        return self._or_absurd(self.today + self.dice.days(1, 3, 8, 10, 15, 20, 30, 45, 60, 90, 91, 0, -3))

    def lately(self) -> date:
        return self._or_absurd(self.today - self.dice.days(0, 0, 0, 1, 2, 4, 7, 12, 40, -1))

    def later_than_t(self) -> date:
        moved = (self.case and (self.case.listed_until if self.case.listed else self.case.rectify_by)) or self.today
        return self._or_absurd(moved + self.dice.days(10, 20, 30, 60, 1, 0, -5, 200))

    def _or_absurd(self, day: date) -> date:
        if self.dice.once_in(self._absurd):
            day = self.dice.pick((LATEST, EARLIEST, date(1970, 1, 1), date(2099, 6, 1), date(2026, 12, 31)))
        return self.within(day)

    @staticmethod
    def within(day: date) -> date:
        """Outside these the edge refuses a date before any rule sees it."""
        return min(max(day, EARLIEST), LATEST)

    def letter(self) -> str:
        letters = [one.id for one in self.case.letters] if self.case else []
        if self.dice.once_in(30):
            return "9/unknown"
        if self._letter is not None:
            return self._letter
        return self.dice.pick(letters[::-1]) if letters else "1/none"

    def person(self, *likely: str) -> str:
        return self.dice.pick(PEOPLE) if self.dice.once_in(8) else self.dice.pick(likely)

    def inspectors(self) -> tuple[str, ...]:
        pairs = (("inspector-1", "inspector-2"), ("bureau-head", "two-hats"), ("inspector-1", "inspector-1"))
        return self.dice.pick((pairs[0], pairs[0], pairs[1], pairs[1], pairs[2], ("inspector-2", "stranger")))

    def interim(self) -> c.Interim:
        until = max(self.today, self.soon())
        return c.Interim(measures="断电封存", who="safety-officer", until=until)


def _correction(form: Form) -> dict[str, Any]:
    field = form.dice.pick(("rectify_by", *sorted(CORRECTABLE), "stage"))
    match field:
        case "rectify_by" | "found_on":
            now = (form.soon() if form.dice.upto(3) else form.lately()).isoformat()
        case "channel":
            now = form.dice.pick((*Channel, "电话"))
        case _:
            now = form.dice.pick(("某镇", "甲公司", ""))
    second = None if form.dice.once_in(6) else form.person("inspector-1", "office-staff", "town")
    return {"field": field, "now": now, "reason": "笔误", "second": second}


def _reinspected(form: Form) -> dict[str, Any]:
    # a failure after T needs a remedial date, before T there is none
    wants = form.case is not None and form.case.rectify_lapsed and form.case.failures == 0
    remedial = form.today + form.dice.days(8, 1, 14, 20) if wants != form.dice.once_in(12) else None
    return {"inspectors": form.inspectors(), "reason": "未整改到位", "remedial_by": remedial}


def _listing(form: Form) -> dict[str, Any]:
    listed_on = form.lately()
    until = form.within(listed_on + form.dice.days(60, 180, 365, 10, 30, 366))
    if form.case is not None and form.case.listed_until is not None and form.dice.upto(2):
        until = form.case.listed_until
    filed, published = (form.lately() if form.dice.upto(2) else None for _ in range(2))
    level = form.dice.pick(("county", "city", "province"))
    return {"level": level, "government": "县政府"} | {
        "listed_on": listed_on,
        "listed_until": until,
        "filed_on": filed,
        "published_on": published,
    }


def _fine(form: Form) -> dict[str, Any]:
    fine = form.dice.pick((0, 50_000))
    pay_by = form.soon() if form.dice.upto(2) else None
    return {"decision": form.dice.pick(("罚1", "罚2", "罚3")), "on": form.lately(), "fine_yuan": fine, "pay_by": pay_by}


def _settled(form: Form) -> dict[str, Any]:
    owed = [one for one in form.case.obligations if one.kind in SURVIVING] if form.case else []
    one = form.dice.pick(owed) if owed else None
    return {"kind": one.kind.value, "ref": one.ref} if one else {"kind": "fine", "ref": "罚1"}


def _talk(form: Form) -> dict[str, Any]:
    measures = tuple(c.Commitment(measure="整改", by=form.soon()) for _ in range(1 + form.dice.upto(2)))
    present = (form.person("principal"), "office-staff")
    return {"grounds": "逾期", "on": form.lately(), "place": "会议室", "statements": "无", "measures": measures} | {
        "present": present
    }


def _service(form: Form) -> dict[str, Any]:
    how = form.dice.pick(("principal", "signed_for", "in_person"))
    apart = {"witnesses": ("town", "inspector-1"), "evidence": (DIGEST,)} if how == "in_person" else {}
    return {"letter": form.letter(), "on": form.lately() if form.dice.once_in(3) else None, "how": how, **apart}


def _order(form: Form) -> dict[str, Any]:
    stated = form.dice.pick(({}, {"rectify_by": form.soon()}, {"rectify_days": form.dice.pick((1, 5, 20, 90, 200))}))
    return {"requirements": "限期整改", **stated}


_REASON: dict[str, Any] = {"reason": "如实说明"}
_LEGAL: Callable[[Form], str] = lambda form: form.person("lawyer")  # noqa: E731 - a name for what is written often

FORMS: dict[type[Command], Callable[[Form], dict[str, Any]]] = {
    c.Report: lambda f: {
        "channel": f.dice.pick(tuple(Channel)),
        "entity": ENTITY,
        "unit": "甲公司",
        "region": "某镇",
        "description": "配电箱无漏电保护",
        "found_on": f.lately(),
        "verify_by": f.soon() if f.dice.upto(2) else None,
    },
    c.StartSupervision: lambda _f: {},
    c.Determine: lambda f: {
        "criterion": "判定标准第三条",
        "site_decision": f.dice.pick(tuple(SiteDecision)),
        "interim": f.interim(),
        "on_the_spot": f.dice.once_in(5),
        "danger_to_life": f.dice.once_in(3),
    },
    c.CheckDanger: lambda f: {"danger": bool(f.dice.upto(2)), "note": "已查"},
    c.Dismiss: lambda f: {"second": f.person("inspector-1"), "reporter_answered": not f.dice.once_in(3), **_REASON},
    c.Downgrade: lambda f: {"criterion": "一般", "approver": f.person("approver-1"), "receipt": "已接", **_REASON},
    c.Merge: lambda f: {"into": f.dice.pick(("2026-000018", NUMBER)), **_REASON},
    c.Refer: lambda _f: {"to": "住建局", **_REASON},
    c.AcceptReferral: lambda _f: {},
    c.IssueOrder: _order,
    c.Acknowledge: lambda _f: {},
    c.SubmitPlan: lambda f: {
        "responsibility": "责任",
        "measures": "措施",
        "funds": "" if f.dice.once_in(8) else "资金",
        "time_limit": "时限",
        "contingency": "预案",
    },
    c.ApprovePlan: lambda _f: {},
    c.ReturnPlan: lambda _f: _REASON,
    c.ReportProgress: lambda _f: {"text": "正在整改"},
    c.AddEvidence: lambda _f: {"digest": DIGEST, "name": "照片"},
    c.Assign: lambda f: {"handler": f.person("inspector-1", "inspector-2")},
    c.Urge: lambda _f: {"note": "请抓紧办理"},
    c.CheckInterimMeasures: lambda f: {"kept": not f.dice.upto(2)},
    c.RequestExtension: lambda f: {"interim": "封存", "until": f.later_than_t(), **_REASON},
    c.GrantExtension: lambda f: {"until": f.later_than_t()},
    c.RefuseExtension: lambda _f: _REASON,
    c.ReturnExtension: lambda _f: _REASON,
    c.HoldClock: lambda f: {"grounds": "force_majeure", "review_on": f.soon(), "evidence": (DIGEST,), **_REASON},
    c.Countersign: lambda _f: {},
    c.RenewHold: lambda f: {"review_on": f.soon(), **_REASON},
    c.ReleaseClock: lambda _f: _REASON,
    c.OrderSuspension: lambda f: {"scope": "全厂", "legal_reviewer": _LEGAL(f), **_REASON},
    c.RequestResumption: lambda _f: {"report": "已整改"},
    c.DecideResumption: lambda f: {"granted": bool(f.dice.upto(2)), "opinion": "意见"},
    c.RequestReinspection: lambda _f: {"report": "已整改"},
    c.PassReinspection: lambda f: {
        "inspectors": f.inspectors(),
        "opinion": "合格",
        "entity_signed": not f.dice.once_in(6),
    },
    c.FailReinspection: _reinspected,
    c.RecordPosting: lambda f: {"what": f.dice.pick(("list", "progress", "result")), "evidence": DIGEST},
    c.RecordWorkersReport: lambda f: {
        "regulator_on": f.lately(),
        "body": "all_workers",
        "workers_on": f.lately(),
        "photo": DIGEST,
    },
    c.ApproveClosure: lambda _f: {"opinion": "同意"},
    c.ReturnClosure: lambda f: {"to": f.dice.pick(("papers", "hazard")), **_REASON},
    c.ReopenCase: lambda _f: {"evidence": (DIGEST,), **_REASON},
    c.SignLetter: lambda f: {"letter": f.letter(), "legal_reviewer": _LEGAL(f) if f.dice.upto(2) else None},
    c.HoldDraft: lambda f: {"letter": f.letter(), **_REASON},
    c.ReturnDraft: lambda f: {"letter": f.letter(), **_REASON},
    c.IssueLetter: lambda f: {"letter": f.letter()},
    c.WithdrawLetter: lambda f: {"letter": f.letter(), **_REASON},
    c.VoidLetter: lambda f: {"letter": f.letter(), **_REASON},
    c.ServeLetter: _service,
    c.ProceedUnserved: lambda f: {"letter": f.letter(), **_REASON},
    c.AnswerLetter: lambda f: {"letter": f.letter(), "text": "已悉"},
    c.RecordTalk: _talk,
    c.MissTalk: lambda f: {"whose": f.dice.pick(("entity", "office"))},
    c.ReceiveTalkReport: lambda _f: {"text": "报告"},
    c.FilePenalty: _fine,
    c.ExplainNoPenalty: lambda _f: _REASON,
    c.Settle: _settled,
    c.RecordListing: _listing,
    c.RefuseListing: lambda _f: _REASON,
    c.Delist: lambda _f: {"government": "县政府", **_REASON},
    c.Expose: lambda f: {"media": "报", "content": "文", "legal_reviewer": _LEGAL(f), "desensitised": True},
    c.ProposeClosing: lambda f: {"grounds": "拒不整改", "legal_reviewer": _LEGAL(f)},
    c.Transfer: lambda f: {
        "organ": "公安",
        "to_discipline": f.dice.once_in(2),
        "materials": "卷",
        "legal_reviewer": _LEGAL(f),
    },
    c.Jump: lambda f: {"grounds": f.dice.pick(("mass_casualty_risk", "repeated_penalties")), "note": "难以整改"},
    c.CorrectEntry: _correction,
    c.CorrectService: lambda f: {
        "letter": f.letter(),
        "on": f.lately(),
        "second": f.person("inspector-2", "town"),
        **_REASON,
    },
    c.VoidCase: lambda _f: _REASON,
    c.CloseEntity: lambda _f: {"evidence": (DIGEST,)},
    c.AdoptEdition: lambda f: {"edition": f.dice.pick((CURRENT_EDITION, "1900.1")), **_REASON},
    c.ReleaseProvisional: lambda _f: _REASON,
}
