"""规则手册 the rulebook: every number of the supervision as data with an edition. A county edits data, never code.

Numbers without a source are ours and say so by having none. `wd` are workdays, `d` calendar days.
"""

from datetime import time
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict

from domain.obligations import Owe
from domain.people import Role


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Act(StrEnum):
    """链上的动作 what a step of a chain does."""

    REMIND = "remind"  # 提醒: a message, automatic
    LAPSE = "lapse"  # 逾期 goes on record
    LETTER = "letter"  # a letter of its own, which moves no rung
    RAISE = "raise"  # 呈上一级: the draft stands before the next superior


class LetterKind(StrEnum):
    """文种."""

    ORDER = "order"  # 告知书 + 责令限期整改指令书
    FORMAL_NOTICE = "formal_notice"  # 函告
    CIRCULAR = "circular"  # 通报
    TALK_NOTICE = "talk_notice"  # 约谈通知书
    LISTING_PROPOSAL = "listing_proposal"  # 提请挂牌督办请示
    EXPOSURE = "exposure"  # 曝光稿
    CLOSING_PROPOSAL = "closing_proposal"  # 提请关闭
    TRANSFER = "transfer"  # 移送函
    SUPERVISION_LETTER = "supervision_letter"  # 督办函, to a regulator
    WITHDRAWAL = "withdrawal"  # 撤回函


class Step(_Data):
    """One step of a chain: so many workdays from the due day R (0 with LAPSE: at 24:00 of R itself)."""

    workdays: int
    act: Act
    to: Role
    head: bool = False
    whom: str = ""
    """经办人, 科室负责人, 部门负责人 … as the message names them"""
    letter: LetterKind | None = None


class RungRule(_Data):
    """阶梯的一级: due on the later of the offset from T and the gap after the rung before (DOMAIN §3)."""

    rung: int
    letter: LetterKind | None
    offset_workdays: int = 0
    offset_days: int = 0
    gap_workdays: int = 0
    signed_by: Role = Role.COMMISSION_OFFICE


_LAPSE = Step(workdays=0, act=Act.LAPSE, to=Role.REGULATOR)


def _remind(workdays: int, to: Role, whom: str, *, head: bool = False) -> Step:
    return Step(workdays=workdays, act=Act.REMIND, to=to, whom=whom, head=head)


_REGULATOR = (
    _remind(-1, Role.REGULATOR, "经办人"),
    _LAPSE,
    _remind(1, Role.REGULATOR, "科室负责人"),
    _remind(3, Role.REGULATOR, "部门负责人(抄送安委办)", head=True),
    Step(workdays=5, act=Act.LETTER, to=Role.REGULATOR, head=True, letter=LetterKind.SUPERVISION_LETTER),
)
_REGULATOR_TO_TALK = (
    *_REGULATOR,
    Step(workdays=10, act=Act.LETTER, to=Role.REGULATOR, head=True, letter=LetterKind.TALK_NOTICE),
)
_COMMISSION = (
    _LAPSE,
    _remind(1, Role.COMMISSION_OFFICE, "安委办主任", head=True),
    _remind(3, Role.COMMISSION_LEADER, "安委会领导"),
)
_ENTITY = (_LAPSE, _remind(1, Role.ENTITY, "主要负责人", head=True))

CHAINS: dict[Owe, tuple[Step, ...]] = {
    # 监管部门 (S46): only these four kinds go as far as the talk
    Owe.VERIFY: _REGULATOR_TO_TALK,
    Owe.DANGER_CHECK: _REGULATOR_TO_TALK,
    Owe.SITE_DECISION: _REGULATOR_TO_TALK,
    Owe.ISSUE_ORDER: _REGULATOR_TO_TALK,
    Owe.INSPECT: _REGULATOR_TO_TALK,
    Owe.DECIDE_CLOSURE: _REGULATOR_TO_TALK,
    Owe.ACCEPT_REFERRAL: (_LAPSE,),
    Owe.DECIDE_PLAN: _REGULATOR,
    Owe.CHECK_INTERIM: _REGULATOR,
    Owe.DECIDE_EXTENSION: _REGULATOR,
    Owe.COUNTERSIGN: _REGULATOR,
    Owe.DECIDE_RESUMPTION: _REGULATOR,
    Owe.FILE_PENALTY: _REGULATOR,
    # 安委办 itself
    Owe.START_SUPERVISION: _COMMISSION,
    # unsigned 3 wd after drafting (due 1 wd after it): the draft stands before the next superior
    Owe.SIGN: (
        _LAPSE,
        _remind(1, Role.COMMISSION_OFFICE, "安委办主任", head=True),
        Step(workdays=2, act=Act.RAISE, to=Role.COMMISSION_LEADER, whom="安委会领导"),
        _remind(3, Role.COMMISSION_LEADER, "安委会领导"),
    ),
    Owe.ISSUE: _COMMISSION,
    Owe.SERVE: _COMMISSION,
    Owe.TOWN_SERVE: _COMMISSION,
    Owe.DECIDE_SERVICE: _COMMISSION,
    Owe.PROPOSE_AGAIN: (Step(workdays=0, act=Act.LETTER, to=Role.GOVERNMENT, letter=LetterKind.LISTING_PROPOSAL),),
    Owe.FILE_LISTING: _COMMISSION,
    Owe.PUBLISH_LISTING: _COMMISSION,
    # 生产经营单位: letters of their own, which move no rung
    Owe.ACKNOWLEDGE: _ENTITY,
    Owe.PLAN: (
        *_ENTITY,
        Step(workdays=3, act=Act.LETTER, to=Role.ENTITY, head=True, letter=LetterKind.FORMAL_NOTICE),
    ),
    Owe.ANSWER: _ENTITY,
    Owe.ATTEND_TALK: (_LAPSE,),
    Owe.TALK_REPORT: _ENTITY,
    Owe.TALK_COMMITMENT: _ENTITY,
    Owe.FINE: _ENTITY,
    # the listing government: asked again every 10 wd (the cadence), the third time at the next level
    Owe.ANSWER_LISTING: (
        _LAPSE,
        _remind(1, Role.GOVERNMENT, "区政府"),
        _remind(10, Role.GOVERNMENT, "区政府"),
        _remind(20, Role.GOVERNMENT, "市政府"),
        _remind(30, Role.GOVERNMENT, "省政府"),
    ),
}

CHAINS_OF: dict[Role, dict[Owe, tuple[Step, ...]]] = {
    Role.REGULATOR: {Owe.SERVE: _REGULATOR, Owe.DECIDE_SERVICE: _REGULATOR},  # his own order
    # nothing higher is invented: he is reminded, and it shows on the overview
    Role.COMMISSION_LEADER: {Owe.SIGN: (_LAPSE, _remind(1, Role.COMMISSION_LEADER, "安委会领导"))},
}
"""where somebody else than usual owes it"""

LADDER: tuple[RungRule, ...] = (
    RungRule(rung=1, letter=None, offset_workdays=1),
    RungRule(rung=2, letter=LetterKind.FORMAL_NOTICE, offset_workdays=3, gap_workdays=2),
    RungRule(rung=3, letter=LetterKind.CIRCULAR, offset_workdays=10, gap_workdays=1),
    RungRule(rung=4, letter=LetterKind.TALK_NOTICE, offset_workdays=15, gap_workdays=3),
    RungRule(
        rung=5,
        letter=LetterKind.LISTING_PROPOSAL,
        offset_days=30,
        gap_workdays=1,
        signed_by=Role.COMMISSION_LEADER,
    ),
    RungRule(rung=6, letter=LetterKind.EXPOSURE, gap_workdays=1, signed_by=Role.COMMISSION_LEADER),
)


class Rulebook(_Data):
    """规则手册, one edition."""

    edition: str
    chains: dict[Owe, tuple[Step, ...]] = CHAINS
    chains_of: dict[Role, dict[Owe, tuple[Step, ...]]] = CHAINS_OF
    ladder: tuple[RungRule, ...] = LADDER
    cadence_workdays: int = 10  # nothing ever goes silent (invariant 1)

    draft_at: time = time(8, 30)  # letters are drafted at 08:30 of a workday …
    spread_minutes: int = 20  # … spread by case number

    # stages (DOMAIN §2)
    verify_workdays: int = 5
    verify_report_days: int = 60  # B9 举报核查
    refer_workdays: int = 5
    site_decision_workdays: int = 5
    acknowledge_workdays: int = 2
    plan_days: int = 20  # B4 下洼镇: 20日内报治理方案
    decide_plan_workdays: int = 5
    plan_again_workdays: int = 5
    fine_days: int = 15
    rectify_days: int = 60  # B4 某局督办销号制度: 60 d
    rectify_limit_days: int = 90  # the same: at most 90 d
    inspect_days: int = 10  # B2 art. 23, B4 湖北
    approve_workdays: int = 5
    remedial_workdays: int = 10
    interim_check_workdays: int = 10

    # extension (B4 青岛 for listed cases)
    extension_share: int = 3  # asked at least a third of the period …
    extension_workdays: int = 3  # … and 3 wd before T
    extension_listed_workdays: int = 20
    decide_extension_workdays: int = 10
    extension_hold_workdays: int = 10

    clock_hold_days: int = 30
    countersign_workdays: int = 1
    resumption_days: int = 10  # B2 art. 23

    # adoption
    start_workdays: int = 5
    first_letters_a_day: int = 20

    # letters
    sign_workdays: int = 1
    hold_draft_workdays: int = 3
    issue_workdays: int = 1
    serve_workdays: int = 3
    town_serve_workdays: int = 3
    decide_service_workdays: int = 2
    gap_limit_workdays: int = 10
    answer_workdays: int = 5
    talk_within_workdays: int = 5
    talk_report_workdays: int = 5  # B4 漳州
    talk_unheld_workdays: int = 10

    # reminders before T
    reminders_workdays: tuple[int, ...] = (10, 3)
    file_penalty_workdays: int = 5  # law art. 102

    # listing (B4 青岛)
    listing_answer_workdays: int = 10
    listing_again_days: int = 30
    file_listing_workdays: int = 3
    publish_listing_workdays: int = 5
    listed_days: int = 365

    # corrections
    own_correction_hours: int = 24
    late_fact_workdays: int = 5

    # penalties that make a proposal to close possible (law art. 113)
    penalties_in_180_days: int = 3
    penalties_in_a_year: int = 4

    def chain(self, kind: Owe, on: Role) -> tuple[Step, ...]:
        """What the lapse of an obligation sets off, by who owes it."""
        return self.chains_of.get(on, {}).get(kind, self.chains[kind])

    def rung(self, rung: int) -> RungRule:
        """The rule of one rung; errors: KeyError for a rung no timer fires."""
        for rule in self.ladder:
            if rule.rung == rung:
                return rule
        raise KeyError(rung)


CURRENT_EDITION = "2026.1"


@cache
def _editions() -> dict[str, Rulebook]:
    return {CURRENT_EDITION: Rulebook(edition=CURRENT_EDITION)}


def rulebook(edition: str) -> Rulebook:
    """规则手册 of an edition; errors: KeyError for an edition nobody adopted."""
    return _editions()[edition]
