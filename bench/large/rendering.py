"""成行: an event of a copy, its command, its marks and its view, as COPY takes them. What is the same for the whole group
of copies comes ready made.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from bench.large import city
from bench.large.copying import NULL, UNIX_EPOCH, columns, integer, length, moment, text
from bench.large.rows import COMMANDS, DELIVERIES, HANDS, LETTERS, NOTICES, RUNGS, Copied, Group, Rows
from bench.large.stamp import Form
from bench.large.templates import EventForm, TurnForm, sample_case
from domain.due import Deadline, armed, letter_time
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import bundled_calendar
from ledger.bulk import EVENT_COLUMNS
from ledger.chain import ALG
from ledger.view import COLUMNS

DAY = 86_400_000_000
"""microseconds"""
_EDITION, _ALG, _DONE, _REFUSED = (text(told.encode()) for told in (CURRENT_EDITION, ALG, "done", "refused"))
_EVENT, _COMMAND, _HAND, _RUNG, _LETTER, _NOTICE, _DELIVERY = (
    columns(len(names)) for names in (EVENT_COLUMNS, COMMANDS, HANDS, RUNGS, LETTERS, NOTICES, DELIVERIES)
)
_DIGEST = text(sha256(b"command").hexdigest().encode())
_PLACE = {name: place for place, name in enumerate(COLUMNS)}

Between = tuple[bytes, bytes]
"""of an event's row, from the version to the moment it counts: as hashed, as copied"""


def between(event: EventForm, days: int) -> Between:
    at = event.at + days * DAY
    edition = CURRENT_EDITION.encode()
    fields = (b"%d" % event.version, event.name, event.shape, edition, b"%d" % at)
    hashed = b"".join(b"%d:%b," % (len(one), one) for one in fields)
    stored = (integer(event.version), text(event.name), integer(int(event.shape)), _EDITION, moment(at))
    return hashed, b"".join(stored)


def event_row(one: Copied, body: bytes, same: Between, by: bytes, command_id: bytes, recorded_at: int) -> bytes:
    """The bytes of `ledger.chain.seal`, and of COPY; the copy's chain goes on with this event."""
    hashed, stored = same
    stream, previous = one.stream, one.head
    when = b"%d" % recorded_at
    one.head = sha256(
        b"32:%b,%d:%b,%b%d:%b,%d:%b,%d:%b,%d:%b,"
        % (previous, len(stream), stream, hashed, len(when), when, len(by), by, len(command_id), command_id,
           len(body), body)
    ).digest()  # fmt: skip
    return b"".join(
        (_EVENT, length(len(stream)), stream, stored, moment(recorded_at), length(len(by)), by,
         length(len(command_id)), command_id, length(len(body)), body, _ALG, length(32), previous,
         length(32), one.head)
    )  # fmt: skip


def command_row(one: Copied, turn: TurnForm, command_id: bytes, by: bytes, recorded_at: int) -> bytes:
    """What was answered."""
    answer = (_DONE, NULL, NULL, integer(turn.first), integer(turn.last))
    if turn.refusal:
        code, sentence = (text(said.encode()) for said in turn.refusal)
        answer = (_REFUSED, code, sentence, NULL, NULL)
    return b"".join((_COMMAND, text(command_id), text(one.stream), _DIGEST, *answer, text(by), moment(recorded_at)))


def letter_row(one: Copied, year: int, number: int, version: int, letter: bytes) -> bytes:
    """发文字号."""
    sign = text(one.unit.sign.encode())
    return b"".join((_LETTER, sign, integer(year), integer(number), text(one.stream), integer(version), text(letter)))


def add_marks(rows: Rows, group: Group, turn: TurnForm, now: int) -> None:
    """Hands, rungs, notices and their delivery, of every copy."""
    notices = [(one, one.title.moved(group.days), one.told.moved(group.days)) for one in turn.notices]
    for one in group.cases:
        stream = text(one.stream)
        for cycle, person, deed in turn.hands:
            rows.hands.append(b"".join((_HAND, stream, cycle, text(person.moved(0).filled(one.values)), deed)))
        rows.rungs += [b"".join((_RUNG, stream, rung)) for rung in turn.rungs]
        for notice, title, told in notices:
            key = text(b"%b-%06d" % (one.number, notice.version))
            filled = text(title.filled(one.values)), text(told.filled(one.values))
            rows.notices.append(
                b"".join((_NOTICE, key, stream, integer(notice.version), notice.kind, notice.to, *filled))
            )
            rows.deliveries.append(b"".join((_DELIVERY, key, _DIGEST, moment(now))))


def add_views(rows: Rows, group: Group, turn: TurnForm, now: int) -> None:
    """Every copy's case, as this was the last that happened to it, and the register's row it came from."""
    snapshot = turn.snapshot.moved(group.days)
    row = group.template.register_row.moved(group.days) if group.template.register_row else None
    deadline = None
    if turn.owing:
        case = sample_case(turn, group.days)
        deadline = armed(case, rulebook(case.edition), bundled_calendar())
    for one in group.cases:
        rows.cases.append(_case_row(group, turn, one, snapshot, deadline, now))
        if row is not None:
            number, told = one.number.decode(), row.filled(one.values).decode()
            rows.register.append((number, one.batch, _print(number), _print(f"row-{number}"), told))


def _case_row(
    group: Group, turn: TurnForm, one: Copied, snapshot: Form, deadline: Deadline | None, now: int
) -> tuple[Any, ...]:
    number = one.number.decode()
    view = list(turn.view)
    for name, value in _own(group, view, one, number, deadline):
        view[_PLACE[name]] = value
    view[_PLACE["snapshot"]] = snapshot.filled(one.values).decode()
    moved_at = _instant(now + one.order % 1_000_000)
    return (*view, _print(number) if group.template.adopted else None, _instant(one.opened_at), moved_at)


def _own(
    group: Group, view: list[object], one: Copied, number: str, deadline: Deadline | None
) -> Iterator[tuple[str, object]]:
    """The columns that are the copy's own."""
    unit, later = one.unit, timedelta(days=group.days)
    yield from (("number", number), ("unit", unit.name), ("entity", unit.id), ("region", unit.region))
    yield from (("industry", unit.industry), ("office", city.renamed(str(view[_PLACE["office"]]), unit.team)))
    for name in ("found_on", "rectify_by"):
        stood = view[_PLACE[name]]
        yield name, stood + later if isinstance(stood, date) else None
    if group.template.adopted:
        yield "batch", one.batch
    if deadline is not None:
        rules = rulebook(CURRENT_EDITION)
        yield "due_at", letter_time(deadline.day, number, rules) if deadline.sends else deadline.due_at
        yield from (("due_kind", deadline.kind), ("due_label", deadline.label), ("provisional", deadline.provisional))


def _instant(micros: int) -> datetime:
    return UNIX_EPOCH + timedelta(microseconds=micros)


def _print(told: str) -> str:
    return sha256(told.encode()).hexdigest()[:32]
