"""待办与文书 the view that "whose turn is it" and the letters of all cases are found by: made anew when a case has moved.

A case is looked at once however its events are spread: on the page that holds its last event. It is read as the append
left it (`cases.snapshot`), and folded from its events where that is of another shape.
"""

from collections.abc import Callable, Sequence
from typing import Any

from domain.case import Case
from domain.rulebook import Rulebook, rulebook
from domain.turns import Turn, turns
from domain.waiting import Waiting, waiting
from ledger import own
from ledger.pool import LONG, Connection
from ledger.reading import case_of
from ledger.sql import sql
from ledger.store import number_of
from ledger.views.following import Following

TURNS = (
    "number", "place", "kind", "ref", "role", "head", "owed_by", "since", "due_on", "due_at", "step", "lapsed", "runs",
    "awaited", "stands", "passed", "barred", "unit", "entity", "region", "industry", "office", "batch",
)  # fmt: skip
LETTERS = (
    "number", "place", "letter", "kind", "to", "rung", "status", "held", "waits", "signed_by", "called", "since",
    "due_on", "drafted_on", "signed_on", "issued_on", "served_on", "answered_on", "ended_on", "unit", "entity",
    "region", "industry", "office",
)  # fmt: skip

Row = tuple[Any, ...]


class Turns:
    """跟随者 `turns`."""

    name = "turns"

    def __init__(self, rules: Callable[[str], Rulebook] = rulebook) -> None:
        self.rules = rules

    async def follow(self, connection: Connection, found: Sequence[Following]) -> None:
        """Write anew what stands open in every case whose last event is on the page."""
        reached: dict[str, int] = {}
        for one in found:
            if one.recorded.stream != own.STREAM:
                number = number_of(one.recorded.stream)
                reached[number] = max(one.recorded.version, reached.get(number, 0))
        told = [list(reached), list(reached.values())]
        cases = [
            (row["number"], await case_of(connection, f"case-{row['number']}", row))
            for row in await connection.fetch(sql("standing_cases"), *told, timeout=LONG)
        ]
        numbers = [number for number, _ in cases]
        for table in ("turns", "case_letters"):
            await connection.execute(f"delete from {table} where number = any ($1)", numbers, timeout=LONG)  # noqa: S608 -- ours
        open_now = [row for _, case in cases if case is not None for row in turn_rows(case, self.rules)]
        letters = [row for _, case in cases if case is not None for row in letter_rows(case)]
        for table, columns, records in (("turns", TURNS, open_now), ("case_letters", LETTERS, letters)):
            if records:
                await connection.copy_records_to_table(table, columns=list(columns), records=records, timeout=LONG)

    async def clear(self, connection: Connection) -> None:
        """Empty it."""
        await connection.execute("truncate turns, case_letters", timeout=LONG)


def turn_rows(case: Case, rules: Callable[[str], Rulebook] = rulebook) -> list[Row]:
    """The rows of TURNS; errors: KeyError for an edition nobody adopted."""
    if not case.obligations and not case.open:
        return []
    found = turns(case, rules(case.edition))
    return [(case.number, place, *_turn(one), *_about(case), case.batch or "") for place, one in enumerate(found, 1)]


def letter_rows(case: Case) -> list[Row]:
    """The rows of LETTERS."""
    return [(case.number, place, *_letter(one), *_about(case)) for place, one in enumerate(waiting(case), 1)]


def _turn(one: Turn) -> Row:
    return (
        one.kind, one.ref, one.role.value, one.head, one.owed_by.value, one.since, one.due_on, one.due_at, one.step,
        one.lapsed, one.runs, one.awaited, one.stands, list(one.passed), list(one.barred),
    )  # fmt: skip


def _letter(one: Waiting) -> Row:
    letter = one.letter
    return (
        letter.id, letter.kind.value, letter.to.value, letter.rung, letter.status.value, letter.held, one.waits,
        letter.signed_by.value, letter.number or "", one.since, one.due_on, letter.drafted_on, letter.signed_on,
        letter.issued_on, letter.served_on, letter.answered_on, letter.ended_on,
    )  # fmt: skip


def _about(case: Case) -> Row:
    return case.unit, case.entity, case.region, case.industry, case.office or ""
