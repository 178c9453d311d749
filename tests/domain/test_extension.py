"""延期 (DOMAIN "Extension"; B4 浙江, 青岛)."""

import pytest

from domain import events as e
from domain.case import Stage
from tests.domain.builders import PASSED, Life, adopted, day, overdue, rectifying, silent

ASKED = {"reason": "设备未到货", "interim": "停用储罐", "until": "2025-07-31"}


def asked(at: str = "06-16 09:00") -> Life:
    """Asked on June 16 for July 31; T is July 4, served June 4: a third of 30 d is 10 d, so June 24 is the last day."""
    life = rectifying().on(at)
    life.does("RequestExtension", "safety", **ASKED)
    return life


def test_asked_a_third_of_the_period_before() -> None:
    """ "asked ≥ a third of the period (order's service … to T)": June 24 still, June 25 no more."""
    asked("06-24 17:00")
    assert rectifying().on("06-25 09:00").refused("RequestExtension", "safety", **ASKED) == "EXTENSION_TOO_LATE"


def test_asked_three_workdays_before_a_short_term() -> None:
    """ "and ≥ 3 wd before T": T Monday June 9, served June 4; a third is 2 d (June 7), 3 wd before is Wednesday June 4."""
    short = {**ASKED, "until": "2025-06-20"}
    rectifying(rectify_by="2025-06-09").does("RequestExtension", "safety", **short)
    late = rectifying(rectify_by="2025-06-09").on("06-05 09:00")
    assert late.refused("RequestExtension", "safety", **short) == "EXTENSION_TOO_LATE"


def test_for_adopted_cases_the_period_begins_with_the_import() -> None:
    """ "for adopted cases import, to T": June 3 to July 3 are 30 d, so June 23."""
    life = adopted(rectify_by=day("07-03"))
    life.does("StartSupervision", "clerk")
    life.on("06-24 09:00")
    assert life.refused("RequestExtension", "safety", **ASKED) == "EXTENSION_TOO_LATE"
    life.now = life.now.replace(day=23)
    life.does("RequestExtension", "safety", **ASKED)


@pytest.mark.parametrize("field", ["reason", "interim"])
def test_asked_with_reasons_and_interim_measures(field: str) -> None:
    """ "with reasons and interim measures"."""
    assert rectifying().refused("RequestExtension", "safety", **{**ASKED, field: " "}) == "COMMAND_MALFORMED"


def test_an_extension_is_longer() -> None:
    """An extension ends after T, asked or granted; and not before today."""
    assert rectifying().refused("RequestExtension", "safety", **{**ASKED, "until": "2025-07-04"}) == "EXTENSION_SHORTER"
    assert asked().refused("GrantExtension", "inspector", until="2025-07-04") == "EXTENSION_SHORTER"
    life = asked()
    life.wait_until("07-10 09:00")
    assert life.refused("GrantExtension", "inspector", until="2025-07-08") == "EXTENSION_SHORTER"


def test_decided_within_ten_workdays() -> None:
    """ "Decided within 10 wd": from June 16 to June 30."""
    assert asked().due("decide_extension") == day("06-30")


def test_granted_once() -> None:
    """ "granted at most once" and it moves T."""
    life = asked()
    life.does("GrantExtension", "inspector", until="2025-07-31")
    assert (life.case.rectify_by, life.due("decide_extension")) == (day("07-31"), None)
    assert life.refused("RequestExtension", "safety", **{**ASKED, "until": "2025-08-29"}) == "EXTENDED_ONCE"


@pytest.mark.parametrize("answer", ["RefuseExtension", "ReturnExtension"])
def test_refused_or_returned_may_be_asked_again_in_time(answer: str) -> None:
    """ "(granted, refused, returned; the latter two may be asked again in time)"."""
    life = asked()
    assert life.refused("RequestExtension", "safety", **ASKED) == "EXTENSION_PENDING"
    life.does(answer, "inspector", reason="理由不足")
    assert (life.case.rectify_by, life.due("decide_extension")) == (day("07-04"), None)
    life.does("RequestExtension", "safety", **ASKED)


def test_ninety_days_in_all_unless_the_leader_decides() -> None:
    """ "At most 90 d with extensions unless … the commission leader decides": 90 d from June 4 is September 2."""
    life = asked()
    life.decides("GrantExtension", "inspector", until="2025-09-02")
    assert life.refused("GrantExtension", "inspector", until="2025-09-03") == "EXTENSION_TOO_LONG"
    life.does("GrantExtension", "leader", until="2025-12-31")
    assert life.case.rectify_by == day("12-31")


def test_a_timely_request_holds_the_ladder_until_t_plus_ten() -> None:
    """ "holds rungs ≥ 1 until decided, at most until T+10 wd; a held rung fires the workday after": July 18, 21."""
    life = asked()
    life.through("07-18")
    assert life.fired() == {}
    life.through("07-21")
    assert life.fired() == {1: day("07-21")}


def test_refused_after_t_the_held_rung_fires_the_workday_after() -> None:
    """ "a held rung fires the workday after" its decision: refused Thursday July 10, so July 11."""
    life = asked()
    life.wait_until("07-10 09:00")
    life.does("RefuseExtension", "inspector", reason="理由不足")
    life.through("07-11")
    assert life.fired() == {1: day("07-11")}


def test_granted_after_t_rungs_fired_stay_and_the_rest_count_from_the_new_t() -> None:
    """ "Granted after T: rungs fired stay, the rest count from the new T": T July 31 → 函告 T+3 wd = August 5."""
    life = asked("06-16 09:00")
    life.wait_until("07-21 12:00")  # 催办 after the longest hold
    assert life.fired() == {1: day("07-21")}
    life.does("GrantExtension", "inspector", until="2025-07-31")
    life.through("08-04")
    assert life.fired() == {1: day("07-21")}
    life.through("08-05")
    assert life.fired() == {1: day("07-21"), 2: day("08-05")}


def test_letters_issued_stand() -> None:
    """ "Letters issued stand": an extension un-sends nothing."""
    life = asked()
    life.wait_until("07-24 12:00")  # 函告: T+3 wd is past, 2 wd after 催办 of July 21 is July 23
    assert life.fired()[2] == day("07-23")
    life.deliver("1/rung-2")
    life.does("GrantExtension", "inspector", until="2025-07-31")
    assert (life.case.rung, life.case.letter("1/rung-2").status) == (2, "served")  # type: ignore[union-attr]


def test_a_pending_request_is_decided_wherever_the_case_has_come() -> None:
    """ "Decided within 10 wd": also when a reinspection has meanwhile passed."""
    life = asked()
    life.does("RequestReinspection", "safety", report="已更换")
    life.does("PassReinspection", "inspector", **PASSED)
    assert life.case.stage is Stage.CLOSING
    life.does("RefuseExtension", "inspector", reason="已整改")
    assert life.due("decide_extension") is None


def test_no_period_no_extension() -> None:
    """Nothing can be extended while 期限未起算."""
    from tests.domain.builders import ordered

    assert ordered(rectify_days=30).refused("RequestExtension", "safety", **ASKED) == "PERIOD_NOT_BEGUN"


def listed() -> Life:
    """Listed on August 5 until December 31."""
    life = overdue(5)
    life.on("08-05 09:00").does(
        "RecordListing", "clerk-of-office",
        level="county", government="县政府", listed_on="2025-08-05", listed_until="2025-12-31",
    )  # fmt: skip
    return life


def test_of_a_listed_case_the_listing_moves() -> None:
    """ "for a listed case ≥ 20 wd before `listed_until`, which is then what moves (B4)": December 3 for December 31."""
    # 20 workdays before Wed Dec 31: Dec 30, 29, 26…22, 19…15, 12…8, 5, 4, 3
    last = {"reason": "设备未到货", "interim": "停用储罐", "until": "2026-03-31"}
    late = listed().on("12-04 09:00")
    assert late.refused("RequestExtension", "safety", **last) == "EXTENSION_TOO_LATE"
    life = listed().on("12-03 09:00")
    life.does("RequestExtension", "safety", **last)
    life.does("GrantExtension", "inspector", until="2026-03-31")  # beyond 90 d: it is listed
    assert (life.case.rectify_by, life.case.listed_until) == (day("07-04"), day("2026-03-31"))


def test_t_is_reminded_anew_after_it_moved() -> None:
    """ "T−10 wd, T−3 wd" of the T in force: July 31 → July 17 and July 28."""
    life = asked()
    life.does("GrantExtension", "inspector", until="2025-07-31")
    life.through("07-31")
    assert [f"{one.at:%m-%d}" for one in life.of(e.ReminderSent, subject="rectify")][-2:] == ["07-17", "07-28"]
    assert silent("07-31").case.rung > 0  # without the extension it would have climbed
