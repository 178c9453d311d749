"""事件的存取 stored bytes of an event and back. Older shapes are lifted here, at the edge, and nowhere else."""

from collections.abc import Callable
from functools import cache
from typing import Any, cast

import orjson

from domain.events import EVENTS, Event

Upcast = Callable[[dict[str, Any]], dict[str, Any]]

UPCASTS: dict[tuple[str, int], Upcast] = {}
"""(type, shape) -> the body one shape later. Empty until a stored event has to change its form."""


def dump(event: Event) -> bytes:
    """Canonical JSON: sorted keys, UTF-8, no white space. These are the bytes the hash covers."""
    return orjson.dumps(event.model_dump(mode="json"), option=orjson.OPT_SORT_KEYS)


def load(name: str, shape: int, body: bytes) -> Event:
    """The event of stored bytes; errors: KeyError for an unknown type, ValueError for a body that does not fit."""
    kind = EVENTS[name]
    if shape == kind.shape:
        return kind.model_validate_json(body)
    return _lifted(kind, shape, body)


@cache
def reader(name: str, shape: int) -> Callable[[bytes], Event]:
    """`load` of one type and shape, for who reads them by the million; KeyError for an unknown type."""
    kind = EVENTS[name]
    if shape == kind.shape:
        return cast("Callable[[bytes], Event]", kind.__pydantic_validator__.validate_json)
    return lambda body: _lifted(kind, shape, body)


def _lifted(kind: type[Event], shape: int, body: bytes) -> Event:
    data = orjson.loads(body)
    for older in range(shape, kind.shape):
        data = UPCASTS[kind.__name__, older](data)
    return kind.model_validate_json(orjson.dumps(data))
