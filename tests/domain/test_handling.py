"""交办与催促 (DOMAIN §4): who handles a case, and a word to whose turn it is."""

from domain.case import ENDED, Stage
from domain.decide.handling import TURN
from domain.events import CaseAssigned, CaseUrged
from domain.mentions import persons
from domain.notices import notice_key, notices
from domain.people import Role
from tests.domain.builders import adopted, closed, rectifying, reinspecting


def test_a_head_names_who_handles_it() -> None:
    life = rectifying()
    before = life.armed()
    (assigned,) = life.does("Assign", "regulator-head", handler="second", note="本周到现场")
    assert isinstance(assigned, CaseAssigned)
    assert persons(assigned) == ("second",)
    assert life.case.handler == "second"
    assert life.armed() == before
    assert life.refused("Assign", "director", handler="second") == "ASSIGNED_ALREADY"
    life.does("Assign", "director", handler="inspector")
    assert life.case.handler == "inspector"


def test_who_handles_it_is_of_the_office_the_case_stands_under() -> None:
    life = rectifying()
    for nobody in ("nobody", "town", "principal", "far-inspector", "former"):
        assert life.refused("Assign", "regulator-head", handler=nobody) == "NOT_PERMITTED"


def test_an_adopted_case_is_assigned_before_it_starts_but_nobody_is_urged() -> None:
    life = adopted()
    life.does("Assign", "director", handler="inspector")
    assert life.refused("Urge", "director", note="请抓紧") == "NOT_STARTED"


def test_whose_turn_it_is_gets_a_message_and_no_rung_moves() -> None:
    life = rectifying()
    before = (life.case.rung, life.case.stage, life.case.rectify_by, life.armed())
    (urged,) = life.does("Urge", "town", note="请本周内完成")
    assert isinstance(urged, CaseUrged)
    (notice,) = notices(life.case, urged, 7)
    assert (notice.kind, notice.to) == ("urging", ("entity",))
    assert notice.key == notice_key(life.case, urged, 7)
    assert "请本周内完成" in notice.text
    assert (life.case.rung, life.case.stage, life.case.rectify_by, life.armed()) == before
    inspects = reinspecting()
    (urged,) = inspects.does("Urge", "industry", note="请尽快复查")
    assert isinstance(urged, CaseUrged)
    assert urged.to is Role.REGULATOR


def test_once_a_day() -> None:
    life = rectifying()
    life.does("Urge", "town", note="请抓紧")
    assert life.refused("Urge", "director", note="请抓紧") == "URGED_TODAY"
    life.on(f"{life.today.replace(day=life.today.day + 1)} 09:00")
    life.does("Urge", "director", note="请抓紧")
    assert closed().refused("Urge", "director", note="请抓紧") == "CASE_ENDED"


def test_every_open_stage_is_somebodys_turn() -> None:
    assert set(TURN) == set(Stage) - ENDED
