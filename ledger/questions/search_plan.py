"""检索的走法 how a question is put to the database: which of its keys leads, and what is looked at on the way.

The leading key's events are read newest first until a page has all the rest. Which key leads is decided here, by how
often each is found, not by the planner: its estimate of "the newest fifty that also …" is wrong by a thousand for keys that
seldom meet, and then it reads the whole record.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import pairwise
from typing import Any

from domain.grams import Term
from ledger.sql import sql

EVENTS_OF_A_CASE = 12
SHARE_OF_COMMON_WORDS = 0.05
MOST_SCANS = 2_000
PER_SCAN = 4
"""what beginning one more scan costs, in rows read"""
HEDGE = 0.001
"""how far the worst case counts beside the likely one: keys are not independent"""

PLACES = ("type", "office", "region", "industry")
INDEXED = {**dict.fromkeys(PLACES, PLACES), "by": ("type", "region")}
"""which columns the index of a leading key holds as well; a test holds it to the indexes"""

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
        stretches = fewer(self.spans, max(1, MOST_SCANS // len(leading.keys if leading else (0,))))
        asked = Asked([limit, [low for low, _ in stretches], [high for _, high in stretches]])
        if leading is None:
            found = sql("search_all").replace(":scan", self._scan(asked, None))
        else:
            scans = [self._scan(asked, leading)]
            if leading.column == "by":
                scans.append(self._scan(asked, leading, "search_named"))
            both = " union all ".join(f"({scan})" for scan in scans)
            found = sql("search_by_key").replace(":keys", asked.keys(leading)).replace(":scan", both)
        return sql("search").replace(":found", found), asked.arguments

    def statement_seen(self, limit: int) -> tuple[str, list[Any]]:
        """The same for the web's role, to whom the database shows the events that its holder may see."""
        leading = self._leading(limit)
        stretches = fewer(self.spans, MOST_SCANS)
        by_column = {one.column: list(one.keys) for one in self.conditions}
        numbers = [set(one.keys) for one in self.conditions if one.column == "number"]
        if numbers:  # of a letter, of named cases and of words: those that all of them mean
            by_column["number"] = sorted(set.intersection(*numbers))
        walked = leading.column if leading else ""
        periods = {(column, than): instant for column, than, instant in self.periods}
        bounds = [periods.get((column, than)) for column in ("at", "recorded_at") for than in (">=", "<")]
        asked = [
            walked, by_column.get(walked) if walked != "number" else None,
            *(by_column.get(column) for column in ("number", "by", *PLACES)), *bounds, self.letter or None,
            *(words_apart(self.words) if self.words else (None, None, None)),
            [low for low, _ in stretches], [high for _, high in stretches], limit,
        ]  # fmt: skip
        return sql("search").replace(":found", sql("search_seen")), asked

    def _scan(self, asked: "Asked", leading: Condition | None, name: str = "search_scan") -> str:
        """The leading key's events, or all: first what its index holds is looked at, then the rows."""
        column = leading.column if leading else ""
        held = INDEXED.get(column, ())
        in_index = [_meets(asked, one, "t") for one in self.conditions if one.column in held and one is not leading]
        in_row = self._rest(asked, leading, "u" if held else "t", held)
        rest = ([f"t.{column} = k.key"] if column and name == "search_scan" else []) + in_index + in_row
        beside = sql("search_beside") if held and in_row else ""
        return sql(name).replace(":beside", beside).replace(":rest", " and ".join(rest) or "true")

    def _leading(self, limit: int) -> Condition | None:
        part = min(1.0, sum(high - low + 1 for low, high in self.spans) / max(self.leaves, 1))
        everything = Condition("", (0,), self.leaves)
        share = {id(one): min(1.0, one.events / max(self.leaves, 1)) for one in (*self.conditions, everything)}
        words = SHARE_OF_COMMON_WORDS if self.words else 1.0

        def cost(one: Condition) -> float:
            others = words
            for other in self.conditions:
                others *= share[id(other)] if other is not one else 1.0
            read = min(one.events * part, len(one.keys) * limit / max(others, 1e-9))
            return read + len(one.keys) * PER_SCAN + one.events * HEDGE

        best = min((*self.conditions, everything), key=cost)
        return best if best.leads else None

    def _rest(self, asked: "Asked", leading: Condition | None, row: str, held: Collection[str] = ()) -> list[str]:
        """What else must be so of a row, beyond what the leading index holds."""
        found = [_meets(asked, one, row) for one in self.conditions if one is not leading and one.column not in held]
        found += [f"{row}.{column} {than} {asked.put(instant)}" for column, than, instant in self.periods]
        if self.letter:
            found.append(f"{row}.letter = {asked.put(self.letter)}")
        if self.words:
            looks = " and ".join(looks_for(asked, self.words))
            found.append(f"exists (select from case_words w where w.number = {row}.number and {looks})")
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


def words_apart(words: Iterable[Term]) -> tuple[list[str], list[str], list[str]]:
    """Words by where they are looked for: as they stand, in the pinyin, and where a text begins."""
    told = tuple(words)
    return (
        [one.text for one in told if not one.letters],
        [one.text for one in told if one.letters and len(one.text) > 1],
        [one.text for one in told if one.letters and len(one.text) == 1],
    )


def spans(days: Iterable[Span], before: int) -> list[Span]:
    """The stretches of some days that come before a leaf, newest first."""
    found: list[Span] = []
    for low, high in sorted(days):
        if found and found[-1][1] + 1 >= low:
            found[-1] = (found[-1][0], max(found[-1][1], high))
        else:
            found.append((low, high))
    return [(low, min(high, before - 1)) for low, high in reversed(found) if low < before]


def within(one: Iterable[Span], other: Sequence[Span]) -> list[Span]:
    """What is in both, newest first."""
    pairs = ((max(low, low_), min(high, high_)) for low, high in one for low_, high_ in other)
    return [(low, high) for low, high in pairs if low <= high]


def fewer(stretches: Sequence[Span], most: int) -> Sequence[Span]:
    """At most so many: across the narrowest gaps all is read as well."""
    if len(stretches) <= most:
        return stretches
    gaps = [newer[0] - older[1] for newer, older in pairwise(stretches)]
    kept = set(nlargest(most - 1, range(len(gaps)), key=gaps.__getitem__))
    found = [stretches[0]]
    for place, one in enumerate(stretches[1:]):
        if place in kept:
            found.append(one)
        else:
            found[-1] = (one[0], found[-1][1])
    return found


def _meets(asked: Asked, one: Condition, row: str) -> str:
    """A condition that does not lead, in a form that no index answers: or the planner would have another key lead."""
    if one.column == "by":
        persons = asked.keys(one)
        named = f"select from trace_people p where p.person = any ({persons}) and p.leaf = {row}.leaf"
        return f"(({row}.by + 0) = any ({persons}) or exists ({named}))"
    nothing = "|| ''" if one.column == "number" else "+ 0"
    return f"({row}.{one.column} {nothing}) = any ({asked.keys(one)})"
