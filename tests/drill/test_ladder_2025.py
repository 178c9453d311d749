"""A silent enterprise's ladder over the National Day of 2025, to the workday, against a calendar made by hand.

September 2025: Sunday 28 is a make-up workday. October 1 (Wednesday) to 8 (Wednesday) rest; Saturday 11 is worked.
Workdays from the 22nd on: 9-22 23 24 25 26 28 29 30, 10-9 10 11 13 14 15 16 17 20 21 22 23 24 27 28 29 30 31, 11-3 …
"""

from pathlib import Path

from domain.workdays import bundled_calendar
from drill.perform import perform
from tests.drill.rehearsal import plan, rungs, stages

STATED = ("永盛烟花厂", "库房超量储存", "重大", "2025-09-22")
REPORTED = ("宏达化工厂", "储罐区报警器失效", "一般", "")


async def test_a_silent_enterprise(tmp_path: Path) -> None:
    story = await perform(plan("2025-09-01", 71, "silent", STATED, REPORTED), letters=tmp_path)
    stated, reported = story.cases

    assert f"{stated.rectify_by}" == "2025-09-22"
    assert rungs(stated) == [
        # 催办 on the first workday after T
        (1, "2025-09-23", None),
        # 函告 T+3 wd, and two after 催办. Issued the same day; unserved on 26, 28 and 29, the town serves on the 30th.
        (2, "2025-09-25", "2025-09-30"),
        # 通报: T+10 wd would be October 11; but the answer was due five workdays after service, on 9 10 11 13 14.
        (3, "2025-10-15", None),
        # 约谈: T+15 wd would be the 17th; three after the circular of the 15th: 16 17 20. Served after 21 22 23.
        (4, "2025-10-20", "2025-10-24"),
        # 提请挂牌: T+30 d would be October 22; the last day to come was the 31st (27 28 29 30 31), so missed on Monday.
        (5, "2025-11-03", None),
    ]
    assert [f"{one.due_on}" for one in stated.rungs] == [f"{one.fired_on}" for one in stated.rungs]
    assert stages(stated) == [("rectifying", "2025-09-01")]
    assert stated.closed_on is None

    # determined and ordered on Monday September 1; unserved on 2 3 4, served in person on the 5th: T is 60 days on
    assert f"{reported.rectify_by}" == "2025-11-04"
    assert rungs(reported) == [(1, "2025-11-05", None), (2, "2025-11-07", None)]
    assert stages(reported) == [
        ("reported", "2025-09-01"),
        ("determined", "2025-09-01"),
        ("notified", "2025-09-05"),
        ("planning", "2025-09-10"),  # acknowledged by nobody: two workdays, 8 and 9, and at 24:00 it goes on without
    ]

    # 文号 in the order of dates, over both cases; 催办 is a message and has none. The 函告 of 09-30 and its reminder ask
    # for the plan that never came (due 09-25, three workdays on).
    numbers = [one.letter for one in stated.rungs if one.letter] + [one.letter for one in reported.rungs if one.letter]
    assert numbers == [f"演安委办〔2025〕{n}号" for n in (1, 3, 4, 5, 6)]
    texts = [one.read_text() for one in sorted(tmp_path.iterdir())]  # noqa: ASYNC240
    assert all(one.startswith("【演练】") for one in texts)
    assert sum("演安委办〔2025〕4号" in one for one in texts) == 1


def test_the_hand_made_calendar_is_the_calendar() -> None:
    calendar, worked = bundled_calendar(), []
    day = calendar.roll(plan("2025-09-22", 1, "silent", STATED).window.first)
    while day.month < 11:
        worked.append(f"{day.month}-{day.day}")
        day = calendar.add(day, 1)
    assert " ".join(worked) == (
        "9-22 9-23 9-24 9-25 9-26 9-28 9-29 9-30 10-9 10-10 10-11 10-13 10-14 10-15 10-16 10-17 "
        "10-20 10-21 10-22 10-23 10-24 10-27 10-28 10-29 10-30 10-31"
    )
