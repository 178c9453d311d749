"""文书 what was drafted, what waits for a signature, for issue, for service, for an answer; and all, by kind, office, unit, 文号."""

from dataclasses import replace
from datetime import date
from typing import Any

from fastapi import APIRouter
from starlette.responses import Response

from ledger.questions.letters import MANY, counted_letters, letters
from web.cursors import cursor, opened, small
from web.letters import State, asked_of, items, outside
from web.pages.shell import Reading

router = APIRouter(include_in_schema=False)

PAGE = 50
TITLES = {
    State.UNSIGNED: "待签发",
    State.UNISSUED: "已签发待印发",
    State.UNSERVED: "待送达",
    State.UNANSWERED: "待回复",
    State.ALL: "全部",
}
EMPTY = {
    State.UNSIGNED: "没有待签发的文书。",
    State.UNISSUED: "没有已签发而未印发的文书。",
    State.UNSERVED: "没有已印发而未送达的文书。",
    State.UNANSWERED: "没有待回复的函告。",
    State.ALL: "没有文书。阶梯到函告，或下达指令书，文书就出现在这里。",
}
LABELS = {"kind": "文种", "office": "监管部门", "unit": "单位", "number": "文号", "from": "拟稿自", "to": "拟稿至"}


@router.get("/letters")
async def all_letters(looking: Reading) -> Response:
    told = looking.request.query_params
    asked = asked_of(told, looking.holder)
    faults = asked.faults
    own = outside(looking.holder)
    tabs = (State.UNANSWERED, State.ALL) if own else tuple(State)
    if (named := told.get("state", "")) and named not in set(tabs):
        faults["state"] = "没有这一栏，已显示全部。"
    key = opened(told["after"], date.fromisoformat, str, small) if told.get("after") else None
    async with looking.seen.snapshot() as connection:
        counts = await counted_letters(connection, asked.filter)
        if named:
            state = State(named) if named in set(tabs) else State.ALL
        else:  # where something waits; the address says which as soon as somebody chooses
            state = next((one for one in tabs if counts[one.waits]), State.ALL)
        wanted = replace(asked.filter, waits=state.waits)
        rows = await letters(connection, wanted, after=key, limit=PAGE + 1)
        shown = await items(connection, rows[:PAGE], looking.holder, state)
    last = rows[PAGE - 1].key(waiting=bool(state.waits)) if len(rows) > PAGE else None
    page: dict[str, Any] = {
        "items": shown,
        "state": state,
        "tabs": tabs,
        "titles": TITLES,
        "empty": EMPTY,
        "labels": LABELS,
        "faults": faults,
        "counts": counts,
        "many": MANY,
        "after": cursor(last) if last else None,
        "outside": own,
        "offices": sorted(looking.holder.offices.values(), key=lambda one: one.name),
        "filters": {name: told[name] for name in (*LABELS, "state") if told.get(name)},
    }
    if looking.by_htmx:
        return looking.part("letters.html", "list", **page)
    return looking.page("letters.html", **page)
