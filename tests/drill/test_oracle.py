"""The engine brings about what the plain loop does, for every temper; and each temper ends as it should."""

from datetime import timedelta

from drill.perform import perform
from drill.temper import Behaviour
from tests.conftest import Databases
from tests.drill.rehearsal import by_oracle, plan

ROWS = (
    ("甲公司", "灭火器失效", "重大", "2025-07-04"),
    ("乙公司", "通道堵塞", "重大", ""),
    ("丙公司", "电线私拉", "一般", ""),
    ("丁公司", "粉尘积聚", "重大", "2025-05-05"),  # overdue when it begins
    ("戊公司", "护栏缺失", "重大", "2025-06-20", "2025-05-30"),  # over before it begins
    ("己公司", "报警器失效", "重大", "2025-06-27"),
)


async def test_engine_and_oracle_agree(postgres: Databases) -> None:
    planned = plan("2025-06-03", 120, "mixed", *ROWS, seed=4)
    days = []
    story = await perform(planned, progress=days.append)
    assert story == await by_oracle(postgres, planned)
    assert story.model_dump_json() == (await by_oracle(postgres, planned)).model_dump_json()

    assert days == sorted(days)
    assert days[-1] == planned.window.last
    assert {one.behaviour for one in story.cases} == set(Behaviour)
    assert [one.row for one in story.cases] == [2, 3, 4, 5, 6, 7]
    for one in story.cases:
        assert [rung.rung for rung in one.rungs] == list(range(1, len(one.rungs) + 1))
        if one.behaviour is Behaviour.SILENT:
            assert one.closed_on is None
        else:
            assert one.closed_on is not None
            assert one.stages[-1].stage == "closed"
        if one.behaviour is Behaviour.SLOW:
            assert 2 <= len(one.rungs) <= 4
            assert [stage.stage for stage in one.stages].count("reinspecting") == 2


async def test_another_seed_is_another_county(postgres: Databases) -> None:
    one = await by_oracle(postgres, plan("2025-06-03", 30, "slow", *ROWS, seed=1))
    other = await by_oracle(postgres, plan("2025-06-03", 30, "slow", *ROWS, seed=2))
    assert one != other


async def test_into_a_year_nobody_has_announced(postgres: Databases) -> None:
    """Rungs on projected dates wait for their release, and the office releases them."""
    planned = plan("2026-12-15", 60, "silent", ("甲公司", "灭火器失效", "重大", "2026-12-25"))
    (one,) = (await by_oracle(postgres, planned)).cases
    # T+3 wd is December 30. 通报 falls into 2027: asked for on its day, released, fired the workday after.
    assert [rung.rung for rung in one.rungs][:3] == [1, 2, 3]
    assert f"{one.rungs[1].fired_on}" == "2026-12-30"
    assert one.rungs[2].fired_on.year == 2027
    assert one.rungs[2].fired_on > one.rungs[2].due_on - timedelta(days=1)
