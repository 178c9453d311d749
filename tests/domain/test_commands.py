"""命令 at the edge: strict, named, bounded; a wrong one is an answer, never an accident."""

from typing import Any

import pytest

from domain.commands import COMMANDS, Command, parse
from domain.refusals import Refusal
from tests.domain.builders import FOUND, HAZARD, PASSED, PHOTO


def refusal(name: str, data: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        parse(name, data)
    return caught.value


def test_unknown() -> None:
    """No such command, said in the reader's words and cut short."""
    found = refusal("销号" * 100, {})
    assert found.code == "COMMAND_UNKNOWN"
    assert len(found.sentence) < 100


@pytest.mark.parametrize("name", ["Command", "Report ", "report", "", "ApproveClosures", "Commitment"])
def test_names_are_exact(name: str) -> None:
    """Imperative names of DOMAIN §4a, and no others; there is no bulk closure (S5)."""
    assert refusal(name, {}).code == "COMMAND_UNKNOWN"


@pytest.mark.parametrize("data", [[], "x", 1, None, [HAZARD], {"a": {1, 2}}])
def test_not_an_object(data: Any) -> None:
    """Whatever is not a JSON object is malformed."""
    assert refusal("Report", data).code == "COMMAND_MALFORMED"


def test_a_missing_field_is_named() -> None:
    """The sentence says which."""
    found = refusal("Report", {name: value for name, value in HAZARD.items() if name != "unit"})
    assert "unit: 必填" in found.sentence


def test_a_field_too_many_is_refused() -> None:
    """A misspelt field is never silently dropped."""
    found = refusal("Report", {**HAZARD, "rectifyBy": "2025-07-04"})
    assert "rectifyBy: 没有这一项" in found.sentence
    nested = {**FOUND, "interim": {**FOUND["interim"], "how": "?"}}
    assert "interim.how: 没有这一项" in refusal("Determine", nested).sentence


@pytest.mark.parametrize("wrong", [0, 1, "false", "true", None, "", [], 0.0])
def test_zero_is_not_false(wrong: Any) -> None:
    """Strict: a refusal to sign is not something an empty cell may mean."""
    assert refusal("PassReinspection", {**PASSED, "entity_signed": wrong}).code == "COMMAND_MALFORMED"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("IssueOrder", {"requirements": "改", "rectify_days": "30"}),
        ("IssueOrder", {"requirements": "改", "rectify_days": 30.5}),
        ("IssueOrder", {"requirements": "改", "rectify_days": True}),
        ("IssueOrder", {"requirements": "改", "rectify_days": 0}),
        ("IssueOrder", {"requirements": "改", "rectify_by": 1_751_587_200}),
        ("IssueOrder", {"requirements": "改", "rectify_by": "2025-7-4"}),
        ("IssueOrder", {"requirements": "改", "rectify_by": "2025-02-30"}),
        ("IssueOrder", {"requirements": "改", "rectify_by": "9999-12-31"}),
        ("IssueOrder", {"requirements": 5}),
        ("FilePenalty", {"decision": "罚", "on": "2025-06-04", "fine_yuan": -1}),
        ("Report", {**HAZARD, "channel": "dream"}),
        ("Report", {**HAZARD, "found_on": "0001-01-01"}),
        ("Report", {**HAZARD, "risk": "purple"}),
        ("ServeLetter", {"letter": "1/order", "how": "principal", "at": "2025-06-04T09:00:00"}),
        ("Merge", {"into": "2025-1", "reason": "同"}),
        ("Dismiss", {"reason": "无", "second": "x y"}),
        ("RecordPosting", {"what": "list", "evidence": "A" * 64}),
        ("RecordPosting", {"what": "list", "evidence": PHOTO[1:]}),
    ],
)
def test_wrong_types_are_not_guessed(name: str, data: dict[str, Any]) -> None:
    """Strict at the edge: no number for a word, no word for a number, no day without its place."""
    assert refusal(name, data).code == "COMMAND_MALFORMED"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("Report", {**HAZARD, "description": "长" * 4001}),
        ("Report", {**HAZARD, "unit": "长" * 201}),
        ("Report", {**HAZARD, "lists": ["单"] * 21}),
        ("Determine", {**FOUND, "interim": {**FOUND["interim"], "measures": "长" * 4001}}),
        ("CloseEntity", {"evidence": [PHOTO] * 51}),
        ("PassReinspection", {**PASSED, "inspectors": [f"p{n}" for n in range(11)]}),
        ("ServeLetter", {"letter": "1/order", "how": "in_person", "witnesses": [f"p{n}" for n in range(11)]}),
    ],
)
def test_oversize(name: str, data: dict[str, Any]) -> None:
    """Every text and list has its bound."""
    assert refusal(name, data).code == "COMMAND_MALFORMED"


def test_blank_is_empty() -> None:
    """White space fills no field."""
    assert "不能为空" in refusal("Report", {**HAZARD, "description": " \n\t "}).sentence
    report = parse("Report", {**HAZARD, "unit": " 宏达化工厂 "})
    assert report.model_dump()["unit"] == "宏达化工厂"


def test_it_says_at_most_five_things_at_once() -> None:
    """A sentence for people, not a dump."""
    assert refusal("Report", {f"f{n}": n for n in range(50)}).sentence.count("；") == 4


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_can_say_when_and_why_late(name: str) -> None:
    """DOMAIN "Corrections": facts may be entered late, by whichever command."""
    kind = COMMANDS[name]
    assert issubclass(kind, Command)
    assert {"at", "late_reason"} <= set(kind.model_fields)


def test_a_command_names_its_persons() -> None:
    """Their appointments are looked up before the rules are asked."""
    passed = parse("PassReinspection", PASSED)
    assert passed.persons() == ("inspector", "second")
    assert parse("Dismiss", {"reason": "无", "second": "second"}).persons() == ("second",)
    assert parse("SignLetter", {"letter": "1/rung-2"}).persons() == ()


def test_every_named_person_is_a_field() -> None:
    """A misspelt entry would silently look nobody up."""
    for kind in COMMANDS.values():
        assert set(kind.people) <= set(kind.model_fields)
