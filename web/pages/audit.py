"""审计 the page that searches all events of cases that may be seen: each hit leads to its place in the case."""

from fastapi import APIRouter
from starlette.responses import Response

from activities.found import OF_NO_CASE, known, what, who
from domain.refusals import Refusal
from ledger.questions.event_types import TYPES
from ledger.questions.search import Page
from web.audit.searching import FIELDS, called, found, question_of
from web.pages.audit_typed import Typed
from web.pages.shell import Official

router = APIRouter(include_in_schema=False)

PAGE = 50
LONGEST_MARK = 200


@router.get("/audit")
async def search(looking: Official) -> Response:
    typed, page, names = Typed(looking, FIELDS), Page(), dict[str, str]()
    after = looking.request.query_params.get("after", "")[:LONGEST_MARK]
    if typed.given and not typed.errors:
        try:
            question = await question_of(looking.desk, looking.holder, typed.asked)
            page = await found(looking.desk, looking.holder, question, PAGE, after or None)
            names = await called(looking.desk, looking.holder, page.found, typed.asked)
        except Refusal as refused:
            typed.wrong(refused)
    return looking.page(
        "audit.html",
        typed.status,
        typed=typed,
        page=page,
        names=names,
        after=after,
        types=sorted(set(TYPES.values())),
        what=what,
        who=who,
        known=known,
        own=OF_NO_CASE,
    )
