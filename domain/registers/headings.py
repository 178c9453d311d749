"""表头 headings: which column holds what, told by its heading and never by its position."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from domain.registers.text import folded

_SYNONYMS: Mapping[str, str] = {
    # the first word a register uses wins over later ones; each list runs from the plainest to the vaguest
    "unit": "单位名称 企业名称 生产经营单位名称 生产经营单位 隐患单位名称 隐患单位 隐患所在单位 存在隐患单位 事故隐患单位 重大事故隐患单位 "
    "重大隐患单位 隐患企业 隐患企业名称 整治单位 整治单位区域 整治单位或区域 被检查单位 被检查单位名称 受检单位 受检单位名称 企业单位名称 "
    "单位企业名称 企业或单位名称 单位项目名称 单位场所名称 场所名称 项目名称 曝光单位 挂牌单位 整改单位 企业 单位 unit entity company enterprise",
    "description": "隐患主要内容 隐患内容 隐患情况 隐患描述 隐患具体内容 隐患具体情况 隐患基本情况 隐患详情 重大事故隐患内容 重大事故隐患情况 重大事故隐患描述 "
    "重大事故隐患主要内容 重大事故隐患基本情况 重大隐患内容 重大隐患情况 重大隐患描述 重大火灾隐患内容 重大火灾隐患情况 事故隐患内容 事故隐患情况 事故隐患描述 主要隐患 "
    "主要隐患内容 安全隐患内容 安全隐患情况 安全隐患描述 安全隐患 火灾隐患 主要问题描述 问题描述 问题隐患描述 问题隐患内容 问题隐患情况 问题隐患 隐患问题 "
    "隐患问题描述 隐患及问题 存在的主要问题 存在主要问题 存在的问题 存在问题 存在隐患 存在的隐患 存在的安全隐患 存在安全隐患 检查发现问题 检查发现的问题 发现的问题 发现问题 具体问题 主要问题 问题内容 "
    "重大事故隐患 重大隐患 事故隐患 隐患名称 隐患 问题 description hazard",
    "spot": "隐患部位 隐患地点 隐患位置 隐患所在部位 隐患所在位置 隐患具体位置 具体部位 部位 隐患点位",
    "region": "行政区划 行政区域 所属区域 所在区域 所属地区 所在地区 所属区县 所在区县 县市区 县区 区县 市县 地区 区域 辖区 属地 属地镇街 所属镇街 所在镇街 镇街 镇街道 乡镇街道 "
    "所属乡镇街道 所属乡镇 所在乡镇 所属街道 乡镇 街道 所在地 region district",
    "address": "地址 详细地址 单位地址 企业地址 生产经营地址 经营地址 注册地址 所在地址 具体地址 地点 位置 所在位置 具体位置 address",
    "industry": "行业领域 行业和领域 行业及领域 行业类别 所属行业 所属行业领域 行业分类 行业类型 行业 领域 企业类型 单位类型 industry sector",
    "criterion": "判定标准 判定依据 判定条款 判定标准条款 重大事故隐患判定标准 重大事故隐患判定依据 重大事故隐患判定情形 判定情形 重大隐患判定依据 重大隐患判定标准 对应判定标准 "
    "对应条款 违反条款 违反条款依据 检查依据 法律依据 依据 criterion criteria",
    "level": "隐患级别 隐患等级 隐患分级 级别 等级 隐患类别 隐患性质 隐患类型 隐患分类 重大或一般 一般或重大 level grade",
    "is_major": "是否重大 是否重大隐患 是否为重大隐患 是否属于重大隐患 是否重大事故隐患 是否为重大事故隐患 是否属于重大事故隐患 是否构成重大事故隐患 是否判定为重大事故隐患 "
    "是否重大火灾隐患 is_major major",
    "channel": "发现渠道 渠道 来源渠道 上报渠道 隐患来源 线索来源 信息来源 发现途径 发现方式 排查方式 排查渠道 来源 channel source",
    "found_on": "发现时间 发现日期 隐患发现时间 隐患发现日期 排查时间 排查日期 排查发现时间 检查时间 检查日期 判定时间 判定日期 登记时间 登记日期 上报时间 上报日期 录入时间 录入日期 "
    "found_on found date_found",
    "rectify_by": "整改期限 整改时限 整改完成期限 整改完成时限 整改到期日 整改到期时间 整改截止时间 整改截止日期 整改截止日 限期整改时间 限期整改日期 整改限期 治理期限 治理时限 "
    "完成期限 完成时限 要求完成时间 要求完成时限 要求整改完成时间 计划完成时间 计划完成日期 计划整改完成时间 计划整改时间 计划整改期限 预计完成时间 预计整改完成时间 拟完成时间 "
    "截止时间 截止日期 到期时间 到期日期 期限 时限 限期 完成时间 整改时间 deadline due due_date due_on rectify_by",
    "responsible": "整改责任单位 责任单位 责任单位部门 属地责任单位 责任部门 整改责任部门 责任主体 整改责任主体 责任单位责任人 责任单位及责任人 责任单位和责任人 整改责任单位及责任人 "
    "整改责任人 责任人 单位责任人 企业责任人 responsible",
    "supervising": "督办单位 督办部门 督办责任单位 挂牌督办单位 监管部门 监管单位 监管责任单位 监管责任部门 行业监管部门 行业主管部门 行业主管单位 主管部门 主管单位 监管主体 "
    "督导单位 督导部门 牵头部门 牵头单位 督促单位 督促整改单位 supervising_department supervising supervisor",
    "outcome": "处理情况 处置情况 整改情况 整改结果 整改进展 整改进展情况 整改落实情况 整改完成情况 整改状态 进展情况 工作进展 目前进展 处理结果 处置结果 落实情况 完成情况 "
    "是否完成整改 是否整改完成 是否整改 是否销号 销号情况 状态 outcome status result",
    "credit_code": "统一社会信用代码 社会信用代码 统一信用代码 企业统一社会信用代码 单位统一社会信用代码 统一代码 信用代码 credit_code uscc",
    "sponsor": "包案领导 包保领导 包案责任人 包保责任人 包案人 挂联领导 挂钩领导 督办领导 责任领导 包联领导 sponsor",
    "closed_on": "销号时间 销号日期 销案时间 销案日期 销账时间 销账日期 验收销号时间 验收销号日期 closed_on",
    "noticed_on": "函告时间 函告日期 发函时间 noticed_on",
    "circular_on": "通报时间 通报日期 circular_on",
    "talked_on": "约谈时间 约谈日期 talked_on",
    "listed_on": "挂牌时间 挂牌日期 挂牌督办时间 挂牌督办日期 listed_on",
    "ordinal": "序号 编号 隐患编号 序 行号 no id number",
}
_FIELD_OF: dict[str, tuple[str, int]] = {}
for _field, _words in _SYNONYMS.items():
    for _rank, _word in enumerate(_words.split()):
        _FIELD_OF.setdefault(folded(_word), (_field, _rank))

_PERSONAL = re.compile(
    r"责任人|负责人|联系人|法定代表人|法人代表|法人$|电话|手机|联系方式|身份证|包案|包保|领导$|检查人|排查人|填报人|上报人|验收人|复查人|督办人|经办人|姓名|^sponsor$|^phone|^contact"
)
_REPORTER = re.compile(r"举报人|投诉人|信访人|reporter")
_BRACKETED = re.compile(r"[((\[【〔][^))\]】〕]*[))\]】〕]")
LONGEST_HEADING = 60


@dataclass(frozen=True, slots=True)
class Column:
    """列: where a heading stands (0-based) and as what it was written."""

    index: int
    heading: str

    @property
    def letter(self) -> str:
        return letter(self.index)


@dataclass(frozen=True, slots=True)
class Headings:
    """表头: the columns of a register, by what they hold."""

    columns: tuple[Column, ...]
    fields: Mapping[str, Column]

    @property
    def complete(self) -> bool:
        """A register names at least who and what."""
        return "unit" in self.fields and "description" in self.fields

    @property
    def score(self) -> int:
        return len(self.fields)

    def says_level(self) -> bool:
        return "level" in self.fields or "is_major" in self.fields


def letter(index: int) -> str:
    """列号 as a spreadsheet writes it: 0 → A, 26 → AA."""
    name = ""
    while index >= 0:
        index, rest = divmod(index, 26)
        name, index = chr(65 + rest) + name, index - 1
    return name


def is_personal(heading: str) -> bool:
    """Whether texts under this heading are about a person, and so never enter an event (G20)."""
    return bool(_PERSONAL.search(folded(heading)))


def is_reporter(heading: str) -> bool:
    """举报人: sealed elsewhere; a register import keeps nothing of it."""
    return bool(_REPORTER.search(folded(heading)))


def field_of(heading: str) -> tuple[str, int] | None:
    """What a heading means, and how vaguely (0 = plainest); None when no list knows it."""
    if not heading or len(heading) > LONGEST_HEADING or is_reporter(heading):
        return None
    return _FIELD_OF.get(folded(heading)) or _FIELD_OF.get(folded(_BRACKETED.sub("", heading)))


def map_headings(cells: Sequence[str]) -> Headings:
    """表头: reads one row of cells as headings."""
    columns = tuple(Column(i, text) for i, text in enumerate(cells) if text)
    best: dict[str, tuple[int, Column]] = {}
    for column in columns:
        if (meaning := field_of(column.heading)) is None:
            continue
        name, rank = meaning
        if name not in best or rank < best[name][0]:
            best[name] = (rank, column)
    fields = {name: column for name, (_, column) in best.items()}
    if "unit" not in fields and "responsible" in fields and not is_personal(fields["responsible"].heading):
        # 义乌, 霍山: the only unit named is the 责任单位, so that is the entity (B10)
        fields["unit"] = fields.pop("responsible")
        if person := next((c for c in columns if (m := field_of(c.heading)) and m[0] == "responsible" and c != fields["unit"]), None):
            fields["responsible"] = person
    return Headings(columns, fields)
