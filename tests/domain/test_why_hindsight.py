"""What a late or corrected fact "would have changed is shown by *why*" (DOMAIN "Corrections"): counted by hand.

T is Friday July 4; 催办 July 7, 函告 July 9, 通报 July 18.
"""

from hypothesis import given

from domain.why.answer import Hindsight
from domain.why.asked import why
from tests.domain.asking import ask, entries_of_random, late
from tests.domain.builders import FAILED, Life, day, moment, overdue, rectifying
from tests.domain.lives import lives


def seen(life: Life) -> Hindsight:
    (found,) = ask(life).if_known
    return found


def days(found: Hindsight) -> dict[int, tuple[object, object, object]]:
    return {one.rung: (one.earliest, one.latest, one.actual) for one in found.rungs}


def test_a_service_entered_late() -> None:
    """函告 served July 10, entered July 22: 通报 had been due July 18 (answer due July 17, 1 wd; T+10 wd)."""
    life = overdue(2)
    life.does("SignLetter", "director", letter="1/rung-2")
    life.does("IssueLetter", "clerk-of-office", letter="1/rung-2")
    life.wait_until("07-22 09:00")
    late(life, *life.does("ServeLetter", "town", letter="1/rung-2", how="principal", on="2025-07-10", late_reason="补"))
    life.through("07-22")
    assert days(seen(life)) == {3: (day("07-18"), day("07-18"), day("07-22"))}


def test_a_corrected_t() -> None:
    """T was July 18 all along: 催办 July 21, 函告 July 23; both had gone out, and stand."""
    life = overdue(2)
    life.does("CorrectEntry", "inspector", field="rectify_by", now="2025-07-18", reason="录错", second="second")
    life.through("07-30")
    found = seen(life)
    assert days(found) == {
        1: (day("07-21"), day("07-21"), day("07-07")),
        2: (day("07-23"), day("07-23"), day("07-09")),
    }
    assert (found.versions, life.fired()) == ((17,), {1: day("07-07"), 2: day("07-09")})


def test_a_corrected_service_of_the_order() -> None:
    """30 d from June 11, not June 4, are July 11: 催办 July 14, 函告 July 16."""
    life = rectifying(rectify_days=30)
    life.through("07-09")
    life.on("07-14 09:00")
    life.does("CorrectService", "inspector", letter="1/order", on="2025-06-11", reason="登记有误", second="second")
    life.through("07-20")
    assert days(seen(life)) == {
        1: (day("07-14"), day("07-14"), day("07-07")),
        2: (day("07-16"), day("07-16"), day("07-09")),
    }


def test_a_reinspection_entered_late_would_have_held() -> None:
    """Asked July 4 and failed July 8, with a remedial date of July 15, entered July 10: 催办 July 16, 函告 July 18."""
    life = rectifying()
    life.wait_until("07-10 09:00")
    asked = life.does("RequestReinspection", "safety", report="已更换", at=moment("07-04 10:00").isoformat())
    failed = life.does(
        "FailReinspection", "inspector", **FAILED, remedial_by="2025-07-15", at=moment("07-08 10:00").isoformat()
    )
    late(life, *asked, *failed)
    life.through("07-20")
    assert days(seen(life)) == {
        1: (day("07-16"), day("07-16"), day("07-07")),
        2: (day("07-18"), day("07-18"), day("07-09")),
    }


def test_what_changes_nothing_says_so() -> None:
    life = overdue(2).deliver("1/rung-2")
    life.on("07-14 09:00")
    life.does("CorrectService", "inspector", letter="1/rung-2", on="2025-07-09", reason="核对", second="second")
    assert seen(life).rungs == ()


def test_an_outage_is_no_late_fact() -> None:
    life = rectifying().on("07-11 09:00")
    life.through("07-15")
    assert ask(life).if_known == ()


@given(lives(silence=20))
def test_of_any_life_it_says_only_what_was_late(life) -> None:
    trail = entries_of_random(life)
    if not trail:
        return
    for found in why(trail, life.now).if_known:
        assert found.versions
        for version in found.versions:
            entry = trail[version - 1]
            assert entry.event.at <= entry.recorded_at
        for one in found.rungs:
            assert one.sentence
            assert one.earliest is None or one.latest is None or one.earliest <= one.latest
