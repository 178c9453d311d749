"""示例县: forty rows adopted and started, only where the ledger is a sample's; every role can act on what is in its scope."""

import itertools
from collections import Counter
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import pytest

from activities.execution import execute
from activities.sample import load_sample
from activities.sample_register import WRITTEN_ON, read_county
from domain.case import Case, Stage
from domain.people import Appointment, Office, Role
from domain.policy import holds
from domain.refusals import Refusal
from domain.workdays import day_of
from ledger.people import appointments, offices
from ledger.store import Ledger
from tests.activities.conftest import opened_template
from tests.conftest import Databases
from workflows.contracts import Standing, order_of

OF_REGULATOR = (Role.REGULATOR, Role.APPROVER, Role.LEGAL)


@pytest.fixture(scope="module")
async def county(postgres: Databases) -> AsyncIterator[Ledger]:
    """The sample as loaded, for tests that only look."""
    template = await opened_template(postgres, "sample")
    ledger = await Ledger.connect(postgres.service_url(await postgres.fresh_database(template)))
    await load_sample(ledger)
    yield ledger
    await ledger.close()


class Held:
    """Who holds what, and on which cases it lets him act."""

    def __init__(self, held: list[Appointment], known: list[Office]) -> None:
        self.held = held
        self.offices: Mapping[str, Office] = {one.id: one for one in known}

    def who(self, case: Case, day: Any, *roles: Role, at: str | None = None, head: bool = False) -> list[str]:
        return [
            one.person
            for one in self.held
            if at in (None, one.at) and holds([one], roles, case, day, self.offices, head=head) is not None
        ]


@pytest.fixture(scope="module")
async def held(county: Ledger) -> Held:
    return Held(await appointments(county.pool), await offices(county.pool))


async def all_cases(ledger: Ledger) -> list[Case]:
    numbers = [row.case for row in await ledger.cases()]
    return sorted((one.case for one in await ledger.standings(numbers=numbers)), key=lambda case: case.number)


async def test_every_row_is_opened_and_started(county: Ledger) -> None:
    rows = {row.case: row for row in await county.cases()}
    assert len(rows) == 40
    assert Counter(row.open for row in rows.values()) == {True: 39, False: 1}
    assert all(row.started and row.due_at for row in rows.values() if row.open)
    assert all(row.office for row in rows.values())
    by_stage = Counter(row.stage for row in rows.values())
    assert by_stage == {Stage.RECTIFYING: 29, Stage.DETERMINED: 6, Stage.REPORTED: 4, Stage.CLOSED: 1}
    assert sorted(row.rung for row in rows.values() if row.rung) == [2, 5]


async def test_the_office_is_the_one_the_row_names(county: Ledger, held: Held) -> None:
    cases = await all_cases(county)
    named = {(row.unit, row.description): row.supervising for row in read_county(WRITTEN_ON).rows}
    assert {(case.unit, case.description): held.offices[str(case.office)].name for case in cases} == named
    assert len({case.office for case in cases}) == 7


async def test_again_changes_nothing(sample_ledger: Ledger) -> None:
    first = await load_sample(sample_ledger)
    events = len(await sample_ledger.read_all())
    again = await load_sample(sample_ledger)
    assert sorted(again) == sorted(first)
    assert len(await sample_ledger.read_all()) == events


async def test_a_real_ledger_refuses_it(ledger: Ledger) -> None:
    with pytest.raises(Refusal):
        await load_sample(ledger)
    assert not await ledger.cases()


async def test_every_role_has_somebody_and_every_office_a_sign(held: Held) -> None:
    assert {one.role for one in held.held} == set(Role) - {Role.GOVERNMENT}
    assert all(held.offices[one.at].sign for one in held.held if one.role is not Role.ENTITY)
    signs = [office.sign for office in held.offices.values()]
    assert len(set(signs)) == len(signs)
    assert len([one for one in held.held if one.role is Role.INTAKE]) == 2, "unsealing needs two persons"


async def test_duties_are_separate_in_every_regulator(held: Held) -> None:
    for office in {one.at for one in held.held if one.role is Role.REGULATOR}:
        by_role = {role: {one.person for one in held.held if (one.at, one.role) == (office, role)} for role in Role}
        heads = {one.person for one in held.held if one.at == office and one.role is Role.REGULATOR and one.head}
        assert len(heads) == 1
        assert len(by_role[Role.REGULATOR] - heads) >= 2, "two inspectors and a head"
        assert by_role[Role.APPROVER] - by_role[Role.REGULATOR], "whoever approves the closure is another person"
        assert by_role[Role.LEGAL] - by_role[Role.REGULATOR] - by_role[Role.APPROVER]


async def test_every_role_may_act_on_every_case_in_its_scope(county: Ledger, held: Held) -> None:
    today = day_of(await county.clock())
    for case in await all_cases(county):
        for role in OF_REGULATOR:
            assert held.who(case, today, role, at=case.office), (case.number, role)
        (town,) = (one.id for one in held.offices.values() if one.jurisdiction == case.region)
        assert len(held.who(case, today, Role.TOWN, at=town)) == 3
        assert held.who(case, today, Role.TOWN, at=town, head=True)
        assert held.who(case, today, Role.GRID, at=town)
        assert set(held.who(case, today, Role.TOWN, Role.GRID)) == set(
            held.who(case, today, Role.TOWN, Role.GRID, at=town)
        ), "no other town"
        number = next(one.person for one in held.held if one.at == case.entity)[-2:]
        assert held.who(case, today, Role.ENTITY) == [
            f"p-{who}-{number}" for who in ("controller", "principal", "safety")
        ]
        assert held.who(case, today, Role.ENTITY, head=True) == [f"p-principal-{number}"]
        for role in (
            Role.INDUSTRY,
            Role.COMMISSION_OFFICE,
            Role.COMMISSION_LEADER,
            Role.INTAKE,
            Role.CLERK,
            Role.AUDITOR,
        ):
            assert held.who(case, today, role), (case.number, role)
        assert held.who(case, today, Role.COMMISSION_OFFICE, head=True)
        assert held.who(case, today, Role.COMMISSION_LEADER, head=True)


async def test_a_fire_inspector_has_no_say_in_a_mine(county: Ledger, held: Held) -> None:
    today = day_of(await county.clock())
    mine = next(case for case in await all_cases(county) if case.industry == "煤矿")
    assert not held.who(mine, today, *OF_REGULATOR, at="o-fire")


Give = Callable[..., Any]


@pytest.fixture
async def give(sample_ledger: Ledger) -> tuple[tuple[str, ...], Give]:
    """The sample, and a hand that gives commands which must be accepted."""
    numbers = await load_sample(sample_ledger)
    ids = itertools.count(1)

    async def given(case: str, command: str, by: str, **data: Any) -> Standing:
        order = order_of(case, command, data, by=by, command_id=f"t-{next(ids)}")
        standing = await execute(sample_ledger, order)
        assert standing.refusal is None, (case, command, by, standing.refusal)
        return standing

    return numbers, given


async def test_every_case_is_moved_on_by_those_it_concerns(
    sample_ledger: Ledger, held: Held, give: tuple[tuple[str, ...], Give]
) -> None:
    numbers, given = give
    today = day_of(await sample_ledger.clock())
    interim = {
        "measures": "停用并专人看护",
        "who": "安全员",
        "until": today.replace(year=today.year + 1, day=1).isoformat(),
    }
    for case in await all_cases(sample_ledger):
        assert case.number in numbers
        if not case.open:
            continue
        inspector, principal = _inspector(held, case), held.who(case, today, Role.ENTITY, head=True)[0]
        determined = {"criterion": "判定标准", "site_decision": "time_limit", "interim": interim}
        standing = await given(case.number, "Determine", inspector, **determined)
        if standing.stage == Stage.DETERMINED:
            await given(case.number, "IssueOrder", inspector, requirements="停用并整改", rectify_days=30)
            (letter,) = (one.case.letters[-1].id for one in await sample_ledger.standings(numbers=[case.number]))
            town = held.who(case, today, Role.TOWN)[0]
            await given(case.number, "ServeLetter", town, letter=letter, how="principal")
            standing = await given(case.number, "Acknowledge", principal)
            assert standing.stage == Stage.PLANNING
        await given(case.number, "ReportProgress", principal, text="已着手整改")


def _inspector(held: Held, case: Case) -> str:
    return next(one.person for one in held.held if (one.at, one.role, one.head) == (case.office, Role.REGULATOR, False))


async def test_case_4_is_told_as_the_documents_tell_it(
    sample_ledger: Ledger, give: tuple[tuple[str, ...], Give]
) -> None:
    """The readme's and the user's guide's persons: the inspector, the town's, the fourth entity's principal."""
    numbers, given = give
    case = min(numbers)[:-1] + "4"
    await given(case, "IssueOrder", "p-qian", requirements="停用并整改", rectify_days=30)
    await given(case, "ServeLetter", "p-wang", letter="1/order", how="principal")
    standing = await given(case, "Acknowledge", "p-principal-04")
    assert standing.stage == Stage.PLANNING
    (now,) = (one.case for one in await sample_ledger.standings(numbers=[case]))
    assert now.unit == "示例晶糖食品有限公司"
