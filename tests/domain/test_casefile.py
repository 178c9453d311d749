"""案卷's pure parts: every event has its words, any life can be told, and what was owed is told to its end."""

import inspect
import typing
from collections import Counter
from collections.abc import Iterator
from random import Random  # noqa: TID251 - seeded
from typing import Any

import pytest
from hypothesis import given, settings

from domain.casefile import details
from domain.casefile.basis import basis, counted
from domain.casefile.contents import contents, folded
from domain.casefile.details import CAUSES, detail
from domain.casefile.duties import duties
from domain.casefile.told import Names, Told, files_of, people_of
from domain.events import EVENTS, Event, RungFired
from domain.evolve.corrections import CORRECTABLE
from domain.glossary import CHOICES, CORRECTED
from domain.people import Role
from tests.domain import world
from tests.domain.builders import closed, day, silent
from tests.domain.forms import DIGEST
from tests.domain.lives import MOVE, Life, live, lives

NOBODY = Names({}, {})
PERSONS = set(world.PEOPLE) - {role.value for role in Role} - set(CHOICES)


def told(life: Life) -> list[Told]:
    found: list[Told] = []
    for turn in life.turns:
        found += [
            Told(len(found) + n, one.at, turn.now, turn.by, turn.rules.edition, one)
            for n, one in enumerate(turn.events, 1)
        ]
    return found


def test_every_event_and_choice_has_words() -> None:
    seen = Counter[str]()
    for seed in range(16):
        life = live(Random(seed).randbytes(32 + MOVE * 40))  # noqa: S311 - the same lives each time
        for step in folded(told(life)) if life.log else ():
            name = type(step.told.event).__name__
            seen[name] += 1
            assert "None" not in detail(step, NOBODY)
            assert basis(step)
            said = list(_texts(step.told.event.model_dump(mode="json", exclude={"owes", "letter", "interim"})))
            assert set(people_of(step.told.event)) >= {one for one in said if one in PERSONS}, name
            assert set(files_of(step.told.event)) >= {one for one in said if one == DIGEST}, name
    assert len(seen) > len(EVENTS) // 2
    source = inspect.getsource(details)
    for name, kind in EVENTS.items():  # an event whose fields say more than a reason has words of its own
        assert f"e.{name}(" in source or set(kind.model_fields) <= {*Event.model_fields, "reason", "ladder_from"}, name
    assert set(CORRECTED) == set(CORRECTABLE)
    assert set(CAUSES) == set(_options(RungFired, "cause"))
    for name in ("PostingRecorded.what", "WorkersReportRecorded.body", "ClosureReturned.to", "LetterServed.how", "TalkMissed.whose",
                 "ListingRecorded.level", "Jumped.grounds"):  # fmt: skip
        kind, _, field = name.partition(".")
        assert set(_options(EVENTS[kind], field)) <= set(CHOICES), name


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _options(kind: type, field: str) -> tuple[str, ...]:
    hint = typing.get_type_hints(kind)[field]
    return typing.get_args(hint)


@settings(max_examples=15, deadline=None)
@given(lives(moves=30, silence=20))
def test_any_life_can_be_told_and_leaves_nothing_owed_untold(life: Life) -> None:
    if not life.log:
        return
    steps = folded(told(life))
    case = steps[-1].after
    whole = contents(steps, NOBODY)
    assert len(whole.course) == len(life.log)
    assert [len(row) for row in (*whole.moves, *whole.rungs, *whole.duties)] == [5] * len(whole.moves) + [6] * (
        len(whole.rungs) + len(whole.duties)
    )
    running = Counter(
        (one.kind, one.ref, one.due_on)
        for one in duties(steps)
        if one.ended is None and one.outcome in ("open", "lapsed")
    )
    owed = Counter((one.kind, one.ref, one.due_on) for one in case.obligations)
    assert owed <= running


def test_what_was_owed_is_told_to_its_end() -> None:
    life = closed()
    records = [Told(n, one.at, one.at, "x", "2026.1", one) for n, one in enumerate(life.events, 1)]
    found = {one.kind.value: (one.outcome, one.ended_on) for one in duties(folded(records))}
    assert found["verify"] == ("done", day("06-03"))
    assert found["issue_order"] == ("done", day("06-03"))
    assert found["serve"] == ("done", day("06-04"))
    assert found["plan"] == ("done", day("06-04"))
    assert found["inspect"] == ("done", day("06-04"))
    assert found["decide_closure"] == ("done", day("06-04"))
    assert found["check_interim"] == ("void", day("06-04"))


def test_what_nobody_did_is_told_as_lapsed() -> None:
    life = silent("07-26")
    records = [Told(n, one.at, one.at, "x", "2026.1", one) for n, one in enumerate(life.events, 1)]
    whole = contents(folded(records), NOBODY)
    assert {row[4] for row in whole.duties if row[0].startswith("回函")} == {"逾期未履行"}
    assert [(row[0], row[1]) for row in whole.rungs] == [
        ("催办", "2025年7月7日"), ("函告", "2025年7月9日"), ("通报", "2025年7月18日"), ("约谈", "2025年7月25日"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("5wd", "自2025年6月3日起5个工作日"),
        ("20d", "自2025年6月3日起20日"),
        ("stated", "载明2025年7月4日"),
        ("same day", "2025年6月3日当日"),
    ],
)
def test_how_a_day_was_counted(period: str, said: str) -> None:
    assert counted(day("06-03"), period, day("07-04")) == said


def test_people_are_named_while_known_and_the_clock_is_no_person() -> None:
    names = Names({"p-li": "李四"}, {"a" * 64: 3})
    assert [names.who(one) for one in ("p-li", "p-erased", "duban:clock", "duban:operator")] == [
        "李四", "p-erased", "系统时钟", "系统操作员",
    ]  # fmt: skip
    assert names.files(("a" * 64, "b" * 64)) == "附件3"
