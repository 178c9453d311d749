"""案卷 of one case as its page shows it: read in one snapshot of what may be seen, the names with it, on record."""

from dataclasses import dataclass
from functools import cached_property

from domain import events as e
from domain.case import Case
from domain.casefile.contents import Contents, contents, folded
from domain.casefile.details import detail
from domain.casefile.told import Names, Step, Told, files_of, people_of
from domain.glossary import SITE_DECISIONS
from domain.ladder import overdue
from domain.refusals import Refusal
from domain.rulebook import Rulebook, rulebook
from domain.wording import zh
from domain.workdays import Calendar, bundled_calendar, day_of
from ledger.access import names_read
from ledger.comments import Comment, comments
from ledger.reading import event_of
from ledger.records import Recorded
from ledger.sql import sql
from ledger.store import stream_of
from web.casebook.acting import Actions, actions
from web.casebook.ladder import Next, Owed, Rung, following, ladder, owed
from web.casebook.timeline import Entry, timeline
from web.forms.sheet import PICTURES, KeptFile, kept_file
from web.pages.shell import Visitor
from web.problems import unknown
from web.reading import reading

MOST_EVENTS = 20_000
SAID_ELSEWHERE = frozenset({"案件编号", "责任单位", "隐患描述", "现处阶段", "督办级次", "轮次", "整改期限"})
"""facts that the heading says"""


@dataclass(frozen=True)
class Dossier:
    """案卷."""

    looking: Visitor
    trail: list[Recorded]
    steps: list[Step]
    names: Names
    comments: list[Comment]
    genesis: bytes

    @property
    def case(self) -> Case:
        return self.steps[-1].after

    @property
    def version(self) -> int:
        return self.trail[-1].version

    @property
    def rules(self) -> Rulebook:
        return rulebook(self.case.edition)

    @property
    def calendar(self) -> Calendar:
        return bundled_calendar()

    @cached_property
    def late(self) -> bool:
        return self.case.open and overdue(self.case, self.looking.now, self.calendar)

    @cached_property
    def contents(self) -> Contents:
        return contents(self.steps, self.names)

    @cached_property
    def entries(self) -> list[Entry]:
        return timeline(self.steps, self.trail, self.names, self.genesis)

    @property
    def sound(self) -> bool:
        """The whole chain of the case."""
        return all(one.verified for one in self.entries)

    @cached_property
    def actions(self) -> Actions:
        return actions(self.case, self.looking.holder, self.looking.today, self.rules)

    @cached_property
    def ladder(self) -> list[Rung]:
        return ladder(self.case, self.looking.now, self.rules, self.calendar)

    @cached_property
    def owed(self) -> list[Owed]:
        return owed(self.case, self.calendar)

    @cached_property
    def next(self) -> Next | None:
        return following(self.case, self.looking.now, self.rules, self.calendar)

    @property
    def facts(self) -> list[tuple[str, str]]:
        """事实, as the case file has them, and the plan's five parts."""
        told = [(name, value) for name, value in self.contents.facts if name not in SAID_ELSEWHERE]
        case = self.case
        if case.handler:
            told.append(("承办人", self.names.who(case.handler)))
        if case.suspended:
            told.append(("停产停业", "是"))
        plan = next((one for one in reversed(self.steps) if isinstance(one.told.event, e.PlanSubmitted)), None)
        if plan is not None and plan.after.cycle == case.cycle:
            stands = "已通过" if case.plan_approved else "待审或已退回"
            told.append(("治理方案", f"{detail(plan, self.names)}（{zh(day_of(plan.told.at))}提交，{stands}）"))
        if case.site_decision is None and case.open and case.stage != "reported":
            told.append(("现场决定", f"尚未补录（{'、'.join(SITE_DECISIONS.values())}之一）"))
        return told

    @cached_property
    def files(self) -> dict[str, KeptFile]:
        """附件 that are at hand, by digest."""
        kept = (kept_file(self.looking.desk.files, digest) for digest in self.names.attachments)
        return {one.digest: one for one in kept if one}

    @cached_property
    def pictures(self) -> list[str]:
        """照片, latest first."""
        return [digest for digest, one in reversed(self.files.items()) if one.type in PICTURES]

    @property
    def discussed(self) -> bool:
        """商办留言 are for offices."""
        return bool(self.looking.holder.sight.areas)


async def dossier(looking: Visitor, number: str) -> Dossier:
    """The case and all of its record. Errors: Refusal CASE_UNKNOWN, also for one that may not be seen."""
    if not number.isprintable():
        raise unknown(number)
    async with looking.seen.snapshot() as connection:
        found = await connection.fetch(sql("seen_trail"), stream_of(number), 0, MOST_EVENTS)
        said = await comments(connection, number)
    if not found:
        raise unknown(number)
    trail = [Recorded(**one) for one in found]
    steps = folded([Told(one.version, one.at, one.recorded_at, one.by, one.edition, event_of(one)) for one in trail])
    pool = looking.desk.record.ledger.pool
    genesis = await pool.fetchrow(sql("genesis"))
    if genesis is None:
        raise Refusal("LEDGER_UNAVAILABLE", "账没有启用。")
    numbers = dict.fromkeys(digest for step in steps for digest in files_of(step.told.event))
    why = reading(looking.holder, "web case", steps[-1].after.number, "网页查阅")
    called = await names_read(pool, _ids(steps, said), why)
    names = Names(called, {digest: place for place, digest in enumerate(numbers, 1)})
    return Dossier(looking, trail, steps, names, said, genesis["hash"])


def _ids(steps: list[Step], said: list[Comment]) -> set[str]:
    """Who and which offices are named."""
    case = steps[-1].after
    ids = {one for step in steps for one in (step.told.by, *people_of(step.told.event))}
    ids |= {
        str(told)
        for step in steps
        for name in ("to", "office", "handler")
        if (told := getattr(step.told.event, name, None))
    }
    ids |= {one for one in (case.author, case.approved_by, case.handler, case.office, case.sponsor) if one}
    ids |= {value for step in steps if isinstance(event := step.told.event, e.EntryCorrected) and event.field in ("office", "sponsor")
            for value in (event.was, event.now) if value}  # fmt: skip
    return ids | {one for told in said for one in (told.by, told.office) if one}
