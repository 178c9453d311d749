"""事件的存取: what was stored once is read for ever (`golden/`: one stored body per event type and shape)."""

import hashlib
import json
from pathlib import Path
from typing import Any, ClassVar

import pytest
from pydantic import ValidationError

from domain import upcasts
from domain.events import EVENTS, Event
from domain.upcasts import dump, load
from tests.domain.builders import moment, overdue

GOLDEN = Path(__file__).parent / "golden"
DIGESTS: dict[str, str] = json.loads((GOLDEN / "digests.json").read_text())
SAMPLES = sorted(path for path in GOLDEN.glob("*.json") if path.name != "digests.json")


def parts(path: Path) -> tuple[str, int]:
    name, _, shape = path.stem.rpartition("-")
    return name, int(shape)


def within(stored: Any, read: Any) -> bool:
    """Everything stored is still there; fields added since have their defaults."""
    if isinstance(stored, dict) and isinstance(read, dict):
        return all(name in read and within(value, read[name]) for name, value in stored.items())
    if isinstance(stored, list) and isinstance(read, list):
        return len(stored) == len(read) and all(within(a, b) for a, b in zip(stored, read, strict=True))
    return bool(stored == read)


def test_every_event_and_shape_has_its_sample() -> None:
    """A new event or shape comes with its stored body: `golden/<Event>-<shape>.json` and its line in digests.json."""
    wanted = {(name, shape) for name, kind in EVENTS.items() for shape in range(1, kind.shape + 1)}
    assert {parts(path) for path in SAMPLES} == wanted


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_never_changes(path: Path) -> None:
    """ "a name is never reused, a field only added": what was stored is not edited to suit today's code."""
    assert hashlib.sha256(path.read_bytes().strip()).hexdigest() == DIGESTS[path.stem]


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_what_was_stored_is_read(path: Path) -> None:
    """Every stored field is understood, in whatever shape it was stored."""
    name, shape = parts(path)
    body = path.read_bytes().strip()
    event = load(name, shape, body)
    assert type(event) is EVENTS[name]
    if shape == EVENTS[name].shape:
        assert within(json.loads(body), json.loads(dump(event)))


def test_bytes_are_canonical() -> None:
    """The hash covers these bytes: sorted keys, no white space, the same for equal events, and back again unchanged."""
    for event in overdue(4).events:
        body = dump(event)
        assert b": " not in body
        assert list(json.loads(body)) == sorted(json.loads(body))
        again = load(type(event).__name__, event.shape, body)
        assert (again, dump(again)) == (event, body)


def test_one_instant_has_one_form() -> None:
    """Two ways of writing a time are one event after it was stored."""
    (event,) = overdue(1).events[:1]
    body = dump(event)
    assert json.loads(body)["at"].endswith(("Z", "+08:00"))
    assert load("HazardReported", 1, body).at == moment("06-03 09:00")


def test_an_unknown_type_is_an_error() -> None:
    """A name nobody knows is not skipped."""
    with pytest.raises(KeyError):
        load("HazardForgotten", 1, b"{}")


@pytest.mark.parametrize("body", [b"{}", b"[]", b"not json", b'{"at": "2025-06-03T09:00:00Z", "reason": 1}'])
def test_a_body_that_does_not_fit_is_an_error(body: bytes) -> None:
    """Nor is one guessed."""
    with pytest.raises(ValidationError):
        load("CaseVoided", 1, body)


class Renamed(Event):
    """改过形状的事件: stands in for one whose shape has changed twice."""

    shape: ClassVar[int] = 3
    reason: str
    author: str


def test_older_shapes_are_lifted_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    """1 → 2 → 3, each step its own function; a missing step is an error."""
    monkeypatch.setitem(EVENTS, "Renamed", Renamed)
    monkeypatch.setitem(upcasts.UPCASTS, ("Renamed", 1), lambda old: {"at": old["at"], "reason": old["why"]})
    monkeypatch.setitem(upcasts.UPCASTS, ("Renamed", 2), lambda old: {**old, "author": "原记录未载"})
    body = b'{"at":"2025-06-03T01:00:00Z","why":"x"}'
    event = load("Renamed", 1, body)
    assert isinstance(event, Renamed)
    assert (event.reason, event.author) == ("x", "原记录未载")
    monkeypatch.delitem(upcasts.UPCASTS, ("Renamed", 2))
    with pytest.raises(KeyError):
        load("Renamed", 1, body)
