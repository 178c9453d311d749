"""导入台账 importing a register: recorded first, in one transaction; armed afterwards, in the background."""

import asyncio
import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path

import structlog

from activities.register_file import open_register, read_bounded
from activities.register_people import entities_of, offices_for, without_names
from domain.adoption import Row, adopt
from domain.case import Case
from domain.circumstances import Circumstances
from domain.due import armed
from domain.evolve import evolve
from domain.people import Role
from domain.policy import ROLE_NAMES, holds
from domain.refusals import Refusal
from domain.registers.known import Earlier, Keyed, Known, part, stored
from domain.registers.reading import Reading, read_register
from domain.registers.row import Level
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import SHANGHAI, bundled_calendar
from ledger.errors import GONE, AlreadyDone, AlreadyKnown, Conflict
from ledger.people import save_people
from ledger.records import Opening, Recalled
from ledger.store import Ledger
from ledger.uncollected import uncollected

log = structlog.get_logger(__name__)

OPERATOR = "duban:operator"
"""命令行操作员: whoever may run the command line of this host, when no person is named"""
MAY_IMPORT = (Role.CLERK, Role.COMMISSION_OFFICE)
TRIES = 6
NOWHERE = "0000-000000"


@dataclass(frozen=True, slots=True)
class Opened:
    """立案: a row and the case it became."""

    row: Row
    case: str


@dataclass(slots=True)
class Import:
    """导入结果: every row of the file opened, known or rejected."""

    reading: Reading
    batch: str | None = None
    opened: list[Opened] = field(default_factory=list)
    known: tuple[Known, ...] = ()
    would_open: tuple[Row, ...] = ()
    """of a dry run"""

    @property
    def command_id(self) -> str:
        """Under which the record has it, and its workflows to be told."""
        return command_of(str(self.batch))

    @property
    def changed(self) -> list[Known]:
        """Known rows that say something else now: for a person to decide on."""
        return [one for one in self.known if one.case and one.changes]


def command_of(batch: str) -> str:
    """One import, one command of the ledger's own."""
    return f"import/{batch}"


async def import_register(
    ledger: Ledger, path: Path, *, by: str = OPERATOR, level: Level | None = None, dry_run: bool = False
) -> Import:
    """导入台账: the good rows become cases, all or none. Raises FileRefusedError, NotARegisterError, Refusal."""
    recalled = await permitted(ledger, by)
    today = recalled.clock.astimezone(SHANGHAI).date()
    reading = await asyncio.to_thread(_read, path, today, level)
    digest = hashlib.sha256(await asyncio.to_thread(read_bounded, path)).hexdigest()
    return await import_rows(ledger, reading, by=by, file_digest=digest, dry_run=dry_run)


async def import_rows(
    ledger: Ledger,
    reading: Reading,
    *,
    by: str,
    file_digest: str,
    dry_run: bool = False,
    now: datetime | None = None,
) -> Import:
    """The same with the file already read. Repeated after any failure it leaves each row exactly once.

    `now` is a drill's own clock; a real or sample ledger has none but the database's.
    """
    rows = [Keyed.of(row) for row in reading.rows]
    for attempt in range(TRIES):
        parted = part(rows, await _earlier(ledger, rows))
        result = Import(reading, known=parted.known)
        if dry_run or not parted.fresh:
            result.would_open = tuple(one.row for one in parted.fresh)
            return result
        try:
            with uncollected():
                result.batch, result.opened = await _open(ledger, parted.fresh, by, file_digest, now)
        except (Conflict, AlreadyKnown):
            # another import came between: its rows are known now
            log.info("import_repeated", attempt=attempt)
            await asyncio.sleep(0.05 * 2**attempt)
        else:
            return result
    raise Refusal("IMPORT_BUSY", "另有导入正在进行，请稍后再试；本次没有导入任何一行。")


async def permitted(
    ledger: Ledger, by: str, roles: Sequence[Role] = MAY_IMPORT, *, now: datetime | None = None
) -> Recalled:
    """Who imports or starts is a register clerk or the commission office, or the host's operator. Raises Refusal."""
    recalled = await ledger.recall(NOWHERE, persons=[by])
    if now is not None and ledger.kind == "drill":
        recalled = replace(recalled, clock=now)
    if by != OPERATOR:
        today = recalled.clock.astimezone(SHANGHAI).date()
        if holds(recalled.appointments.get(by, ()), roles, None, today, recalled.offices) is None:
            may = "、".join(ROLE_NAMES[role] for role in roles)
            raise Refusal("NOT_PERMITTED", f"{by} 今天不任{may}，不能办理此事。")
    return recalled


def _read(path: Path, today: date, level: Level | None) -> Reading:
    return read_register(open_register(path), today=today, name=path.stem, level=level)


async def _earlier(ledger: Ledger, rows: Sequence[Keyed]) -> list[Earlier]:
    if not rows:
        return []
    found = await ledger.known({one.fingerprint for one in rows}, {one.digest for one in rows})
    return [Earlier(one.number, one.fingerprint, one.row_digest, one.open, one.row) for one in found]


async def _open(
    ledger: Ledger, fresh: Sequence[Keyed], by: str, file_digest: str, now: datetime | None
) -> tuple[str, list[Opened]]:
    recalled = await permitted(ledger, by, now=now)
    day = recalled.clock.astimezone(SHANGHAI)
    batch = f"{day:%Y%m%d}-{secrets.token_hex(3)}"
    rows = [one.row for one in fresh]
    numbers = await ledger.next_numbers(day.year, len(rows))
    people, nameless = without_names(rows)
    entities = await entities_of(ledger, rows)
    placed = [
        (replace(one, row=row), number, entities.id_of(row))
        for one, row, number in zip(fresh, nameless, numbers, strict=True)
    ]
    # who is spoken of exists before the record speaks of them
    await save_people(ledger.pool, people=people, entities=list(entities.new.values()), by=by)
    rules = rulebook(recalled.edition or CURRENT_EDITION)
    ctx = Circumstances(now=recalled.clock, by=by, number="", rules=rules, calendar=bundled_calendar())
    openings = await _openings(placed, batch, ctx, await offices_for(ledger))
    await _recorded(ledger, openings, batch, ctx, file_digest)
    return batch, [Opened(row, number) for row, number in zip(rows, numbers, strict=True)]


async def _openings(
    rows: Sequence[tuple[Keyed, str, str]], batch: str, ctx: Circumstances, office_of: Callable[[Row], str | None]
) -> list[Opening]:
    openings = []
    for place, (keyed, number, entity) in enumerate(rows):
        if place % 500 == 0:
            await asyncio.sleep(0)
        row = keyed.row
        events = adopt(row, entity=entity, batch=batch, ctx=replace(ctx, number=number), office=office_of(row))
        case: Case | None = None
        for event in events:
            case = evolve(case, event)
        if case is None:
            raise ValueError("adoption always opens a case")
        deadline = armed(case, ctx.rules, ctx.calendar)
        openings.append(Opening(number, events, case, deadline, keyed.fingerprint, keyed.digest, stored(row)))
    return openings


async def _recorded(
    ledger: Ledger, openings: Sequence[Opening], batch: str, ctx: Circumstances, file_digest: str
) -> None:
    """Commit once. A connection lost on the way leaves it unknown whether it did: the same command id tells."""
    command = command_of(batch)
    for attempt in range(TRIES):
        try:
            await ledger.open_batch(
                batch,
                openings,
                by=ctx.by,
                command_id=command,
                digest=hashlib.sha256(command.encode()).hexdigest(),
                edition=ctx.rules.edition,
                recorded_at=ctx.now,
                file_digest=file_digest,
            )
        except AlreadyDone:
            return
        except GONE as away:
            log.warning("import_unanswered", batch=batch, error=repr(away))
            if attempt == TRIES - 1:
                raise
            await asyncio.sleep(0.25 * 2**attempt)
        else:
            return
