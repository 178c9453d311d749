"""待办 whose turn it is: each open obligation with the role that must act, who stands above it by now, and what settles it.

Pure, of a case as it stands. The view of `ledger.views.turns` keeps these rows, so that lists find them among a million
cases; a page asks here again before it shows one.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from domain.case import UNDER_ORDER, Case
from domain.decide.closing import missing_for_closure
from domain.obligations import Obligation, Owe
from domain.people import Appointment, Office, Role
from domain.policy import READERS, Area
from domain.rulebook import Act, LetterKind, Rulebook
from domain.workdays import end_of_day

RECTIFY, CLOSURE_PAPERS, RELEASE = "rectify", "closure_papers", "release"
"""整改到期、销号材料、放行: somebody's turn as well, though no obligation of the record"""

RECORDED_BY: dict[Owe, tuple[Role, ...]] = {
    Owe.START_SUPERVISION: (Role.CLERK,),
    Owe.ATTEND_TALK: (Role.COMMISSION_OFFICE,),
    Owe.TALK_REPORT: (Role.COMMISSION_OFFICE,),
    Owe.TALK_COMMITMENT: (Role.COMMISSION_OFFICE,),
    Owe.ANSWER_LISTING: (Role.COMMISSION_OFFICE,),
    Owe.FINE: (Role.REGULATOR,),
}
"""who may or must enter that another has done what he owes: it is their turn too"""
AWAITED = frozenset({Owe.ACKNOWLEDGE, Owe.ANSWER, Owe.ATTEND_TALK, Owe.TALK_REPORT, Owe.ANSWER_LISTING})
"""已读不回: what a letter that has reached somebody asks of him"""

SETTLED_BY: dict[str, tuple[str, ...]] = {
    Owe.START_SUPERVISION: ("StartSupervision",),
    Owe.VERIFY: ("Determine", "Dismiss", "Downgrade", "Merge", "Refer"),
    Owe.DANGER_CHECK: ("CheckDanger",),
    Owe.ACCEPT_REFERRAL: ("AcceptReferral",),
    Owe.SITE_DECISION: ("Determine",),
    Owe.ISSUE_ORDER: ("IssueOrder",),
    Owe.ACKNOWLEDGE: ("Acknowledge",),
    Owe.PLAN: ("SubmitPlan",),
    Owe.DECIDE_PLAN: ("ApprovePlan", "ReturnPlan"),
    Owe.CHECK_INTERIM: ("CheckInterimMeasures",),
    Owe.DECIDE_EXTENSION: ("GrantExtension", "RefuseExtension", "ReturnExtension"),
    Owe.COUNTERSIGN: ("Countersign",),
    Owe.DECIDE_RESUMPTION: ("DecideResumption",),
    Owe.INSPECT: ("PassReinspection", "FailReinspection"),
    Owe.DECIDE_CLOSURE: ("ApproveClosure", "ReturnClosure"),
    Owe.FILE_PENALTY: ("FilePenalty", "ExplainNoPenalty"),
    Owe.SIGN: ("SignLetter", "ReturnDraft", "HoldDraft"),
    Owe.ISSUE: ("IssueLetter",),
    Owe.SERVE: ("ServeLetter",),
    Owe.TOWN_SERVE: ("ServeLetter",),
    Owe.DECIDE_SERVICE: ("ServeLetter", "ProceedUnserved"),
    Owe.ANSWER: ("AnswerLetter",),
    Owe.ATTEND_TALK: ("RecordTalk", "MissTalk"),
    Owe.TALK_REPORT: ("ReceiveTalkReport",),
    Owe.TALK_COMMITMENT: ("Settle",),
    Owe.FINE: ("Settle",),
    Owe.ANSWER_LISTING: ("RecordListing", "RefuseListing"),
    Owe.PROPOSE_AGAIN: (),  # the clock drafts it
    Owe.FILE_LISTING: ("RecordListing",),
    Owe.PUBLISH_LISTING: ("RecordListing",),
    RECTIFY: ("RequestReinspection", "ReportProgress", "RequestExtension"),
    CLOSURE_PAPERS: ("RecordPosting", "RecordWorkersReport"),
    RELEASE: ("ReleaseProvisional",),
}
"""the commands by which it is done, the usual one first"""

_OUTSIDE = frozenset({Role.ENTITY, Role.GOVERNMENT})
_RISES = {
    LetterKind.SUPERVISION_LETTER: Role.COMMISSION_OFFICE.value,
    LetterKind.TALK_NOTICE: Role.COMMISSION_LEADER.value,
}


@dataclass(frozen=True, slots=True)
class Turn:
    """待办, a row of it: what is to be done, by whom, until when."""

    kind: str
    """an obligation's, or one of those above"""
    ref: str
    role: Role
    head: bool
    """only the head; a letter also who signs in his place"""
    owed_by: Role
    """on whom it is; another than `role` where that one only enters it, or signs in his place"""
    since: date
    due_on: date
    due_at: datetime
    step: int = 0
    """how far its chain has gone"""
    lapsed: bool = False
    runs: bool = True
    """its time runs: supervision has begun, and no 中止 holds it"""
    awaited: bool = False
    """已读不回 once it is late"""
    stands: str = ""
    """before which post its lapse stands by now (升级到谁), as `Post.names` calls it"""
    passed: tuple[str, ...] = ()
    """the posts it went past (越过了谁)"""
    barred: tuple[str, ...] = ()
    """persons who may not do it: who inspected does not close, who proposed does not countersign"""

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells it from the other turns of its case."""
        return self.kind, self.ref, self.role.value


_EVERYWHERE = Area()


@dataclass(frozen=True, slots=True)
class Post:
    """岗位: a role held today at an office or an entity, and how far it reaches."""

    role: Role
    head: bool
    acting: bool = False
    """代签: he signs as the head would, and what rose to the head stands before him"""
    entity: str | None = None
    area: Area = _EVERYWHERE

    @property
    def names(self) -> tuple[str, ...]:
        """As `Turn.stands` names it."""
        return (self.role.value, f"{self.role.value}/head") if self.head or self.acting else (self.role.value,)

    def covers(self, case: Case) -> bool:
        """Whether the case is the entity's own, or lies in the office's area."""
        return self.entity == case.entity if self.entity is not None else self.area.covers(case.region, case.industry)


def posts(appointments: Iterable[Appointment], day: date, offices: Mapping[str, Office]) -> tuple[Post, ...]:
    """岗位 of who holds these appointments that day; none is left out that `domain.policy.holds` would let act."""
    found = []
    for one in appointments:
        acting = one.acting_for is not None
        if one.role not in READERS or not one.holds_on(day):
            continue
        if one.role is Role.ENTITY:
            found.append(Post(one.role, one.head, acting, entity=one.at))
        elif (office := offices.get(one.at)) is not None:
            found.append(Post(one.role, one.head, acting, area=Area(office.jurisdiction, office.industries)))
    return tuple(found)


def concerns(turn: Turn, case: Case, held: Iterable[Post], person: str | None) -> bool:
    """轮到我: whether it is the turn of who holds these posts."""
    if person is not None and person in turn.barred:
        return False
    return any(
        post.role is turn.role
        and (post.head or not turn.head or (post.acting and turn.kind == Owe.SIGN))
        and post.covers(case)
        for post in held
    )


def turns(case: Case, rules: Rulebook) -> tuple[Turn, ...]:
    """待办 of a case: an obligation on one role that another enters is a row for each."""
    return (*(turn for one in case.obligations for turn in _of_obligation(case, one, rules)), *_others(case))


def _of_obligation(case: Case, one: Obligation, rules: Rulebook) -> Iterator[Turn]:
    role, head = one.on, False
    if one.kind is Owe.SIGN:
        letter = case.letter(one.ref)
        role, head = (letter.signed_by if letter is not None else one.on), True
    held = one.kind is Owe.PLAN and case.hold is not None and case.hold.in_force
    runs = not held and (case.started or one.kind is Owe.START_SUPERVISION)
    past = _risen(one, rules)
    for place, acting in enumerate((role, *RECORDED_BY.get(one.kind, ()))):
        yield Turn(
            kind=one.kind.value,
            ref=one.ref,
            role=acting,
            head=head,
            owed_by=one.on,
            since=one.since,
            due_on=one.due_on,
            due_at=one.due_at,
            step=one.step,
            lapsed=one.lapsed,
            runs=runs,
            awaited=place == 0 and one.kind in AWAITED,
            stands=past[-1] if place == 0 and len(past) > 1 else "",
            passed=past[:-1] if place == 0 else (),
            barred=_barred(case, one.kind),
        )


def _barred(case: Case, kind: Owe) -> tuple[str, ...]:
    if kind is Owe.DECIDE_CLOSURE:
        return tuple(sorted(set(case.hands)))
    return (case.hold.author,) if kind is Owe.COUNTERSIGN and case.hold is not None else ()


def _risen(one: Obligation, rules: Rulebook) -> tuple[str, ...]:
    """The posts its lapse has come before, from who owes it upwards (R+1, R+3, R+5, R+10)."""
    found = [one.on.value]
    if one.on in _OUTSIDE or not one.lapsed:
        return tuple(found)
    for step in rules.chain(one.kind, one.on)[: one.step]:
        if step.workdays <= 0:
            continue
        if step.act is Act.LETTER:
            post = _RISES.get(step.letter) if step.letter is not None else None
        else:
            to = one.on if step.to is Role.REGULATOR else step.to  # the approver's own goes to the approver
            post = f"{to.value}/head" if step.head else to.value
        if post is not None and post not in found:
            found.append(post)
    return tuple(found)


def _others(case: Case) -> Iterator[Turn]:
    if not case.open or not case.started:
        return
    held = case.hold is not None and case.hold.in_force
    if case.rectify_by is not None and case.stage in UNDER_ORDER and not held:
        since = case.order_on or case.rectify_set_on or case.acted_on
        yield _plain(RECTIFY, Role.ENTITY, since, case.rectify_by, lapsed=case.rectify_lapsed)
    closing = case.owes(Owe.DECIDE_CLOSURE)
    if closing is not None and any(missing.startswith(("公示", "双报告")) for missing in missing_for_closure(case)):
        yield _plain(CLOSURE_PAPERS, Role.ENTITY, closing.since, closing.due_on, lapsed=False)
    if case.asked_release_on is not None:
        yield _plain(RELEASE, Role.COMMISSION_OFFICE, case.asked_release_on, case.asked_release_on, head=True)


def _plain(kind: str, role: Role, since: date, due_on: date, *, head: bool = False, lapsed: bool = False) -> Turn:
    # a written T on a rest day rolls only where it is shown: the table of holidays may still change
    return Turn(kind, "", role, head, role, since, due_on, end_of_day(due_on), lapsed=lapsed)
