"""The chain's bytes: fixed for ever, unambiguous, and different for every difference."""

from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

import pytest

from ledger.chain import NOTHING, Link, kind, microseconds, netstring, root, seal, sealed

LINK = Link(
    stream="case-2026-000001", version=1, type="HazardReported", shape=1, edition="2026",
    at=datetime(2026, 3, 2, 1, 2, 3, 456789, tzinfo=UTC), recorded_at=datetime(2026, 3, 2, tzinfo=UTC),
    by="p-wang", command_id="c-1", body='{"unit":"宏达化工"}'.encode(),
)  # fmt: skip


def test_the_bytes_are_netstrings_in_this_order() -> None:
    told = b"".join(
        b"%d:%b," % (len(field), field)
        for field in (
            NOTHING, b"case-2026-000001", b"1", b"HazardReported", b"1", b"2026", b"1772413323456789",
            b"1772409600000000", b"p-wang", b"c-1", LINK.body,
        )
    )  # fmt: skip
    assert seal(NOTHING, LINK) == sha256(told).digest()


@pytest.mark.parametrize(
    "change",
    [
        {"stream": "case-2026-000002"}, {"version": 2}, {"type": "HazardReporte"}, {"shape": 2}, {"edition": "2027"},
        {"at": LINK.at + timedelta(microseconds=1)}, {"recorded_at": LINK.recorded_at + timedelta(microseconds=1)},
        {"by": "p-wan", "command_id": "gc-1"}, {"command_id": "c-2"}, {"body": LINK.body + b" "},
    ],
    ids=str,
)  # fmt: skip
def test_every_difference_is_another_hash(change: dict[str, Any]) -> None:
    assert seal(NOTHING, LINK._replace(**change)) != seal(NOTHING, LINK)
    assert seal(sha256().digest(), LINK) != seal(NOTHING, LINK)


def test_the_same_instant_in_another_zone_is_the_same_hash() -> None:
    shanghai = timezone(timedelta(hours=8))
    assert seal(NOTHING, LINK._replace(at=LINK.at.astimezone(shanghai))) == seal(NOTHING, LINK)


def test_a_case_hangs_on_its_ledger_and_its_name() -> None:
    roots = {root(genesis, stream) for genesis in (NOTHING, b"1" * 32) for stream in ("case-2026-000001", "case-2")}
    assert len(roots) == 4


def test_what_repeats_may_be_encoded_once() -> None:
    parts = (netstring(LINK.stream), LINK.version, kind(LINK.type, LINK.shape, LINK.edition))
    known = (microseconds(LINK.at), microseconds(LINK.recorded_at), netstring(LINK.by), LINK.command_id, LINK.body)
    assert sealed(NOTHING, *parts, *known) == seal(NOTHING, LINK)
    assert netstring("宏达") == b"6:\xe5\xae\x8f\xe8\xbe\xbe,"
