"""The user's guide, read as a script and played by the rules alone: sample people, the sample register, the guide's day."""

import json
import re
import shlex
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from pathlib import Path

from activities.execution import ISSUERS, NUMBERED
from activities.register_people import entity_id
from activities.sample_register import read_county
from cli.case import _standing
from domain.adoption import adopt
from domain.case import Case
from domain.circumstances import Circumstances
from domain.commands import Lapse, parse
from domain.decide import decide
from domain.due import armed
from domain.evolve import evolve
from domain.people import CLOCK, Appointment, Office
from domain.policy import holds
from domain.refusals import Refusal
from domain.rulebook import CURRENT_EDITION, rulebook
from domain.workdays import SHANGHAI, bundled_calendar, day_of
from workflows.contracts import NEW_CASE, Order, Standing

ROOT = Path(__file__).parent.parent
USERS_GUIDE = (ROOT / "docs" / "users-guide.zh-CN.md").read_text(encoding="utf-8")
NOW = datetime(2026, 11, 22, 12, 30, tzinfo=SHANGHAI)
"""the Sunday noon on which the guide was walked"""
PHOTO = "a" * 64
RULES, CALENDAR = rulebook(CURRENT_EDITION), bundled_calendar()


@dataclass(frozen=True)
class Printed:
    """One `duban case submit` of the guide, and what is printed below it."""

    case: str
    name: str
    by: str
    data: str
    printed: str


def commands_of(guide: str) -> list[Printed]:
    """Every command on a case in the guide's consoles, in order."""
    consoles = re.findall(r"^```console\n(.*?)^```", guide, flags=re.MULTILINE | re.DOTALL)
    entries = [entry for console in consoles for entry in re.split(r"^\$ ", console, flags=re.MULTILINE)[1:]]
    return [_command(entry) for entry in entries if entry.startswith("duban case submit")]


def _command(entry: str) -> Printed:
    lines = entry.splitlines()
    # a quoted argument may go over several lines: the command ends where its quotation marks do
    end = next(n for n in range(1, len(lines) + 1) if "\n".join(lines[:n]).count("'") % 2 == 0)
    words = shlex.split("\n".join(lines[:end]))
    options = dict(zip(words[5::2], words[6::2], strict=True))
    return Printed(words[3], words[4], options["--by"], options.get("--data", "{}"), "\n".join(lines[end:]))


class Walk:
    """示例县 on the guide's day, and what the rules answer."""

    def __init__(self) -> None:
        known = json.loads((ROOT / "samples" / "people.json").read_text(encoding="utf-8"))
        entities = {one["name"]: entity_id(one["name"], one["region"], one["credit_code"]) for one in known["entities"]}
        self.offices = {one["id"]: Office(**one) for one in known["offices"]}
        self.posts: dict[str, list[Appointment]] = defaultdict(list)
        for one in known["appointments"]:
            post = Appointment(**{**one, "at": entities.get(one["at"], one["at"])})
            self.posts[post.person].append(post)
        self.cases: dict[str, Case] = {}
        self.versions: dict[str, int] = defaultdict(int)
        self.letters: dict[str, int] = defaultdict(int)
        for n, row in enumerate(read_county(day_of(NOW)).rows, 1):
            self._adopted(f"{NOW.year}-{n:06d}", row, entities[row.unit])

    def answer(self, command: Printed) -> str:
        """What the command line prints: the case's standing, or the refusal."""
        opened = re.match(r"\d{4}-\d{6}", command.printed)
        number = opened.group() if command.case == NEW_CASE and opened else command.case
        try:
            self._done(number, command)
        except Refusal as refusal:
            return f"{refusal.sentence}（{refusal.code}）"
        case = self.cases[number]
        deadline = armed(case, RULES, CALENDAR, NOW)
        standing = Standing(
            case=number,
            version=self.versions[number],
            stage=case.stage,
            rung=case.rung,
            due_at=deadline and deadline.at,
            due_kind=deadline.label if deadline else "",
            provisional=bool(deadline and deadline.provisional),
        )
        order = Order(case=number, command=command.name, data={}, by=command.by, command_id="", digest="")
        return _standing(order, standing).rpartition("\n")[0]

    def _done(self, number: str, command: Printed) -> None:
        asked = parse(command.name, json.loads(command.data.replace("$D", PHOTO)))
        case = self.cases.get(number)
        letter_number = self._letter_number(case, command) if command.name in NUMBERED else None
        self._record(number, decide(case, asked, self._circumstances(number, command.by, letter_number)))

    def _adopted(self, number: str, row, entity: str) -> None:
        ctx = self._circumstances(number, "p-wei")
        self._record(number, adopt(row, entity=entity, batch="sample", ctx=ctx))
        if self.cases[number].open:
            self._record(number, decide(self.cases[number], parse("StartSupervision", {}), ctx))
        clock = self._circumstances(number, CLOCK)
        while (due := armed(self.cases[number], RULES, CALENDAR, NOW)) and due.at <= NOW:
            self._record(number, decide(self.cases[number], Lapse(due_at=due.at), clock))

    def _record(self, number: str, events) -> None:
        self.cases[number] = reduce(evolve, events, self.cases.get(number))
        self.versions[number] += len(events)

    def _circumstances(self, number: str, by: str, letter_number: str | None = None) -> Circumstances:
        posts = {person: tuple(held) for person, held in self.posts.items()}
        return Circumstances(NOW, by, number, RULES, CALENDAR, posts, self.offices, letter_number)

    def _letter_number(self, case: Case | None, command: Printed) -> str:
        held = holds(self.posts[command.by], ISSUERS, case, day_of(NOW), self.offices)
        sign = self.offices[held.at].sign if held else ""
        self.letters[sign] += 1
        return f"{sign}〔{NOW.year}〕{self.letters[sign]}号"
