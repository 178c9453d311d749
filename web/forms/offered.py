"""可选的人、文书、机关 what a form offers to choose from, for this case and this person: who may act, letters in the fitting state."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.case import Case, Letter, LetterStatus
from domain.decide.corrections import ANYBODY, OFFICES
from domain.glossary import LETTER_STATES, LETTERS, OBLIGATIONS
from domain.obligations import SURVIVING
from domain.people import Appointment, Office, Role
from domain.policy import ROLE_NAMES, holds
from domain.rulebook import CURRENT_EDITION, LetterKind
from domain.workdays import day_of
from ledger.access import names_read
from ledger.accounts import Holder
from ledger.people import appointments_at, regulators
from ledger.pool import Pool
from ledger.seen import Seen
from ledger.sql import sql
from web.forms.fields import Choice, Field
from web.reading import reading
from web.rendering import day_text

LIKELY: dict[str, tuple[Role, ...]] = {
    "legal_reviewer": (Role.LEGAL,),
    "Dismiss.second": (Role.REGULATOR,),
    "Downgrade.approver": (Role.APPROVER,),
    "PassReinspection.inspectors": (Role.REGULATOR,),
    "FailReinspection.inspectors": (Role.REGULATOR,),
    "CorrectEntry.second": ANYBODY,
    "CorrectService.second": OFFICES,
    "ServeLetter.witnesses": (Role.TOWN, Role.GRID, Role.REGULATOR, Role.COMMISSION_OFFICE),
    "RecordTalk.present": (Role.ENTITY, Role.COMMISSION_OFFICE, Role.COMMISSION_LEADER, Role.REGULATOR),
    "Report.sponsor": (Role.COMMISSION_LEADER,),
    "Assign.handler": (Role.REGULATOR,),
}
"""who may be named, as the rules ask for it; a test keeps it complete"""
ANOTHER = frozenset({"legal_reviewer", "second", "approver"})
"""never oneself"""

Fits = Callable[[Letter], bool]
FITTING: dict[str, tuple[tuple[LetterStatus, ...], Fits]] = {
    "SignLetter": ((LetterStatus.DRAFTED,), lambda _one: True),
    "HoldDraft": ((LetterStatus.DRAFTED,), lambda one: not one.held),
    "ReturnDraft": ((LetterStatus.DRAFTED,), lambda _one: True),
    "IssueLetter": ((LetterStatus.SIGNED,), lambda _one: True),
    "WithdrawLetter": ((LetterStatus.ISSUED, LetterStatus.SERVED), lambda _one: True),
    "VoidLetter": ((LetterStatus.DRAFTED, LetterStatus.SIGNED, LetterStatus.ISSUED), lambda _one: True),
    "ServeLetter": ((LetterStatus.ISSUED,), lambda one: one.needs_service),
    "ProceedUnserved": ((LetterStatus.ISSUED,), lambda one: one.needs_service),
    "AnswerLetter": (
        (LetterStatus.ISSUED, LetterStatus.SERVED),
        lambda one: one.kind is LetterKind.FORMAL_NOTICE and one.to is Role.ENTITY,
    ),
    "CorrectService": ((LetterStatus.SERVED,), lambda _one: True),
}
MOST_CASES = 20


@dataclass(frozen=True)
class Offering:
    """供选择 for one command of one holder, on one case or on none yet."""

    command: str
    case: Case | None
    holder: Holder
    pool: Pool
    seen: Seen

    async def fill(self, fields: Sequence[Field]) -> tuple[Field, ...]:
        """The fields with what they offer."""
        wanted = {one.name: self._roles(one.name) for one in fields if one.kind in ("person", "people")}
        people = await self._people(wanted) if wanted else {}
        return tuple([replace(one, choices=await self._choices(one, people)) for one in fields])

    async def _choices(self, field: Field, people: dict[str, tuple[Choice, ...]]) -> tuple[Choice, ...]:
        match field.kind:
            case "person" | "people":
                return people[field.name]
            case "letter":
                return tuple((one.id, letter_label(one)) for one in letters_for(self.command, self.case, self.holder))
            case "case":
                return await self._cases()
        match f"{self.command}.{field.name}":
            case "Report.office" | "Refer.to":
                known = self.holder.offices
                staffed = [known[one] for one in await regulators(self.pool) if one in known]
                return tuple((one.id, one.name) for one in staffed if self.case is None or one.id != self.case.office)
            case "Report.region":
                return _pairs({one.jurisdiction for one in self.holder.offices.values() if one.jurisdiction})
            case "Report.industry":
                return _pairs({name for one in self.holder.offices.values() for name in one.industries})
            case "Settle.ref" if self.case:
                owed = [one for one in self.case.obligations if one.kind in SURVIVING]
                return tuple(
                    (one.ref, f"{OBLIGATIONS[one.kind]} {one.ref}（{day_text(one.due_on)}前）") for one in owed
                )
            case "AdoptEdition.edition":
                return ((CURRENT_EDITION, f"{CURRENT_EDITION}版"),)
        return field.choices

    # -- 人

    def _roles(self, name: str) -> tuple[Role, ...]:
        return LIKELY.get(name) or LIKELY[f"{self.command}.{name}"]

    async def _people(self, wanted: dict[str, tuple[Role, ...]]) -> dict[str, tuple[Choice, ...]]:
        day, offices = day_of(self.holder.clock), self.holder.offices
        places = [one.id for one in offices.values() if self._covers(one)] + ([self.case.entity] if self.case else [])
        held = await appointments_at(self.pool, places)
        fitting = {
            name: [one for one in held if holds([one], roles, self.case, day, offices) and self._may_be(name, one)]
            for name, roles in wanted.items()
        }
        ids = {one.person for found in fitting.values() for one in found}
        why = reading(self.holder, "web form", self.case.number if self.case else "", "填写表单", form=self.command)
        names = await names_read(self.pool, ids, why) if ids else {}
        return {name: _persons(found, names, offices) for name, found in fitting.items()}

    def _covers(self, office: Office) -> bool:
        # whether it covers the case is asked of each appointment; this spares the far ones
        return self.case is None or not self.case.region or self.case.region.startswith(office.jurisdiction)

    def _may_be(self, name: str, one: Appointment) -> bool:
        if name == "handler" and self.case and self.case.office:
            return one.at == self.case.office
        return name not in ANOTHER or one.person != self.holder.person

    # -- 文书与案件

    async def _cases(self) -> tuple[Choice, ...]:
        if self.case is None:
            return ()
        async with self.seen.snapshot() as connection:
            found = await connection.fetch(sql("seen_cases_of_entity"), self.case.entity, self.case.number, MOST_CASES)
        return tuple((one["number"], f"{one['number']} {one['unit']}") for one in found)


def letters_for(command: str, case: Case | None, holder: Holder) -> list[Letter]:
    """文书 of the case to which a command applies, and which this person may sign where it is to be signed."""
    states, fits = FITTING[command]
    letters = [one for one in (case.letters if case else ()) if one.status in states and fits(one)]
    if command in ("SignLetter", "HoldDraft", "ReturnDraft"):
        return [one for one in letters if _to_sign(one, case, holder)]
    return letters


def _to_sign(letter: Letter, case: Case | None, holder: Holder) -> bool:
    day, acting = day_of(holder.clock), [one for one in holder.appointments if one.acting_for]
    role = (letter.signed_by,)
    head = holds(holder.appointments, role, case, day, holder.offices, head=True)
    return bool(head or holds(acting, role, case, day, holder.offices))


def letter_label(letter: Letter) -> str:
    """函告（待签发，11月20日拟）."""
    which = letter.number or f"{day_text(letter.drafted_on)}拟"
    return f"{LETTERS[letter.kind]}（{LETTER_STATES[letter.status]}，{which}）"


def _persons(
    found: Iterable[Appointment], names: Mapping[str, str], offices: Mapping[str, Office]
) -> tuple[Choice, ...]:
    called: dict[str, tuple[bool, str]] = {}
    for one in found:
        at = offices[one.at].name if one.at in offices else ""
        post = " · ".join(part for part in (at, one.post or ROLE_NAMES[one.role]) if part)
        told = f"{names.get(one.person, one.person)}（{post}）"
        called.setdefault(one.person, (one.role is not Role.ENTITY, told))  # whom it concerns comes first
    return tuple((person, told) for person, (_, told) in sorted(called.items(), key=lambda one: one[1]))


def _pairs(words: Iterable[str]) -> tuple[Choice, ...]:
    return tuple((one, one) for one in sorted(words))
