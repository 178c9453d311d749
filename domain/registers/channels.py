"""发现渠道 channel: how a hazard became known, and the words registers use for it (DOMAIN §1)."""

from domain.case import Channel
from domain.registers.text import folded

_WORDS: dict[Channel, tuple[str, ...]] = {
    Channel.SELF_CHECK: (
        "企业自查",
        "企业自查上报",
        "企业自查自改",
        "企业上报",
        "企业自报",
        "单位自查",
        "自查",
        "自查自改",
        "自查自报",
        "自查上报",
        "自查自改自报",
        "自行排查",
        "企业排查",
        "self_check",
        "self-check",
    ),
    Channel.INSPECTION: (
        "督导检查",
        "督导检查发现",
        "督导",
        "督查",
        "督查检查",
        "检查",
        "检查发现",
        "执法检查",
        "行政执法检查",
        "监督检查",
        "专项检查",
        "部门检查",
        "部门排查",
        "日常检查",
        "巡查",
        "明查暗访",
        "明察暗访",
        "暗访",
        "暗访暗查",
        "政府检查",
        "监管检查",
        "镇街检查",
        "专家检查",
        "专家会诊",
        "inspection",
    ),
    Channel.PUBLIC_REPORT: (
        "群众举报",
        "群众举报核查",
        "举报",
        "举报核查",
        "举报投诉",
        "投诉举报",
        "信访举报",
        "12350举报",
        "12345",
        "12350",
        "网民举报",
        "public_report",
        "report",
    ),
    Channel.ASSIGNED: ("上级交办", "交办", "上级督办", "上级转办", "转办", "上级检查交办", "assigned"),
    Channel.REFERRAL: ("移送", "部门移送", "案件移送", "移交", "部门移交", "referral"),
    Channel.MONITORING: ("监测预警", "监测", "预警", "在线监测", "监测监控", "风险监测预警", "monitoring"),
}
_BY_WORD = {folded(word): channel for channel, words in _WORDS.items() for word in words}
_UNSTATED = {
    folded(word)
    for word in ("原台账未载", "未载", "原台账未注明", "未注明", "不详", "未知", "无", "/", "-", "—", "unstated")
}


class UnknownChannelError(ValueError):
    """A word for the channel that no list knows: the row is rejected, never guessed."""


def channel_of(words: str) -> Channel:
    """发现渠道: the channel these words mean, *unstated* (原台账未载) when the register says nothing."""
    key = folded(words)
    if not key or key in _UNSTATED:
        return Channel.UNSTATED
    if (channel := _BY_WORD.get(key)) is None:
        raise UnknownChannelError(words)
    return channel
