"""抄写: one shard's cases written day by day, as they would have come about: the events of a case lie as far apart on the
disk as in life. Hashes, marks, commands and views are what an append would have written; verify finds nothing wrong.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from hashlib import sha256
from operator import itemgetter
from typing import Any

import asyncpg

from bench.large import city
from bench.large.copying import (
    NULL,
    UNIX_EPOCH,
    columns,
    copy,
    integer,
    length,
    moment,
    text,
)  # fmt: skip
from bench.large.draw import LAST, Draw, Drawn, batch, week_of
from bench.large.stamp import Form
from bench.large.templates import EventForm, Template, TurnForm, sample_case
from domain.due import Deadline, armed, letter_time
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import bundled_calendar
from ledger.bulk import COMMAND_COLUMNS, EVENT_COLUMNS
from ledger.chain import ALG
from ledger.pool import LONG, SETTINGS, Connection
from ledger.view import COLUMNS

FLUSH = 40_000
"""events of one transaction"""
DAY = 86_400_000_000
"""microseconds"""
NOTICES = ("key", "stream", "version", "kind", "to", "title", "text")
_EDITION = text(CURRENT_EDITION.encode())
_ALG, _DONE, _REFUSED = text(ALG.encode()), text(b"done"), text(b"refused")
_EVENT, _COMMAND, _HAND, _RUNG, _LETTER, _NOTICE = (
    columns(count) for count in (len(EVENT_COLUMNS), len(COMMAND_COLUMNS) + 2, 5, 4, 6, len(NOTICES))
)
_DELIVERY = columns(3)
_DIGEST = text(sha256(b"command").hexdigest().encode())
_PLACE = {name: place for place, name in enumerate(COLUMNS)}
_CASE_COLUMNS = (*COLUMNS, "fingerprint", "opened_at", "moved_at")


@dataclass(slots=True)
class Copied:
    """A copy under way."""

    number: bytes
    order: int
    stream: bytes
    values: list[bytes]
    head: bytes
    unit: city.Unit
    batch: str
    opened_at: int = 0


@dataclass(slots=True)
class Group:
    """Copies of one life that began on one day: their dates are the same."""

    template: Template
    first: date
    cases: list[Copied]

    @property
    def days(self) -> int:
        """By how many days they were moved."""
        return (self.first - self.template.first).days


@dataclass(slots=True)
class Rows:
    """What one transaction writes."""

    events: list[tuple[int, bytes]] = field(default_factory=list)
    commands: list[bytes] = field(default_factory=list)
    hands: list[bytes] = field(default_factory=list)
    rungs: list[bytes] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    notices: list[bytes] = field(default_factory=list)
    deliveries: list[bytes] = field(default_factory=list)
    cases: list[tuple[Any, ...]] = field(default_factory=list)
    register: list[tuple[str, ...]] = field(default_factory=list)


class Writer:
    """抄写员 of one shard."""

    def __init__(self, draw: Draw, shard: int, genesis: bytes) -> None:
        self.draw = draw
        self.shard = shard
        self.genesis = genesis
        self.rows = Rows()
        self.letters: dict[tuple[bytes, int], int] = defaultdict(int)
        self.commands = 0
        self.groups: dict[date, dict[int, list[Drawn]]] = defaultdict(lambda: defaultdict(list))
        self.due: dict[date, list[tuple[Group, int]]] = defaultdict(list)
        for one in draw.shard(shard):
            self.groups[one.first][one.template].append(one)

    async def write(self, url: str, ahead: Callable[[int], bool]) -> None:
        """Everything up to the last day."""
        connection = await asyncpg.connect(url, server_settings=SETTINGS)
        try:
            await connection.execute("set statement_timeout = 0")
            day = min(self.groups)
            while day <= LAST:
                self._day(day)
                if len(self.rows.events) >= FLUSH or day == LAST:
                    await self._flush(connection)
                    while ahead(day.toordinal()):  # noqa: ASYNC110 -- the others are other processes
                        await asyncio.sleep(0.02)
                day += timedelta(days=1)
            await connection.copy_records_to_table(
                "letter_counters", columns=["issuer", "year", "last"],
                records=[(sign.decode(), year, last) for (sign, year), last in self.letters.items()],
            )  # fmt: skip
        finally:
            await connection.close()

    def _day(self, day: date) -> None:
        for template, drawn in self.groups.pop(day, {}).items():
            group = Group(self.draw.templates[template], day, [self._begun(one) for one in drawn])
            for place, turn in enumerate(group.template.turns):
                if day + timedelta(days=turn.day) <= LAST:
                    self.due[day + timedelta(days=turn.day)].append((group, place))
        begin = len(self.rows.events)
        for group, place in self.due.pop(day, ()):
            self._turn(group, place)
        if len(self.rows.events) > begin:
            self.rows.events[begin:] = sorted(self.rows.events[begin:], key=itemgetter(0))

    def _begun(self, drawn: Drawn) -> Copied:
        unit = self.draw.unit(drawn.number)
        number = f"{drawn.first.year}-{drawn.number:06d}".encode()
        stream = b"case-" + number
        name = batch(week_of(drawn.first), unit.district)
        matter = city.matter_of(drawn.number, unit)
        told = (unit.name, unit.region, unit.industry, matter, unit.id, name, unit.team, unit.sign)
        values = [number, *(one.encode() for one in told)]
        return Copied(number, drawn.number, stream, values, sha256(self.genesis + stream).digest(), unit, name)

    def _turn(self, group: Group, place: int) -> None:
        turn, days = group.template.turns[place], group.days
        by, command = turn.by.moved(days), turn.command_id.moved(days) if turn.command_id else None
        forms = [(event, event.body.moved(days), _between(event, days)) for event in turn.events]
        now = turn.now + days * DAY
        year = (UNIX_EPOCH + timedelta(microseconds=now)).year
        for one in group.cases:
            self.commands += 1
            command_id = command.filled(one.values) if command else b"0190a1b2-%04x-7%03x-8000-%012x" % (
                self.shard, self.commands & 0xFFF, self.commands
            )  # fmt: skip
            person, recorded_at = by.filled(one.values), now + one.order % 1_000_000
            one.opened_at = one.opened_at or recorded_at
            for event, body, between in forms:
                if event.issues:
                    self._number_letter(one, turn, event, days, year)
                self._event(one, body.filled(one.values), between, person, command_id, recorded_at)
            self._command(one, turn, command_id, person, recorded_at)
        self._marks(group, turn, now)
        done = place + 1 == len(group.template.turns)
        if done or group.first + timedelta(days=group.template.turns[place + 1].day) > LAST:
            self._views(group, turn, now)

    def _number_letter(self, one: Copied, turn: TurnForm, event: EventForm, days: int, year: int) -> None:
        sign = one.unit.sign.encode()
        self.letters[sign, year] += 1
        number = self.letters[sign, year]
        one.values.append(b"%b\xe3\x80\x94%d\xe3\x80\x95%d\xe5\x8f\xb7" % (sign, year, number))  # 〔 〕 号
        letter = next(letter for version, letter in turn.letters if version == event.version)
        self.rows.letters.append(
            b"".join((_LETTER, text(sign), integer(year), integer(number), text(one.stream), integer(event.version),
                      text(letter.moved(days).filled(one.values))))
        )  # fmt: skip

    def _event(
        self, one: Copied, body: bytes, between: tuple[bytes, bytes], by: bytes, command_id: bytes, recorded_at: int
    ) -> None:
        """The bytes of `ledger.chain.seal`, and of COPY, put together from what is the same for the group."""
        hashed, stored = between
        stream, previous = one.stream, one.head
        when = b"%d" % recorded_at
        one.head = sha256(
            b"32:%b,%d:%b,%b%d:%b,%d:%b,%d:%b,%d:%b,"
            % (previous, len(stream), stream, hashed, len(when), when, len(by), by, len(command_id), command_id,
               len(body), body)
        ).digest()  # fmt: skip
        self.rows.events.append(
            (
                recorded_at,
                b"".join(
                    (_EVENT, length(len(stream)), stream, stored, moment(recorded_at), length(len(by)), by,
                     length(len(command_id)), command_id, length(len(body)), body, _ALG, length(32), previous,
                     length(32), one.head)
                ),
            )
        )  # fmt: skip

    def _command(self, one: Copied, turn: TurnForm, command_id: bytes, by: bytes, recorded_at: int) -> None:
        if turn.refusal:
            code, sentence = (text(said.encode()) for said in turn.refusal)
            answer = (_REFUSED, code, sentence, NULL, NULL)
        else:
            answer = (_DONE, NULL, NULL, integer(turn.first), integer(turn.last))
        self.rows.commands.append(
            b"".join((_COMMAND, text(command_id), text(one.stream), _DIGEST, *answer, text(by), moment(recorded_at)))
        )

    def _marks(self, group: Group, turn: TurnForm, now: int) -> None:
        days, rows = group.days, self.rows
        notices = [(one, one.title.moved(days), one.told.moved(days)) for one in turn.notices]
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

    def _views(self, group: Group, turn: TurnForm, now: int) -> None:
        """The case as this was the last that happened to it."""
        snapshot = turn.snapshot.moved(group.days)
        deadline = _deadline(turn, group.days) if turn.owing else None
        row = group.template.register_row.moved(group.days) if group.template.register_row else None
        for one in group.cases:
            self.rows.cases.append(self._view(group, turn, one, snapshot, deadline, now))
            if row is not None:
                number, told = one.number.decode(), row.filled(one.values).decode()
                self.rows.register.append((number, one.batch, _print(number), _print(f"row-{number}"), told))

    def _view(
        self, group: Group, turn: TurnForm, one: Copied, snapshot: Form, deadline: Deadline | None, now: int
    ) -> tuple[Any, ...]:
        number, later = one.number.decode(), timedelta(days=group.days)
        view = list(turn.view)

        def put(name: str, value: object) -> None:
            view[_PLACE[name]] = value

        put("number", number)
        put("snapshot", snapshot.filled(one.values).decode())
        put("unit", one.unit.name)
        put("entity", one.unit.id)
        put("region", one.unit.region)
        put("industry", one.unit.industry)
        put("office", city.renamed(str(view[_PLACE["office"]]), one.unit.team))
        for name in ("found_on", "rectify_by"):
            stood = view[_PLACE[name]]
            put(name, stood + later if isinstance(stood, date) else None)
        adopted = group.template.adopted
        if adopted:
            put("batch", one.batch)
        if deadline is not None:
            rules = rulebook(CURRENT_EDITION)
            put("due_at", letter_time(deadline.day, number, rules) if deadline.sends else deadline.due_at)
            put("due_kind", deadline.kind)
            put("due_label", deadline.label)
            put("provisional", deadline.provisional)
        moved_at = now + one.order % 1_000_000
        return (*view, _print(number) if adopted else None, _instant(one.opened_at), _instant(moved_at))

    async def _flush(self, connection: Connection) -> None:
        rows, self.rows = self.rows, Rows()
        command_columns = (*COMMAND_COLUMNS[:4], "refusal", "sentence", *COMMAND_COLUMNS[4:])
        async with connection.transaction():
            await copy(connection, "events", EVENT_COLUMNS, [one for _, one in rows.events])
            await copy(connection, "commands", command_columns, rows.commands)
            await copy(connection, "hands", ("stream", "cycle", "person", "deed", "version"), rows.hands)
            await copy(connection, "rungs", ("stream", "cycle", "rung", "version"), rows.rungs)
            await copy(connection, "letters", ("issuer", "year", "number", "stream", "version", "letter"), rows.letters)
            await copy(connection, "notices", NOTICES, rows.notices)
            await copy(connection, "deliveries", ("key", "digest", "delivered_at"), rows.deliveries)
            await connection.copy_records_to_table("cases", columns=_CASE_COLUMNS, records=rows.cases, timeout=LONG)
            await connection.copy_records_to_table(
                "register_rows", columns=("number", "batch", "fingerprint", "row_digest", "body"),
                records=rows.register, timeout=LONG,
            )  # fmt: skip


def _between(event: EventForm, days: int) -> tuple[bytes, bytes]:
    """From the version to the moment it counts: as hashed, as copied."""
    at = event.at + days * DAY
    edition = CURRENT_EDITION.encode()
    fields = (b"%d" % event.version, event.name, event.shape, edition, b"%d" % at)
    hashed = b"".join(b"%d:%b," % (len(one), one) for one in fields)
    stored = (integer(event.version), text(event.name), integer(int(event.shape)), _EDITION, moment(at))
    return hashed, b"".join(stored)


def _deadline(turn: TurnForm, days: int) -> Deadline | None:
    case = sample_case(turn, days)
    return armed(case, rulebook(case.edition), bundled_calendar())


def _instant(micros: int) -> datetime:
    return UNIX_EPOCH + timedelta(microseconds=micros)


def _print(told: str) -> str:
    return sha256(told.encode()).hexdigest()[:32]


def run(url: str, draw: Draw, shard: int, genesis: bytes, ahead: Callable[[int], bool]) -> None:
    """In a process of its own."""
    asyncio.run(Writer(draw, shard, genesis).write(url, ahead))
