"""案卷内容 everything a case file prints, as plain rows of text: what the page setter needs, and nothing it must know."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from domain import events as e
from domain.case import Case, Letter
from domain.casefile import duties as owed
from domain.casefile.basis import basis, counted
from domain.casefile.details import detail, field_name, field_value
from domain.casefile.told import Names, Step, Told, files_of
from domain.evolve import evolve
from domain.glossary import (
    CHANNELS,
    LABELS,
    LETTER_STATES,
    LETTERS,
    LEVELS,
    OBLIGATIONS,
    PARTIES,
    RISKS,
    RUNGS,
    STAGES,
)  # fmt: skip
from domain.titles import event_title
from domain.wording import addressees, body, called, title, zh
from domain.workdays import SHANGHAI, day_of

Rows = list[list[str]]
OUTCOMES = {"done": "已履行", "late": "逾期履行", "void": "不再履行", "lapsed": "逾期未履行", "open": "未到期"}


@dataclass(frozen=True, slots=True)
class Paper:
    """文书 one letter with its course and its full text."""

    title: str
    number: str
    on: str
    by: str
    facts: Rows
    text: list[str]


@dataclass(frozen=True, slots=True)
class Attachment:
    """附件 a file that the record names."""

    number: int
    name: str
    digest: str
    on: str
    by: str
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class Contents:
    """案卷."""

    number: str
    title: str
    unit: str
    office: str
    began: str
    ended: str
    stage: str
    facts: Rows
    course: Rows
    papers: list[Paper]
    moves: Rows
    rungs: Rows
    duties: Rows
    corrections: Rows
    attachments: list[Attachment] = field(default_factory=list)


def folded(told: Sequence[Told]) -> list[Step]:
    """Each event with the case before and after it; ValueError for what does not begin a case."""
    steps: list[Step] = []
    case: Case | None = None
    for one in told:
        after = evolve(case, one.event)
        steps.append(Step(one, case, after))
        case = after
    return steps


def contents(steps: Sequence[Step], names: Names) -> Contents:
    """All of it; there is at least one event."""
    case, first = steps[-1].after, steps[0]
    ended = case.closed_on or (None if case.open else day_of(steps[-1].told.at))
    return Contents(
        number=case.number,
        title=f"{case.unit}重大事故隐患督办案卷",
        unit=case.unit,
        office=names.office(case.office),
        began=zh(day_of(first.told.at)),
        ended=zh(ended) if ended else "在办",
        stage=STAGES[case.stage],
        facts=_facts(case, names),
        course=[_line(step, names) for step in steps],
        papers=[_paper(letter, case, steps, names) for letter in case.letters],
        moves=[_moved(one, names) for one in owed.moves(steps)],
        rungs=[_rung(step, names) for step in owed.rungs(steps)],
        duties=[_duty(one, case) for one in owed.duties(steps)],
        corrections=_corrections(steps, names),
        attachments=attachments(steps, names),
    )


def clock(at: datetime) -> str:
    """北京时间, to the minute."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


def attachments(steps: Sequence[Step], names: Names) -> list[Attachment]:
    """Each file once, in the order in which the record first named it."""
    found: dict[str, Attachment] = {}
    for step in steps:
        event = step.told.event
        for digest in files_of(event):
            name = event.name if isinstance(event, e.EvidenceAdded) else event_title(type(event).__name__)
            note = event.note if isinstance(event, e.EvidenceAdded) else ""
            found.setdefault(digest, Attachment(
                len(found) + 1, name, digest, zh(day_of(step.told.at)), names.who(step.told.by), note, step.told.version,
            ))  # fmt: skip
    return list(found.values())


def _facts(case: Case, names: Names) -> Rows:
    found = "" if case.found_exact else "（约）"
    told = {
        "案件编号": case.number, "责任单位": case.unit, "所在区域": case.region, "行业领域": case.industry,
        "隐患描述": case.description, "判定依据": case.criterion, "隐患级别": LEVELS.get(case.level or "", ""),
        "风险等级": RISKS.get(case.risk, case.risk), "发现渠道": CHANNELS[case.channel],
        "发现日期": f"{zh(case.found_on)}{found}" if case.found_on else "原台账未载", "监管机关": names.office(case.office),
        "包案领导": names.who(case.sponsor) if case.sponsor else "", "现场决定": LABELS[str(case.site_decision)] if case.site_decision else "",
        "临时管控": f"{case.interim.measures}（{case.interim.who}，至{zh(case.interim.until)}）" if case.interim else "",
        "整改期限": zh(case.rectify_by) if case.rectify_by else "尚未起算", "已延期": "是" if case.extended else "",
        "中止": f"共{case.held_days}日" if case.held_days else "", "督办级次": RUNGS[case.rung],
        "挂牌督办": f"至{zh(case.listed_until)}{'（已摘牌）' if case.delisted else ''}" if case.listed_until else "",
        "轮次": f"第{case.cycle}轮" if case.cycle > 1 else "", "现处阶段": STAGES[case.stage],
        "销号日期": zh(case.closed_on) if case.closed_on else "",
        "批准销号": names.who(case.approved_by) if case.approved_by else "", "上报人": names.who(case.author),
        "导入批次": case.batch or "", "规则手册": f"{case.edition}版",
    }  # fmt: skip
    return [[name, value] for name, value in told.items() if value]


def _line(step: Step, names: Names) -> list[str]:
    told = step.told
    late = (told.recorded_at - told.at).total_seconds() > 86_400
    when = clock(told.at) + (f"\n（{clock(told.recorded_at)} 记入）" if late else "")
    what = event_title(type(told.event).__name__)
    return [str(told.version), when, what, detail(step, names), names.who(told.by), basis(step)]


def _paper(letter: Letter, case: Case, steps: Sequence[Step], names: Names) -> Paper:
    course: Rows = []
    text: list[str] = []
    for step in steps:
        event = step.told.event
        told = getattr(event, "letter", None)
        if told == letter.id or (isinstance(told, Letter) and told.id == letter.id):
            course.append(
                [clock(step.told.at), event_title(type(event).__name__), detail(step, names), names.who(step.told.by)]
            )
        if isinstance(event, e.LetterIssued) and event.letter == letter.id:
            text = event.text.splitlines()
        elif isinstance(event, e.OrderIssued) and event.letter.id == letter.id:
            text = [
                *body(step.after, event.letter, "", event.letter.drafted_on).splitlines(),
                f"  要求：{event.requirements}",
            ]
    signed = next(
        (s.told.by for s in steps if isinstance(s.told.event, e.LetterSigned) and s.told.event.letter == letter.id), ""
    )
    sent = letter.issued_on or letter.drafted_on
    to = "、".join(PARTIES.get(one, one) for one in addressees(letter))
    facts = [["文种", LETTERS[letter.kind]], ["主送、抄送", to], ["状态", LETTER_STATES[letter.status]]]
    return Paper(
        title=title(case, letter), number=letter.number or "", on=zh(sent), by=names.who(signed) if signed else "",
        facts=[*facts, *course], text=text,
    )  # fmt: skip


def _moved(one: owed.Moved, names: Names) -> list[str]:
    told = one.step.told
    now = zh(one.rectify_by) if one.rectify_by else "尚未起算"
    return [clock(told.at), event_title(type(told.event).__name__), now, names.who(told.by), basis(one.step)]


def _rung(step: Step, names: Names) -> list[str]:
    event = step.told.event
    match event:
        case e.RungFired():
            letter = names.letter(step.after, event.letter.id) if event.letter else "（消息）"
            return [
                RUNGS[event.rung],
                zh(event.due_on),
                clock(event.at),
                _late(event.late_seconds),
                letter,
                basis(step),
            ]
        case e.Jumped():
            letter = names.letter(step.after, event.letter.id)
            return [f"{RUNGS[event.rung]}（直接升级）", "", clock(event.at), "无", letter, names.who(step.told.by)]
        case e.RungStated():
            return [RUNGS[event.rung], zh(event.on), "", "", "（原台账载明）", "原台账"]
        case _:
            return []


def _duty(one: owed.Duty, case: Case) -> list[str]:
    how = counted(one.since, one.period, one.due_on)
    ended = zh(one.ended_on) if one.ended_on else ""
    letter = case.letter(one.ref)
    what = f"{OBLIGATIONS[one.kind]}（{called(letter)}）" if letter else OBLIGATIONS[one.kind]
    return [what, PARTIES[one.on.value], how, zh(one.due_on), OUTCOMES[one.outcome], ended]


def _corrections(steps: Sequence[Step], names: Names) -> Rows:
    """更正, withdrawals, and facts that were entered late."""
    rows: Rows = []
    for step in steps:
        told, event = step.told, step.told.event
        match event:
            case e.EntryCorrected():
                was, now = (field_value(event.field, text, names) or "（空）" for text in (event.was, event.now))
                people = names.all([told.by, *([event.second] if event.second else [])])
                rows.append(
                    [str(told.version), clock(told.at), field_name(event.field), was, now, event.reason, people]
                )
            case e.ServiceCorrected():
                what = f"{names.letter(step.after, event.letter)}送达日期"
                people = names.all([told.by, event.second])
                rows.append(
                    [str(told.version), clock(told.at), what, zh(event.was), zh(event.on), event.reason, people]
                )
            case e.LetterWithdrawn() | e.LetterVoided():
                what = event_title(type(event).__name__)
                letter = names.letter(step.after, event.letter)
                rows.append([str(told.version), clock(told.at), what, letter, "", event.reason, names.who(told.by)])
            case e.Event(late_reason=reason) if reason:
                what = f"补录：{event_title(type(event).__name__)}"
                at = _days(day_of(told.at), day_of(told.recorded_at))
                rows.append([str(told.version), clock(told.recorded_at), what, "", at, reason, names.who(told.by)])
            case _:
                pass
    return rows


def _days(fact: date, known: date) -> str:
    return f"{zh(fact)}的事实，{f'晚{days}日' if (days := (known - fact).days) else '当日'}记入"


def _late(seconds: int) -> str:
    """迟延, in the largest whole unit; under a minute is none."""
    for size, unit in ((86_400, "日"), (3_600, "小时"), (60, "分钟")):
        if seconds >= size:
            return f"{seconds // size}{unit}"
    return "无"
