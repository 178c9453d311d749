"""Frozen reports: their name, their digest in the record, and what is found when somebody changes one (issue 4.5)."""

import asyncio
from datetime import UTC, date, datetime

import asyncpg
import pytest

from activities.reports import figures_of, moment
from domain.figures.counts import Filter, frame
from domain.figures.report import Report
from ledger.questions.figures import figures
from ledger.questions.reports import ReportTampered, as_frozen, freeze, frozen
from ledger.store import Ledger
from ledger.views.following import catch_up, rebuild
from ledger.views.states import States
from tests.ledger.lives import EDITION, append, reported

NOW = datetime(2026, 3, 31, 16, tzinfo=UTC)


@pytest.fixture
async def report(ledger: Ledger) -> Report:
    await append(ledger, "2026-000001", [reported("2026-000001")])
    now = await moment(ledger)
    return await figures_of(ledger, frame(now, now, until=date(2026, 3, 31)), ("region",), Filter())


async def test_two_at_once_are_two(ledger: Ledger, report: Report) -> None:
    told = {"by": "p-office", "edition": EDITION, "now": NOW}
    made = await asyncio.gather(*(freeze(ledger.pool, report, **told) for _ in range(3)))  # type: ignore[arg-type]
    assert sorted(one.report for one in made) == [f"figures-20260331-{n}" for n in (1, 2, 3)]
    assert sorted(one.version for one in made) == [2, 3, 4]
    assert [one.report for one in await frozen(ledger.pool)] == [f"figures-20260331-{n}" for n in (3, 2, 1)]
    found = await as_frozen(ledger.pool, "figures-20260331-2")
    assert found is not None
    assert found[1] == report
    assert await as_frozen(ledger.pool, "figures-20260331-9") is None
    assert await frozen(ledger.pool, "monthly") == []


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("update reports set body = replace(convert_from(body, 'UTF8'), '高新区', '临江县')::bytea", "内容"),
        ("update reports set version = 1", "记录中没有"),
        ("update reports set body = '{}', digest = encode(sha256('{}'), 'hex')", "摘要"),
    ],
)
async def test_a_changed_report_is_found(ledger: Ledger, owner: str, report: Report, change: str, reason: str) -> None:
    """Neither role changes one; who takes the trigger away is found by the digest that stands in the record."""
    one = await freeze(ledger.pool, report, by="p-office", edition=EDITION, now=NOW)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await ledger.pool.execute(change)
    superuser = await asyncpg.connect(owner)
    with pytest.raises(asyncpg.PostgresError, match="append-only"):
        await superuser.execute(change)
    await superuser.execute(f"alter table reports disable trigger all; {change}")
    await superuser.close()
    with pytest.raises(ReportTampered, match=reason):
        await as_frozen(ledger.pool, one.report)


async def test_a_case_that_cannot_be_folded_stops_no_other(ledger: Ledger, owner: str) -> None:
    """Parked with its reason, which names the event; the others are counted (G11)."""
    for number in ("2026-000001", "2026-000002"):
        await append(ledger, number, [reported(number)])
    superuser = await asyncpg.connect(owner)
    await superuser.execute("alter table events disable trigger all")
    await superuser.execute("update events set type = 'Nonsense' where stream = 'case-2026-000001'")
    followed = await catch_up(ledger.pool, [States()])
    assert [(one.stream, one.version) for one in followed.parked] == [("case-2026-000001", 1)]
    assert "version 1 (Nonsense)" in followed.parked[0].reason
    now = await moment(ledger)
    found = await figures_of(ledger, frame(now, now), (), Filter())
    assert (found.counts[0]["open"], found.left_out) == (1, 1)
    await superuser.execute("update events set type = 'HazardReported' where stream = 'case-2026-000001'")
    await superuser.close()
    assert not (await rebuild(ledger.pool, States())).parked
    assert (await figures(ledger.pool, frame(now, now), now=True))[()]["open"] == 2
