"""Whole random lives of a case: people act and err, the clock fires or is down, tables and rulebooks change.

A life is a run of bytes, read as throws of dice, so that a failing life shrinks and can be written down.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

from domain import commands as c
from domain.adoption import Row, adopt
from domain.case import Case, Letter, Stage
from domain.commands import Command
from domain.decide import decide
from domain.due import Deadline, armed
from domain.events import Event, LetterIssued, LetterWithdrawn
from domain.evolve import evolve
from domain.obligations import Owe
from domain.people import CLOCK, Role
from domain.refusals import Refusal
from domain.rulebook import LetterKind, Rulebook
from domain.workdays import Calendar, day_of, instant
from tests.domain import world
from tests.domain.forms import DIGEST, FORMS, Dice, Form

HOT = 120
"""so many timers at one instant are a loop, not a backlog"""
MOVE = 16
"""throws of one move"""


@dataclass(frozen=True)
class Turn:
    """One command and what came of it, with all that was seen when it was decided."""

    now: datetime
    by: str
    command: Command | None
    """None: the adoption of a register row"""
    due: Deadline | None
    before: Case | None
    events: tuple[Event, ...]
    after: Case | None
    refusal: Refusal | None
    rules: Rulebook
    calendar: Calendar
    down: bool
    """while the service had been down: people acted before its timers did"""

    def folds(self) -> Iterator[tuple[Case | None, Event, Case]]:
        """Each event with the case before and after it."""
        before = self.before
        for event in self.events:
            after = evolve(before, event)
            yield before, event, after
            before = after


@dataclass
class Life:
    """A life as it is led."""

    now: datetime
    calendar: Calendar = world.CALENDARS[1]
    rules: Rulebook = world.RULES
    case: Case | None = None
    turns: list[Turn] = field(default_factory=list)
    down: bool = False
    sloth: int = 0
    """how rarely anybody acts"""
    _numbers: int = 0

    @property
    def log(self) -> tuple[Event, ...]:
        return tuple(event for turn in self.turns for event in turn.events)

    @property
    def folds(self) -> Iterator[tuple[Turn, Case | None, Event, Case]]:
        for turn in self.turns:
            for before, event, after in turn.folds():
                yield turn, before, event, after

    def do(self, command: Command, by: str, due: Deadline | None = None) -> tuple[Event, ...]:
        """One command through the rules; a refusal is an answer."""
        numbered = isinstance(command, c.IssueLetter | c.WithdrawLetter)
        number = f"县安委办函〔{self.now.year}〕{self._numbers + 1}号" if numbered else None
        ctx = world.circumstances(
            self.now, by, rules=self.rules, calendar=self.calendar, letter_number=number, named=command.persons()
        )
        try:
            events, refusal = decide(self.case, command, ctx), None
        except Refusal as refused:
            events, refusal = (), refused
        self._numbers += any(isinstance(event, LetterIssued | LetterWithdrawn) for event in events)
        self._record(command, by, due, events, refusal)
        return events

    def adopted(self, row: Row) -> None:
        ctx = world.circumstances(self.now, "clerk", rules=self.rules, calendar=self.calendar)
        self._record(None, "clerk", None, adopt(row, entity=world.ENTITY, batch="batch", ctx=ctx), None)

    def _record(self, command, by, due, events, refusal) -> None:
        before = self.case
        for event in events:
            self.case = evolve(self.case, event)
        turn = Turn(
            self.now, by, command, due, before, events, self.case, refusal, self.rules, self.calendar, self.down
        )
        self.turns.append(turn)

    def armed(self) -> Deadline | None:
        """The one deadline of the case, as its timer sees it now."""
        return armed(self.case, self.rules, self.calendar, self.now) if self.case is not None else None

    def until(self, then: datetime) -> None:
        """The clock runs: every deadline fires at its moment, or at once when its moment has passed."""
        fired, at = 0, self.now
        while (due := self.armed()) is not None and due.at <= then:
            self.now = max(self.now, due.at)
            fired, at = (fired + 1, at) if self.now == at else (1, self.now)
            assert fired <= HOT, f"a hot loop at {at}: {due.label}"
            assert self.do(c.Lapse(due_at=due.due_at), CLOCK, due), f"a deadline fired without an event: {due.label}"
        self.now = max(self.now, then)

    def load_calendar(self) -> None:
        """The next year's notice is loaded, and the daily reconcile projects the open dates again."""
        place = world.CALENDARS.index(self.calendar)
        self.calendar = world.CALENDARS[min(place + 1, len(world.CALENDARS) - 1)]
        self.do(c.Project(calendar=self.calendar.edition), CLOCK)


# --- what somebody may think of doing --------------------------------------------------------------------------------

_ENDINGS = (c.Dismiss, c.Downgrade, c.Merge, c.Refer, c.AcceptReferral, c.VoidCase, c.CloseEntity)
_OWED: dict[Owe, tuple[type[Command], ...]] = {
    Owe.START_SUPERVISION: (c.StartSupervision,),
    Owe.VERIFY: (*(c.Determine,) * 20, c.Refer, c.Refer, c.Dismiss, c.Downgrade, c.Merge),
    Owe.DANGER_CHECK: (c.CheckDanger,),
    Owe.ACCEPT_REFERRAL: (c.AcceptReferral, c.AddEvidence),
    Owe.SITE_DECISION: (c.Determine,),
    Owe.ISSUE_ORDER: (c.IssueOrder, c.IssueOrder, c.IssueOrder, c.RequestReinspection),
    Owe.ACKNOWLEDGE: (c.Acknowledge,),
    Owe.PLAN: (c.SubmitPlan, c.SubmitPlan, c.RequestReinspection),
    Owe.DECIDE_PLAN: (c.ApprovePlan, c.ApprovePlan, c.ReturnPlan),
    Owe.CHECK_INTERIM: (c.CheckInterimMeasures,),
    Owe.DECIDE_EXTENSION: (c.GrantExtension, c.GrantExtension, c.RefuseExtension, c.ReturnExtension),
    Owe.COUNTERSIGN: (c.Countersign,),
    Owe.DECIDE_RESUMPTION: (c.DecideResumption,),
    Owe.INSPECT: (c.FailReinspection, c.PassReinspection, c.PassReinspection),
    Owe.DECIDE_CLOSURE: (c.ApproveClosure, c.ApproveClosure, c.RecordPosting, c.RecordWorkersReport, c.ReturnClosure),
    Owe.FILE_PENALTY: (c.FilePenalty, c.ExplainNoPenalty),
    Owe.SIGN: (c.SignLetter, c.SignLetter, c.SignLetter, c.HoldDraft, c.ReturnDraft, c.VoidLetter),
    Owe.ISSUE: (c.IssueLetter, c.IssueLetter, c.IssueLetter, c.VoidLetter),
    Owe.SERVE: (c.ServeLetter, c.ServeLetter, c.ServeLetter, c.WithdrawLetter),
    Owe.TOWN_SERVE: (c.ServeLetter,),
    Owe.DECIDE_SERVICE: (c.ProceedUnserved, c.ServeLetter),
    Owe.ANSWER: (c.AnswerLetter, c.CorrectService),
    Owe.ATTEND_TALK: (c.RecordTalk, c.RecordTalk, c.MissTalk),
    Owe.TALK_REPORT: (c.ReceiveTalkReport,),
    Owe.FINE: (c.Settle,),
    Owe.TALK_COMMITMENT: (c.Settle,),
    Owe.ANSWER_LISTING: (c.RecordListing, c.RefuseListing),
    Owe.FILE_LISTING: (c.RecordListing,),
    Owe.PUBLISH_LISTING: (c.RecordListing, c.Delist),
}
"""what settles an obligation, and what people do instead"""
_NO_LETTER = Letter(id="", kind=LetterKind.TRANSFER, to=Role.ENTITY, drafted_on=date.min, signed_by=Role.REGULATOR)


def _next_for(case: Case, dice: Dice) -> tuple[type[Command], str | None]:
    """What is owed is done; where nothing is, somebody moves the case on."""
    owed = [one for one in case.obligations if one.kind in _OWED]
    leading = [one for one in owed if not one.ref or (case.letter(one.ref) or _NO_LETTER).rung]
    owed = leading or owed if dice.upto(4) else owed
    if owed and dice.upto(3):
        one = dice.pick(owed[::-1])
        return dice.pick(_OWED[one.kind]), one.ref or None
    lacking = [c.RecordPosting, c.RecordPosting, c.RecordPosting, c.RecordWorkersReport, c.Delist, c.ApproveClosure]
    waiting: list[type[Command]] = {
        Stage.CLOSED: [c.ReopenCase],
        Stage.CLOSING: lacking,
        Stage.RECTIFYING: [c.RequestReinspection, c.RequestExtension, c.HoldClock, c.OrderSuspension],
    }.get(case.stage, [])
    if case.hold is not None and case.hold.in_force:
        waiting = [c.RenewHold, c.ReleaseClock]
    if case.asked_release_on is not None:
        waiting = [*waiting, c.ReleaseProvisional]
    if case.suspended:
        waiting = [*waiting, c.RequestResumption]
    return dice.pick(waiting or [c.AddEvidence, c.ReportProgress]), None


def _in_turn(case: Case) -> list[type[Command]]:
    return [
        kind
        for kind in FORMS
        if kind in world.DECISIONS
        and kind not in _ENDINGS
        and case.stage in (world.DECISIONS[kind].at or (case.stage,))
    ]


def _act(life: Life, dice: Dice) -> None:
    """Some counties sleep, some act when something is owed, and people everywhere think of odd things to do."""
    if life.case is None:
        act(life, c.Report, dice)
        return
    thought = dice.upto(20)
    if thought < life.sloth:
        return
    if thought < 16:
        kind, letter = _next_for(life.case, dice)
        act(life, kind, dice, letter)
    elif thought < 19:
        act(life, dice.pick(_in_turn(life.case)), dice)
    else:
        act(life, dice.pick([kind for kind in FORMS if kind not in _ENDINGS or dice.once_in(3)]), dice)


def act(life: Life, kind: type[Command], dice: Dice, letter: str | None = None) -> None:
    """Somebody, mostly somebody who may, fills in a command and sends it; one in twelve enters the fact late."""
    decision = world.DECISIONS.get(kind)
    able = world.holders(decision.by, head=decision.head) if decision else ("town", "intake", "principal")
    found = life.case.letter(letter) if life.case is not None and letter is not None else None
    if kind in (c.SignLetter, c.HoldDraft, c.ReturnDraft) and found is not None:
        able = world.holders((found.signed_by,), head=True) or able
    by = dice.pick(world.PEOPLE) if dice.once_in(12) else dice.pick(able)
    late = {}
    if dice.once_in(12):
        at = life.now - dice.pick([timedelta(hours=h) for h in (1, 30, 80, 200, 500, 2000, -2)])
        late = {"at": at, "late_reason": dice.pick(("补录", ""))}
    form = Form(dice, case=life.case, today=day_of(life.now), letter=found.id if found else None)
    life.do(kind(**FORMS[kind](form), **late), by)


_WAITS = [
    *(timedelta(minutes=m) for m in (0, 0, 0, 1, 1, 40)),
    *(timedelta(hours=h) for h in (3, 9, 16, 24, 24, 24, 48)),
    *(timedelta(days=d, hours=5) for d in (3, 5, 8, 13, 34)),
]


def _move(life: Life, dice: Dice) -> None:
    """Time passes, with the clock or without it; then somebody may do something."""
    then = life.now + dice.pick(_WAITS)
    life.down = dice.once_in(8)
    if life.down:  # an outage: people act when it is over, before or after the backlog is worked off
        life.now = then
        if dice.upto(2):
            life.until(then)
    else:
        life.until(then)
    match dice.upto(40):
        case 38:
            life.load_calendar()
        case 39:
            life.rules = world.OTHER_RULES if life.rules is world.RULES else world.RULES
        case _:
            _act(life, dice)
    life.until(life.now)
    life.down = False


def _opened(dice: Dice) -> Life:
    day = date(2025, 10, 8) + timedelta(days=dice.upto(256) + dice.upto(256))
    now = instant(day, time(dice.upto(24), dice.upto(60)))
    life = Life(now=now, calendar=world.CALENDARS[dice.upto(2)], sloth=dice.pick((1, 1, 1, 5, 13)))
    if dice.upto(2):
        act(life, c.Report, dice)
    else:
        life.adopted(_row(day, dice))
        if dice.once_in(4):
            _rectified(life, dice)
    return life


def _rectified(life: Life, dice: Dice) -> None:
    """Everything for closure is done, down to the papers; what is left open is chance."""
    if life.case is None or not life.case.open:
        return
    inspectors = ("inspector-1", "inspector-2")
    life.do(c.StartSupervision(), "clerk")
    life.do(c.FilePenalty(decision="罚1", on=day_of(life.now), fine_yuan=dice.pick((50_000, 0))), "bureau-head")
    life.do(c.RequestReinspection(report="已整改"), dice.pick(("principal", "own-approver")))
    life.do(c.PassReinspection(inspectors=inspectors, opinion="合格", entity_signed=True), "bureau-head")
    for what in ("list", "progress", "result"):
        life.do(c.RecordPosting(what=what, evidence=DIGEST), "principal")
    today = day_of(life.now)
    told = c.RecordWorkersReport(regulator_on=today, body="all_workers", workers_on=today, photo=DIGEST)
    life.do(told, "principal")


def _row(today: date, dice: Dice) -> Row:
    def ago(*options: int) -> date:
        return today - dice.days(*options)

    stated = {
        name: ago(1, 5, 20, 60, 200)
        for name in ("noticed_on", "circular_on", "talked_on", "listed_on")
        if dice.once_in(4)
    }
    return Row(
        row=7,
        unit="甲公司",
        description="配电箱无漏电保护",
        region="某镇",
        level=dice.pick(("major", "major", "major", "major", "general", None)),
        found_on=None if dice.once_in(6) else ago(30, 90, 400, 900),
        rectify_by=None if dice.once_in(6) else ago(-30, -3, 0, 1, 7, 40, 300, 900, -90),
        closed_on=ago(3, 100) if dice.once_in(10) else None,
        **stated,
    )


def live(throws: bytes, *, silence: int = 0) -> Life:
    """Lead the life the throws describe; at its end nobody does anything for so many days."""
    opening, moves = throws[:32], throws[32:]
    life = _opened(Dice(opening))
    for at in range(0, len(moves), MOVE):
        _move(life, Dice(moves[at : at + MOVE]))
    life.until(life.now + timedelta(days=silence))
    return life


def lives(*, moves: int = 60, silence: int = 0) -> st.SearchStrategy[Life]:
    """Random lives of up to so many moves."""
    sizes = st.binary(min_size=32 + MOVE * moves // 2, max_size=32 + MOVE * moves)
    return sizes.map(lambda throws: live(throws, silence=silence))
