"""各项的称呼 what a form calls each field of each command, and what it says beside it. A test keeps it complete."""

from domain.case import Case, Stage
from domain.commands import COMMANDS
from domain.titles import first_words

Told = tuple[str, str]
"""what it is called, and a hint"""

VERBS: dict[str, str] = {
    "Report": "上报隐患",
    "Determine": "判定",
    "Refer": "移送其他部门",
    "IssueOrder": "下达指令书",
    "Acknowledge": "签收",
    "SubmitPlan": "提交方案",
    "PassReinspection": "复查通过",
    "FailReinspection": "复查不通过",
    "DecideResumption": "审查恢复生产",
    "ServeLetter": "送达登记",
    "ReturnExtension": "退回延期申请",
    "OrderSuspension": "责令停产停业",
    "CorrectEntry": "更正一项",
    "VoidCase": "误录作废",
    "Settle": "确认了结",
    "Jump": "直接升级",
    "Transfer": "移送司法或纪检监察",
}
"""动词 where a button says it otherwise than the command's first words"""

COMMON: dict[str, Told] = {
    "at": ("发生时间", "事实发生在更早的时候才填；不填即现在。北京时间"),
    "late_reason": ("补录理由", "晚于规定时日补录的须写明"),
    "reason": ("理由", ""),
    "note": ("说明", ""),
    "opinion": ("意见", ""),
    "evidence": ("佐证材料", "照片、扫描件、PDF、办公文档，每份不超过 20 MB"),
    "letter": ("文书", ""),
    "legal_reviewer": ("法制审核人", "须先经法制审核"),
}

FIELDS: dict[str, dict[str, Told]] = {
    "Report": {
        "channel": ("发现渠道", ""),
        "entity": ("单位编号", "填统一社会信用代码，或留空由单位名称查找"),
        "unit": ("单位名称", "营业执照上的全称"),
        "region": ("所在地", "县、镇街，如：示例县东岭镇"),
        "industry": ("行业领域", ""),
        "description": ("隐患情况", "什么地方、什么设备、什么问题"),
        "criterion": ("判定标准条款", "知道就填"),
        "risk": ("风险等级", ""),
        "lists": ("所在问题清单", "每行一项"),
        "sponsor": ("包案领导", ""),
        "office": ("监管机关", "不填则由系统管辖范围内的监管部门办理"),
        "found_on": ("发现日期", ""),
        "verify_by": ("交办的核查期限", "只有上级交办的才填"),
    },
    "StartSupervision": {},
    "Determine": {
        "criterion": ("判定标准条款", "如：工贸企业重大事故隐患判定标准第十一条第三项"),
        "site_decision": ("现场处理决定", ""),
        "interim": ("临时管控措施", "整改完成之前怎样保证安全，缺一不可（安全生产法第六十五条）"),
        "interim.measures": ("措施", ""),
        "interim.who": ("责任人（写岗位，不写姓名）", ""),
        "interim.until": ("截止日期", ""),
        "on_the_spot": ("当场整改", "不编方案，仍须复查"),
        "risk": ("风险等级", ""),
        "danger_to_life": ("危及人身安全", "指令书今天之内下达，不等到工作时间"),
    },
    "CheckDanger": {"danger": ("有无现实危险", ""), "note": ("核查情况", "")},
    "Dismiss": {
        "second": ("复核人", "须另一名监管人员"),
        "reporter_answered": ("已答复举报人", "群众举报的须先答复"),
    },
    "Downgrade": {
        "criterion": ("依据", "一般隐患的判定依据"),
        "approver": ("批准人", "审核人，须另一人"),
        "receipt": ("接收凭据", "一般隐患台账的编号或回执"),
    },
    "Merge": {"into": ("并入案件", "案件编号，如 2026-000001")},
    "Refer": {"to": ("接收部门", "")},
    "AcceptReferral": {"receipt": ("接收凭据", "收文编号，没有可不填")},
    "IssueOrder": {
        "requirements": ("整改要求", ""),
        "rectify_by": ("整改期限（日期）", "与天数只填一项；都不填则自送达起 60 日"),
        "rectify_days": ("整改期限（天数）", "自送达之日起"),
    },
    "Acknowledge": {},
    "SubmitPlan": {
        "responsibility": ("责任", "谁负责，写岗位"),
        "measures": ("措施", "怎样整改"),
        "funds": ("资金", "多少，从哪里来"),
        "time_limit": ("时限", "每一步到哪一天"),
        "contingency": ("预案", "整改期间出了险情怎么办"),
    },
    "ApprovePlan": {},
    "ReturnPlan": {"reason": ("退回理由", "写明缺什么、怎样改")},
    "ReportProgress": {"text": ("进展情况", "")},
    "AddEvidence": {"digest": ("材料", "照片、扫描件、PDF、办公文档，不超过 20 MB"), "name": ("材料名称", "")},
    "CheckInterimMeasures": {"kept": ("管控措施是否落实", "")},
    "RequestExtension": {
        "interim": ("延期期间的管控措施", ""),
        "until": ("申请延至", ""),
    },
    "GrantExtension": {"until": ("批准延至", "")},
    "RefuseExtension": {},
    "ReturnExtension": {"reason": ("退回理由", "写明要补正什么")},
    "HoldClock": {
        "grounds": ("事由", ""),
        "review_on": ("复核日期", "最长 30 日，到期自行解除"),
    },
    "Countersign": {},
    "RenewHold": {"review_on": ("新的复核日期", "最长 30 日")},
    "ReleaseClock": {},
    "OrderSuspension": {"scope": ("停产停业范围", "")},
    "RequestResumption": {"report": ("恢复生产报告", "")},
    "DecideResumption": {"granted": ("是否同意恢复生产", "")},
    "RequestReinspection": {"report": ("整改完成情况", "")},
    "PassReinspection": {
        "inspectors": ("复查人", "两名以上执法人员"),
        "opinion": ("复查意见", ""),
        "entity_signed": ("单位是否已签字", ""),
        "refusal_note": ("拒签情况", "单位没有签字的须写明"),
    },
    "FailReinspection": {
        "inspectors": ("复查人", "两名以上执法人员"),
        "reason": ("不合格之处", ""),
        "remedial_by": ("补救日期", "只在逾期后首次复查不合格时填，最长 10 个工作日"),
    },
    "RecordPosting": {"what": ("公示内容", ""), "evidence": ("公示照片", "")},
    "RecordWorkersReport": {
        "regulator_on": ("报监管部门的日期", ""),
        "body": ("报告对象", ""),
        "workers_on": ("报职工的日期", ""),
        "photo": ("照片", ""),
    },
    "ApproveClosure": {},
    "ReturnClosure": {"to": ("退回到", ""), "reason": ("退回理由", "")},
    "ReopenCase": {},
    "SignLetter": {"legal_reviewer": ("法制审核人", "曝光、提请关闭、移送须先经法制审核；其他文书不填")},
    "HoldDraft": {"reason": ("缓发理由", "最长 3 个工作日，只能缓一次")},
    "ReturnDraft": {"reason": ("退回理由", "写明怎样改")},
    "IssueLetter": {},
    "WithdrawLetter": {"reason": ("撤回理由", "将另发一份编号的撤回函")},
    "VoidLetter": {"reason": ("作废理由", "文号保留不再用")},
    "ServeLetter": {
        "on": ("送达日期", "不填即今天"),
        "how": ("送达方式", ""),
        "witnesses": ("见证人", "留置送达须两人"),
        "evidence": ("送达回证、照片", "留置送达须有照片"),
    },
    "ProceedUnserved": {"reason": ("径行推进的理由", "")},
    "AnswerLetter": {"text": ("回复内容", "")},
    "RecordTalk": {
        "grounds": ("约谈事由", ""),
        "on": ("约谈日期", ""),
        "place": ("地点", ""),
        "present": ("到场人员", "主要负责人须本人到场"),
        "statements": ("各方陈述", ""),
        "measures": ("议定的措施", "每项写明完成日期"),
        "measures.measure": ("措施", ""),
        "measures.by": ("完成日期", ""),
        "published": ("约谈已公开", ""),
    },
    "MissTalk": {"whose": ("原因", "")},
    "ReceiveTalkReport": {"text": ("报告内容", "")},
    "FilePenalty": {
        "decision": ("处罚决定书文号", "立案决定或处罚决定的文号"),
        "on": ("日期", ""),
        "fine_yuan": ("罚款（元）", "没有罚款不填"),
        "pay_by": ("缴款期限", "不填则按规定日数"),
    },
    "Settle": {"kind": ("了结什么", ""), "ref": ("哪一项", "")},
    "ExplainNoPenalty": {"reason": ("不予立案的理由", "")},
    "RecordListing": {
        "level": ("挂牌级别", ""),
        "government": ("挂牌机关", ""),
        "listed_on": ("挂牌日期", ""),
        "listed_until": ("督办期限", "最长一年"),
        "filed_on": ("备案日期", "已备案才填"),
        "published_on": ("公布日期", "已公布才填"),
    },
    "RefuseListing": {"reason": ("不予挂牌的理由", "")},
    "Delist": {"government": ("摘牌机关", ""), "reason": ("摘牌理由", "")},
    "Expose": {
        "media": ("媒体", ""),
        "content": ("曝光内容", ""),
        "desensitised": ("已作脱敏处理", "没有个人信息和商业秘密"),
    },
    "ProposeClosing": {"grounds": ("提请关闭的事由", "")},
    "Transfer": {
        "organ": ("接收机关", "如：县公安局、县纪委监委"),
        "to_discipline": ("移送纪检监察", "由安委会领导移送"),
        "materials": ("移送的材料", ""),
        "legal_reviewer": ("法制审核人", "移送司法机关须先经法制审核；移送纪检监察不填"),
    },
    "Jump": {"grounds": ("事由", ""), "note": ("说明", "写明依据和现场情况")},
    "CorrectEntry": {
        "field": ("更正哪一项", ""),
        "now": ("应为", "日期写作 2026-01-31；清空即更正为空"),
        "reason": ("更正理由", "原来怎样写错的"),
        "second": ("共同办理的人", "超过 24 小时，或更正日期，须另一人共同办理"),
    },
    "CorrectService": {
        "on": ("实际送达日期", ""),
        "reason": ("更正理由", ""),
        "second": ("共同办理的人", "须另一人"),
    },
    "Assign": {"handler": ("承办人", "本案监管机关的人员"), "note": ("交办意见", "")},
    "Urge": {"note": ("催促的话", "送给现在该办的一方，每案每天一次")},
    "VoidCase": {"reason": ("作废理由", "误录的情形；编号不再使用")},
    "CloseEntity": {"evidence": ("断电、设备封存的证据", "")},
    "AdoptEdition": {"edition": ("规则手册版次", "")},
    "ReleaseProvisional": {"reason": ("放行理由", "")},
}
YES_NO: dict[str, Told] = {
    "CheckDanger.danger": ("有现实危险", "无现实危险"),
    "CheckInterimMeasures.kept": ("已落实", "未落实"),
    "DecideResumption.granted": ("同意", "不同意"),
    "PassReinspection.entity_signed": ("已签字", "拒签"),
}


def verb(command: str, case: Case | None = None) -> str:
    """What its button says."""
    if command == "Determine" and case is not None and case.stage is not Stage.REPORTED:
        return "补录现场决定"  # an adopted case owes only that
    return VERBS.get(command) or first_words(COMMANDS[command])


def told(command: str, field: str) -> Told:
    """A field's name and hint; errors: KeyError for one that nobody has named."""
    named = FIELDS[command].get(field)
    return named if named is not None else COMMON[field]
