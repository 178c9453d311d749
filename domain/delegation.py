"""代签与交接 who may sign in whose place and for how long, and how a post passes from one person to another (DOMAIN §4).

Both are appointments. A delegate holds the post's role for the period, `acting_for` its head, and signs as himself 代 him;
what only the head decides (撤回、作废、径行推进) stays with the head.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.people import Appointment, Office, Role
from domain.policy import READERS, ROLE_NAMES, WRITERS
from domain.refusals import Refusal

DAY = timedelta(days=1)
LONGEST_DAYS = 366
"""一次代签最长: a leave has an end; longer, and the post is handed over"""
DELEGABLE = WRITERS - {Role.ENTITY, Role.INTAKE}
"""可代签: an entity's principal answers in person (约谈不得委托), and who sees a reporter is named by file alone"""
HANDED_OVER = READERS - {Role.ENTITY}
"""可交接: posts of the offices; the people of an entity and the administrators come by file"""


@dataclass(frozen=True, slots=True)
class Handover:
    """交接, decided: what ends, what begins, and the delegations of the old one that end with him."""

    given: Appointment
    taken: Appointment
    ended: tuple[Appointment, ...] = ()


def delegable(one: Appointment, day: date) -> bool:
    """Whether its holder may name a delegate for it: a head's own post, held now or later."""
    return one.head and one.acting_for is None and one.role in DELEGABLE and (one.until is None or day <= one.until)


def delegated(
    own: Appointment,
    to: str,
    since: date,
    until: date,
    *,
    day: date,
    standing: Collection[Appointment],
    offices: Mapping[str, Office],
    administrators: Collection[str] = (),
) -> Appointment:
    """委托代签: the delegate's appointment.

    `standing`: all that the delegate holds, and all that stand in for this post. `administrators`: who keeps accounts.
    Errors: Refusal DELEGATION_REFUSED.
    """
    if not delegable(own, day):
        raise _refused("只有机关负责人本人可以为自己的职务委托代签")
    if to == own.person:
        raise _refused("不能委托自己代签")
    if not day <= since <= until:
        raise _refused("代签须从今天或以后起，止日不早于起日")
    if (until - since).days >= LONGEST_DAYS:
        raise _refused(f"一次代签最长 {LONGEST_DAYS} 天；更久的请办理交接")
    if not _within(since, until, own):
        raise _refused("代签不得超出本人的任期")
    held = [one for one in standing if one.person == to]
    if to in administrators or any(one.role is Role.ADMINISTRATOR for one in held):
        raise _refused("不能委托系统管理员")
    near = {own.at, *superiors(own.at, offices)}
    if not any(
        one.at in near and one.role in READERS and not one.acting_for and _within(since, until, one) for one in held
    ):
        raise _refused("代签人须在整个期间内任职于本机关或其上级机关")
    for one in standing:
        if stands_in(one, own) and _meet(one, since, until):
            raise _refused(f"{one.since}至{one.until}已委托代签，期间不得重叠；请先撤销或另选日期")
    return Appointment(
        person=to, role=own.role, at=own.at, post=own.post, since=since, until=until, acting_for=own.person
    )


def revoked(acting: Appointment, *, by: str, day: date) -> Appointment:
    """撤销代签, by whom it stands in for: it holds from today on no more. Errors: Refusal DELEGATION_REFUSED."""
    if acting.acting_for != by:
        raise _refused("只有委托人本人可以撤销代签")
    if acting.until is not None and acting.until < day:
        raise _refused("这一代签已经结束")
    return acting.model_copy(update={"until": day - DAY})


def handed_over(
    own: Appointment,
    to: str,
    on: date,
    *,
    by: Iterable[Appointment],
    day: date,
    standing: Collection[Appointment],
    offices: Mapping[str, Office],
    administrators: Collection[str] = (),
) -> Handover:
    """交接: the new one begins `on`, the old one ends the day before. `by`: what who asks for it holds.

    `standing`: all that the new one holds, and all that stand in for this post. Errors: Refusal HANDOVER_REFUSED.
    """
    if own.acting_for is not None or own.role not in HANDED_OVER or not own.holds_on(day):
        raise _refused("只能交接本系统中机关的现任职务", "HANDOVER_REFUSED")
    if not may_hand_over(own, by, day, offices):
        raise _refused("只有本人、本机关负责人或上级机关负责人可以办理这一交接", "HANDOVER_REFUSED")
    if to == own.person:
        raise _refused("交接须在两人之间", "HANDOVER_REFUSED")
    if on < day or (own.since is not None and on <= own.since) or (own.until is not None and on > own.until):
        raise _refused("接任日须从今天或以后起，且在原任期之内", "HANDOVER_REFUSED")
    held = [one for one in standing if one.person == to]
    if to in administrators or any(one.role is Role.ADMINISTRATOR for one in held):
        raise _refused("系统管理员不办理案件，不能接任", "HANDOVER_REFUSED")
    if any(one.role is Role.ENTITY and (one.until is None or on <= one.until) for one in held):
        raise _refused("接任人是生产经营单位的人员，不能兼任机关职务", "HANDOVER_REFUSED")
    alike = (one for one in held if (one.role, one.at, one.head) == (own.role, own.at, own.head) and not one.acting_for)
    if any(one.until is None or on <= one.until for one in alike):
        raise _refused("接任人已任此职", "HANDOVER_REFUSED")
    last = on - DAY
    return Handover(
        given=own.model_copy(update={"until": last}),
        taken=own.model_copy(update={"person": to, "since": on}),
        ended=tuple(
            one.model_copy(update={"until": last})
            for one in standing
            if stands_in(one, own) and (one.until is None or one.until > last)
        ),
    )


def may_hand_over(own: Appointment, by: Iterable[Appointment], day: date, offices: Mapping[str, Office]) -> bool:
    """Whether who holds these today may: himself; the office's head; a head's post, the head of an office above. No delegate."""
    above = {own.at, *(superiors(own.at, offices) if own.head else ())}
    return any(
        one.holds_on(day)
        and not one.acting_for
        and one.role in HANDED_OVER
        and (one.person == own.person or (one.head and one.at in above))
        for one in by
    )


def stands_in(one: Appointment, post: Appointment) -> bool:
    """Whether it is a delegate's appointment for this post."""
    return one.acting_for == post.person and (one.role, one.at) == (post.role, post.at)


def superiors(office: str, offices: Mapping[str, Office]) -> Iterator[str]:
    """上级机关, the nearest first; a circle, which only a wrong file can make, ends."""
    passed = {office}
    while office in offices and (above := offices[office].superior) and above not in passed:
        yield above
        passed.add(above)
        office = above


def called(one: Appointment, office: str = "") -> str:
    """任职 as it is spoken of: 示例县安委办 · 主任."""
    return " · ".join(filter(None, (office, one.post or ROLE_NAMES[one.role])))


def _within(since: date, until: date, one: Appointment) -> bool:
    return (one.since is None or one.since <= since) and (one.until is None or until <= one.until)


def _meet(one: Appointment, since: date, until: date) -> bool:
    if one.since and one.until and one.until < one.since:  # revoked before it began
        return False
    return (one.since is None or one.since <= until) and (one.until is None or since <= one.until)


def _refused(sentence: str, code: str = "DELEGATION_REFUSED") -> Refusal:
    return Refusal(code, sentence + "。")
