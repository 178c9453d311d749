"""办理 the form of every command, and what sends it: through the door, under the key it was shown with."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from activities.door import OPENING, Unknown
from domain.case import Case
from domain.commands import COMMANDS, faults
from domain.decide.corrections import LEGAL_DATES
from domain.decide.frame import RULES
from domain.decide.refusing import refusing
from domain.decide.verification import REPORTERS
from domain.glossary import CHANNELS, RISKS
from domain.policy import ROLE_NAMES
from domain.refusals import Refusal
from ledger.seen import SeenCase
from web.api.commands import OF_THE_CLOCK, sent
from web.desk import Desk
from web.forms.faulty import beside, named
from web.forms.fields import Field, fields_of
from web.forms.offered import Offering
from web.forms.reporting import report_fields, report_values, settled
from web.forms.sheet import KEY, KeptFile, Sheet, kept_file, new_key
from web.forms.taken import NUL, taken
from web.forms.typed import day, typed
from web.pages.shell import Visitor, Writing
from web.problems import STATUS, Refused, unknown
from web.rendering import link
from workflows.contracts import NEW_CASE, Codes

router = APIRouter(include_in_schema=False)

MOST_FIELDS = 1_000
UNKNOWN_YET = "已送出，办理进程还没有回答，此刻不知道是否已记入。所填内容都在；稍后原样再送一次即知结果，不会重复生效。"
REUSED = "这张表先前送出过，已有答复；现在所填与那时不同，没有再记。请先看案件的时间线，确要再办，请再送一次。"


@router.get("/new/do/{command}")
async def open_new(looking: Writing, command: str) -> Response:
    return await _shown(looking, None, command)


@router.post("/new/do/{command}")
async def do_new(looking: Writing, request: Request, command: str) -> Response:
    return await _sent(looking, request, None, command)


@router.get("/cases/{number}/do/{command}")
async def open_one(looking: Writing, number: str, command: str) -> Response:
    return await _shown(looking, await looking.case(number), command)


@router.post("/cases/{number}/do/{command}")
async def do_one(looking: Writing, request: Request, number: str, command: str) -> Response:
    return await _sent(looking, request, await looking.case(number), command)


def _refusal(looking: Visitor, case: Case | None, command: str) -> tuple[Refusal | None, str]:
    """Why it may not be done now, and who may."""
    if command not in COMMANDS or command in OF_THE_CLOCK or (case is None) != (command in OPENING):
        return Refusal("COMMAND_UNKNOWN", "没有这一事项。"), ""
    if case is None:
        who = "、".join(ROLE_NAMES[role] for role in REPORTERS)
        return (None if looking.has(*REPORTERS) else Refusal("NOT_PERMITTED", "您不能上报隐患。")), who
    holder, rule = looking.holder, RULES[COMMANDS[command]]
    who = "、".join(ROLE_NAMES[role] + ("负责人" if rule.head else "") for role in rule.by)
    return refusing(case, command, str(holder.person), holder.appointments, looking.today, holder.offices), who


def _not_now(looking: Visitor, case: Case | None, refused: Refusal, who: str) -> Response:
    told = {"refused": refused, "who": who, "number": case.number if case else ""}
    if looking.by_htmx:
        return looking.part("not_now.html", "why", 404, **told)
    return looking.page("not_now.html", 404, **told)


async def _fields(looking: Visitor, case: Case | None, command: str) -> tuple[Field, ...]:
    pool = looking.desk.record.ledger.pool
    fields = await Offering(command, case, looking.holder, pool, looking.seen).fill(fields_of(command))
    if command == "Report":
        return await report_fields(fields, looking.holder, pool)
    if command == "CorrectEntry" and case is not None:
        return tuple(one.offering(_as_it_is(one, case)) if one.name == "field" else one for one in fields)
    return fields


def _as_it_is(field: Field, case: Case) -> tuple[tuple[str, str], ...]:
    """What may be corrected, each with what stands there now."""
    labels = {**{str(key): label for key, label in CHANNELS.items()}, **RISKS}
    said = {name: getattr(case, name) for name, _ in field.choices}
    return tuple(
        (name, f"{label}（现为：{labels.get(str(said[name]), str(said[name]))[:40] if said[name] else '空'}）")
        for name, label in field.choices
    )


async def _shown(looking: Visitor, found: SeenCase | None, command: str) -> Response:
    case = found.case if found else None
    refused, who = _refusal(looking, case, command)
    if refused is not None:
        return _not_now(looking, case, refused, who)
    fields = await _fields(looking, case, command)
    asked: dict[str, list[str]] = {}
    for name, value in looking.request.query_params.multi_items():
        asked.setdefault(name, []).append(value.replace(NUL, ""))
    values = _preset(looking, case, command, fields) | asked
    sheet = Sheet(command, case.number if case else "", fields, values, new_key())
    return _page(looking, case, sheet)


def _preset(looking: Visitor, case: Case | None, command: str, fields: Sequence[Field]) -> dict[str, list[str]]:
    """What most people would choose: the only letter there is, oneself among the inspectors, today."""
    told: dict[str, list[str]] = {}
    if command == "Report":
        told |= report_values(looking.holder, looking.today.isoformat())
    for one in fields:
        only = one.choices[0][0] if len(one.choices) == 1 and one.required else None
        if one.kind in ("letter", "choice", "person") and only:
            told[one.name] = [only]
        if one.name == "inspectors" and looking.holder.person in dict(one.choices):
            told[one.name] = [str(looking.holder.person)]
    if case is not None and case.extension is not None and command == "GrantExtension":
        told["until"] = [case.extension.until.isoformat()]
    if command == "ServeLetter":
        told["on"] = [looking.today.isoformat()]
    if command in ("HoldClock", "RenewHold"):
        told["review_on"] = [(looking.today + timedelta(days=30)).isoformat()]
    return told


async def _sent(looking: Visitor, request: Request, found: SeenCase | None, command: str) -> Response:
    case = found.case if found else None
    if (command not in COMMANDS) or command in OF_THE_CLOCK or (case is None) != (command in OPENING):
        refused, who = _refusal(looking, case, command)
        return _not_now(looking, case, refused or unknown(""), who)
    fields = await _fields(looking, case, command)
    desk = looking.desk
    async with request.form(max_fields=MOST_FIELDS, max_files=MOST_FIELDS) as form:
        came = await taken(form, fields, desk.files)
    if command == "AddEvidence" and came.names and not "".join(came.values.get("name", ())).strip():
        came.values["name"] = list(came.names.values())[-1:]
    key = next((one for one in came.values.get("key", ()) if KEY.fullmatch(one)), "")
    sheet = Sheet(command, case.number if case else "", fields, came.values, key or new_key())
    if "more" in came.values:  # another row, nothing is sent
        return _page(looking, case, sheet)
    data = typed(fields, came.values)
    photos = data.pop("photos", [])
    wrong = {**await _completed(looking, case, command, data), **came.wrong}
    wrong = {**named(faults(command, data), fields), **wrong}
    if wrong or not key:
        sheet = sheet.again(wrong or {"": "表单不完整，请核对后再送一次。"})
        return _page(looking, case, sheet, 422)
    try:
        standing = await sent(desk, looking.holder, case.number if case else NEW_CASE, command, data, key)
        lost = await _add_photos(looking, standing.case, photos, key)
    except Unknown:
        return _page(looking, case, replace(sheet, away=UNKNOWN_YET), 202)
    except Refused as away:  # the desk's own: nothing was sent, so it stays the same command
        return _page(looking, case, sheet.again({"": away.sentence}), STATUS.get(away.code, 422))
    except Refusal as refused:
        if refused.code == Codes.COMMAND_ID_REUSED:
            refused = Refusal(refused.code, REUSED)
        told = beside(refused.code, refused.sentence, fields) or {"": refused.sentence}
        return _page(looking, case, sheet.again(told, fresh=True), STATUS.get(refused.code, 422))
    if looking.by_htmx:
        return looking.part("doing.html", "done", sheet=sheet, number=standing.case, case=case)
    came_of_it: dict[str, object] = {"done": key, "lost": lost or None}
    return RedirectResponse(link(f"/cases/{standing.case}", came_of_it), 303)


async def _completed(looking: Visitor, case: Case | None, command: str, data: dict[str, object]) -> dict[str, str]:
    """What a form says otherwise than its command; what is wrong with it, by input."""
    if command == "Report":
        return await settled(data, looking.holder, looking.desk.record.ledger.pool)
    if command == "CorrectEntry" and case is not None:
        field, now = str(data.get("field", "")), str(data.get("now", ""))
        words = {
            "channel": {label: str(key) for key, label in CHANNELS.items()},
            "risk": {label: key for key, label in RISKS.items()},
            "office": {one.name: one.id for one in looking.holder.offices.values()},
        }.get(field, {})
        data["now"] = day(now) if field in LEGAL_DATES else words.get(now, now)
    return {}


async def _add_photos(looking: Visitor, case: str, photos: list[str], key: str) -> int:
    """现场照片 of a new report: evidence, each a command of its own, the same ones when it is sent again. How many were not taken."""
    lost = 0
    for place, digest in enumerate(photos, 1):
        data = {"digest": digest, "name": f"现场照片{place}"}
        try:
            await sent(looking.desk, looking.holder, case, "AddEvidence", data, f"{key}.photo-{place}")
        except Refusal:
            lost += 1
    return lost


def _page(looking: Visitor, case: Case | None, sheet: Sheet, status: int = 200) -> Response:
    sheet = replace(sheet, kept=_kept(looking.desk, sheet), case=case)
    told = {"sheet": sheet, "case": case}
    if looking.by_htmx:
        return looking.part("doing.html", "form", status, **told)
    return looking.page("doing.html", status, **told)


def _kept(desk: Desk, sheet: Sheet) -> dict[str, list[KeptFile]]:
    return {
        one.name: [file for digest in sheet.chosen(one.name) if (file := kept_file(desk.files, digest))]
        for one in sheet.fields
        if one.kind in ("file", "files")
    }
