"""逐行读入 one line of a register becomes a Row, or the reasons why it cannot, each with its column."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from domain.case import Channel
from domain.registers.channels import UnknownChannelError, channel_of
from domain.registers.credit import credit_code
from domain.registers.dates import DateError, NoDateError, Span, read_date
from domain.registers.grid import ERRORS, Cell, Uncomputed
from domain.registers.headings import Column, Headings, is_personal, is_reporter
from domain.registers.levels import level_of, yes_or_no
from domain.registers.row import LONGEST_SHORT, LONGEST_TEXT, LONGEST_UNIT, Level, Row
from domain.registers.text import folded

LONGEST_ROW = 30_000
SEALED = "〔已隐去〕"
_ACTS = {"closed_on": "销号", "noticed_on": "函告", "circular_on": "通报", "talked_on": "约谈", "listed_on": "挂牌"}
_LIMITS = {
    "unit": LONGEST_UNIT,
    "region": LONGEST_SHORT,
    "address": LONGEST_SHORT,
    "industry": LONGEST_SHORT,
    "level": LONGEST_SHORT,
    "sponsor": LONGEST_SHORT,
}
_NOTHING = {
    folded(word)
    for word in (
        "/",
        "\\",
        "-",
        "--",
        "—",
        "——",
        "无",
        "不详",
        "未知",
        "空",
        "*",
        "...",
        "…",
        "……",
        "n/a",
        "none",
        "null",
        "nan",
    )
}
_DITTO = {"同上", "〃", "″", "”", '"', "〞", "同前", "上同"}


@dataclass(frozen=True, slots=True)
class Problem:
    """问题: the column (heading as written, letter) and the reason in Chinese."""

    column: str
    letter: str
    reason: str


@dataclass(frozen=True, slots=True)
class Settings:
    """读入约定: what the reading is told and the line cannot know."""

    today: date
    level: Level | None = None
    """decided for all rows, whatever they say (--level)"""
    title_level: Level | None = None
    """what file and sheet title say, where no column does"""
    vague_level: bool = False
    """the level column holds kinds (用电, 消防), not levels"""
    epoch_1904: bool = False


@dataclass(slots=True)
class Line:
    """一行: its cells under their headings, and what was found wrong or odd on the way."""

    number: int
    sheet: str
    cells: Sequence[Cell]
    texts: Sequence[str]
    headings: Headings
    settings: Settings
    above: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    def cell(self, name: str) -> Cell:
        column = self.headings.fields.get(name)
        return self.cells[column.index] if column and column.index < len(self.cells) else None

    def reject(self, name: str, reason: str) -> None:
        self.problems.append(self._problem(name, reason))

    def remark(self, name: str, sentence: str) -> None:
        self.remarks.append(self._problem(name, sentence))

    def _problem(self, name: str, reason: str) -> Problem:
        column = self.headings.fields.get(name, Column(-1, ""))
        return Problem(column.heading, column.letter, reason)

    def text(self, name: str) -> str:
        """The text of a column; 同上 is the text above; too long or not to be had is a problem."""
        cell = self.cell(name)
        if isinstance(cell, Uncomputed):
            self.reject(name, "公式没有计算结果，请在表格软件中打开并保存一次")
            return ""
        text = "" if cell is None else self.texts[self.headings.fields[name].index]
        if text in ERRORS:
            self.reject(name, f"公式出错({text})")
            return ""
        if text in _DITTO:
            text = self.above.get(name, "")
        self.above[name] = text
        limit = _LIMITS.get(name, LONGEST_TEXT)
        if len(text) > limit:
            self.reject(name, f"超长：{len(text)}字，最多{limit}字")
            return ""
        return text

    def span(self, name: str, *, words_matter: bool) -> Span | None:
        """The days a column states. Words without a figure stay text; an impossible date is a problem."""
        cell = self.cell(name)
        if cell is None:
            return None
        value = self.text(name) if isinstance(cell, str | Uncomputed) else cell
        try:
            return read_date(value, epoch_1904=self.settings.epoch_1904)
        except NoDateError as words:
            if words_matter:
                self.remark(name, f"{words}，按没有日期处理")
        except DateError as reason:
            self.reject(name, f"日期不成立：{reason}")
        return None


def build(line: Line) -> Row | None:
    """读一行: the row, or None with `line.problems` saying why not. Never raises."""
    unit, description = _who_and_what(line)
    level, level_text = _level(line)
    found = _found(line)
    due = line.span("rectify_by", words_matter=True)
    acts = _acts(line, found)
    channel = _channel(line)
    fields = {
        name: line.text(name)
        for name in ("region", "address", "industry", "criterion", "responsible", "supervising", "outcome", "sponsor")
    }
    original = _original(line)
    code = _credit_code(line)
    if found and due and due.last < found.first:
        line.remark("rectify_by", "整改期限早于发现时间，请核对")
    if line.problems:
        return None
    return Row(
        row=line.number,
        sheet=line.sheet,
        unit=unit,
        description=description,
        level=level,
        level_text=level_text,
        channel=channel,
        found_on=found.first if found else None,
        found_exact=found.exact if found else True,
        rectify_by=due.last if due else None,
        rectify_exact=due.exact if due else True,
        credit_code=code,
        original=original,
        personal=tuple(heading for heading in original if is_personal(heading)),
        **fields,
        **acts,
    )


def _who_and_what(line: Line) -> tuple[str, str]:
    unit, description = line.text("unit"), line.text("description")
    complained = {problem.column for problem in line.problems}
    for name, text, reason in (("unit", unit, "没有单位名称"), ("description", description, "没有隐患内容")):
        if folded(text) in _NOTHING | {""} and line.headings.fields[name].heading not in complained:
            line.reject(name, reason)
    spot = line.text("spot")
    if description and spot and folded(spot) not in _NOTHING and folded(spot) not in folded(description):
        # two extinguishers in two workshops are two matters: the spot is part of what is wrong
        description = f"[{spot}]{description}"
        if len(description) > LONGEST_TEXT:
            line.reject("description", f"超长：{len(description)}字，最多{LONGEST_TEXT}字")
    return unit, description


def _level(line: Line) -> tuple[Level | None, str]:
    words, answer = line.text("level"), line.text("is_major")
    said = level_of(words)
    match yes_or_no(answer):
        case True:
            stated: Level | None = "major"
        case False:
            stated = "general"
        case None:
            stated = said or level_of(answer)
    if said and stated != said:
        line.remark("is_major", f"“{answer}”与级别“{words}”不一致，按“{'重大' if stated == 'major' else '一般'}”处理")
    if not line.headings.says_level() or (line.settings.vague_level and "is_major" not in line.headings.fields):
        stated = stated or line.settings.title_level
    return line.settings.level or stated, words


def _found(line: Line) -> Span | None:
    found = line.span("found_on", words_matter=True)
    if found and found.first > line.settings.today:
        line.reject("found_on", f"发现时间{found.first.isoformat()}在今天之后")
    return found


def _acts(line: Line, found: Span | None) -> dict[str, date | None]:
    """销号、函告、通报、约谈、挂牌时间: only a date has effect (DOMAIN §3), and these lie in the past."""
    acts: dict[str, date | None] = {}
    for name, word in _ACTS.items():
        span = line.span(name, words_matter=True)
        acts[name] = None if span is None else min(span.last, max(span.first, line.settings.today))
        if span and span.first > line.settings.today:
            line.reject(name, f"{word}时间{span.first.isoformat()}在今天之后")
        elif span and found and span.last < found.first:
            line.reject(name, f"{word}时间{span.last.isoformat()}早于发现时间{found.first.isoformat()}")
    return acts


def _channel(line: Line) -> Channel:
    words = line.text("channel")
    try:
        return channel_of(words)
    except UnknownChannelError:
        line.reject(
            "channel",
            f"不认识的发现渠道“{words[:40]}”；可用：企业自查、督导检查、群众举报、上级交办、移送、监测预警，或留空",
        )
        return Channel.UNSTATED


def _credit_code(line: Line) -> str:
    text = line.text("credit_code")
    if not text or folded(text) in _NOTHING:
        return ""
    if (code := credit_code(text)) is None:
        line.remark("credit_code", f"统一社会信用代码“{text[:40]}”校验不符，未采用")
        return ""
    return code


def _original(line: Line) -> dict[str, str]:
    """The row as it stood. Of whoever reported it, nothing: that identity is sealed elsewhere (DOMAIN §4)."""
    original: dict[str, str] = {}
    named = {column.index: column for column in line.headings.columns}
    for index, text in enumerate(line.texts):
        if not text:
            continue
        column = named.get(index, Column(index, ""))
        heading = column.heading or f"{column.letter}列"
        if heading in original:
            heading = f"{heading}({column.letter})"
        original[heading] = SEALED if is_reporter(heading) else text
        if len(text) > LONGEST_TEXT and not any(problem.letter == column.letter for problem in line.problems):
            line.problems.append(Problem(heading, column.letter, f"超长：{len(text)}字，最多{LONGEST_TEXT}字"))
    if sum(map(len, original.values())) > LONGEST_ROW and not line.problems:
        line.problems.append(Problem("", "", f"整行文字超过{LONGEST_ROW}字"))
    return original
