"""执行: recall, decide, append. The only place where the rules meet the record."""

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from activities.handover import Leave
from activities.standing import REUSED, answered, deadline_of, rules_of, standing_of
from domain.circumstances import Circumstances
from domain.commands import Command, parse
from domain.decide import decide
from domain.events import Event
from domain.evolve import evolve
from domain.notices import Notice, notices
from domain.people import Role
from domain.policy import holds
from domain.refusals import Refusal
from domain.workdays import bundled_calendar, day_of
from ledger.appending import Entry
from ledger.errors import AlreadyDone, CommandIdReused, Conflict, HandsRefused
from ledger.records import Recalled
from ledger.store import Ledger
from workflows.contracts import LAPSE, Codes, Order, Refused, Standing

TRIES = 4
"""Conflicts come only from writes past the workflow (a batch), so a few tries are plenty."""

NUMBERED = frozenset({"IssueLetter", "WithdrawLetter"})
"""Commands that take a 发文字号."""
ISSUERS = (Role.COMMISSION_OFFICE, Role.REGULATOR)

BEHIND = Refused(
    code=Codes.LEDGER_BEHIND,
    sentence="账本比已知的记录旧（可能刚从备份恢复），为免覆盖，暂不执行；请管理员确认后重建。",
)
NOT_YET = Refused(code=Codes.NOT_YET, sentence="按账本的时钟，期限尚未届至。")
SAME_HANDS = Refusal(Codes.HANDS_NOT_SEPARATE, "整改或复查本案的人不得审核本案销号。")


async def execute(ledger: Ledger, order: Order, leave: Leave | None = None) -> Standing:
    """Carry out one order, at most once; what happened, and where the case now stands.

    With `leave`, what it says to somebody leaves as soon as it is recorded; what does not is still `undelivered`.
    """
    for _ in range(TRIES - 1):
        try:
            return await _once(ledger, order, leave)
        except Conflict:
            continue
    return await _once(ledger, order, leave)


async def recall(ledger: Ledger, case: str, *, seen: int, now: datetime | None) -> Standing:
    """Where a case stands; a ledger that holds less than was seen is not believed (G9)."""
    recalled = await ledger.recall(case)
    standing = standing_of(case, recalled, _clock(ledger, recalled, now))
    return _refused(standing, BEHIND) if seen > recalled.version else standing


async def _once(ledger: Ledger, order: Order, leave: Leave | None) -> Standing:
    command = _parsed(order)
    persons = {order.by} if isinstance(command, Refusal) else {order.by, *command.persons()}
    recalled = await ledger.recall(order.case, command_id=order.command_id, persons=persons)
    if recalled.answered is not None:
        return await answered(ledger, recalled.answered, order)
    attempt = Attempt(ledger, order, recalled, _clock(ledger, recalled, order.now))
    if order.seen > recalled.version:
        return _refused(attempt.standing, BEHIND)
    if order.command == LAPSE and (ahead := attempt.ahead()) > 0:
        return _refused(attempt.standing, NOT_YET).model_copy(update={"ahead": ahead})
    try:
        standing = await attempt.carry_out(command)
    except AlreadyDone as done:
        return await answered(ledger, done.answer, order)
    except CommandIdReused:
        return _refused(attempt.standing, REUSED)
    except HandsRefused:
        return await attempt.refuse(SAME_HANDS)
    if leave is None or not attempt.fresh:
        return standing
    # only now: while a 文号 is given out, nothing is committed before `carry_out` has come back
    left = await leave(order.case, attempt.fresh)
    waiting = tuple(one for one in standing.undelivered if one.key not in left)
    return standing.model_copy(update={"undelivered": waiting})


@dataclass(frozen=True)
class Attempt:
    """One attempt at one order, on the case as it was recalled."""

    ledger: Ledger
    order: Order
    recalled: Recalled
    now: datetime
    fresh: list[Notice] = field(default_factory=list)
    """what the events that were appended say to somebody"""

    @property
    def standing(self) -> Standing:
        """Where the case stood before."""
        return standing_of(self.order.case, self.recalled, self.now)

    def ahead(self) -> float:
        """By how many seconds the clock's order comes before its deadline (G10)."""
        return (datetime.fromisoformat(self.order.data["due_at"]) - self.now).total_seconds()

    async def carry_out(self, command: Command | Refusal) -> Standing:
        """Decide and append; a refusal is an answer, and recorded as one."""
        try:
            if isinstance(command, Refusal):
                raise command
            sign = self.sign() if self.order.command in NUMBERED else ""
            if not sign:
                return await self.append(decide(self.recalled.case, command, self.circumstances()), self.ledger.append)
            # The counter stays locked until the append is committed, so that 发文字号 has no gap; a refusal returns it.
            async with self.ledger.issuing(sign, day_of(self.now).year) as issue:
                events = decide(self.recalled.case, command, self.circumstances(issue.number))
                return await self.append(events, issue.append)
        except Refusal as refusal:
            return await self.refuse(refusal)

    async def append(self, events: tuple[Event, ...], append: Callable[..., Awaitable[int]]) -> Standing:
        if not events:
            # Nothing happened, so nothing is recorded, and the command's id is not used up: for a lapse that moved
            # nothing, mended rules may answer better.
            return self.standing
        before, first = self.recalled, self.recalled.version + 1
        after = functools.reduce(evolve, events, before.case)
        fresh = [one for number, event in enumerate(events, first) if after for one in notices(after, event, number)]
        reached = replace(
            before, case=after, version=before.version + len(events), undelivered=(*before.undelivered, *fresh)
        )
        due = deadline_of(reached)
        await append(events=events, after=after, deadline=due, **self.entry())
        self.fresh.extend(fresh)
        standing = standing_of(self.order.case, reached, self.now, due)
        return standing.model_copy(update={"first_version": first, "last_version": reached.version})

    async def refuse(self, refusal: Refusal) -> Standing:
        if self.order.command != LAPSE:
            await self.ledger.append(events=(), after=None, deadline=None, refusal=refusal, **self.entry())
        return _refused(self.standing, Refused(code=refusal.code, sentence=refusal.sentence))

    def entry(self) -> Entry:
        return {
            "case": self.order.case,
            "expected": self.recalled.version,
            "head": self.recalled.head,
            "by": self.order.by,
            "command_id": self.order.command_id,
            "digest": self.order.digest,
            "edition": rules_of(self.recalled).edition,
            "recorded_at": self.now if self.ledger.kind == "drill" else self.recalled.clock,
        }

    def circumstances(self, letter_number: str | None = None) -> Circumstances:
        return Circumstances(
            now=self.now,
            by=self.order.by,
            number=self.order.case,
            appointments=self.recalled.appointments,
            offices=self.recalled.offices,
            rules=rules_of(self.recalled),
            calendar=bundled_calendar(),
            letter_number=letter_number,
        )

    def sign(self) -> str:
        """机关代字 of the office for which the person issues; none when nobody's, and the rules then say why not."""
        mine = self.recalled.appointments.get(self.order.by, ())
        held = holds(mine, ISSUERS, self.recalled.case, day_of(self.now), self.recalled.offices)
        office = self.recalled.offices.get(held.at) if held else None
        return office.sign if office else ""


def _parsed(order: Order) -> Command | Refusal:
    try:
        return parse(order.command, order.data)
    except Refusal as refusal:
        return refusal


def _clock(ledger: Ledger, recalled: Recalled, asked: datetime | None) -> datetime:
    """One clock decides, the database's: a jump of Temporal's fires nothing early (G10). A drill has only its own."""
    return asked if ledger.kind == "drill" and asked is not None else recalled.clock


def _refused(standing: Standing, refusal: Refused) -> Standing:
    return standing.model_copy(update={"refusal": refusal})
