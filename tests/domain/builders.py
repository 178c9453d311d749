"""The vocabulary of these tests: who exists, a case led through its life, and the clock that fires what has lapsed.

`given` a case, `case.does(...)` what somebody asks, `case.wait_until(...)` what time alone brings about. 2025 is an
announced year; June 3 to September 26 hold no holiday and no make-up day, so that dates there count in plain weeks.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from domain import events as e
from domain.adoption import Row, adopt
from domain.case import Case
from domain.circumstances import Circumstances
from domain.commands import Lapse, parse
from domain.decide import decide
from domain.due import Deadline, armed
from domain.evolve import evolve
from domain.people import CLOCK, Appointment, Office, Role
from domain.refusals import Refusal
from domain.registers.channels import Channel
from domain.rulebook import CURRENT_EDITION, Rulebook, rulebook
from domain.workdays import SHANGHAI, Calendar, bundled_calendar, day_of, end_of_day

NUMBER = "2025-000001"
RULES = rulebook(CURRENT_EDITION)
CALENDAR = bundled_calendar()
PHOTO = "a" * 64
T = date(2025, 7, 4)
"""整改期限 of `rectifying()`: a Friday. T+1 wd = July 7 (Mon), T+3 = July 9, T+10 = July 18, T+15 = July 25."""

OFFICES = {
    one.id: one
    for one in (
        Office(id="o-office", name="安委办", sign="安委办"),
        Office(id="o-regulator", name="应急管理局", superior="o-office", sign="应急"),
        Office(id="o-town", name="城关镇", superior="o-office", jurisdiction="城关"),
        Office(id="o-far-town", name="河西镇", superior="o-office", jurisdiction="河西"),
        Office(id="o-far", name="河西应急管理局", superior="o-office", jurisdiction="河西"),
        Office(id="o-mines", name="矿山监管局", superior="o-office", industries=("矿山",)),
    )
}


def _post(person: str, role: Role, at: str, *, head: bool = False, **more: Any) -> Appointment:
    return Appointment(person=person, role=role, at=at, head=head, **more)


POSTS = (
    _post("inspector", Role.REGULATOR, "o-regulator"),
    _post("second", Role.REGULATOR, "o-regulator"),
    _post("regulator-head", Role.REGULATOR, "o-regulator", head=True),
    _post("far-inspector", Role.REGULATOR, "o-far"),
    _post("mine-inspector", Role.REGULATOR, "o-mines"),
    _post("approver", Role.APPROVER, "o-regulator"),
    _post("approver-2", Role.APPROVER, "o-office"),
    _post("clerk-of-office", Role.COMMISSION_OFFICE, "o-office"),
    _post("director", Role.COMMISSION_OFFICE, "o-office", head=True),
    _post("delegate", Role.COMMISSION_OFFICE, "o-office", acting_for="director"),
    _post("leader", Role.COMMISSION_LEADER, "o-office", head=True),
    _post("legal", Role.LEGAL, "o-office"),
    _post("town", Role.TOWN, "o-town"),
    _post("far-town", Role.TOWN, "o-far-town"),
    _post("grid", Role.GRID, "o-town"),
    _post("industry", Role.INDUSTRY, "o-regulator"),
    _post("principal", Role.ENTITY, "e-1", head=True),
    _post("safety", Role.ENTITY, "e-1"),
    _post("stranger", Role.ENTITY, "e-2", head=True),
    _post("intake", Role.INTAKE, "o-regulator"),
    _post("clerk", Role.CLERK, "o-office"),
    _post("clerk-head", Role.CLERK, "o-office", head=True),
    _post("keeper", Role.KEEPER, "o-office"),
    _post("administrator", Role.ADMINISTRATOR, "o-office"),
    _post("auditor", Role.AUDITOR, "o-office"),
    _post("former", Role.REGULATOR, "o-regulator", until=date(2025, 5, 31)),
)
PEOPLE = {person: tuple(one for one in POSTS if one.person == person) for person in {one.person for one in POSTS}}

HAZARD: dict[str, Any] = {
    "channel": "inspection", "entity": "e-1", "unit": "宏达化工厂", "region": "城关镇", "industry": "危险化学品",
    "description": "储罐区可燃气体报警器失效", "office": "o-regulator", "found_on": "2025-06-02",
}  # fmt: skip
FOUND: dict[str, Any] = {
    "criterion": "第七条", "site_decision": "time_limit",
    "interim": {"measures": "停用储罐", "who": "安全员", "until": "2026-12-31"},
}  # fmt: skip
PLAN = {"responsibility": "厂长", "measures": "更换", "funds": "三万", "time_limit": "三十日", "contingency": "停用"}
PASSED: dict[str, Any] = {"inspectors": ["inspector", "second"], "opinion": "符合", "entity_signed": True}
FAILED: dict[str, Any] = {"inspectors": ["inspector", "second"], "reason": "报警器仍失效"}
TALK: dict[str, Any] = {
    "grounds": "逾期未改", "place": "安委办会议室", "present": ["principal", "director"], "statements": "承诺整改",
    "measures": [{"measure": "更换报警器", "by": "2025-09-30"}],
}  # fmt: skip


def moment(text: str) -> datetime:
    """The moment "06-03 09:00" of 2025, or with its year, in Shanghai; a day alone is 09:00."""
    day, _, clock = text.partition(" ")
    day = day if len(day) == 10 else f"2025-{day}"
    return datetime.fromisoformat(f"{day}T{clock or '09:00'}:00").replace(tzinfo=SHANGHAI)


def day(text: str) -> date:
    """The day "07-09" of 2025, or with its year."""
    return date.fromisoformat(text if len(text) == 10 else f"2025-{text}")


class Life:
    """One case, the events that made it, and its clock."""

    def __init__(
        self, number: str = NUMBER, *, calendar: Calendar = CALENDAR, rules: Rulebook = RULES, now: str = "06-03 09:00"
    ) -> None:
        self.number = number
        self.calendar = calendar
        self.rules = rules
        self.now = moment(now)
        self.events: list[e.Event] = []
        self.letter_numbers = 0
        self._case: Case | None = None

    @property
    def case(self) -> Case:
        assert self._case is not None
        return self._case

    @property
    def today(self) -> date:
        return day_of(self.now)

    def circumstances(self, by: str, people: Mapping[str, tuple[Appointment, ...]] = PEOPLE) -> Circumstances:
        self.letter_numbers += 1
        return Circumstances(
            now=self.now, by=by, number=self.number, rules=self.rules, calendar=self.calendar, appointments=people,
            offices=OFFICES, letter_number=f"安委办〔{self.today.year}〕{self.letter_numbers}号",
        )  # fmt: skip

    def decides(self, name: str, by: str, /, **data: Any) -> tuple[e.Event, ...]:
        """What the rules answer; nothing has happened yet."""
        return decide(self._case, parse(name, data), self.circumstances(by))

    def does(self, name: str, by: str, /, **data: Any) -> tuple[e.Event, ...]:
        """Somebody gives a command that is accepted."""
        found = self.decides(name, by, **data)
        self.happens(*found)
        return found

    def happens(self, *events: e.Event) -> None:
        for event in events:
            self._case = evolve(self._case, event)
        self.events += events

    def refused(self, name: str, by: str, /, **data: Any) -> str:
        """The code with which a command is refused."""
        with pytest.raises(Refusal) as refusal:
            self.decides(name, by, **data)
        assert refusal.value.sentence.strip()
        return refusal.value.code

    def on(self, text: str) -> "Life":
        """The time it is now, with nothing fired: what a service that was down wakes up to."""
        self.now = max(self.now, moment(text))
        return self

    def armed(self) -> Deadline | None:
        return armed(self.case, self.rules, self.calendar, self.now)

    def wait_until(self, text: str) -> tuple[e.Event, ...]:
        """Time passes; whatever lapses on the way is fired at its moment. What it brought about."""
        until, before = moment(text), len(self.events)
        for _ in range(2000):
            due = self.armed()
            if due is None or max(due.at, self.now) > until:
                break
            self.now = max(self.now, due.at)
            found = decide(self.case, Lapse(due_at=due.due_at), self.circumstances(CLOCK))
            assert found, f"{due.label} at {due.at} came to nothing"
            self.happens(*found)
        else:
            raise AssertionError("the clock never came to rest")
        self.now = max(self.now, until)
        return tuple(self.events[before:])

    def through(self, day_text: str) -> tuple[e.Event, ...]:
        """The same, to the end of a day."""
        end = end_of_day(day(day_text)) - timedelta(minutes=1)
        return self.wait_until(end.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"))

    def fired(self) -> dict[int, date]:
        """The rungs that fired, and when."""
        return {one.rung: day_of(one.at) for one in self.events if isinstance(one, e.RungFired)}

    def of(self, kind: type[e.Event], /, **like: Any) -> list[Any]:
        """The events of a type, with these values."""
        return [
            one
            for one in self.events
            if isinstance(one, kind) and all(getattr(one, name) == value for name, value in like.items())
        ]

    def due(self, owe: str, ref: str | None = None) -> date | None:
        """Until when something is owed; None when it is not."""
        return next((o.due_on for o in self.case.obligations if o.kind == owe and ref in (None, o.ref)), None)

    def looked_at(self) -> None:
        """The regulator looks at the interim measures on the last day he may."""
        if (self.due("check_interim") or date.max) <= self.today:
            self.does("CheckInterimMeasures", "inspector", kept=True)

    def deliver(self, letter: str, *, signed_by: str = "director") -> "Life":
        """A letter is signed, issued, and served when it needs to be, now."""
        self.does("SignLetter", signed_by, letter=letter)
        self.does("IssueLetter", "clerk-of-office", letter=letter)
        found = self.case.letter(letter)
        assert found is not None
        if found.needs_service:
            self.does("ServeLetter", "town", letter=letter, how="principal")
        return self


def types(events: tuple[e.Event, ...] | list[e.Event]) -> list[str]:
    """The names of events."""
    return [type(one).__name__ for one in events]


# --- given ----------------------------------------------------------------------------------------------------------


def reported(now: str = "06-03 09:00", *, calendar: Calendar = CALENDAR, **data: Any) -> Life:
    """待核, reported on Tuesday 2025-06-03."""
    life = Life(now=now, calendar=calendar)
    life.does("Report", "inspector", **{**HAZARD, **data})
    return life


def determined(now: str = "06-03 09:00", *, on_the_spot: bool = False, **data: Any) -> Life:
    """已判定 the same day."""
    life = reported(now, **data)
    life.does("Determine", "inspector", **FOUND, on_the_spot=on_the_spot)
    return life


def ordered(**period: Any) -> Life:
    """The order is issued the same day, not served; T is July 4 unless said otherwise."""
    life = determined()
    life.does("IssueOrder", "inspector", requirements="更换报警器", **(period or {"rectify_by": "2025-07-04"}))
    return life


def notified(**period: Any) -> Life:
    """已告知: served on June 4."""
    life = ordered(**period).on("06-04 09:00")
    life.does("ServeLetter", "town", letter="1/order", how="principal")
    return life


def planning(**period: Any) -> Life:
    """方案编制: acknowledged on June 4."""
    life = notified(**period)
    life.does("Acknowledge", "principal")
    return life


def plan_submitted(**period: Any) -> Life:
    """方案待审 on June 4."""
    life = planning(**period)
    life.does("SubmitPlan", "safety", **PLAN)
    return life


def rectifying(**period: Any) -> Life:
    """整改中 since June 4."""
    life = plan_submitted(**period)
    life.does("ApprovePlan", "inspector")
    return life


def reinspecting(**period: Any) -> Life:
    """待复查 since June 4."""
    life = rectifying(**period)
    life.does("RequestReinspection", "safety", report="已更换")
    return life


def closing(**period: Any) -> Life:
    """待审核销号 since June 4."""
    life = reinspecting(**period)
    life.does("PassReinspection", "inspector", **PASSED)
    return life


def papers(life: Life, *, progress: bool = True) -> Life:
    """Everything a closure needs besides the reinspection."""
    for what in ("list", "progress", "result") if progress else ("list", "result"):
        life.does("RecordPosting", "safety", what=what, evidence=PHOTO)
    life.does(
        "RecordWorkersReport", "safety",
        regulator_on=f"{life.today}", body="all_workers", workers_on=f"{life.today}", photo=PHOTO,
    )  # fmt: skip
    return life


def closed(**period: Any) -> Life:
    """已销号 on June 4."""
    life = papers(closing(**period))
    life.does("ApproveClosure", "approver", opinion="同意")
    return life


def silent(until: str, *, deliver: bool = True, **period: Any) -> Life:
    """整改中, and nothing more comes from the entity; the offices do their part the day a letter is drafted."""
    life = rectifying(**period)
    last = day(until)
    while life.today < last:
        life.through(f"{life.today}")
        for letter in life.case.letters if deliver else ():
            if letter.status == "drafted" and letter.rung is not None and letter.rung < 5:
                life.deliver(letter.id)
        life.now = end_of_day(life.today)
        life.looked_at()
    return life


def overdue(rung: int) -> Life:
    """Rung `rung` has fired by the table and its letter is drafted, everything below it delivered the same day."""
    life = rectifying()
    for _ in range(200):
        life.through(f"{life.today}")
        if life.case.rung >= rung:
            return life
        for letter in life.case.letters:
            if letter.status == "drafted" and letter.rung is not None:
                life.deliver(letter.id)
        life.now = end_of_day(life.today)
        life.looked_at()
    raise AssertionError("never came to that rung")


ROW: dict[str, Any] = {
    "row": 3, "sheet": "台账", "unit": "永盛烟花厂", "description": "库房超量储存", "region": "城关镇",
    "level": "major", "channel": Channel.UNSTATED, "found_on": date(2025, 3, 3), "found_exact": True,
    "rectify_by": date(2025, 4, 1), "rectify_exact": True, "original": {"单位": "永盛烟花厂"},
}  # fmt: skip


def row(**changes: Any) -> Row:
    """A row of an existing register."""
    return Row(**{**ROW, **changes})


def adopted(now: str = "06-03 09:00", number: str = NUMBER, **changes: Any) -> Life:
    """接续督办 on June 3, not yet started."""
    life = Life(number, now=now)
    life.happens(
        *adopt(row(**changes), entity="e-1", batch="b-1", ctx=life.circumstances("clerk"), office="o-regulator")
    )
    return life
