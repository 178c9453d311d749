"""词汇 the Chinese label of every name a person sees (DOMAIN §7). A test keeps it complete."""

from domain.case import Channel, LetterStatus, SiteDecision, Stage
from domain.obligations import Owe
from domain.policy import ROLE_NAMES
from domain.rulebook import LetterKind

STAGES: dict[Stage, str] = {
    Stage.REPORTED: "待核",
    Stage.DETERMINED: "已判定",
    Stage.NOTIFIED: "已告知",
    Stage.PLANNING: "方案编制",
    Stage.PLAN_SUBMITTED: "方案待审",
    Stage.RECTIFYING: "整改中",
    Stage.REINSPECTING: "待复查",
    Stage.CLOSING: "待审核销号",
    Stage.CLOSED: "已销号",
    Stage.DISMISSED: "不属实",
    Stage.DOWNGRADED: "已降级",
    Stage.MERGED: "已并案",
    Stage.REFERRED_OUT: "已移送",
    Stage.ENTITY_CLOSED: "企业关闭",
    Stage.VOIDED: "误录作废",
}
RUNGS: dict[int, str] = {
    0: "未触发",
    1: "催办",
    2: "函告",
    3: "通报",
    4: "约谈",
    5: "提请挂牌督办",
    6: "曝光、提级",
    7: "提请关闭、移送",
}
OBLIGATIONS: dict[Owe, str] = {
    Owe.START_SUPERVISION: "开始督办",
    Owe.VERIFY: "核查判定",
    Owe.DANGER_CHECK: "险情核查",
    Owe.ACCEPT_REFERRAL: "接收移送",
    Owe.SITE_DECISION: "补录现场决定与管控措施",
    Owe.ISSUE_ORDER: "下达整改指令书",
    Owe.ACKNOWLEDGE: "签收告知书",
    Owe.PLAN: "报送治理方案",
    Owe.DECIDE_PLAN: "审查治理方案",
    Owe.CHECK_INTERIM: "查看临时管控措施",
    Owe.DECIDE_EXTENSION: "审批延期",
    Owe.COUNTERSIGN: "会签中止",
    Owe.DECIDE_RESUMPTION: "恢复生产审查",
    Owe.INSPECT: "复查",
    Owe.DECIDE_CLOSURE: "审核销号",
    Owe.FILE_PENALTY: "立案或说明理由",
    Owe.SIGN: "签发文书",
    Owe.ISSUE: "印发文书",
    Owe.SERVE: "送达文书",
    Owe.TOWN_SERVE: "留置送达",
    Owe.DECIDE_SERVICE: "决定送达方式",
    Owe.ANSWER: "回函",
    Owe.ATTEND_TALK: "到场约谈",
    Owe.TALK_REPORT: "报送约谈整改报告",
    Owe.TALK_COMMITMENT: "兑现约谈承诺",
    Owe.FINE: "缴纳罚款",
    Owe.ANSWER_LISTING: "答复挂牌提请",
    Owe.PROPOSE_AGAIN: "再次提请挂牌",
    Owe.FILE_LISTING: "挂牌备案",
    Owe.PUBLISH_LISTING: "挂牌公布",
}
LETTERS: dict[LetterKind, str] = {
    LetterKind.ORDER: "责令限期整改指令书",
    LetterKind.FORMAL_NOTICE: "函告",
    LetterKind.CIRCULAR: "通报",
    LetterKind.TALK_NOTICE: "约谈通知书",
    LetterKind.LISTING_PROPOSAL: "提请挂牌督办请示",
    LetterKind.EXPOSURE: "曝光稿",
    LetterKind.CLOSING_PROPOSAL: "提请关闭请示",
    LetterKind.TRANSFER: "移送函",
    LetterKind.SUPERVISION_LETTER: "督办函",
    LetterKind.WITHDRAWAL: "撤回函",
}
LETTER_STATES: dict[LetterStatus, str] = {
    LetterStatus.DRAFTED: "待签发",
    LetterStatus.SIGNED: "已签发",
    LetterStatus.ISSUED: "已印发",
    LetterStatus.SERVED: "已送达",
    LetterStatus.WITHDRAWN: "已撤回",
    LetterStatus.VOID: "作废",
}
CHANNELS: dict[Channel, str] = {
    Channel.SELF_CHECK: "企业自查",
    Channel.INSPECTION: "督导检查",
    Channel.PUBLIC_REPORT: "群众举报",
    Channel.ASSIGNED: "上级交办",
    Channel.REFERRAL: "移送",
    Channel.MONITORING: "监测预警",
    Channel.UNSTATED: "原台账未载",
}
SITE_DECISIONS: dict[SiteDecision, str] = {
    SiteDecision.IMMEDIATE: "立即排除",
    SiteDecision.TIME_LIMIT: "限期整改",
    SiteDecision.PARTIAL_STOP: "局部停产停用",
    SiteDecision.FULL_STOP: "全部停产停用",
    SiteDecision.EVACUATE: "撤人",
}
LEVELS: dict[str, str] = {"major": "重大", "general": "一般"}
RISKS: dict[str, str] = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
PARTIES: dict[str, str] = {
    **{role.value: name for role, name in ROLE_NAMES.items()},
    "principal": "主要负责人",
    "controller": "实际控制人",
    "member_units": "安委会成员单位",
}
"""主送与抄送, as `Notice.to` names them"""
DEADLINES: dict[str, str] = {
    "rectify_lapse": "整改期限届满",
    "rectify_reminder": "整改到期提醒",
    "hold_end": "中止期满",
    "gap": "文书逾限",
    "release": "暂定日期待放行",
    "supervise": "督办提醒",
    "step_lapse": "期限届满",
    "step": "催促",
    "ahead": "到期前提醒",
    "rung": "阶梯",
}

CHOICES: dict[str, str] = {
    "long_shutdown_sealed": "长期停产且断电封存", "force_majeure": "不可抗力", "judicial_seal": "司法查封",
    "list": "清单", "progress": "进展", "result": "结果", "workers_congress": "职代会", "all_workers": "全体职工",
    "papers": "补材料", "fine": "罚款", "hazard": "重新整改", "principal": "主要负责人签收", "signed_for": "单位他人代收",
    "in_person": "留置送达", "other_channel": "其他方式", "announcement": "公告", "entity": "单位未到", "office": "机关未办",
    "county": "区县", "city": "市", "province": "省", "mass_casualty_risk": "易致群死群伤且难整改",
    "repeated_penalties": "屡次处罚",
}  # fmt: skip
"""各项的取值, where one must be chosen; a test keeps it complete."""

CORRECTED: dict[str, str] = {
    "found_on": "发现日期", "rectify_by": "整改期限", "channel": "发现渠道", "unit": "单位名称", "region": "区划", "industry": "行业",
    "description": "隐患描述", "criterion": "判定标准条款", "risk": "风险颜色", "sponsor": "包案领导", "office": "监管机关",
}  # fmt: skip
"""可更正的项目; a test holds them to what may be corrected"""

LABELS: dict[str, str] = {
    str(key): label
    for table in (
        STAGES,
        OBLIGATIONS,
        LETTERS,
        LETTER_STATES,
        CHANNELS,
        SITE_DECISIONS,
        LEVELS,
        RISKS,
        DEADLINES,
        ROLE_NAMES,
    )
    for key, label in table.items()
}


def deadline_label(name: str) -> str:
    """时限名 in Chinese, from `Deadline.label` ("rung:2", "step_lapse:verify")."""
    kind, _, subject = name.partition(":")
    if kind == "rung":
        return RUNGS.get(int(subject), "阶梯") if subject.isdigit() else "阶梯"
    head = LABELS.get(subject, "")
    if kind == "step_lapse":
        return f"{head}到期"
    if kind == "ahead":
        return f"{head}到期前提醒"
    if kind == "step":
        return f"{head}逾期催促"
    return DEADLINES.get(kind, kind)
