"""抄写: one shard's cases written day by day, as they would have come about: the events of a case lie as far apart on the
disk as in life. Hashes, marks, commands and views are what an append would have written; verify finds nothing wrong.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from operator import itemgetter

import asyncpg

from bench.large import city
from bench.large.copying import UNIX_EPOCH
from bench.large.draw import LAST, Draw, Drawn, batch, week_of
from bench.large.rendering import DAY, add_marks, add_views, between, command_row, event_row, letter_row
from bench.large.rows import Copied, Group, Rows
from bench.large.templates import EventForm, TurnForm
from ledger.pool import SETTINGS, Connection

FLUSH = 40_000
"""events of one transaction"""


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
        forms = [(event, event.body.moved(days), between(event, days)) for event in turn.events]
        now = turn.now + days * DAY
        year = (UNIX_EPOCH + timedelta(microseconds=now)).year
        for one in group.cases:
            self.commands += 1
            command_id = command.filled(one.values) if command else b"0190a1b2-%04x-7%03x-8000-%012x" % (
                self.shard, self.commands & 0xFFF, self.commands
            )  # fmt: skip
            person, recorded_at = by.filled(one.values), now + one.order % 1_000_000
            one.opened_at = one.opened_at or recorded_at
            for event, body, same in forms:
                if event.issues:
                    self._number_letter(one, turn, event, days, year)
                row = event_row(one, body.filled(one.values), same, person, command_id, recorded_at)
                self.rows.events.append((recorded_at, row))
            self.rows.commands.append(command_row(one, turn, command_id, person, recorded_at))
        add_marks(self.rows, group, turn, now)
        done = place + 1 == len(group.template.turns)
        if done or group.first + timedelta(days=group.template.turns[place + 1].day) > LAST:
            add_views(self.rows, group, turn, now)

    def _number_letter(self, one: Copied, turn: TurnForm, event: EventForm, days: int, year: int) -> None:
        sign = one.unit.sign.encode()
        self.letters[sign, year] += 1
        number = self.letters[sign, year]
        one.values.append(b"%b\xe3\x80\x94%d\xe3\x80\x95%d\xe5\x8f\xb7" % (sign, year, number))  # 〔 〕 号
        letter = next(letter for version, letter in turn.letters if version == event.version)
        self.rows.letters.append(letter_row(one, year, number, event.version, letter.moved(days).filled(one.values)))

    async def _flush(self, connection: Connection) -> None:
        rows, self.rows = self.rows, Rows()
        async with connection.transaction():
            await rows.write(connection)


def run(url: str, draw: Draw, shard: int, genesis: bytes, ahead: Callable[[int], bool]) -> None:
    """In a process of its own."""
    asyncio.run(Writer(draw, shard, genesis).write(url, ahead))
