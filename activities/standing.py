"""案件现状: a recalled case as the answer that crosses Temporal. Used by the door and by the activities alike."""

from datetime import datetime

from domain.due import Deadline, armed
from domain.rulebook import CURRENT_EDITION, Rulebook, rulebook
from domain.workdays import bundled_calendar
from ledger.records import Answer, Recalled
from ledger.store import Ledger
from workflows.contracts import Codes, NoticeRef, Order, Refused, Standing

REUSED = Refused(code=Codes.COMMAND_ID_REUSED, sentence="该命令号已用于另一条命令，请换一个命令号。")


def rules_of(recalled: Recalled) -> Rulebook:
    """规则: the edition the case runs under; a new case begins under the one in force."""
    edition = recalled.case.edition if recalled.case else recalled.edition
    return rulebook(edition or CURRENT_EDITION)


def deadline_of(recalled: Recalled, now: datetime | None = None) -> Deadline | None:
    """What the case will be woken by, if by anything; without `now`, when that should be."""
    return armed(recalled.case, rules_of(recalled), bundled_calendar(), now) if recalled.case else None


def standing_of(number: str, recalled: Recalled, now: datetime | None = None, due: Deadline | None = None) -> Standing:
    """Where the case stands, as the ledger has it; `due`: its deadline, where that is known already."""
    if recalled.case is None:
        return Standing(case=number)
    now = now or recalled.clock
    # only what is past moves on: with the earliest still to come there is nothing to count again
    deadline = due if due is not None and due.at > now else deadline_of(recalled, now)
    return Standing(
        case=number,
        version=recalled.version,
        stage=recalled.case.stage,
        rung=recalled.case.rung,
        due_at=deadline.at if deadline else None,
        due_kind=deadline.label if deadline else "",
        provisional=deadline.provisional if deadline else False,
        armed=deadline is not None,
        undelivered=tuple(NoticeRef(key=notice.key, case=number) for notice in recalled.undelivered),
    )


async def answered(ledger: Ledger, answer: Answer, order: Order) -> Standing:
    """The answer a command had before, with its case as it stands today; or that its id means another command."""
    if answer.refusal_code == Codes.COMMAND_ID_REUSED or answer.digest != order.digest:
        return Standing(case=order.case, refusal=REUSED)
    number = answer.stream.removeprefix("case-")
    standing = standing_of(number, await ledger.recall(number), order.now)
    refusal = None
    if answer.outcome == "refused":
        refusal = Refused(code=answer.refusal_code or "", sentence=answer.refusal_sentence or "")
    return standing.model_copy(
        update={"refusal": refusal, "first_version": answer.first_version, "last_version": answer.last_version}
    )
