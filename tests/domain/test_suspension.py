"""停产停业与恢复生产 (DOMAIN "Production suspension"; B4; B2 art. 23; S68)."""

from domain import events as e
from domain.case import Stage
from tests.domain.builders import Life, closing, day, rectifying

STOP = {"scope": "储罐区", "reason": "现实危险", "legal_reviewer": "legal"}


def stopped() -> Life:
    life = rectifying()
    life.does("OrderSuspension", "inspector", **STOP)
    return life


def test_legal_review_first() -> None:
    """ "OrderSuspension (legal review)" — S68: 重大执法决定法制审核."""
    assert (
        rectifying().refused("OrderSuspension", "inspector", **{**STOP, "legal_reviewer": "second"}) == "NOT_PERMITTED"
    )
    assert rectifying().refused("OrderSuspension", "legal", **STOP) == "NOT_PERMITTED"


def test_it_goes_out_at_any_hour() -> None:
    """ "*Decisions* (stop work, evacuate …) go out at any hour" (invariant 3): a Sunday, two in the morning."""
    rectifying().on("06-08 02:00").does("OrderSuspension", "inspector", **STOP)


def test_it_never_stops_t() -> None:
    """ "**Production suspension** (停产停业) never stops T"; "Stopping production is not rectification (B4)"."""
    life = stopped()
    assert life.case.rectify_by == day("07-04")
    life.through("07-07")
    assert life.of(e.ObligationLapsed, kind="rectify")
    assert life.fired() == {1: day("07-07")}


def test_resumption_is_reviewed_within_ten_days_and_closes_nothing() -> None:
    """ "application, site review within 10 d; it closes nothing": June 4 + 10 d is June 14, a Saturday: June 16."""
    life = stopped()
    life.does("RequestResumption", "safety", report="已具备条件")
    assert life.due("decide_resumption") == day("06-16")
    assert life.refused("RequestResumption", "safety", report="再次申请") == "RESUMPTION_PENDING"
    life.does("DecideResumption", "inspector", granted=True, opinion="同意恢复")
    assert (life.case.stage, life.case.suspended, life.due("decide_resumption")) == (Stage.RECTIFYING, False, None)


def test_a_refused_resumption_leaves_it_stopped() -> None:
    """What was stopped stays stopped until a review grants it."""
    life = stopped()
    life.does("RequestResumption", "safety", report="已具备条件")
    life.does("DecideResumption", "inspector", granted=False, opinion="不具备条件")
    assert life.case.suspended
    life.does("RequestResumption", "safety", report="再次申请")


def test_nothing_to_resume_nothing_to_decide() -> None:
    """Refused where nothing was stopped or asked."""
    assert rectifying().refused("RequestResumption", "safety", report="申请") == "NOT_SUSPENDED"
    assert stopped().refused("DecideResumption", "inspector", granted=True, opinion="同意") == "NOTHING_OWED"


def test_present_danger_is_met_in_every_stage_of_an_open_case() -> None:
    """ "present danger → stop and evacuate (art. 65)" (invariant 4): a passed reinspection does not forbid it."""
    closing().does("OrderSuspension", "inspector", **STOP)
