"""比较 two report dates: how each figure moved, which cases came, went and changed, and what was corrected since."""

from fastapi import APIRouter
from starlette.responses import Response

from activities.differences import HOW, Compared, changed, figure_rows, standing
from domain.refusals import Refusal
from web.audit.asked import count_named, framed, listable, scoped
from web.audit.standing import difference, offices, ready
from web.pages.audit_typed import Typed
from web.pages.shell import Official

router = APIRouter(include_in_schema=False)

FIELDS = (
    "from", "to", "from_known", "to_known", "as_reported", "among", "region", "industry", "channel", "level", "office",
)  # fmt: skip
MOST = 200


@router.get("/audit/diff")
async def diff(looking: Official) -> Response:
    typed, desk, holder = Typed(looking, FIELDS), looking.desk, looking.holder
    told: Compared | None = None
    since: Compared | None = None
    asked = typed.asked
    if typed.given and not typed.errors:
        try:
            for field, name in (("from", "甲"), ("to", "乙")):
                if field not in asked:
                    typed.errors[field] = f"请填写{name}的日期。"
            if not typed.errors:
                now = await ready(desk)
                if "as_reported" in asked:  # each as it was known then
                    asked = {**asked, "from_known": asked["from"], "to_known": asked["to"]}
                before = framed(asked, now, at="from", known="from_known")
                after = framed(asked, now, at="to", known="to_known")
                which, where = count_named("among", asked.get("among") or "open"), scoped(asked)
                told = await difference(desk, holder, (before, after), which, where, MOST)
                # the same first date, as it was known then and as it is known now
                then = framed({"at": asked["from"], "known": asked["from"]}, now)
                today = framed({"at": asked["from"]}, now)
                since = await difference(desk, holder, (then, today), which, where, MOST)
        except Refusal as refused:
            typed.wrong(refused)
    return looking.page(
        "audit_diff.html",
        typed.status,
        typed=typed,
        told=told,
        since=since,
        moved=[row for row in figure_rows(told) if row[1] != row[2]] if told else [],
        listable=listable(),
        offices=await offices(desk, holder),
        HOW=HOW,
        changed=changed,
        standing=standing,
    )
