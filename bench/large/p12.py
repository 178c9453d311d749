"""P12: a figure as of any instant / the same figure now, over all cases and over one district."""

from datetime import datetime, time
from random import Random  # noqa: TID251 -- seeded

from bench.figures import Figure, Target
from bench.large import city
from bench.large.draw import LAST
from bench.large.ground import Progress, Record
from bench.large.timing import Ask, over, timed
from domain.figures.counts import Filter, frame
from domain.workdays import instant
from ledger.questions.figures import figures

RATIO = Target(20, 5, "lower")


async def measure(record: Record, progress: Progress) -> list[Figure]:
    """In turn, round by round. As of: instants of five years, each as known then."""

    def asked(*, now: bool, where: bool, by: tuple[str, ...] = ()) -> Ask:
        async def ask(dice: Random) -> object:
            then = _then(record, dice)
            at = instant(LAST, time(23)) if now else then
            narrow = Filter(region=city.district_name(dice.randrange(city.DISTRICTS))) if where else None
            return await figures(record.pool, frame(at, at), by=by, where=narrow, now=now)

        return ask

    done, steps = 0, 2 * (record.size.rounds + 1)

    def tick() -> None:
        nonlocal done
        done += 1
        progress("P12", done, steps)

    size = record.size
    found = []
    for what, where in (("whole city", False), ("one district", True)):
        times = await timed(
            {"as of": asked(now=False, where=where), "now": asked(now=True, where=where)},
            rounds=size.rounds, count=max(2, size.heavy // 3), progress=tick,
        )  # fmt: skip
        notes = tuple(f"{what}, {name}: {one}" for name, one in times.items())
        found.append(
            Figure("P12", f"figures as of / now, {what}, p50", over(times["as of"], times["now"]), RATIO, "", notes)
        )
    return found


def _then(record: Record, dice: Random) -> datetime:
    return instant(record.day(dice), time(dice.randrange(24)))
