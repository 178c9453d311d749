"""The sample: ten 重大 rows, adopted and started, only where the ledger is a sample's; every role can act (DESIGN)."""

import pytest

from activities.sample import SAMPLES, load_sample
from domain.people import Role
from domain.refusals import Refusal
from ledger.people import appointments, offices
from ledger.store import Ledger


async def test_ten_major_cases_are_adopted_and_started(sample_ledger: Ledger) -> None:
    numbers = await load_sample(sample_ledger)
    rows = await sample_ledger.cases()
    assert len(rows) == len(numbers) == 10
    assert {(row.level, row.open, row.started) for row in rows} == {("major", True, True)}
    assert {row.office for row in rows} == {"o-emergency", "o-fire"}
    assert all(row.due_at for row in rows)


async def test_again_changes_nothing(sample_ledger: Ledger) -> None:
    await load_sample(sample_ledger)
    events = len(await sample_ledger.read_all())
    await load_sample(sample_ledger)
    assert len(await sample_ledger.read_all()) == events


async def test_a_real_ledger_refuses_it(ledger: Ledger) -> None:
    with pytest.raises(Refusal):
        await load_sample(ledger)
    assert not await ledger.cases()


async def test_every_role_has_somebody_and_every_regulator_a_sign(sample_ledger: Ledger) -> None:
    await load_sample(sample_ledger)
    held = await appointments(sample_ledger.pool)
    assert {one.role for one in held} == set(Role) - {Role.GOVERNMENT}
    signs = {office.id: office.sign for office in await offices(sample_ledger.pool)}
    assert all(signs[one.at] for one in held if one.role is not Role.ENTITY)
    for office in {one.at for one in held if one.role is Role.REGULATOR}:
        hands = {one.person for one in held if one.at == office and one.role is Role.REGULATOR}
        approvers = {one.person for one in held if one.at == office and one.role is Role.APPROVER}
        assert len(hands) >= 3, "two inspectors and a head"
        assert approvers - hands, "whoever approves the closure is another person"


def test_names_say_that_they_are_samples() -> None:
    people = (SAMPLES / "people.json").read_text(encoding="utf-8")
    names = [line.split('"name": "')[1].split('"')[0] for line in people.splitlines() if '"id": "p-' in line]
    assert len(names) > 20
    assert all(name.startswith("示例") for name in names)
