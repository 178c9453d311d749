"""假如不予延期 what would have fired had an extension been refused, and how far that can be known.

The trail is folded with the grant replaced by a refusal; from there the case's own clock is run, and people do what they
are on record as having done. What never happened — when the letters of the earlier T would have been signed and served —
is run twice: every office at once, and every office on its last day. Between the two lies the answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from domain import events as e
from domain.case import Case, LetterStatus
from domain.decide.letters import begins_with_service
from domain.evolve import evolve
from domain.glossary import RUNGS
from domain.ladder import LAST_LETTER, LISTING
from domain.obligations import Owe
from domain.why.answer import IfRefused, Instead
from domain.why.replay import Unknowable, replayed
from domain.why.running import Running
from domain.why.trail import Fold, cycle_of
from domain.wording import zh
from domain.workdays import day_of, instant

_LAST_HOUR = time(17)
_SUPPOSED = "某号"


@dataclass(slots=True)
class Course:
    """一种走法: the days on which rungs fired, and why it says nothing after `until`."""

    rungs: dict[int, date] = field(default_factory=dict)
    until: date = date.min
    ends: str = ""
    remedial: bool = False
    """a remedial date is supposed that nobody had to set"""


def if_refused(folds: Sequence[Fold], place: int, now: datetime) -> IfRefused:
    """假如不予延期: `folds[place]` granted it; `now` is how far the record goes."""
    grant = folds[place]
    before = grant.before
    if before is None or not isinstance(grant.event, e.ExtensionGranted):
        raise ValueError("not the grant of an extension")
    quick, slow = (_Supposed(folds, place, slow=slow).run(now) for slow in (False, True))
    actual = {fact.rung: fact.on for fold in cycle_of(folds, before.cycle) for fact in fold.after.rungs}
    until = before.listed_until if before.listed else before.rectify_by
    rungs = tuple(
        _instead(rung, quick, slow, actual.get(rung), before.rung) for rung in sorted({*quick.rungs, *slow.rungs})
    )
    return IfRefused(
        cycle=before.cycle,
        version=grant.version,
        granted_on=grant.entry.on,
        rectify_by=until or day_of(grant.event.at),
        granted_until=grant.event.until,
        rungs=rungs,
        until=max(quick.until, slow.until),
        ends="；".join(dict.fromkeys((quick.ends, slow.ends))),
        leaves_open=tuple(_open(rungs, remedial=quick.remedial)),
    )


def _instead(rung: int, quick: Course, slow: Course, actual: date | None, reached: int) -> Instead:
    earliest, latest = quick.rungs.get(rung), slow.rungs.get(rung)
    if earliest is not None and latest is not None and latest < earliest:
        earliest, latest = latest, earliest
    certain = earliest is not None and earliest == latest
    really = f"；实际为{zh(actual)}" if actual else "；实际未触发"
    if certain:
        how = f"应于{zh(earliest)}触发"
    elif earliest is not None and latest is not None:
        how = f"最早{zh(earliest)}，最迟{zh(latest)}，视上一级文书何时签发、送达"
    else:
        how = f"最早{zh(earliest or latest)}；如文书签发、送达拖延，则在此期间未必触发"
    return Instead(
        rung=rung,
        name=RUNGS[rung],
        earliest=earliest,
        latest=latest,
        certain=certain,
        actual=actual,
        sentence=f"{how}{really if rung > reached else ''}",
    )


def _open(rungs: Sequence[Instead], *, remedial: bool) -> list[str]:
    told = [
        "假定单位与各机关其余所为一如记录；单位得知不予延期后会不会提前整改，无从知道",
        "假定系统按时运行；不予延期后再次申请延期的可能未计入",
    ]
    if any(not one.certain for one in rungs):
        told.append("文书何时签发、送达、约谈何时举行当时并未发生：“最早”按当日办结，“最迟”按各机关用尽时限")
    if remedial:
        told.append("其间一次复查不合格，不予延期时已在逾期之后，须另定补救日期：“最早”按次日，“最迟”按最长期限")
    return told


class _Supposed:
    """设想的走法 of one speed."""

    def __init__(self, folds: Sequence[Fold], place: int, *, slow: bool) -> None:
        grant, before = folds[place], folds[place].before
        if before is None:
            raise ValueError("an extension cannot open a case")
        self.slow = slow
        self.after = folds[place + 1 :]
        self.shared = frozenset(one.id for one in before.letters)
        self.reached = before.rung
        self.running = Running(
            _refused(before, grant), grant.entry.recorded_at, grant.entry.rules, grant.entry.calendar
        )
        self.course = Course()

    def run(self, now: datetime) -> Course:
        """To the end of the case, to `now`, or to where nothing can be known."""
        try:
            for fold in self.after:
                self._until(fold.entry.recorded_at)
                self._does(fold)
                if not self.running.case.open:
                    return self._ended("案件至此办结")
            self._until(now)
        except Unknowable as unknowable:
            return self._ended(unknowable.why)
        return self._ended("记录到此为止")

    def _ended(self, why: str) -> Course:
        self.course.until, self.course.ends = day_of(self.running.now), why
        return self.course

    def _does(self, fold: Fold) -> None:
        """An entry of the record, in this course."""
        self.running.rules, self.running.calendar = fold.entry.rules, fold.entry.calendar
        ctx = self.running.circumstances
        there = replace(ctx, now=fold.event.at)
        found = replayed(self.running.case, fold, there, slow=self.slow, shared=self.shared)
        self.course.remedial |= isinstance(fold.event, e.ReinspectionFailed) and found != (fold.event,)
        self.running.happens(*found)
        self.running.rules = fold.rules

    def _until(self, then: datetime) -> None:
        """Time passes; letters that only this course has are signed and served, at once or on the last day."""
        while True:
            act = self._next_act()
            stop = min(then, act[0]) if act else then
            for event in self.running.until(stop):
                self._noted(event)
                if self._next_act() != act:
                    break
            else:
                if act is None or act[0] > then:
                    return
                self.running.happens(act[1])
                self.running.now = max(self.running.now, act[0])

    def _noted(self, event: e.Event) -> None:
        if isinstance(event, e.ReminderSent) and event.subject == "release":
            raise Unknowable(f"{zh(day_of(event.at))}起下一级按暂定日期等待安委办主任放行，何时放行无从知道")
        if not isinstance(event, e.RungFired):
            return
        self.course.rungs[event.rung] = day_of(event.at)
        if event.rung >= LISTING > self.reached:
            raise Unknowable(f"“{RUNGS[LISTING]}”之后由政府决定是否挂牌，无从知道")

    def _next_act(self) -> tuple[datetime, e.Event] | None:
        """What an office does next with a letter of this course alone, and when."""
        case, rules, calendar = self.running.case, self.running.rules, self.running.calendar
        found: list[tuple[datetime, e.Event]] = []
        for letter in case.letters:
            if letter.id in self.shared or not letter.rung or letter.rung > LAST_LETTER or letter.gap_expired_on:
                continue
            if letter.status is LetterStatus.DRAFTED:
                at = self._when(calendar.add(letter.drafted_on, rules.gap_limit_workdays))
                found.append((at, e.LetterIssued(at=at, letter=letter.id, number=_SUPPOSED, issuer=_SUPPOSED, text="")))
            elif letter.status is LetterStatus.ISSUED and letter.needs_service and letter.issued_on is not None:
                at = self._when(calendar.add(letter.issued_on, rules.gap_limit_workdays))
                _, owes = begins_with_service(case, letter, day_of(at), self.running.circumstances)
                found.append((at, e.LetterServed(at=at, owes=owes, letter=letter.id, on=day_of(at), how="principal")))
        attend = case.owes(Owe.ATTEND_TALK)
        if self.slow and attend is not None and attend.ref not in self.shared:
            at = self._when(calendar.roll(attend.due_on))
            gap_from = calendar.add(attend.since, rules.talk_unheld_workdays)
            found.append((at, e.TalkMissed(at=at, whose="office", gap_from=gap_from)))
        return min(found, key=lambda one: one[0], default=None)

    def _when(self, last: date) -> datetime:
        """At once, or at the end of the last day."""
        return max(instant(last, _LAST_HOUR), self.running.now) if self.slow else self.running.now


def _refused(before: Case, grant: Fold) -> Case:
    """The case as a refusal on the same day would have left it."""
    event = grant.event
    ladder_from = grant.entry.calendar.add(day_of(event.at), 1)
    return evolve(before, e.ExtensionRefused(at=event.at, reason="假如", ladder_from=ladder_from))
