"""检索的走法 how a question is put to the database: which of its keys leads, and what is looked at on the way.

The leading key's events are read newest first until a page has all the rest. Which key leads is decided here, by how
often each is found, not by the planner: its estimate of "the newest fifty that also …" is wrong by a thousand for keys that
seldom meet, and then it reads the whole record.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from domain.grams import Term
from ledger.sql import sql
from ledger.traces import BLOCK

EVENTS_OF_A_CASE = 12
SHARE_OF_COMMON_WORDS = 0.05
MOST_SPANS = 24
PER_SCAN = 4
"""what beginning one more scan costs, in rows read"""
HEDGE = 0.001
"""how far the worst case counts beside the likely one: keys are not independent"""

Span = tuple[int, int]
"""leaves, both included"""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing an event must have: any of these numbers in a column of `traces`, and how often it is found."""

    column: str
    keys: Sequence[int | str]
    events: int

    @property
    def leads(self) -> bool:
        """Whether its events can be read in the order of the record."""
        return bool(self.column)


@dataclass(slots=True)
class Plan:
    """A question as conditions, ready to be made one statement."""

    leaves: int
    spans: Sequence[Span]
    conditions: list[Condition] = field(default_factory=list)
    letter: str = ""
    words: Sequence[Term] = ()
    """looked for in the text of each case come to; empty when the cases are known"""
    periods: list[tuple[str, str, Any]] = field(default_factory=list)
    """column, comparison, instant"""

    def statement(self, limit: int) -> tuple[str, list[Any]]:
        """The statement of a page, and its arguments."""
        leading = self._leading(limit)
        asked = Asked([limit, [low for low, _ in self.spans], [high for _, high in self.spans]])
        rest = self._rest(asked, leading)
        if leading is None:
            found = sql("search_all").replace(":scan", _scan("search_scan", rest))
        else:
            scans = [_scan("search_scan", [f"t.{leading.column} = k.key", *rest])]
            if leading.column == "by":
                scans.append(_scan("search_named", rest))
            both = " union all ".join(f"({scan})" for scan in scans)
            found = sql("search_by_key").replace(":keys", asked.keys(leading)).replace(":scan", both)
        return sql("search").replace(":found", found), asked.arguments

    def _leading(self, limit: int) -> Condition | None:
        part = min(1.0, sum(high - low + 1 for low, high in self.spans) / max(self.leaves, 1))
        everything = Condition("", (0,), self.leaves)
        share = {id(one): min(1.0, one.events / max(self.leaves, 1)) for one in (*self.conditions, everything)}
        words = SHARE_OF_COMMON_WORDS if self.words else 1.0

        def cost(one: Condition) -> float:
            others = words
            for other in self.conditions:
                others *= share[id(other)] if other is not one else 1.0
            scans = len(one.keys) * max(len(self.spans), 1)
            read = min(one.events * part, scans * limit / max(others, 1e-9))
            return read + scans * PER_SCAN + one.events * HEDGE

        best = min((*self.conditions, everything), key=cost)
        return best if best.leads else None

    def _rest(self, asked: "Asked", leading: Condition | None) -> list[str]:
        found = [_meets(asked, one) for one in self.conditions if one is not leading]
        found += [f"t.{column} {comparison} {asked.put(instant)}" for column, comparison, instant in self.periods]
        if self.letter:
            found.append(f"t.letter = {asked.put(self.letter)}")
        if self.words:
            looks = " and ".join(looks_for(asked, self.words))
            found.append(f"exists (select from case_words w where w.number = t.number and {looks})")
        return found


class Asked:
    """The arguments of a statement as they are named in it."""

    def __init__(self, arguments: list[Any]) -> None:
        self.arguments = arguments

    def put(self, value: Any) -> str:
        """One more; answers its name."""
        self.arguments.append(value)
        return f"${len(self.arguments)}"

    def keys(self, one: Condition) -> str:
        """The keys of a condition, as an array."""
        return f"{self.put(list(one.keys))}::{'text' if one.column == 'number' else 'int'}[]"


def looks_for(asked: Asked, words: Iterable[Term]) -> list[str]:
    """That a case's own texts have all the words: the numbers of an index say only that they may."""
    found = []
    for term in words:
        name = f"{asked.put(term.text)}::text"
        if not term.letters:
            found.append(f"strpos(w.text, {name}) > 0")
        elif len(term.text) > 1:
            found.append(f"strpos(w.initials, {name}) > 0")
        else:  # one letter is in nearly every text: it stands for how a text begins
            found.append(f"(strpos(w.text, {name}) > 0 or strpos(e'\\n' || w.initials, e'\\n' || {name}) > 0)")
    return found


def spans(blocks: Iterable[int], before: int) -> list[Span]:
    """The leaves of some blocks that come before a leaf, as few spans, newest first."""
    runs: list[Span] = []
    for block in sorted(blocks):
        if runs and runs[-1][1] + 1 >= block:
            runs[-1] = (runs[-1][0], block)
        else:
            runs.append((block, block))
    while len(runs) > MOST_SPANS:  # the narrowest gap is read as well
        at = min(range(1, len(runs)), key=lambda one: runs[one][0] - runs[one - 1][1])
        runs[at - 1 : at + 1] = [(runs[at - 1][0], runs[at][1])]
    found = ((low * BLOCK, min((high + 1) * BLOCK, before) - 1) for low, high in reversed(runs))
    return [(low, high) for low, high in found if low <= high]


def _meets(asked: Asked, one: Condition) -> str:
    if one.column == "by":
        persons = asked.keys(one)
        named = f"select from trace_people p where p.person = any ({persons}) and p.leaf = t.leaf"
        return f"(t.by = any ({persons}) or exists ({named}))"
    if len(one.keys) == 1:  # not an array of one: equality is looked for within an index, before the table
        return f"t.{one.column} = {asked.put(one.keys[0])}"
    return f"t.{one.column} = any ({asked.keys(one)})"


def _scan(name: str, rest: Sequence[str]) -> str:
    return sql(name).replace(":rest", " and ".join(rest) or "true")
