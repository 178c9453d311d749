"""*What would have fired had the extension been refused* (DOMAIN §6): counted by hand, and held against lives in which it was.

T is Friday July 4; asked June 16, granted the same day until Thursday July 31.
"""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from domain import events as e
from domain.case import LetterStatus
from domain.why.answer import IfRefused, Instead
from domain.workdays import end_of_day
from tests.domain.asking import ask
from tests.domain.builders import FAILED, PASSED, Life, closed, day, moment, overdue, papers, rectifying

ASKED = {"reason": "设备未到货", "interim": "停用储罐", "until": "2025-07-31"}


def granted() -> Life:
    life = asked()
    life.does("GrantExtension", "inspector", until="2025-07-31")
    return life


def asked() -> Life:
    life = rectifying().on("06-16 09:00")
    life.does("RequestExtension", "safety", **ASKED)
    return life


def refused() -> Life:
    life = asked()
    life.does("RefuseExtension", "inspector", reason="理由不足")
    return life


def supposed(life: Life) -> IfRefused:
    (found,) = ask(life).if_refused
    return found


def rungs(found: IfRefused) -> dict[int, Instead]:
    return {one.rung: one for one in found.rungs}


def silent(life: Life, until: str) -> Life:
    """Nothing more comes from anybody but who looks at the interim measures."""
    while life.today < day(until):
        life.through(f"{life.today}")
        life.now = end_of_day(life.today)
        life.looked_at()
    return life


def test_what_is_certain_and_what_is_not() -> None:
    """催办 July 7 and 函告 July 9 need nobody's hand. 通报: at the earliest T+10 wd, July 18; at the latest 函告 is issued
    10 wd after July 9 (July 23), served 10 wd after that (August 6), answered by August 13: August 14.
    """
    found = supposed(silent(granted(), "09-30"))
    assert (found.rectify_by, found.granted_until, found.version) == (day("07-04"), day("07-31"), 9)
    by = rungs(found)
    assert {n: (one.earliest, one.latest, one.certain) for n, one in by.items() if n < 4} == {
        1: (day("07-07"), day("07-07"), True),
        2: (day("07-09"), day("07-09"), True),
        3: (day("07-18"), day("08-14"), False),
    }
    # 约谈: 通报 of August 14 issued 10 wd later, August 28, and 3 wd
    assert (by[4].earliest, by[4].latest) == (day("07-25"), day("09-02"))
    assert (by[5].earliest, by[5].latest) == (day("08-04"), None)
    assert {n: one.actual for n, one in by.items() if n < 3} == {1: day("08-01"), 2: day("08-05")}
    assert "由政府决定" in found.ends
    assert len(found.leaves_open) == 3


def test_nothing_is_supposed_where_nothing_was_granted() -> None:
    assert ask(overdue(2)).if_refused == ()
    assert ask(silent(refused(), "07-12")).if_refused == ()


def test_what_the_unit_did_all_the_same_ends_it() -> None:
    """Asked for reinspection on July 8, passed, closed on July 10: only 催办 of July 7 would have come before."""
    life = granted()
    silent(life, "07-08")
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    papers(life.on("07-10 09:00")).does("ApproveClosure", "approver", opinion="同意")
    found = supposed(life)
    assert {n: (one.earliest, one.certain, one.actual) for n, one in rungs(found).items()} == {
        1: (day("07-07"), True, None)
    }
    assert (found.until, found.ends) == (day("07-10"), "案件至此办结")
    assert found.leaves_open[0].startswith("假定单位")


def test_a_failed_reinspection_would_have_needed_a_remedial_date() -> None:
    """Failed July 14, before the granted T, after the other: a remedial date of July 15 to 28 would have been set.

    函告 had come July 9 all the same; 通报 waits until T+10 wd July 18 at the earliest, at the latest until what its
    letter takes, August 14; the remedial date (to July 28, 10 wd) ends before that.
    """
    life = silent(granted(), "07-14")
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("FailReinspection", "inspector", **FAILED)
    found = supposed(silent(life, "08-20"))
    by = rungs(found)
    assert (by[3].earliest, by[3].latest) == (day("07-18"), day("08-14"))
    assert any("补救日期" in one for one in found.leaves_open)


def test_a_remedial_date_decides_where_nothing_else_does() -> None:
    """催办 July 7; asked and failed on July 8: then a remedial date of July 9 to 22 holds 函告 until July 10 or July 23."""
    life = silent(granted(), "07-08")
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("FailReinspection", "inspector", **FAILED)
    found = rungs(supposed(silent(life, "08-20")))
    assert (found[2].earliest, found[2].latest, found[2].certain) == (day("07-10"), day("07-23"), False)


def test_a_corrected_t_cannot_be_known() -> None:
    life = silent(granted(), "07-16")
    life.does("CorrectEntry", "inspector", field="rectify_by", now="2025-08-15", reason="录错", second="second")
    found = supposed(silent(life, "08-20"))
    assert set(rungs(found)) == {1, 2}
    assert (found.until, found.ends) == (day("07-16"), "2025年7月16日整改期限另有更正，无从知道在不予延期时会怎样更正")


def test_a_hold_stops_the_other_course_too() -> None:
    """Held from June 23, released July 3: T of July 4 moves by 10 d to July 14; 催办 July 15, 函告 July 17."""
    life = granted().on("06-20 09:00")
    hold = {"grounds": "judicial_seal", "reason": "查封", "review_on": "2025-07-16", "evidence": ["a" * 64]}
    life.does("HoldClock", "inspector", **hold)
    life.on("06-23 09:00").does("Countersign", "approver")
    life.on("07-03 09:00").does("ReleaseClock", "inspector", reason="解封")
    found = rungs(supposed(silent(life, "07-20")))
    assert {n: one.earliest for n, one in found.items()} == {1: day("07-15"), 2: day("07-17")}
    assert life.case.rectify_by == day("08-10")


def test_of_a_listed_case_the_listing_would_have_lapsed() -> None:
    """Listed until December 31, extended to March 31: refused, 曝光 on the next workday, January 4 (a make-up Sunday)."""
    life = overdue(5)
    life.on("08-05 09:00").does(
        "RecordListing", "clerk-of-office",
        level="county", government="县政府", listed_on="2025-08-05", listed_until="2025-12-31",
    )  # fmt: skip
    life.on("12-03 09:00").does("RequestExtension", "safety", **{**ASKED, "until": "2026-03-31"})
    life.does("GrantExtension", "inspector", until="2026-03-31")
    found = supposed(silent(life, "2026-01-20"))
    assert (found.rectify_by, [(one.rung, one.earliest, one.certain) for one in found.rungs]) == (
        day("2025-12-31"), [(6, day("2026-01-04"), True)],
    )  # fmt: skip


def test_each_cycle_has_its_own() -> None:
    life = closed()
    assert ask(life).if_refused == ()


DELAYS = st.lists(st.integers(0, 20), min_size=8, max_size=8)
UNTIL = "2026-02-27"


@pytest.fixture(scope="module")
def answer() -> dict[int, Instead]:
    return rungs(supposed(silent(granted(), UNTIL)))


@given(DELAYS)
@example([0] * 8)
@example([20] * 8)
def test_however_the_offices_had_acted_it_lies_between(answer: dict[int, Instead], delays: list[int]) -> None:
    """Lives in which the extension *was* refused, the letters signed and served after any days: between the two days."""
    fired = _led(delays)
    assert set(fired) == {1, 2, 3, 4, 5}
    for rung, on in fired.items():
        one = answer[rung]
        assert one.earliest is not None
        assert one.latest is not None
        assert one.earliest <= on <= one.latest
        assert not one.certain or on == one.earliest


def _led(delays: list[int]) -> dict[int, date]:
    life, left = refused(), list(delays)
    plan: dict[tuple[str, str], date] = {}
    while life.today < day(UNTIL) and 5 not in life.fired():
        life.through(f"{life.today}")
        for letter in life.case.letters:
            if letter.rung is None or letter.rung > 4 or letter.gap_expired_on is not None:
                continue
            if letter.status not in (LetterStatus.DRAFTED, LetterStatus.ISSUED):
                continue
            if letter.status is LetterStatus.ISSUED and not letter.needs_service:
                continue
            key = (letter.id, letter.status)
            if key not in plan:
                plan[key] = life.today + timedelta(days=left.pop(0))
            if plan[key] > life.today:
                continue
            if letter.status is LetterStatus.DRAFTED:
                signed_by = "leader" if letter.signed_by == "commission_leader" else "director"
                life.does("SignLetter", signed_by, letter=letter.id)
                life.does("IssueLetter", "clerk-of-office", letter=letter.id)
            else:
                life.does("ServeLetter", "town", letter=letter.id, how="principal")
        life.now = end_of_day(life.today)
        life.looked_at()
    assert life.now < moment(f"{UNTIL} 09:00")
    assert not life.of(e.ExtensionGranted)
    return life.fired()
