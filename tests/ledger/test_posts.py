"""Delegation and handover as recorded: at once in force, in sight and in the log, and never two that overlap."""

import asyncio
from datetime import date, timedelta

import asyncpg
import pytest

from domain.people import Appointment, Entity, Office, Person, Role
from domain.refusals import Refusal
from domain.workdays import day_of
from ledger import acks, posts
from ledger.accounts import Accounts
from ledger.migrate import WEB_ROLE
from ledger.people import appointment_id, appointments, save_people
from ledger.seen import Seen, open_seen
from ledger.store import Ledger

DAY = timedelta(days=1)
HEAD = Appointment(person="p-head", role=Role.REGULATOR, at="o-fire", post="大队长", head=True)
POST = appointment_id(HEAD)


@pytest.fixture
async def today(ledger: Ledger) -> date:
    await save_people(
        ledger.pool,
        people=[Person(id=one, name=one) for one in ("p-head", "p-deputy", "p-other", "p-new", "p-boss", "p-e")],
        offices=[
            Office(id="o-office", name="安委办", jurisdiction="示例县"),
            Office(id="o-fire", name="消防大队", superior="o-office", jurisdiction="示例县", industries=("消防",)),
        ],
        entities=[Entity(id="e-1", name="某厂", region="示例县")],
        appointments=[
            HEAD,
            Appointment(person="p-deputy", role=Role.APPROVER, at="o-fire"),
            Appointment(person="p-other", role=Role.REGULATOR, at="o-fire"),
            Appointment(person="p-boss", role=Role.COMMISSION_OFFICE, at="o-office", head=True),
            Appointment(person="p-e", role=Role.ENTITY, at="e-1", head=True),
        ],
        by="test",
    )
    return day_of(await ledger.clock())


async def test_a_delegate_has_the_sight_of_the_post_until_it_is_taken_back(ledger: Ledger, today: date) -> None:
    accounts = Accounts(ledger.pool)
    await accounts.make("boss", person="p-boss", by="test")
    secret, _ = await accounts.give("boss", "token", DAY, by="test")
    acting = await posts.delegate(ledger.pool, POST, "p-boss", today, today + 5 * DAY, by="p-head")
    assert (acting.acting_for, acting.role) == ("p-head", Role.REGULATOR)
    holder = await accounts.holder(secret)
    assert holder is not None
    assert {area.industries for area in holder.sight.areas} == {(), ("消防",)}
    # the same in the command's own circumstances
    assert acting in (await ledger.recall("2026-000001", persons=["p-boss"])).appointments["p-boss"]
    await posts.revoke(ledger.pool, appointment_id(acting), by="p-head")
    holder = await accounts.holder(secret)
    assert holder is not None
    assert {area.industries for area in holder.sight.areas} == {()}
    log = await ledger.pool.fetch("select by, deed, fields from people_changes where id = $1", appointment_id(acting))
    assert [(one["by"], one["deed"]) for one in log] == [("p-head", "added"), ("p-head", "changed")]
    assert log[1]["fields"] == ["until"]


async def test_two_at_once_do_not_overlap(ledger: Ledger, today: date) -> None:
    asked = [
        posts.delegate(ledger.pool, POST, person, today, today + DAY, by="p-head") for person in ("p-deputy", "p-other")
    ]
    done = await asyncio.gather(*asked, return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Appointment", "Refusal"]


@pytest.mark.parametrize(
    ("post", "to", "by", "code"),
    [
        (POST, "p-nobody", "p-head", "PERSON_UNKNOWN"),
        (POST, "p-e", "p-head", "DELEGATION_REFUSED"),
        (POST, "p-new", "p-head", "DELEGATION_REFUSED"),
        (POST, "p-other", "p-deputy", "POST_UNKNOWN"),
        ("p-x/regulator/o-fire/", "p-other", "p-head", "POST_UNKNOWN"),
    ],
)
async def test_what_may_not_be_given(ledger: Ledger, today: date, post: str, to: str, by: str, code: str) -> None:
    before = await appointments(ledger.pool)
    with pytest.raises(Refusal) as refused:
        await posts.delegate(ledger.pool, post, to, today, today, by=by)
    assert refused.value.code == code
    assert await appointments(ledger.pool) == before


async def test_an_administrators_account_takes_nothing_over(ledger: Ledger, today: date) -> None:
    await Accounts(ledger.pool).make("root", person="p-other", administrator=True, by="test")
    with pytest.raises(Refusal, match="系统管理员"):
        await posts.delegate(ledger.pool, POST, "p-other", today, today, by="p-head")
    with pytest.raises(Refusal, match="系统管理员"):
        await posts.hand_over(ledger.pool, POST, "p-other", today, by="p-head")


async def test_a_post_passes_on_and_the_new_one_is_asked(ledger: Ledger, service: str, today: date) -> None:
    accounts = Accounts(ledger.pool)
    acting = await posts.delegate(ledger.pool, POST, "p-deputy", today, today + 9 * DAY, by="p-head")
    await accounts.make("new", person="p-new", by="test")
    secret, _ = await accounts.give("new", "token", DAY, by="test")
    number = await posts.hand_over(ledger.pool, POST, "p-new", today, by="p-boss")
    held = {appointment_id(one): one for one in await appointments(ledger.pool, at="o-fire")}
    assert held[POST].until == today - DAY
    assert held[appointment_id(acting)].until == today - DAY
    new = held[f"p-new/regulator/o-fire/{today}"]
    assert (new.head, new.post, new.since, new.until) == (True, "大队长", today, None)

    holder = await accounts.holder(secret)
    assert holder is not None
    assert holder.handovers == 1
    assert holder.sight.writes
    web = await open_seen(service.replace("user=duban_service", f"user={WEB_ROLE}"), size=1)
    async with Seen(web, holder.digest).snapshot() as connection:
        (told,) = await posts.handovers(connection, between="p-new", pending=True)
        assert (told.handover, told.giver, told.by, told.load["open"]) == (number, "p-head", "p-boss", 0)
    assert not await posts.acknowledge(ledger.pool, number, by="p-head")
    assert await posts.acknowledge(ledger.pool, number, by="p-new")
    assert not await posts.acknowledge(ledger.pool, number, by="p-new")
    holder = await accounts.holder(secret)
    assert holder is not None
    assert holder.handovers == 0
    async with Seen(web, holder.digest).snapshot() as connection:
        (told,) = await posts.handovers(connection)
        assert told.acknowledged_at is not None
        # an office's people see who is where; of the entities those in their jurisdiction and industry
        seen = {one.person for one in await appointments(connection)}  # type: ignore[arg-type]
        by_index = (await posts.posts(connection, at=["o-fire", "o-office", "e-1"])).values()
        assert {one.person for one in by_index} == seen
        assert {"p-head", "p-boss", "p-new", "p-e"} == seen & {"p-head", "p-boss", "p-new", "p-e"}
    await web.close()
    with pytest.raises(Refusal):  # it is his no longer
        await posts.hand_over(ledger.pool, POST, "p-other", today, by="p-head")


async def test_what_is_recorded_stays(ledger: Ledger, owner: str, today: date) -> None:
    await posts.hand_over(ledger.pool, POST, "p-new", today, by="p-head")
    for statement in ("delete from handovers", "update handovers set taker = 'p-x'"):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await ledger.pool.execute(statement)
        connection = await asyncpg.connect(owner)
        with pytest.raises(asyncpg.PostgresError, match="append-only"):
            await connection.execute(statement)
        await connection.close()


async def test_a_link_opens_one_letter_and_is_spent_once(ledger: Ledger, today: date) -> None:
    first, _ = await acks.give(ledger.pool, "2026-000001", "1/order", "p-e", by="head")
    second, _ = await acks.give(ledger.pool, "2026-000001", "1/order", "p-e", by="head")
    assert await acks.opened(ledger.pool, first) is None, "an earlier one serves no more"
    link = await acks.opened(ledger.pool, second)
    assert link is not None
    assert (link.case, link.letter, link.person, link.used_at) == ("2026-000001", "1/order", "p-e", None)
    assert await acks.spent(ledger.pool, link) == await acks.spent(ledger.pool, link)
    again = await acks.opened(ledger.pool, second)
    assert again is not None
    assert again.used_at is not None
    third, _ = await acks.give(ledger.pool, "2026-000001", "1/order", "p-e", by="head")
    await ledger.pool.execute("update credentials set expires_at = now() - interval '1 second' where kind = 'ack'")
    assert await acks.opened(ledger.pool, third) is None
    assert await acks.opened(ledger.pool, second) is not None, "spent, it tells when for ever"
    # it is no way into the desk
    accounts = Accounts(ledger.pool)
    for kinds in (("session", "token"), ("link",)):
        assert await accounts.holder(second, kinds) is None  # type: ignore[arg-type]
    deeds = await ledger.pool.fetch("select by, account, deed from account_changes order by position")
    assert [tuple(one) for one in deeds] == [
        ("head", "p-e", "given ack 2026-000001 1/order"),
        ("head", "p-e", "given ack 2026-000001 1/order"),
        ("p-e", "p-e", "used ack 2026-000001 1/order"),
        ("head", "p-e", "given ack 2026-000001 1/order"),
    ]
