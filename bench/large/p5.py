"""P5: the trail of a case, one key, several keys, free text: p99 in milliseconds, as asked of the product's own functions."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from random import Random  # noqa: TID251 -- seeded

from bench.figures import Figure, Target
from bench.large import city
from bench.large.ground import Progress, Record
from bench.large.timing import Ask, Times, timed
from domain.workdays import instant
from ledger.questions.question import Period, Question
from ledger.questions.search import search
from ledger.reading import trail

TRAIL, ONE_KEY, COMBINED = Target(5, 1, "lower"), Target(10, 2, "lower"), Target(50, 10, "lower")
COMMON = ("ReminderSent", "LetterServed", "CaseClosed", "HazardDetermined")
RARE = ("ExtensionRefused", "TalkRecorded", "HazardDowngraded", "LetterDrafted")
OF_THE_CLOCK = "duban:clock"

Make = Callable[[Random], Question]


def _team(dice: Random) -> str:
    return city.team(dice.randrange(city.DISTRICTS), dice.randrange(city.TOWNS))


def _town(dice: Random) -> str:
    return city.region(dice.randrange(city.DISTRICTS), dice.randrange(city.TOWNS))


def _district(dice: Random) -> str:
    return city.district_name(dice.randrange(city.DISTRICTS))


def _inspector(dice: Random) -> str:
    return city.renamed("p-inspector", _team(dice))


def _month(record: Record, dice: Random) -> Period:
    since = _instant(record, dice)
    return Period(since, since + timedelta(days=30))


def _instant(record: Record, dice: Random) -> datetime:
    return instant(record.day(dice), time(9))


def one_key(record: Record, letters: list[str]) -> dict[str, Make]:
    """Of each kind."""
    return {
        "person": lambda dice: Question(persons=(_inspector(dice),)),
        "office": lambda dice: Question(offices=(city.renamed("o-regulator", _team(dice)),)),
        "common type": lambda dice: Question(types=(dice.choice(COMMON),)),
        "rare type": lambda dice: Question(types=(dice.choice(RARE),)),
        "town": lambda dice: Question(region=_town(dice)),
        "district": lambda dice: Question(region=_district(dice)),
        "industry": lambda dice: Question(industry=dice.choice(city.industries())),
        "case": lambda dice: Question(cases=(record.case(dice),)),
        "letter": lambda dice: Question(letter=dice.choice(letters)),
        "a month": lambda dice: Question(happened=_month(record, dice)),
    }


def combined(record: Record) -> dict[str, Make]:
    """As auditors put them together; the last two find little or nothing."""
    return {
        "district, type, month": lambda dice: Question(
            region=_district(dice), types=(dice.choice(COMMON),), happened=_month(record, dice)
        ),
        "person, type": lambda dice: Question(persons=(_inspector(dice),), types=(dice.choice(COMMON),)),
        "town, industry": lambda dice: Question(region=_town(dice), industry=dice.choice(city.industries())),
        "office, month as known": lambda dice: Question(
            offices=(city.renamed("o-regulator", _team(dice)),), known=_month(record, dice)
        ),
        "person, rare type, month": lambda dice: Question(
            persons=(_inspector(dice),), types=(dice.choice(RARE),), happened=_month(record, dice)
        ),
        "person, another town": lambda dice: Question(persons=(_inspector(dice),), region=_town(dice)),
    }


def words(record: Record) -> dict[str, Make]:
    """Free text of the case, alone and with a key."""
    return {
        "unit by name": lambda dice: Question(
            words=f"第{dice.randrange(record.cases // city.CASES_OF_A_UNIT)}号有限公司"
        ),
        "wording": lambda dice: Question(words=dice.choice(("除尘系统", "防火分区", "安全出口", "可燃气体"))),
        "initials": lambda dice: Question(words=dice.choice(("dmcj", "phqf", "glf", "yckf"))),
        "wording, town": lambda dice: Question(words="消防", region=_town(dice)),
    }


async def measure(record: Record, progress: Progress) -> list[Figure]:
    """Everything in turn, round by round."""
    letters = [
        f"{one['issuer']}〔{one['year']}〕{one['number']}号"
        for one in await record.pool.fetch("select issuer, year, number from letters tablesample system (1) limit 5000")
    ] or [f"{city.sign(0)}〔2026〕1号"]  # fmt: skip

    def asked(make: Make) -> Ask:
        async def ask(dice: Random) -> object:
            return await search(record.pool, make(dice))

        return ask

    async def trailed(dice: Random) -> object:
        return await trail(record.pool, f"case-{record.case(dice)}")

    kinds = {"one key": one_key(record, letters), "several keys": combined(record), "free text": words(record)}
    many = {"trail": trailed} | {
        f"{group}: {name}": asked(make) for group, found in kinds.items() for name, make in found.items()
    }
    done, steps = 0, record.size.rounds + 1

    def tick() -> None:
        nonlocal done
        done += 1
        progress("P5", done, steps)

    times = await timed(many, rounds=record.size.rounds, count=record.size.count, progress=tick)
    figures = [Figure("P5", "trail of a case, p99", times["trail"].p99, TRAIL, "ms", (f"trail: {times['trail']}",))]
    for group, target in (("one key", ONE_KEY), ("several keys", COMBINED), ("free text", COMBINED)):
        of_group = {name: one for name, one in times.items() if name.startswith(f"{group}: ")}
        notes = tuple(f"{name}: {one}" for name, one in of_group.items())
        figures.append(Figure("P5", f"search by {group}, p99", _together(of_group).p99, target, "ms", notes))
    return figures


def _together(times: dict[str, Times]) -> Times:
    """All kinds of a group as one: each as often as the others."""
    return Times(
        [
            [value for one in together for value in one]
            for together in zip(*(t.rounds for t in times.values()), strict=True)
        ]
    )
