"""Figures by SQL are figures by folding the whole record up to that instant (the property of DOMAIN §6)."""

from collections.abc import Iterable
from datetime import timedelta
from random import Random  # noqa: TID251 - seeded

import pytest

from domain.figures.counts import COUNTS, MONTHLY, Filter, Frame, counted, frame
from domain.figures.facts import Facts
from domain.figures.rectangles import Entered, as_of
from domain.workdays import bundled_calendar, day_of
from ledger.questions.figures import different, figures, listed
from ledger.store import Ledger
from ledger.views.following import catch_up, rebuild, standing
from ledger.views.states import States
from tests.domain.builders import FOUND, HAZARD, moment
from tests.domain.builders import Life as Told
from tests.domain.lives import MOVE, live
from tests.figures.lives import known_of, trail_of, write
from tests.ledger.lives import append, asked, reported

CALENDAR = bundled_calendar()


def folded(trails: Iterable[list[Entered]], when: Frame) -> list[Facts]:
    found = (as_of(trail, when.at, when.known_at, CALENDAR) for trail in trails)
    return [one for one in found if one is not None]


async def test_sql_is_the_fold(ledger: Ledger) -> None:
    """Fails when a count is translated wrongly, a state is lost, or a late fact is shown before it was known."""
    chance = Random(60)  # noqa: S311 - the same lives each time
    trails: dict[str, list[Entered]] = {}
    for place in range(1, 41):
        life = live(chance.randbytes(32 + MOVE * chance.randrange(5, 45)), silence=chance.choice((0, 40)))
        number = f"2026-{place:06d}"
        trails[number] = trail_of(life)
        await write(ledger, number, known_of(life))
    assert any(one.known_at > one.at for trail in trails.values() for one in trail), "no late fact"
    assert not (await catch_up(ledger.pool, [States()])).parked
    instants = sorted({at for trail in trails.values() for one in trail for at in (one.at, one.known_at)})
    for _ in range(25):
        true_at, known_at = chance.choice(instants), chance.choice(instants)
        true_at += timedelta(microseconds=chance.choice((-1, 0, 1)))
        since = day_of(true_at) - timedelta(days=chance.choice((0, 30, 200)))
        when = Frame(
            at=true_at, known_at=known_at, since=since, until=since + timedelta(days=chance.choice((0, 30, 400))),
            baseline=day_of(chance.choice(instants)) - timedelta(days=chance.choice((0, 100, 800))),
        )  # fmt: skip
        facts = folded(trails.values(), when)
        for counts in (COUNTS, MONTHLY):
            found = await figures(ledger.pool, when, counts=counts)
            assert found.get((), dict.fromkeys(counts, 0)) == counted(facts, when, counts)
        groups = await figures(ledger.pool, when, by=("industry", "channel"), counts=MONTHLY)
        for group, found_there in groups.items():
            alike = [one for one in facts if (one.industry, one.channel) == group]
            assert alike
            assert found_there == counted(alike, when, MONTHLY)
        assert len({(one.industry, one.channel) for one in facts}) == len(groups)
        which = COUNTS[chance.choice(("open", "overdue", "closed", "stock", "determined"))]
        there = {
            number
            for number, trail in trails.items()
            if counted(folded([trail], when), when, {"which": which})["which"]
        }
        assert [one.number for one in await listed(ledger.pool, when, which)] == sorted(there)
    last = instants[-1]
    now = frame(last, last)
    assert await figures(ledger.pool, now) == await figures(ledger.pool, now, now=True)


@pytest.fixture
async def county(ledger: Ledger) -> Ledger:
    """One: reported June 3, determined June 4 and entered June 6. Two: reported June 5, dismissed June 9."""
    one = Told("2025-000001", now="06-03 09:00")
    one.does("Report", "inspector", **HAZARD)
    determination = Told("2025-000001", now="06-03 09:00")
    determination.does("Report", "inspector", **HAZARD)
    determination.on("06-06 09:00").does("Determine", "inspector", **FOUND, at=moment("06-04 09:00").isoformat())
    two = Told("2025-000002", now="06-05 09:00")
    two.does("Report", "inspector", **{**HAZARD, "region": "河西镇", "industry": "烟花爆竹"})
    dismissal = two.on("06-09 09:00").decides("Dismiss", "inspector", reason="不属实", second="second")
    for number, events, at in (
        ("2025-000001", one.events, "06-03 09:00"),
        ("2025-000001", determination.events[1:], "06-06 09:00"),
        ("2025-000002", two.events, "06-05 09:00"),
        ("2025-000002", dismissal, "06-09 09:00"),
    ):
        await append(ledger, number, events, recorded_at=moment(at))
    await catch_up(ledger.pool, [States()])
    return ledger


def of(true_at: str, known_at: str | None = None) -> Frame:
    return frame(moment(true_at), moment(known_at or true_at))


@pytest.mark.parametrize(
    ("when", "known", "expected"),
    [
        (("06-02 09:00", None), {}, None),
        (("06-03 10:00", None), {"open": 1, "pending": 1, "determined": 0}, None),
        (("06-05 10:00", None), {"open": 2, "pending": 2, "determined": 0}, None),
        (("06-05 10:00", "06-06 10:00"), {"open": 2, "pending": 1, "determined": 1}, None),
        (("06-09 10:00", None), {"open": 1, "pending": 0, "determined": 1}, None),
        (("06-08 10:00", "12-31 09:00"), {"open": 2, "pending": 1, "determined": 1}, None),
    ],
)
async def test_as_of_by_hand(
    county: Ledger, when: tuple[str, str | None], known: dict[str, int], expected: None
) -> None:
    found = (await figures(county.pool, of(*when))).get((), dict.fromkeys(COUNTS, 0))
    assert {name: found[name] for name in known} == known
    assert known or not any(found.values())


async def test_groups_and_filters(county: Ledger) -> None:
    when = of("06-05 10:00")
    groups = await figures(county.pool, when, by=("region",))
    assert {group: found["open"] for group, found in groups.items()} == {("城关镇",): 1, ("河西镇",): 1}
    for where, many in (
        (Filter(region="河西"), 1), (Filter(industry="危险化学品"), 1), (Filter(level="major"), 0),
        (Filter(region="城关", industry="烟花爆竹"), 0), (Filter(office="o-regulator"), 2),
    ):  # fmt: skip
        found = (await figures(county.pool, when, where=where)).get((), {"open": 0})
        assert found["open"] == many
    with pytest.raises(ValueError, match="group"):
        await figures(county.pool, when, by=("region; drop table states",))


async def test_a_list_goes_on_after_its_last(county: Ledger) -> None:
    when = of("06-05 10:00")
    first = await listed(county.pool, when, COUNTS["open"], limit=1)
    rest = await listed(county.pool, when, COUNTS["open"], limit=9, after=first[-1].number)
    assert [one.number for one in first + rest] == ["2025-000001", "2025-000002"]


async def test_two_dates_differ(county: Ledger) -> None:
    """From June 5 to June 9 the second report left; the first changed, being determined; before June 3 there was none."""
    many, found = await different(county.pool, of("06-05 10:00"), of("06-09 10:00"), COUNTS["open"])
    assert many == {"entered": 0, "left": 1, "changed": 1}
    assert {one.number: (one.how, one.before and one.before.stage, one.after and one.after.stage) for one in found} == {
        "2025-000001": ("changed", "reported", "determined"),
        "2025-000002": ("left", "reported", None),
    }
    many, _ = await different(county.pool, of("06-02 10:00"), of("06-05 10:00"), COUNTS["open"], limit=1)
    assert many == {"entered": 2, "left": 0, "changed": 0}


async def test_the_same_date_as_known_at_two_instants(county: Ledger) -> None:
    """As of June 5: what was reported on June 5 said two pending; since June 6 one is known to have been determined."""
    many, (one,) = await different(county.pool, of("06-05 10:00"), of("06-05 10:00", "06-07 10:00"), COUNTS["pending"])
    assert (many, one.number, one.how) == ({"entered": 0, "left": 1, "changed": 0}, "2025-000001", "left")


async def test_a_case_is_folded_once_and_again_when_it_grows(ledger: Ledger) -> None:
    numbers = ("2026-000001", "2026-000002")
    for number in numbers:
        await append(ledger, number, [reported(number)])
    await catch_up(ledger.pool, [States()])
    before = await ledger.pool.fetch("select number, version from states order by number")
    assert [tuple(one) for one in before] == [(number, 1) for number in numbers]
    await append(ledger, numbers[0], [asked()])
    await catch_up(ledger.pool, [States()])
    grown = await ledger.pool.fetch("select number, version, stage from states_now order by number")
    assert [tuple(one) for one in grown] == [(numbers[0], 2, "reinspecting"), (numbers[1], 1, "reported")]
    # of the first: before it was asked for, since then as known before and as known after; of the second its report
    assert await ledger.pool.fetchval("select count(*) from states") == 4
    again = await rebuild(ledger.pool, States())
    assert await ledger.pool.fetch("select number, version, stage from states_now order by number") == grown
    assert (again.views["states"], again.parked) == ((await standing(ledger.pool)).leaves, [])
