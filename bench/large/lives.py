"""样本案: a few hundred different lives, led by the real rules in a plain loop, with marks where copies will differ.

Nobody invents an event here: persons of the drill act by their temper, some do other things besides, and what `decide`
answers is what stands. Offices, persons, numbers and places are marks that no real one looks like.
"""

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random  # noqa: TID251 -- seeded, and outside the rules
from typing import Any

from domain.adoption import adopt
from domain.case import Case, Channel, Stage
from domain.circumstances import Circumstances
from domain.commands import parse
from domain.decide import decide
from domain.due import armed
from domain.events import Event, LetterIssued, LetterWithdrawn
from domain.evolve import evolve
from domain.obligations import Owe
from domain.people import CLOCK, Appointment, Entity
from domain.refusals import Refusal
from domain.registers.row import Row
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import bundled_calendar, day_of, instant
from drill.act import PHOTO
from drill.cast import (
    APPROVER,
    CLERK,
    DIRECTOR,
    INSPECTOR,
    OFFICES,
    REGULATOR,
    REGULATOR_HEAD,
    SECOND,
    TOWN_OFFICER,
    enterprise_people,
    officials,
    principal_of,
    safety_of,
)
from drill.foresight import TIE, due_of
from drill.personas import next_act
from drill.temper import Behaviour, tempers

NUMBER = "1970-0000000"
ENTITY, UNIT, REGION, INDUSTRY, MATTER, BATCH = "e-模", "〖单位〗", "〖地区〗", "〖行业〗", "〖隐患〗", "b-模"
OPERATOR = "duban:operator"
LETTER = "〖{place}〗〔{year}〕1号"
"""a letter's number as its place among the letters of its case"""
FIRST = date(2025, 2, 6)
"""of the first life; the table of 2025 and 2026 is announced, so that no rung waits for a release"""
HORIZON = 300
"""days a life is led for at most"""
MOST_TURNS = 130

_RULES, _CALENDAR = rulebook(CURRENT_EDITION), bundled_calendar()


@dataclass(frozen=True, slots=True)
class Turn:
    """一次办理: one command and what came of it."""

    now: datetime
    by: str
    command_id: str
    events: tuple[Event, ...]
    after: Case | None
    refusal: Refusal | None = None


@dataclass(slots=True)
class Life:
    """一案 from its first event to its last, or to the horizon."""

    now: datetime
    turns: list[Turn] = field(default_factory=list)
    case: Case | None = None
    letters: int = 0
    row: Row | None = None

    @property
    def version(self) -> int:
        return sum(len(turn.events) for turn in self.turns)

    def do(self, command: str, by: str, said: Mapping[str, Any], command_id: str = "") -> bool:
        """One command through the rules; a refusal is put on record too, except the clock's."""
        number = LETTER.format(place=self.letters, year=day_of(self.now).year)
        persons = _appointments()
        try:
            parsed = parse(command, dict(said))
            events = decide(self.case, parsed, self._circumstances(by, persons, number))
        except Refusal as refusal:
            self.turns.append(Turn(self.now, by, command_id, (), self.case, refusal))
            return False
        self.letters += any(isinstance(event, LetterIssued | LetterWithdrawn) for event in events)
        self.record(by, command_id, events)
        return bool(events)

    def record(self, by: str, command_id: str, events: tuple[Event, ...]) -> None:
        if events:
            self.case = functools.reduce(evolve, events, self.case)
            self.turns.append(Turn(self.now, by, command_id, events, self.case))

    def until(self, then: datetime) -> None:
        """Every deadline up to then fires at its moment."""
        while self.case is not None and (due := due_of(self.case, self.now)) is not None and due.at <= then:
            self.now = max(self.now, due.at)
            self.do("Lapse", CLOCK, {"due_at": due.due_at.isoformat()}, f"case-{NUMBER}/lapse/{self.version}")
        self.now = max(self.now, then)

    def _circumstances(self, by: str, persons: dict[str, tuple[Appointment, ...]], number: str) -> Circumstances:
        return Circumstances(
            now=self.now, by=by, number=NUMBER, rules=_RULES, calendar=_CALENDAR, appointments=persons,
            offices={office.id: office for office in OFFICES}, letter_number=number,
        )  # fmt: skip


def lives(count: int, seed: int = 0) -> list[Life]:
    """So many, no two alike: the same seed gives the same."""
    return [_led(place, Random(f"{seed}/{place}")) for place in range(count)]  # noqa: S311 -- no secret


def _led(place: int, chance: Random) -> Life:
    day = _CALENDAR.roll(FIRST + timedelta(days=place % 35))
    life = Life(now=instant(day, time(8 + chance.randrange(9), chance.randrange(60))))
    end = life.now + timedelta(days=HORIZON)
    behaviour = chance.choice((Behaviour.COMPLIANT, Behaviour.COMPLIANT, Behaviour.SLOW, Behaviour.SILENT))
    temper = tempers(behaviour, [f"{place}"], place)[f"{place}"]
    (_reported if place % 5 < 2 else _adopted)(life, chance)
    while life.case is not None and life.case.open and life.now < end and len(life.turns) < MOST_TURNS:
        act = next_act(life.case, temper, _CALENDAR)
        at = max(act.at, life.now) if act else end
        due = armed(life.case, _RULES, _CALENDAR, life.now)
        if due is not None and due.at <= at + TIE:
            life.until(min(due.at, end))
            if due.at >= end:
                break
            continue
        if act is None or at >= end:
            break
        life.now = at
        if not life.do(act.command, act.by, act.data):
            break
        if chance.random() < 0.2:
            life.now += timedelta(minutes=chance.randrange(1, 20))
            _aside(life, chance)
    return life


def _reported(life: Life, chance: Random) -> None:
    """Found by an inspection, by the unit itself, or told by somebody; one in two comes to another end than supervision."""
    channel, by = chance.choice(
        (
            (Channel.INSPECTION, INSPECTOR),
            (Channel.SELF_CHECK, safety_of(ENTITY)),
            (Channel.PUBLIC_REPORT, TOWN_OFFICER),
        )
    )
    found = day_of(life.now) - timedelta(days=chance.choice((0, 0, 1, 3)))
    told = {"channel": channel.value, "entity": ENTITY, "unit": UNIT, "region": REGION, "industry": INDUSTRY,
            "description": MATTER, "office": REGULATOR, "found_on": f"{found}"}  # fmt: skip
    life.do("Report", by, told)
    if life.case is None:
        raise ValueError("a report opens a case")
    life.now += timedelta(hours=chance.choice((1, 4, 20, 26)), minutes=chance.randrange(60))
    if life.case.owes(Owe.DANGER_CHECK) is not None:
        life.do("CheckDanger", TOWN_OFFICER, {"danger": False, "note": "已到现场核查，无现实危险"})
    if (ending := chance.randrange(8)) < len(_ENDINGS):
        life.do(*_ENDINGS[ending])


_ENDINGS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("Dismiss", INSPECTOR, {"reason": "现场核查不属实", "second": SECOND, "reporter_answered": True}),
    ("Downgrade", INSPECTOR, {"criterion": "不符合重大事故隐患判定标准", "reason": "按一般隐患整改", "approver": APPROVER,
                              "receipt": "一般隐患台账已接收"}),
    ("Merge", INSPECTOR, {"into": "1971-000001", "reason": "与在办案件为同一事项"}),
    ("VoidCase", REGULATOR_HEAD, {"reason": "重复录入"}),
)  # fmt: skip


def _adopted(life: Life, chance: Random) -> None:
    """A row of an old register: closed there already, with measures stated, overdue, or with time left."""
    today = day_of(life.now)
    found = today - timedelta(days=chance.choice((5, 20, 45, 90, 200)))
    due = found + timedelta(days=chance.choice((15, 30, 60, 90)))
    closed = chance.random() < 0.45
    told = {"序号": "7", "单位名称": UNIT, "所在镇街": REGION, "行业领域": INDUSTRY, "隐患内容": MATTER, "隐患级别": "重大",
            "发现时间": f"{found}", "整改期限": f"{due}"}  # fmt: skip
    stated = {"noticed_on": min(due + timedelta(days=5), today)} if due < today and chance.random() < 0.4 else {}
    row = Row(
        row=7, sheet="台账", unit=UNIT, description=MATTER, region=REGION, industry=INDUSTRY, level="major",
        level_text="重大", channel=Channel.INSPECTION, found_on=found, rectify_by=due,
        closed_on=min(found + timedelta(days=chance.randrange(3, 40)), today) if closed else None, original=told,
        **stated,
    )  # fmt: skip
    life.row = row
    ctx = life._circumstances(OPERATOR, {}, "")  # noqa: SLF001 -- of this module
    life.record(OPERATOR, f"import/{BATCH}/{NUMBER}", adopt(row, entity=ENTITY, batch=BATCH, ctx=ctx, office=REGULATOR))
    if not closed:
        life.now += timedelta(hours=chance.choice((1, 2, 3, 26)))
        life.do("StartSupervision", CLERK, {}, f"start/{BATCH}/{NUMBER}")


def _aside(life: Life, chance: Random) -> None:
    """What people do besides: told late, refused, put right, asked for."""
    case = life.case
    if case is None or not case.open:
        return
    late = (life.now - timedelta(hours=chance.choice((2, 30, 60)))).isoformat()
    thoughts: list[tuple[str, str, dict[str, Any]]] = [
        ("AddEvidence", INSPECTOR, {"digest": PHOTO, "name": "现场照片.jpg", "note": "复核时拍摄", "at": late,
                                    "late_reason": "补录"}),
        ("AddEvidence", TOWN_OFFICER, {"digest": PHOTO, "name": "巡查记录.pdf"}),
        ("ApproveClosure", APPROVER, {"opinion": "同意"}),
    ]  # fmt: skip
    if case.stage is Stage.RECTIFYING:
        thoughts += [
            ("ReportProgress", safety_of(ENTITY), {"text": "设备已到货，正在安装", "at": late, "late_reason": "补录"}),
            ("OrderSuspension", REGULATOR_HEAD, {"scope": "涉事生产线", "reason": "整改期间不能保证安全",
                                                 "legal_reviewer": DIRECTOR}),
        ]  # fmt: skip
        if case.rectify_by is not None and case.extension is None:
            until = case.rectify_by + timedelta(days=20)
            thoughts += [("RequestExtension", principal_of(ENTITY),
                          {"reason": "设备供货延迟", "interim": "停用并专人看守", "until": f"{until}"})] * 3  # fmt: skip
    life.do(*chance.choice(thoughts))
    if life.case is not None and (asked := life.case.extension) is not None:
        life.now += timedelta(hours=3)
        if chance.random() < 0.7:
            life.do("GrantExtension", REGULATOR_HEAD, {"until": f"{asked.until}", "opinion": "情况属实"})
        else:
            life.do("RefuseExtension", REGULATOR_HEAD, {"reason": "理由不充分"})


@functools.cache
def _appointments() -> dict[str, tuple[Appointment, ...]]:
    people, posts = officials()
    more, held = enterprise_people([Entity(id=ENTITY, name=UNIT)])
    return {
        person.id: tuple(post for post in (*posts, *held) if post.person == person.id) for person in (*people, *more)
    }


def facts(life: Life) -> Iterator[tuple[Turn, Event, int]]:
    """Every event with its turn and its version."""
    version = 0
    for turn in life.turns:
        for event in turn.events:
            version += 1
            yield turn, event, version
