"""演练县: a register becomes cases of a drill ledger, all started on the first day, with people for every role."""

from dataclasses import dataclass
from datetime import datetime

from activities.register_import import OPERATOR, import_rows
from activities.register_start import start_batch
from domain.registers.reading import Reading
from drill.cast import OFFICES, enterprise_people, officials
from ledger.people import entities_named, save_people
from ledger.store import Ledger

BY = "duban:drill"


@dataclass(frozen=True)
class Opened:
    """立案结果: the cases that run, and those the register says are over."""

    running: tuple[str, ...]
    closed: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every case, in the register's order."""
        return tuple(sorted((*self.running, *self.closed)))


async def open_county(ledger: Ledger, reading: Reading, start: datetime) -> Opened:
    """Adopt the register and press 开始督办, at the drill's first moment. Raises Refusal."""
    people, posts = officials()
    await save_people(ledger.pool, people=people, offices=OFFICES, appointments=posts, by=BY)
    result = await import_rows(ledger, reading, by=OPERATOR, file_digest="", now=start)
    units = await entities_named(ledger.pool, {row.unit for row in reading.rows})
    people, posts = enterprise_people(units)
    await save_people(ledger.pool, people=people, appointments=posts, by=BY)
    if result.batch is not None:
        await start_batch(ledger, result.batch, by=OPERATOR, now=start)
    closed = tuple(one.case for one in result.opened if one.row.closed_on is not None)
    return Opened(tuple(one.case for one in result.opened if one.case not in closed), closed)
