"""待办一览 the rows of "whose turn is it" as they are shown: each asked again of its case, with what may be pressed.

The view is a second or two behind. A row whose case says by now that it is done is not shown, and does not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from urllib.parse import urlencode

from domain.case import Case
from domain.decide.allowed import allowed
from domain.decide.closing import missing_for_closure
from domain.decide.handling import TURN
from domain.glossary import LETTERS, OBLIGATIONS
from domain.obligations import Owe
from domain.people import Role
from domain.rulebook import rulebook
from domain.turns import CLOSURE_PAPERS, RECTIFY, RELEASE, SETTLED_BY, Turn, posts, turns
from domain.workdays import bundled_calendar, day_of, end_of_day
from ledger.accounts import Holder
from ledger.pool import Connection
from ledger.questions.turns import Asker, Key, TurnRow, awaited, count_of, counted, mine, risen, standing
from web.forms.labels import verb

MATTERS: dict[str, str] = {
    **{str(kind): label for kind, label in OBLIGATIONS.items()},
    RECTIFY: "完成整改，申请复查",
    CLOSURE_PAPERS: "补齐销号材料（公示、双报告）",
    RELEASE: "放行暂定日期",
}
ENTERING: dict[str, str] = {
    Owe.ATTEND_TALK: "举行约谈并登记纪要",
    Owe.TALK_REPORT: "收取约谈整改报告",
    Owe.TALK_COMMITMENT: "确认约谈承诺兑现",
    Owe.ANSWER_LISTING: "登记挂牌提请的答复",
    Owe.FINE: "确认罚款缴纳",
}
"""what it is to who only enters that another has done it"""
PLAINLY: dict[str, str] = {
    Owe.ACKNOWLEDGE: "主要负责人签收告知书",
    Owe.PLAN: "报送治理方案：责任、措施、资金、时限、预案",
    Owe.ANSWER: "书面回复函告：整改到哪一步了",
    Owe.ATTEND_TALK: "主要负责人本人到场接受约谈，不能委托别人",
    Owe.TALK_REPORT: "报送约谈后的整改报告",
    Owe.TALK_COMMITMENT: "兑现约谈时承诺的措施",
    Owe.FINE: "缴纳罚款",
    RECTIFY: "把隐患整改好，然后申请复查",
    CLOSURE_PAPERS: "在车间公示，并向监管部门和职工报告整改结果",
}
"""the same to an entity's people, in plain words"""
MOMENT = timedelta(microseconds=1)
"""24:00 of a day is that day's"""


@dataclass(frozen=True, slots=True)
class Action:
    """可办: a verb and where it is pressed."""

    command: str
    verb: str
    href: str


@dataclass(frozen=True, slots=True)
class Item:
    """一项待办, as it is shown."""

    row: TurnRow
    turn: Turn
    case: Case
    what: str
    lapses_on: date
    late: bool
    today: bool
    actions: tuple[Action, ...]
    note: str
    mine: bool
    """本人承办: the case was assigned to who looks"""

    @property
    def place(self) -> str:
        """The name of its row on the page, which stays the same while the case moves."""
        return row_name(self.row.number, self.turn.kind, self.turn.ref, self.turn.role.value)


def row_name(*told: str) -> str:
    """What tells a row from the others, as a page may name it."""
    return "".join(sign if sign.isalnum() else "-" for sign in "-".join(filter(None, told)))


class Which(StrEnum):
    """哪一张表."""

    MINE = "mine"
    TODAY = "today"
    WEEK = "week"
    UNANSWERED = "unanswered"
    RISEN = "risen"
    BYPASSED = "bypassed"


class TurnList:
    """待办一览 for one holder."""

    def __init__(self, holder: Holder) -> None:
        self.holder = holder
        self.today = day_of(holder.clock)
        self.asker = Asker(holder.person, posts(holder.appointments, self.today, holder.offices))
        self.outside = bool(self.asker.posts) and all(post.entity is not None for post in self.asker.posts)
        """an entity's people"""

    @property
    def end_of_today(self) -> datetime:
        return end_of_day(self.today)

    @property
    def end_of_week(self) -> datetime:
        """Sunday 24:00."""
        return end_of_day(self.today + timedelta(days=6 - self.today.weekday()))

    async def rows(self, connection: Connection, which: Which, after: Key | None, limit: int) -> list[TurnRow]:
        """The rows of one list, soonest first."""
        match which:
            case Which.UNANSWERED:
                return await awaited(connection, self.asker, self.holder.clock, after=after, limit=limit)
            case Which.RISEN | Which.BYPASSED:
                over = which is Which.BYPASSED
                return await risen(connection, self.asker, over=over, after=after, limit=limit)
            case _:
                until = {Which.TODAY: self.end_of_today, Which.WEEK: self.end_of_week}.get(which)
                return await mine(connection, self.asker, until=until, after=after, limit=limit)

    async def counts(self, connection: Connection) -> dict[Which, int]:
        """几项 in each list but the whole; at most `MANY`."""
        own = await counted(connection, self.asker, self.end_of_today, self.end_of_week)
        others = await count_of(connection, self.asker, self.holder.clock)
        return {
            Which.TODAY: own.today,
            Which.WEEK: own.week,
            **{Which(name): many for name, many in others.items()},
        }

    async def items(self, connection: Connection, rows: Sequence[TurnRow]) -> list[Item]:
        """The rows that still stand, in their order."""
        cases = await standing(connection, {row.number for row in rows})
        fresh = {
            number: {turn.key: turn for turn in turns(case, rulebook(case.edition))} for number, case in cases.items()
        }
        return [
            self._item(row, turn, cases[row.number])
            for row in rows
            if (turn := fresh.get(row.number, {}).get((row.kind, row.ref, row.role))) is not None
            and turn.runs
            and self.holder.person not in turn.barred
        ]

    def _item(self, row: TurnRow, turn: Turn, case: Case) -> Item:
        lapses_at = turn.due_at if turn.kind in set(Owe) else end_of_day(bundled_calendar().roll(turn.due_on))
        lapses_on = day_of(lapses_at - MOMENT)
        late = lapses_at <= self.holder.clock
        return Item(
            row=row,
            turn=turn,
            case=case,
            what=self._what(turn, case),
            lapses_on=lapses_on,
            late=late,
            today=not late and lapses_on == self.today,
            actions=tuple(self._actions(turn, case)),
            note=self._note(turn, case),
            mine=case.handler is not None and case.handler == self.holder.person,
        )

    def _what(self, turn: Turn, case: Case) -> str:
        if self.outside and turn.kind in PLAINLY:
            return PLAINLY[turn.kind]
        letter = case.letter(turn.ref) if turn.ref else None
        if turn.role is not turn.owed_by and turn.kind in ENTERING and not self.outside:
            return ENTERING[turn.kind]
        if letter is not None:
            return f"{MATTERS[turn.kind].removesuffix('文书')}《{LETTERS[letter.kind]}》"
        return MATTERS[turn.kind]

    def _note(self, turn: Turn, case: Case) -> str:
        missing = missing_for_closure(case) if turn.kind in (Owe.DECIDE_CLOSURE, CLOSURE_PAPERS) else []
        if missing:
            return f"尚缺：{'、'.join(missing)}"
        letter = case.letter(turn.ref) if turn.ref else None
        if turn.kind == Owe.SIGN and letter is not None:
            about = f"涉及{'、'.join(letter.names)}" if letter.names and letter.rung is None else ""
            return "；".join(filter(None, (about, "缓发期满须签发" if letter.held else "")))
        if turn.kind == Owe.DECIDE_EXTENSION and case.extension is not None:
            return f"申请延至 {case.extension.until.isoformat()}"
        return "到期由系统重新拟文" if turn.kind == Owe.PROPOSE_AGAIN else ""

    def _actions(self, turn: Turn, case: Case) -> list[Action]:
        if self.holder.person is None or not self.holder.sight.writes:
            return []
        wanted = SETTLED_BY[turn.kind]
        if (turn.awaited or turn.stands) and TURN.get(case.stage) is turn.owed_by:  # else it would urge somebody else
            wanted = (*wanted, "Urge")
        letter = case.letter(turn.ref) if turn.ref else None
        if letter is not None and letter.held:
            wanted = tuple(one for one in wanted if one != "HoldDraft")
        told: dict[str, str] = {}
        if letter is not None:
            told = {"letter": letter.id}
        elif turn.kind in (Owe.FINE, Owe.TALK_COMMITMENT):
            told = {"kind": turn.kind, "ref": turn.ref}
        if turn.kind == RECTIFY and (turn.lapsed or turn.due_on < self.today):  # an extension is asked for in time
            wanted = tuple(one for one in wanted if one != "RequestExtension")
        if case.urged_on is not None and case.urged_on >= self.today:
            wanted = tuple(one for one in wanted if one != "Urge")
        who = self.holder.person, self.holder.appointments, self.today, self.holder.offices
        return [_action(one, case, told) for one in allowed(case, *who, among=wanted)]

    def has(self, which: Which) -> bool:
        """Whether he can ever have anything on a list: nobody is offered one that stays empty."""
        roles = {post.role for post in self.asker.posts}
        match which:
            case Which.RISEN:
                heads = {post.role for post in self.asker.posts if post.head or post.acting}
                above = (Role.COMMISSION_OFFICE, Role.COMMISSION_LEADER)
                return not (heads.isdisjoint((Role.REGULATOR, Role.APPROVER)) and roles.isdisjoint(above))
            case Which.BYPASSED:
                return not roles.isdisjoint((Role.REGULATOR, Role.APPROVER, Role.TOWN, Role.COMMISSION_OFFICE))
            case _:
                return True


def _action(command: str, case: Case, told: dict[str, str]) -> Action:
    kept = told if command not in ("Urge", "RecordTalk", "MissTalk", "RecordListing", "RefuseListing") else {}
    asked = f"?{urlencode(kept)}" if kept else ""
    return Action(command, verb(command), f"/cases/{case.number}/do/{command}{asked}")
