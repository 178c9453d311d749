"""P6: what stands open now, whole city and one district, as the desk counts it for whoever asks / the same counts by a plain
GROUP BY over the table.
"""

from collections.abc import Mapping
from random import Random  # noqa: TID251 -- seeded

import asyncpg

from bench.figures import Figure, Target
from bench.large import city
from bench.large.draw import LAST
from bench.large.ground import Progress, Record
from bench.large.holders import token_of
from bench.large.timing import over, timed
from ledger.accounts import Accounts
from ledger.migrate import WEB_ROLE
from ledger.pool import SETTINGS
from ledger.questions import outlook
from ledger.questions.dashboard import overview
from ledger.seen import Seen, open_seen
from web.desk import as_role
from web.overview.places import Places

NAIVE = """
select region, industry, rung, count(*), count(*) filter (where rectify_by < $1),
       count(*) filter (where rectify_by between $1 and $1 + 14)
  from cases where open and starts_with(region, $2) group by region, industry, rung
"""
RATIO = Target(0.5, 0.25, "lower")


async def measure(record: Record, progress: Progress) -> list[Figure]:
    """In turn, round by round, as the desk asks for somebody who sees the whole city."""
    districts = [city.district_name(place) for place in range(city.DISTRICTS)]
    plain = await asyncpg.connect(record.url, server_settings=SETTINGS)
    # as if the index were not there; parallel workers as PostgreSQL likes
    for kind in ("indexscan", "indexonlyscan", "bitmapscan"):
        await plain.execute(f"set enable_{kind} = off")
    holder = await Accounts(record.pool).holder(await token_of(record.pool, "city", ""))
    if holder is None:
        raise ValueError("who was just made holds what was just given")
    reading = await open_seen(as_role(record.url, WEB_ROLE), size=1)
    seen = Seen(reading, holder.digest)
    async with seen.snapshot() as connection:
        regions = await outlook.regions(connection)

    places = {area: Places(regions, area).standing for area in ("", *districts)}

    async def counted(within: str = "", places: Mapping[str, str] | None = None) -> object:
        async with seen.snapshot() as connection:
            return await overview(connection, LAST, within=within, places=places)

    async def whole(_dice: Random) -> object:
        return await counted(places=places[""])

    async def all_towns(_dice: Random) -> object:
        return await counted()

    async def district(dice: Random) -> object:
        area = dice.choice(districts)
        return await counted(area, dict.fromkeys(places[area], area))

    async def towns(dice: Random) -> object:
        area = dice.choice(districts)
        return await counted(area, places[area])

    async def naive(_dice: Random) -> object:
        return await plain.fetch(NAIVE, LAST, "示例市", timeout=60)

    async def naive_district(dice: Random) -> object:
        return await plain.fetch(NAIVE, LAST, dice.choice(districts), timeout=60)

    done, steps = 0, 3 * (record.size.rounds + 1)

    def tick() -> None:
        nonlocal done
        done += 1
        progress("P6", done, steps)

    size = record.size
    city_ = await timed(
        {"by district": whole, "by town": all_towns, "naive": naive},
        rounds=size.rounds, count=size.heavy, progress=tick,
    )  # fmt: skip
    one = await timed(
        {"district": district, "by town": towns, "naive": naive_district},
        rounds=size.rounds,
        count=size.heavy,
        progress=tick,
    )
    # appends move rows, and an index entry whose page has changed since the last VACUUM costs a look at the table
    await plain.execute(
        "update cases set moved_at = moved_at where open and abs(hashtext(number)) % 10 = 0", timeout=60
    )
    moved = await timed({"moved": whole}, rounds=size.rounds, count=size.heavy, progress=tick)
    await plain.execute("vacuum cases", timeout=600)
    await plain.close()
    await reading.close()
    open_ = await record.pool.fetchval("select count(*) from cases where open", timeout=60)
    notes = (
        *(f"whole city {name}: {times}" for name, times in city_.items()),
        f"whole city by district, a tenth of the open cases moved since the last VACUUM: {moved['moved']}",
    )
    return [
        Figure("P6", f"overview, whole city, {open_:,} open, p99", city_["by district"].p99, Target(50, 20, "lower"), "ms", notes),
        Figure("P6", "overview, one district of 16, p99", one["district"].p99, Target(10, 3, "lower"), "ms",
               tuple(f"one district, {name}: {times}" for name, times in one.items())),
        Figure("P6", "whole city / naive GROUP BY, p50", over(city_["by district"], city_["naive"]), RATIO),
        Figure("P6", "one district / naive GROUP BY, p50", over(one["district"], one["naive"]), RATIO),
    ]  # fmt: skip
