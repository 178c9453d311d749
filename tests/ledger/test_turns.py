"""待办与文书: what stands open in the view is what the cases say, to whom it belongs, and in the order of its deadlines."""

from dataclasses import fields, replace
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random  # noqa: TID251 - seeded
from typing import Any

import asyncpg
import pytest

from domain.case import Case
from domain.figures.counts import frame
from domain.obligations import Obligation, Owe, owe
from domain.people import Role
from domain.turns import RECORDED_BY, SETTLED_BY, concerns, posts, turns
from domain.workdays import bundled_calendar
from ledger.questions.figures import figures
from ledger.questions.letters import LetterFilter, counted_letters, letters
from ledger.questions.turns import Asker, TurnRow, awaited, counted, mine, risen, to_start
from ledger.store import Ledger
from ledger.views.following import catch_up, rebuild, standing
from ledger.views.states import States
from ledger.views.turns import LETTERS, TURNS, Turns, letter_rows, turn_rows
from ledger.witness.verify import verify
from tests.domain import world
from tests.domain.builders import FOUND, HAZARD, OFFICES, PEOPLE, PLAN
from tests.domain.builders import Life as Told
from tests.domain.lives import MOVE, live
from tests.ledger.lives import EDITION, adopted, append, asked, fold, opening, reported
from tests.ledger.test_lives import RULES, record

VIEW = Turns(RULES.__getitem__)
ONE, TWO = "2026-000901", "2026-000902"


@pytest.fixture
async def lived(ledger: Ledger) -> dict[str, Case]:
    """Some lives of chance, with what they came to."""
    cases: dict[str, Case] = {}
    chance = Random(24)  # noqa: S311 - the same lives each time
    for place in range(1, 11):
        life = live(chance.randbytes(32 + MOVE * chance.randrange(8, 40)), silence=chance.choice((0, 3, 40)))
        number = f"2026-{place:06d}"
        for turn in life.turns:
            if turn.events:
                await record(ledger, number, turn)
        found = (await ledger.recall(number)).case
        if found is not None:
            cases[number] = found
        if place % 5 == 0:  # in pages, as it is followed while people work
            await catch_up(ledger.pool, [VIEW])
    await catch_up(ledger.pool, [VIEW])
    return cases


async def kept(ledger: Ledger) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Both tables, in the order of the cases."""
    found = []
    for table, columns in (("turns", TURNS), ("case_letters", LETTERS)):
        named = ", ".join(f'"{one}"' for one in columns)
        found.append(
            [tuple(row) for row in await ledger.pool.fetch(f"select {named} from {table} order by number, place")]
        )
    return found[0], found[1]


async def test_the_view_is_the_fold_and_so_it_is_built_anew(
    ledger: Ledger, lived: dict[str, Case], service: str
) -> None:
    owed = {number: turn_rows(case, RULES.__getitem__) for number, case in sorted(lived.items())}
    expected = (
        [row for rows in owed.values() for row in rows],
        [row for _, case in sorted(lived.items()) for row in letter_rows(case)],
    )
    assert await kept(ledger) == expected
    # and the rows are the obligations: none lost, none invented
    for number, case in lived.items():
        rows = [TurnRow(**dict(zip(TURNS, row, strict=True))) for row in owed[number]]
        own = [one for one in rows if Role(one.role) not in RECORDED_BY.get(_owe(one.kind), ())]
        assert sorted(
            (one.kind, one.ref, one.due_on, one.step, one.lapsed) for one in own if one.kind in set(Owe)
        ) == sorted((one.kind.value, one.ref, one.due_on, one.step, one.lapsed) for one in case.obligations)
    assert len(expected[0]) > 10
    assert len(expected[1]) > 10
    assert (await verify(service, rules=RULES.__getitem__)).bad == []

    followed = await rebuild(ledger.pool, VIEW)
    assert (await kept(ledger), followed.parked) == (expected, [])


def _owe(kind: str) -> Any:
    return Owe(kind) if kind in set(Owe) else None


async def test_each_sees_what_the_rule_says_and_in_time_order(ledger: Ledger, lived: dict[str, Case]) -> None:
    """SQL says of everybody what the pure rule says."""
    day, seen = world.date(2026, 6, 1), 0
    for person, held in world.APPOINTMENTS.items():
        asker = Asker(person, posts(held, day, world.OFFICES))
        expected = {
            (number, *turn.key)
            for number, case in lived.items()
            for turn in turns(case, RULES[case.edition])
            if turn.runs and turn.kind != Owe.START_SUPERVISION and concerns(turn, case, asker.posts, person)
        }
        async with ledger.pool.acquire() as connection:
            found = await mine(connection, asker, limit=1000)
            assert {(one.number, one.kind, one.ref, one.role) for one in found} == expected, person
            assert all(before.key < after.key for before, after in pairwise(found))
            paged: list[TurnRow] = []
            while page := await mine(connection, asker, after=paged[-1].key if paged else None, limit=3):
                paged += page
            assert paged == found
            if found:
                middle = found[len(found) // 2].due_at
                many = await counted(connection, asker, middle, found[-1].due_at)
                assert (many.today, many.week) == (sum(one.due_at <= middle for one in found), len(found))
        seen += len(found)
    assert seen > 15


async def test_letters_are_counted_as_the_figures_count_them(ledger: Ledger, lived: dict[str, Case]) -> None:
    await catch_up(ledger.pool, [States()])
    now = frame(await ledger.clock() + timedelta(days=4000), await ledger.clock() + timedelta(days=4000))
    found = (await figures(ledger.pool, now)).get((), {})
    async with ledger.pool.acquire() as connection:
        many = await counted_letters(connection, LetterFilter())
        assert {name: many[name] for name in ("unsigned", "unserved", "unanswered")} == {
            name: found[name] for name in ("unsigned", "unserved", "unanswered")
        }
        assert many[""] == sum(len(case.letters) for case in lived.values())
        paged: list[Any] = []
        while page := await letters(
            connection, LetterFilter(), after=paged[-1].key(waiting=False) if paged else None, limit=7
        ):
            paged += page
        assert len({(one.number, one.letter) for one in paged}) == len(paged) == many[""]
        assert all(before.drafted_on >= after.drafted_on for before, after in pairwise(paged))
        for waits in ("unsigned", "unserved"):
            one_kind = await letters(connection, LetterFilter(waits=waits), limit=1000)
            assert len(one_kind) == many[waits]
            assert all(before.since <= after.since for before, after in pairwise(one_kind))


# -- one case led by hand


class Desk:
    """A case written to the ledger step by step, and who has to do what after each."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.life = Told("2025-000901", now="06-03 09:00")
        self.written = 0

    async def write(self) -> None:
        events = self.life.events[self.written :]
        for event in events:
            recalled = await self.ledger.recall(self.life.number)
            if type(event).__name__ == "LetterIssued":
                async with self.ledger.issuing("安委办", 2025) as issue:
                    event = event.model_copy(update={"number": issue.number})  # noqa: PLW2901
                    await append(_Issuing(issue), self.life.number, [event], recalled)  # type: ignore[arg-type]
            else:
                await append(self.ledger, self.life.number, [event], recalled)
        self.written = len(self.life.events)
        await catch_up(self.ledger.pool, [VIEW])

    async def who(self, kind: str, ref: str = "") -> set[str]:
        """The persons on whose list it stands."""
        await self.write()
        found = set()
        for person, held in PEOPLE.items():
            asker = Asker(person, posts(held, self.life.today, OFFICES))
            async with self.ledger.pool.acquire() as connection:
                if (kind, ref) in {(one.kind, one.ref) for one in await mine(connection, asker, limit=100)}:
                    found.add(person)
        return found

    async def risen(self, person: str, *, over: bool = False) -> list[str]:
        await self.write()
        asker = Asker(person, posts(PEOPLE[person], self.life.today, OFFICES))
        async with self.ledger.pool.acquire() as connection:
            return [one.kind for one in await risen(connection, asker, over=over)]

    async def awaited(self, person: str, now: datetime) -> list[str]:
        await self.write()
        asker = Asker(person, posts(PEOPLE[person], self.life.today, OFFICES))
        async with self.ledger.pool.acquire() as connection:
            return [one.kind for one in await awaited(connection, asker, now)]


class _Issuing:
    """An append in the transaction that holds a letter's number."""

    def __init__(self, issue: Any) -> None:
        self.issue = issue

    async def append(self, **told: Any) -> int:
        return await self.issue.append(**told)


INSPECTORS = {"inspector", "second", "regulator-head"}
OFFICE = {"clerk-of-office", "director", "delegate"}
ENTITY = {"principal", "safety"}


async def test_each_obligation_is_somebodys_until_it_is_done(ledger: Ledger) -> None:
    desk = Desk(ledger)
    life = desk.life
    life.does("Report", "inspector", **HAZARD)
    assert await desk.who("verify") == INSPECTORS
    life.does("Determine", "inspector", **FOUND)
    assert await desk.who("verify") == set()
    assert await desk.who("issue_order") == INSPECTORS
    life.does("IssueOrder", "inspector", rectify_by="2025-07-04", requirements="更换报警器")
    assert await desk.who("issue_order") == set()
    order = life.case.letters[0].id
    assert await desk.who("serve", order) == INSPECTORS
    life.does("ServeLetter", "town", letter=order, how="principal")
    assert await desk.who("serve", order) == set()
    assert await desk.who("acknowledge") == ENTITY
    assert await desk.who("rectify") == ENTITY
    assert await desk.awaited("principal", life.now) == ["acknowledge"]
    assert await desk.awaited("director", life.now) == []
    life.wait_until("06-06 09:00")
    assert await desk.awaited("director", life.now) == ["acknowledge"]
    assert await desk.awaited("stranger", life.now) == []
    assert await desk.awaited("far-town", life.now) == []
    life.does("SubmitPlan", "principal", **PLAN)
    assert await desk.who("plan") == set()
    assert await desk.who("decide_plan") == INSPECTORS
    life.does("ApprovePlan", "inspector", opinion="同意")
    assert await desk.who("decide_plan") == set()

    life.wait_until("07-09 09:00")  # the first letter of the ladder is drafted
    letter = next(one.id for one in life.case.letters if one.rung == 2)
    assert await desk.who("sign", letter) == {"director", "delegate"}
    life.does("SignLetter", "director", letter=letter)
    assert await desk.who("sign", letter) == set()
    assert await desk.who("issue", letter) == OFFICE
    life.does("IssueLetter", "clerk-of-office", letter=letter)
    assert await desk.who("issue", letter) == set()
    assert await desk.who("serve", letter) == OFFICE
    life.does("ServeLetter", "town", letter=letter, how="principal")
    assert await desk.who("answer", letter) == ENTITY
    life.does("AnswerLetter", "principal", letter=letter, text="正在整改")
    assert await desk.who("answer", letter) == set()

    life.does("RequestReinspection", "principal", report="已整改")
    assert await desk.who("rectify") == set()
    assert await desk.who("inspect") == INSPECTORS
    life.does("PassReinspection", "inspector", inspectors=["inspector", "second"], opinion="合格", entity_signed=True)
    assert await desk.who("inspect") == set()
    assert await desk.who("decide_closure") == {"approver", "approver-2"}
    assert await desk.who("closure_papers") == ENTITY


async def test_what_lapses_rises_and_shows_whom_it_bypassed(ledger: Ledger) -> None:
    desk = Desk(ledger)
    desk.life.does("Report", "inspector", **HAZARD)  # verify within 5 wd: by June 10
    desk.life.wait_until("06-11 12:00")
    assert await desk.risen("regulator-head") == []
    desk.life.wait_until("06-13 12:00")  # R+3: the department's head
    assert await desk.risen("regulator-head") == ["verify"]
    assert await desk.risen("inspector", over=True) == ["verify"]
    assert await desk.risen("director") == []
    desk.life.wait_until("06-17 12:00")  # R+5: 督办函 by 安委办
    assert await desk.risen("director") == ["verify"]
    assert await desk.risen("regulator-head") == []
    assert await desk.risen("regulator-head", over=True) == ["verify"]
    assert await desk.risen("mine-inspector", over=True) == []
    desk.life.wait_until(
        "06-24 12:00"
    )  # R+10: the talk by the commission leader; the 督办函 stands unsigned before him too
    assert await desk.risen("leader") == ["verify", "sign"]
    assert await desk.risen("director", over=True) == ["verify", "sign"]
    desk.life.does("Determine", "inspector", **FOUND)
    assert await desk.risen("leader") == ["sign"]


def owed(kind: Owe, on: Role) -> Obligation:
    return owe(kind, on, world.date(2026, 3, 2), bundled_calendar(), workdays=5)


async def test_a_batch_is_one_line(ledger: Ledger) -> None:
    waiting = owed(Owe.START_SUPERVISION, Role.COMMISSION_OFFICE)
    openings = []
    for number in await ledger.next_numbers(2026, 5):
        events = [adopted(number, owes=(waiting,))]
        openings.append(replace(opening(number), events=events, case=fold(events)))
    await ledger.open_batch(
        "b-1", openings, by="p", command_id="import", digest="d", edition=EDITION, recorded_at=await ledger.clock()
    )
    await catch_up(ledger.pool, [VIEW])
    day = world.date(2026, 6, 1)
    async with ledger.pool.acquire() as connection:
        for person, lines in (("director", 1), ("clerk", 1), ("inspector", 0), ("principal", 0)):
            asker = Asker(person, posts(PEOPLE[person], day, OFFICES))
            found = await to_start(connection, asker)
            assert [(one.batch, one.cases) for one in found] == [("b-1", 5)] * lines, person
            assert await mine(connection, asker) == []


VERIFY = owed(Owe.VERIFY, Role.REGULATOR)


async def test_a_parked_case_hides_no_other(ledger: Ledger, owner: str) -> None:
    """A case whose snapshot is of another shape and whose events cannot be read stops no other, and comes with a rebuild."""
    for number in (ONE, TWO):
        await append(ledger, number, [reported(number, owes=(VERIFY,))])
    connection = await asyncpg.connect(owner)
    await connection.execute("set session_replication_role = replica")
    await connection.execute("update cases set shape = 'older' where number = $1", ONE)
    await connection.execute("update events set type = 'Unheard' where stream = $1", f"case-{ONE}")
    followed = await catch_up(ledger.pool, [VIEW])
    assert [one.stream for one in followed.parked] == [f"case-{ONE}"]
    assert {row[0] for row in (await kept(ledger))[0]} == {TWO}
    asks = asked().model_copy(update={"owes": (owed(Owe.INSPECT, Role.REGULATOR),)})
    await append(ledger, TWO, [asks])
    await catch_up(ledger.pool, [VIEW])
    assert {row[2] for row in (await kept(ledger))[0] if row[0] == TWO} >= {"inspect"}
    await connection.execute("update events set type = 'HazardReported' where stream = $1", f"case-{ONE}")
    await connection.close()
    followed = await rebuild(ledger.pool, VIEW)
    assert followed.parked == []
    assert {row[0] for row in (await kept(ledger))[0]} == {ONE, TWO}


@pytest.mark.parametrize(
    "tampering",
    [
        "update turns set due_at = due_at + interval '1 day'",
        "update turns set role = 'town'",
        "delete from turns",
        (
            "insert into case_letters select number, 9, 'x', 'circular', 'entity', 3, 'drafted', false, 'unsigned',"
            " 'commission_office', '', since, null, since, null, null, null, null, null, '', '', '', '', '' from turns"
        ),
    ],
)
async def test_verify_finds_what_is_not_the_fold(ledger: Ledger, owner: str, service: str, tampering: str) -> None:
    await append(ledger, ONE, [reported(ONE, owes=(VERIFY,))])
    assert (await verify(service)).bad == []  # it has not been followed yet: nothing to compare
    await catch_up(ledger.pool, [Turns()])
    assert (await verify(service)).bad == []
    connection = await asyncpg.connect(owner)
    await connection.execute(tampering)
    await connection.close()
    (bad,) = (await verify(service)).bad
    assert (bad.stream, bad.reason) == (f"case-{ONE}", "VIEW_DIFFERS")
    assert (await standing(ledger.pool)).parked == []


def test_what_settles_everything_is_said() -> None:
    assert set(SETTLED_BY) >= set(Owe)
    assert {one.name for one in fields(TurnRow)} == set(TURNS)
