"""看板: how a deadline reads on the wall."""

from datetime import UTC, datetime, timedelta

import pytest

from cli.board import beijing, relative

NOW = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(days=2, hours=23), "还剩 2 天"),
        (timedelta(hours=5, minutes=59), "还剩 5 小时"),
        (timedelta(minutes=7), "还剩 7 分钟"),
        (timedelta(0), "还剩 0 分钟"),
        (-timedelta(days=3), "已过 3 天"),
    ],
)
def test_what_is_left_is_whole_units(left: timedelta, words: str) -> None:
    assert relative(NOW + left, NOW) == words


def test_the_end_of_a_day_is_its_24_00() -> None:
    assert beijing(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == "2026-11-30 24:00"
    assert beijing(datetime(2026, 11, 30, 0, 30, tzinfo=UTC)) == "2026-11-30 08:30"
