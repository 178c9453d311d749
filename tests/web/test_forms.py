"""A form asks what its command's type asks, and gives it back as JSON: nothing is lost, nothing is made up."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from pydantic_core import to_jsonable_python

from domain.commands import COMMANDS, faults, parse
from domain.decide.allowed import PENDING
from domain.decide.frame import RULES
from domain.decide.refusing import NOT_PENDING
from tests.domain.forms import FORMS, Dice, Form
from tests.domain.test_glossary import CHINESE
from web.api.commands import OF_THE_CLOCK
from web.forms.faulty import WHERE, named
from web.forms.fields import Field, fields_of
from web.forms.labels import COMMON, FIELDS, YES_NO, verb
from web.forms.offered import FITTING, LIKELY
from web.forms.typed import typed

GIVEN = sorted(set(COMMANDS) - OF_THE_CLOCK)
TODAY = date(2026, 3, 2)


def all_of(command: str) -> Iterator[Field]:
    for one in fields_of(command):
        yield one
        yield from one.parts


def written(fields: tuple[Field, ...], data: dict[str, Any], under: str = "") -> dict[str, list[str]]:
    """What a person would have typed to say this."""
    told: dict[str, list[str]] = {}
    for one in fields:
        name = one.name.rpartition(".")[2]
        if data.get(name) is None:
            continue
        value, input_name = data[name], f"{under}{name}"
        match one.kind:
            case "part":
                told |= written(one.parts, value, f"{input_name}.")
            case "rows":
                for number, row in enumerate(value):
                    told |= written(one.parts, row, f"{input_name}.{number}.")
            case "people" | "files":
                told[input_name] = list(value)
            case "lines":
                told[input_name] = ["\n".join(value)]
            case "yes":
                told[input_name] = ["yes" if value else "no"]
            case "tick":
                told |= {input_name: ["yes"]} if value else {}
            case _:
                told[input_name] = [str(value)]
    return told


@pytest.mark.parametrize("command", GIVEN)
def test_every_field_is_called_in_chinese(command: str) -> None:
    assert CHINESE.match(verb(command))
    for one in all_of(command):
        assert CHINESE.match(one.label), (command, one.name)
        assert not one.hint or CHINESE.search(one.hint)
        assert all(CHINESE.search(label) for _, label in one.choices), (command, one.name)


def test_the_tables_name_nothing_that_is_not_asked() -> None:
    assert set(FIELDS) == set(GIVEN)
    asked = {(command, one.name) for command in GIVEN for one in all_of(command)}
    assert {(command, name) for command, names in FIELDS.items() for name in names} <= asked
    assert set(COMMON) <= {name for _, name in asked}
    assert {tuple(one.split(".", 1)) for one in YES_NO} <= asked
    persons = {(command, one.name) for command in GIVEN for one in all_of(command) if one.kind in ("person", "people")}
    assert {one for one in persons if one[1] not in LIKELY and ".".join(one) not in LIKELY} == set()
    assert set(FITTING) == {command for command, name in asked if name == "letter"}
    assert {name for names in WHERE.values() for name in names} <= {name for _, name in asked}
    assert set(NOT_PENDING) == set(PENDING)
    assert {kind.__name__ for kind in RULES} | {"Report"} == set(GIVEN)


@pytest.mark.parametrize("command", GIVEN)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(throws=some.binary(max_size=40))
def test_what_is_typed_is_the_command(command: str, throws: bytes) -> None:
    """form → JSON → parse is the same as parse, whatever the dice wrote."""
    data = to_jsonable_python(FORMS[COMMANDS[command]](Form(Dice(throws), None, TODAY)))
    said = typed(fields_of(command), written(fields_of(command), data))
    assert parse(command, said) == parse(command, data)


words = some.text(max_size=30) | some.sampled_from(["yes", "no", "2026-01-05", "12", "９", "2026年1月5日", "a" * 64])


@pytest.mark.parametrize("command", GIVEN)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(drawn=some.data())
def test_whatever_is_typed_is_read_or_said_to_be_wrong(command: str, drawn: some.DataObject) -> None:
    """Nothing that can be typed makes it stumble; each fault stands beside a field of the form, in Chinese."""
    fields = fields_of(command)
    names = [one.name for one in all_of(command)] + [f"{one.name}.0.{part.name.rpartition('.')[2]}"
             for one in fields if one.kind == "rows" for part in one.parts]  # fmt: skip
    values = drawn.draw(some.dictionaries(some.sampled_from(names), some.lists(words, max_size=3)))
    data = typed(fields, values)
    wrong = named(faults(command, data), fields)
    inputs = {*names, ""}
    assert set(wrong) <= inputs, wrong
    for said in wrong.values():
        assert CHINESE.search(said), said
    if not wrong:
        parse(command, data)


@pytest.mark.parametrize(
    ("text", "iso"),
    [("2026年1月5日", "2026-01-05"), ("2026/1/5", "2026-01-05"), ("２０２６．１．５", "2026-01-05"), ("明天", "明天")],
)
def test_days_as_people_write_them(text: str, iso: str) -> None:
    told = typed(fields_of("GrantExtension"), {"until": [text]})
    assert told["until"] == iso
    assert bool(faults("GrantExtension", told)) is (iso == text)


def test_a_moment_is_of_beijing() -> None:
    told = typed(fields_of("ReportProgress"), {"text": ["x"], "at": ["2026-01-05T08:30"]})
    assert told["at"] == "2026-01-05T08:30:00+08:00"


def test_lines_end_alike_whoever_sends_them() -> None:
    assert typed(fields_of("ReportProgress"), {"text": ["一\r\n二"]}) == typed(
        fields_of("ReportProgress"), {"text": ["一\n二"]}
    )
