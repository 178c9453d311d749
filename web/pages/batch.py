"""成批办理 assign or urge the rows that were chosen: one form, one command for each case, one line for each answer."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from activities.door import CASE_NUMBER
from domain.commands import faults
from domain.refusals import Refusal
from ledger.questions.register import among, listed
from web.api.commands import sent
from web.batches import MOST, Batch, run
from web.forms.faulty import named
from web.forms.fields import Field, fields_of
from web.forms.offered import Offering
from web.forms.sheet import KEY, Sheet, new_key
from web.forms.taken import taken
from web.forms.typed import typed
from web.listing import Asking, asking
from web.pages.register import batch_commands, shown
from web.pages.shell import Visitor, Writing

router = APIRouter(include_in_schema=False)

MOST_FIELDS = 2_000
AWAY = "时钟（Temporal）没有应答，还没有送出任何一件。所填内容都在，恢复后再送。"


@router.post("/cases/batch")
async def batch(looking: Writing, request: Request) -> Response:
    """What was chosen: the form first, then what it says is done."""
    async with request.form(max_fields=MOST_FIELDS, max_files=0) as form:
        came = await taken(form, (), looking.desk.files)
    values = came.values
    what = _last(values, "what")
    if what not in dict(batch_commands(looking)):
        raise Refusal("NOT_PERMITTED", "您不能成批办理此事。")
    back = _back(values)
    cases = tuple(dict.fromkeys(one for one in values.get("case", ()) if CASE_NUMBER.fullmatch(one)))
    if not cases:
        return await shown(looking, back, said="请先在表中勾选要办理的隐患。", status=422)
    if len(cases) > MOST:
        return await shown(looking, back, said=f"选了 {len(cases)} 件，一次最多办理 {MOST} 件。", status=422)
    fields = await _fields(looking, what)
    key = next((one for one in values.get("key", ()) if KEY.fullmatch(one)), "")
    sheet = Sheet(what, "", fields, values, key or new_key())
    if not key:
        return await _form(looking, sheet, cases, back)
    data = typed(fields, values)
    if wrong := named(faults(what, data), fields):
        return await _form(looking, sheet.again(wrong), cases, back, 422)
    if looking.desk.clocks_away:
        return await _form(looking, sheet.again({"": AWAY}), cases, back, 503)
    asked = Batch(looking.holder.account, key, what, cases, _typed(fields, values), back.link())
    return _begun(looking, asked, data)


@router.get("/cases/batches/{job}")
async def result(looking: Writing, job: str) -> Response:
    found = looking.desk.batches.of(looking.holder.account, job)
    verbs = dict(batch_commands(looking))
    units = await _units(looking, found.cases) if found.over else {}
    verb = verbs.get(found.command, "")
    if looking.by_htmx:
        return looking.part("batch_result.html", "progress", batch=found, verb=verb, units=units)
    return looking.page("batch_result.html", batch=found, verb=verb, units=units)


def _begun(looking: Visitor, asked: Batch, data: dict[str, Any]) -> Response:
    desk, holder = looking.desk, looking.holder
    begun, new = desk.batches.begin(asked)

    async def give(case: str, command_id: str) -> None:
        await sent(desk, holder, case, asked.command, data, command_id)

    if new:
        desk.begin(asyncio.create_task(run(begun, give)))
    return RedirectResponse(f"/cases/batches/{begun.id}", 303)


async def _fields(looking: Visitor, what: str) -> tuple[Field, ...]:
    plain = tuple(one for one in fields_of(what) if one.name not in ("at", "late_reason"))
    return await Offering(what, None, looking.holder, looking.desk.record.ledger.pool, looking.seen).fill(plain)


async def _form(looking: Visitor, sheet: Sheet, cases: Sequence[str], back: Asking, status: int = 200) -> Response:
    units = await _units(looking, cases)
    verb = dict(batch_commands(looking))[sheet.command]
    return looking.page(
        "batch.html", status, sheet=sheet, cases=cases, units=units, back=back.link(), verb=verb, what=sheet.command
    )


async def _units(looking: Visitor, cases: Sequence[str]) -> dict[str, str]:
    async with looking.seen.snapshot() as connection:
        found = await listed(connection, among(cases), looking.today)
    return {one.row.case: one.row.unit for one in found}


def _typed(fields: Sequence[Field], values: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    return {one.name: values[one.name] for one in fields if values.get(one.name)}


def _back(values: Mapping[str, Sequence[str]]) -> Asking:
    """Where one came from: the list with its filters, and nowhere else."""
    return asking(dict(parse_qsl(urlsplit(_last(values, "back")[:4000]).query)))


def _last(values: Mapping[str, Sequence[str]], name: str) -> str:
    return (values.get(name) or [""])[-1]
