"""An answer to *why* as a workbook: the rungs, their limits, the entries they rest on, and what a refusal would have changed."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from activities.provenance import Provenance
from activities.spreadsheet import new_workbook
from domain.figures.instants import local
from domain.titles import event_title
from domain.why.answer import CAUSES
from domain.why.asked import Asked
from domain.why.bounds import BOUNDS

WIDE = ("结论", "说明", "事由", "迟发")
PARTS = {
    "period": "期限", "lapse": "届满", "hold": "暂停", "gap": "间隔", "start": "起始", "cause": "起因", "table": "规则与历表",
    "fired": "触发",
}  # fmt: skip

RUNGS = (
    "轮次", "级次", "措施", "记录", "触发方式", "原因", "整改期限", "应触发日", "实际（北京时间）", "迟（秒）", "复算", "相符",
    "规则手册", "节假日表", "暂定", "结论", "迟发",
)  # fmt: skip
LIMITS = ("轮次", "级次", "措施", "限制", "不早于", "起算", "决定", "依据记录", "说明")
STEPS = ("轮次", "级次", "措施", "记录", "日期", "事件", "作用", "其后期限", "记入（北京时间）", "说明")
SUPPOSED = ("轮次", "批准记录", "假如期限", "批准期限", "级次", "措施", "最早", "最迟", "确定", "实际", "说明")
KNOWN = ("轮次", "补录更正的记录", "级次", "措施", "最早", "最迟", "确定", "实际", "说明")
OPEN = ("轮次", "批准记录", "推算到", "说明")


def write_sheet(asked: Asked, path: Path, source: Provenance) -> None:
    """写成工作簿. Errors: OSError."""
    with new_workbook(path) as book:
        book.set_properties({"title": f"{source.mark}{asked.case} 问因"})
        _sheet(book, f"{source.mark}督办措施", RUNGS, _rungs(asked))
        _sheet(book, "各项限制", LIMITS, _limits(asked))
        _sheet(book, "依据的记录", STEPS, _steps(asked))
        if asked.if_refused:
            _sheet(book, "假如不予延期", SUPPOSED, _supposed(asked))
            _sheet(book, "说不准的", OPEN, _open(asked))
        if asked.if_known:
            _sheet(book, "假如当时已知", KNOWN, _known(asked))
        source.add_to(book)


def _sheet(book: Any, name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    bold = book.add_format({"bold": True, "bg_color": "#DDEBF7", "text_wrap": True, "valign": "top", "border": 1})
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1})
    dated = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left", "border": 1})
    sheet = book.add_worksheet(name)
    sheet.freeze_panes(1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    for column, heading in enumerate(headings):
        sheet.set_column(column, column, 60 if heading in WIDE else 12)
        sheet.write_string(0, column, heading, bold)
    last = 0
    for last, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            match value:
                case None:
                    sheet.write_blank(last, column, None, plain)
                case bool():
                    sheet.write_string(last, column, "是" if value else "否", plain)
                case datetime():
                    sheet.write_string(last, column, local(value), plain)
                case date():
                    sheet.write_datetime(last, column, value, dated)
                case int():
                    sheet.write_number(last, column, value, plain)
                case _:
                    sheet.write_string(last, column, str(value), plain)
    sheet.autofilter(0, 0, last, len(headings) - 1)


def _rungs(asked: Asked) -> Iterable[Sequence[object]]:
    how = {"timer": "到期", "decision": "决定", "stated": "原台账载明"}
    for one in asked.rungs:
        yield (
            one.cycle, one.rung, one.name, one.version, how[one.how], CAUSES[one.cause], one.rectify_by, one.due_on,
            one.fired_at, one.late_seconds, one.recounted_on, one.agrees, one.edition, one.calendar, one.provisional,
            one.summary, one.late_sentence,
        )  # fmt: skip


def _limits(asked: Asked) -> Iterable[Sequence[object]]:
    for rung in asked.rungs:
        for one in rung.limits:
            yield (
                rung.cycle, rung.rung, rung.name, BOUNDS[one.name], one.on, one.since, one.decides, one.version,
                one.sentence,
            )  # fmt: skip


def _steps(asked: Asked) -> Iterable[Sequence[object]]:
    for rung in asked.rungs:
        for one in rung.steps:
            yield (
                rung.cycle, rung.rung, rung.name, one.version, one.on, event_title(one.event), PARTS[one.part],
                one.rectify_by, one.recorded_at, one.sentence,
            )  # fmt: skip


def _supposed(asked: Asked) -> Iterable[Sequence[object]]:
    for supposed in asked.if_refused:
        for one in supposed.rungs:
            yield (
                supposed.cycle, supposed.version, supposed.rectify_by, supposed.granted_until, one.rung, one.name,
                one.earliest, one.latest, one.certain, one.actual, one.sentence,
            )  # fmt: skip


def _open(asked: Asked) -> Iterable[Sequence[object]]:
    for supposed in asked.if_refused:
        for told in (supposed.ends, *supposed.leaves_open):
            yield supposed.cycle, supposed.version, supposed.until, told


def _known(asked: Asked) -> Iterable[Sequence[object]]:
    for seen in asked.if_known:
        versions = "、".join(map(str, seen.versions))
        if not seen.rungs:
            yield seen.cycle, versions, None, None, None, None, None, None, "不改变任何一级的日期"
        for one in seen.rungs:
            yield (
                seen.cycle, versions, one.rung, one.name, one.earliest, one.latest, one.certain, one.actual, one.sentence,
            )  # fmt: skip
