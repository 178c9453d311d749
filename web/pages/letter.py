"""一份文书 its text as it was issued, to whom, by whom, under which number, how it was served and answered; it prints as it stands."""

from hashlib import sha256

from fastapi import APIRouter
from starlette.responses import Response

from domain import events as e
from domain.case import Letter
from domain.casefile.contents import Paper
from domain.glossary import LETTERS, PARTIES
from domain.people import Role
from domain.policy import ROLE_NAMES
from domain.refusals import Refusal
from domain.waiting import Waiting, waiting
from domain.wording import addressees, body
from ledger.records import Recorded
from web.casebook.dossier import Dossier, dossier
from web.letters import USUAL, actions, outside
from web.pages.shell import Reading, Visitor

router = APIRouter(include_in_schema=False)

PLACE = "/cases/{number}/letters/{cycle}/{letter}"
"""a letter's id is its cycle and what it is; that of an obligation's letter says also when it was due, and which letter"""
ALL = (*USUAL, "WithdrawLetter", "VoidLetter", "CorrectService")


@router.get(PLACE)
async def short(looking: Reading, number: str, cycle: str, letter: str) -> Response:
    return await _page(looking, number, f"{cycle}/{letter}")


@router.get(PLACE + "/{due}/{kind}")
async def long(looking: Reading, number: str, cycle: str, letter: str, due: str, kind: str) -> Response:
    return await _page(looking, number, f"{cycle}/{letter}/{due}/{kind}")


async def _page(looking: Visitor, number: str, letter_id: str) -> Response:
    told = await dossier(looking, number)
    found = next(((one, paper) for one, paper in _papers(told) if one.letter.id == letter_id), None)
    own = outside(looking.holder)
    sent = found is not None and found[0].letter.issued_on is not None and found[0].letter.to is Role.ENTITY
    if found is None or (own and not sent):
        raise Refusal("NOT_FOUND", "本案没有这份文书，或还没有发给本单位。")
    one, paper = found
    letter, case = one.letter, told.case
    issued = _issued(told, letter)
    # what is not issued yet reads as it would today
    text = "\n".join(paper.text) or body(case, letter, letter.number or "", looking.today)
    to, *copies = (PARTIES.get(name, name) for name in addressees(letter))
    return looking.page(
        "letter.html",
        case=case,
        letter=letter,
        one=one,
        called=f"{LETTERS[letter.kind]}{' ' + letter.number if letter.number else ''}",
        text=text,
        to=to,
        copies=copies,
        signatory=ROLE_NAMES[letter.signed_by],
        signer=paper.by,
        course=[row for row in paper.facts if len(row) > 2],
        digest=sha256(text.encode()).hexdigest() if issued else None,
        issued=issued,
        usual=USUAL,
        actions=actions(case, letter, looking.holder, ALL),
        may_send_link=sent and not own and looking.holder.sight.writes and letter.live and letter.id.count("/") == 1,
    )


def _papers(told: Dossier) -> list[tuple[Waiting, Paper]]:
    return list(zip(waiting(told.case), told.contents.papers, strict=True))


def _issued(told: Dossier, letter: Letter) -> Recorded | None:
    """The event by which it went out, whose hash covers the text."""
    for recorded, step in zip(told.trail, told.steps, strict=True):
        event = step.told.event
        if (isinstance(event, e.LetterIssued) and event.letter == letter.id) or (
            isinstance(event, e.OrderIssued) and event.letter.id == letter.id
        ):
            return recorded
    return None
