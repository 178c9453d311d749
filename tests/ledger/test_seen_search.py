"""检索 by the web's role: what the ledger's own search finds, without the cases that the holder may not see today."""

import random  # noqa: TID251 -- a seed asks the same questions every time
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from domain.figures.counts import COUNTS, frame
from domain.people import Appointment, Entity, Office, Person, Role
from domain.refusals import Refusal
from ledger.accounts import Accounts
from ledger.migrate import WEB_ROLE
from ledger.people import save_people
from ledger.questions.asof import cases_as_of
from ledger.questions.figures import different, figures, listed
from ledger.questions.question import Period, Question
from ledger.questions.search import Page, search
from ledger.seen import Seen, open_seen
from ledger.store import Ledger
from ledger.views.current import current
from tests.ledger.lives import AT
from tests.ledger.test_search import told  # noqa: F401 -- a fixture: three lives, one of which moves to another town

DAY = timedelta(days=1)
OFFICES = {
    "o-all": ("", ()), "o-town": ("临江县城关镇", ()), "o-river": ("临江县河西镇", ()), "o-county": ("临江县", ()),
    "o-fire": ("", ("消防/影院",)), "o-fireworks": ("临江县", ("烟花爆竹",)), "o-nowhere": ("邻县", ()),
}  # fmt: skip


@pytest.fixture
async def peopled(told: Ledger, service: str) -> AsyncIterator[tuple[Ledger, dict[str, Seen]]]:  # noqa: F811
    """A reader at each office, and one of an entity: by office, what he sees."""
    await current(told.pool)
    held = [Appointment(person=f"p-{at}", role=Role.REGULATOR, at=at) for at in OFFICES]
    held += [
        Appointment(person="p-both", role=Role.TOWN, at="o-town"),
        Appointment(person="p-both", role=Role.TOWN, at="o-fireworks"),
        Appointment(person="p-entity", role=Role.ENTITY, at="e-1"),
        Appointment(person="p-entity", role=Role.TOWN, at="o-nowhere"),
        Appointment(person="p-auditor", role=Role.AUDITOR, at="o-fireworks"),
    ]
    people = sorted({one.person for one in held})
    await save_people(
        told.pool,
        people=[Person(id=one, name=one) for one in people],
        offices=[
            Office(id=one, name=one, jurisdiction=place, industries=kinds) for one, (place, kinds) in OFFICES.items()
        ],
        entities=[Entity(id="e-1", name="鸿达化工有限公司")],
        appointments=held,
        by="test",
    )
    accounts, reading = Accounts(told.pool), await open_seen(service.replace("duban_service", WEB_ROLE), size=2)
    seen = {}
    for person in people:
        await accounts.make(person, person=person, by="test")
        secret, _ = await accounts.give(person, "token", DAY, by="test")
        holder = await accounts.holder(secret)
        assert holder is not None
        seen[person] = Seen(reading, holder.digest)
        seen[person].sight = holder.sight  # type: ignore[attr-defined]
    yield told, seen
    await reading.close()


async def mine(ledger: Ledger, one: Seen) -> set[str]:
    rows = await ledger.pool.fetch("select number, entity, region, industry from cases")
    return {row["number"] for row in rows if one.sight.sees(row["entity"], row["region"], row["industry"])}  # type: ignore[attr-defined]


def questions() -> list[Question]:
    chance = random.Random(26)  # noqa: S311
    asked = [
        Question(),
        Question(letter="安委办〔2026〕1号"),
        Question(words="烟花"),
        Question(words="yh"),
        Question(words="l"),
    ]
    asked += [Question(persons=("p-wang",)), Question(persons=("p-li",), types=("HazardReported",))]
    conditions: dict[str, Sequence[Any]] = {
        "persons": (("p-wang", "p-li"), ("p-clerk",), ("p-town",)), "offices": (("o-linjiang",), ("o-emb", "o-linjiang")),
        "types": (("EntryCorrected",), ("HazardReported", "LetterIssued")), "region": ("临江县", "临江县城关镇", "高新区"),
        "industry": ("烟花爆竹", "消防"), "cases": (("2026-000002", "2026-000003"), ("ledger",)),
        "words": ("化工", "hd", "安全出口", "y"), "happened": (Period(AT, AT + 3 * DAY), Period(AT + 4 * DAY, None)),
        "known": (Period(None, AT + 12 * DAY), Period(AT + 3 * DAY, None)),
    }  # fmt: skip
    for _ in range(60):
        names = chance.sample(sorted(conditions), chance.choice((1, 2, 2)))
        asked.append(Question(**{name: chance.choice(conditions[name]) for name in names}))
    return asked


async def pages(one: Seen, question: Question, limit: int) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    after: str | None = None
    while True:
        async with one.snapshot() as connection:
            try:
                page: Page = await search(connection, question, limit=limit, after=after, seen=True)
            except Refusal as refused:  # a letter that is not to be seen is none
                if refused.code == "LETTER_UNKNOWN":
                    return []
                raise
        found += [(each.number, each.recorded.version) for each in page.found]
        after = page.after
        if after is None:
            return found


async def test_search_finds_what_is_seen_and_nothing_else(peopled: tuple[Ledger, dict[str, Seen]]) -> None:
    ledger, seen = peopled
    whole = {}
    for place, question in enumerate(questions()):
        page = await search(ledger.pool, question, limit=1000)
        whole[place] = (question, [(one.number, one.recorded.version) for one in page.found])
    assert sum(bool(found) for _, found in whole.values()) > 25
    for person, one in seen.items():
        numbers = await mine(ledger, one)
        for place, (question, found) in whole.items():
            expected = [each for each in found if each[0] in numbers]
            told_ = [each for each in await pages(one, question, limit=3 + place % 4) if each[0] != "ledger"]
            assert told_ == expected, (person, question)


async def test_a_case_that_moved_is_seen_where_it_is_today_and_from_its_first_day(
    peopled: tuple[Ledger, dict[str, Seen]],
) -> None:
    _, seen = peopled
    told_ = {
        person: await pages(seen[person], Question(cases=("2026-000002",)), 50) for person in ("p-o-town", "p-o-river")
    }
    assert told_["p-o-town"] == []
    assert (told_["p-o-river"][-1], len(told_["p-o-river"])) == (("2026-000002", 1), 6)


async def test_figures_lists_and_differences_are_of_what_is_seen(peopled: tuple[Ledger, dict[str, Seen]]) -> None:
    ledger, seen = peopled
    now = await ledger.clock()
    last = max(row["at"] for row in await ledger.pool.fetch("select at from events where stream <> 'ledger'"))
    instants = [AT + n * DAY for n in range(-1, (last - AT).days + 2, 2)] + [now]
    frames = [frame(at, known) for at in instants for known in (at, now) if at <= known]
    counted = {"open": COUNTS["open"], "determined": COUNTS["determined"], "closed": COUNTS["closed"]}
    for person, one in seen.items():
        numbers = await mine(ledger, one)
        for place, when in enumerate(frames):
            everything = await listed(ledger.pool, when, COUNTS["open"])
            expected = [each for each in everything if each.number in numbers]
            async with one.snapshot() as connection:
                assert await listed(connection, when, COUNTS["open"]) == expected, (person, when)
                told_ = await figures(connection, when, counts=counted)
                assert told_[()]["open"] == len(expected)
                groups = await figures(connection, when, by=("region",), counts=counted)
                by_region: dict[tuple[str, ...], int] = {}
                for each in expected:
                    by_region[each.region,] = by_region.get((each.region,), 0) + 1
                assert {key: value["open"] for key, value in groups.items() if value["open"]} == by_region
                then = await cases_as_of(connection, ["2026-000001", "2026-000002", "2026-000003"], when)
                assert set(then) == numbers & {"2026-000001", "2026-000002", "2026-000003"}
                if place:
                    whole = await different(ledger.pool, frames[0], when, COUNTS["open"])
                    mine_ = await different(connection, frames[0], when, COUNTS["open"])
                    assert mine_[1] == [each for each in whole[1] if each.number in numbers]
                    assert sum(mine_[0].values()) == len(mine_[1])
        async with one.snapshot() as connection:
            at_once = await figures(connection, frame(now, now), counts=counted, now=True)
            assert at_once == await figures(connection, frame(now, now), counts=counted)
