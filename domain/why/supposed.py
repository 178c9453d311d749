"""设想的走法 a case run again on paper from some moment, with something on record another way.

What never happened — when the letters of this course would have been signed and served — is run twice: every office at
once, and every office on its last day. Between the two lies the answer.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from domain import events as e
from domain.case import Case, LetterStatus
from domain.decide.letters import begins_with_service
from domain.glossary import RUNGS
from domain.ladder import LAST_LETTER, LISTING
from domain.obligations import Owe
from domain.why.replay import Unknowable, replayed
from domain.why.running import Running
from domain.why.trail import Fold
from domain.wording import zh
from domain.workdays import day_of, instant

_LAST_HOUR = time(17)
_SUPPOSED = "某号"


@dataclass(frozen=True, slots=True)
class Act:
    """An entry of the record, and when it is done in this course."""

    at: datetime
    fold: Fold
    as_recorded: bool = False
    """it is what the course supposes, and nothing of it is decided again"""


@dataclass(slots=True)
class Course:
    """一种走法: the days on which rungs fired, and why it says nothing after `until`."""

    rungs: dict[int, date] = field(default_factory=dict)
    until: date = date.min
    ends: str = ""
    remedial: bool = False
    """a remedial date is supposed that nobody had to set"""


class Supposed:
    """设想的走法: people do what they are on record as having done, each act at its time; the clock is the case's own."""

    def __init__(self, running: Running, acts: Iterable[Act], shared: Case, *, slow: bool) -> None:
        self.running, self.acts, self.slow = running, tuple(acts), slow
        self.shared = frozenset(one.id for one in shared.letters)
        self.reached = shared.rung
        self.course = Course()

    def run(self, now: datetime) -> Course:
        """To the end of the case, to `now`, or to where nothing can be known."""
        try:
            for act in self.acts:
                self._until(act.at)
                self._does(act)
                if not self.running.case.open:
                    return self._ended("案件至此办结")
            self._until(now)
        except Unknowable as unknowable:
            return self._ended(unknowable.why)
        return self._ended("记录到此为止")

    def _ended(self, why: str) -> Course:
        self.course.until, self.course.ends = day_of(self.running.now), why
        return self.course

    def _does(self, act: Act) -> None:
        """An entry of the record, in this course."""
        fold = act.fold
        self.running.rules, self.running.calendar = fold.entry.rules, fold.entry.calendar
        letter = getattr(fold.event, "letter", None)
        if act.as_recorded:
            if not isinstance(letter, str) or letter in self.shared:
                self.running.happens(fold.event)
        else:
            there = replace(self.running.circumstances, now=fold.event.at)
            found = replayed(self.running.case, fold, there, slow=self.slow, shared=self.shared)
            self.running.happens(*found)
            self.course.remedial |= isinstance(fold.event, e.ReinspectionFailed) and found != (fold.event,)
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
