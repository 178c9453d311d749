"""What the command line teaches: names in Chinese, and what each command takes, from the rules' own types."""

from typing import Any

from domain.commands import COMMANDS
from domain.events import EVENTS
from domain.glossary import CHOICES, LABELS
from domain.titles import event_title, first_words

OF_THE_CLOCK = frozenset({"Lapse", "Project"})

FIELDS = {
    "approver": "审核人编号", "at": "事实发生的时刻（不写则为现在）", "body": "报告对象", "by_leader": "由安委会领导决定",
    "channel": "发现渠道", "content": "内容", "contingency": "应急预案", "criterion": "判定标准条款", "danger": "有无现实危险",
    "danger_to_life": "危及生命", "decision": "决定书文号", "description": "隐患描述", "desensitised": "已脱敏",
    "digest": "材料摘要（sha256）", "edition": "规则手册版次", "entity": "单位编号", "entity_signed": "单位已签字",
    "evidence": "佐证材料摘要", "field": "更正的项目", "filed_on": "备案日期", "fine_yuan": "罚款（元）", "found_on": "发现日期",
    "funds": "资金", "government": "挂牌政府", "granted": "是否同意", "grounds": "事由", "handler": "承办人编号", "how": "送达方式", "industry": "行业",
    "kind": "了结哪一类（罚款、约谈承诺）", "inspectors": "复查人编号（两人以上）", "interim": "临时管控措施", "into": "并入的案号", "kept": "措施是否落实",
    "late_reason": "补录理由（超过五个工作日）", "legal_reviewer": "法制审核人编号", "letter": "文书编号", "level": "级别",
    "listed_on": "挂牌日期", "listed_until": "挂牌期限", "lists": "所列问题清单", "materials": "移送材料", "measure": "措施",
    "measures": "措施", "media": "媒体", "name": "名称", "note": "说明", "now": "更正为", "office": "监管机关编号", "on": "日期",
    "on_the_spot": "当场整改", "opinion": "意见", "organ": "受移送机关", "pay_by": "缴款期限", "photo": "照片摘要",
    "place": "地点", "present": "到场人编号", "published": "是否公开", "published_on": "公布日期", "reason": "理由",
    "receipt": "接收凭据", "ref": "决定书文号，或承诺在案件中的编号", "rectify_by": "整改期限（日期）", "rectify_days": "整改期限（自送达起的天数）",
    "refusal_note": "单位拒签的记载", "region": "区划", "regulator_on": "报监管部门日期", "remedial_by": "补救日期",
    "report": "报告", "reporter_answered": "已答复举报人", "requirements": "整改要求", "responsibility": "责任",
    "review_on": "复核日期", "risk": "风险颜色", "scope": "停产停业范围", "second": "第二人编号", "site_decision": "现场处理决定",
    "sponsor": "包案领导", "statements": "陈述", "text": "内容", "time_limit": "时限", "to": "去向",
    "to_discipline": "移送纪检监察", "unit": "单位名称", "until": "截止日期", "verify_by": "上级要求的核查期限", "what": "公示什么",
    "who": "责任人", "whose": "未举行的原因在谁", "witnesses": "见证人编号", "workers_on": "报职工日期",
}  # fmt: skip
"""各命令的内容, by field name; a test keeps it complete."""


def labelled(name: str) -> str:
    """The Chinese label of a stage, role or other value; of an event its own first words; else the name itself."""
    return LABELS.get(name) or (event_title(name) if name in EVENTS else name)


def command_names() -> dict[str, str]:
    """Every command a person may give, with what it means."""
    return {name: first_words(kind) for name, kind in COMMANDS.items() if name not in OF_THE_CLOCK}


def fields_of(command: str) -> list[dict[str, Any]] | None:
    """What a command takes, or None when there is no such command."""
    if command not in COMMANDS or command in OF_THE_CLOCK:
        return None
    schema = COMMANDS[command].model_json_schema()
    required = set(schema.get("required", ()))
    return [
        {
            "name": name,
            "required": name in required,
            "form": _form(form, schema.get("$defs", {})),
            "meaning": FIELDS.get(name, ""),
        }
        for name, form in sorted(schema.get("properties", {}).items(), key=lambda one: one[0] not in required)
    ]


def _form(form: dict[str, Any], shared: dict[str, Any]) -> str:
    """One field's shape in a few words."""
    if "$ref" in form:
        form = shared[form["$ref"].rpartition("/")[2]]
    if "anyOf" in form:
        return " 或 ".join(_form(one, shared) for one in form["anyOf"] if one.get("type") != "null")
    if "enum" in form:
        return " | ".join(f"{value} {CHOICES.get(value) or LABELS.get(value, '')}" for value in form["enum"] if value)
    if form.get("type") == "object":
        inside = ", ".join(f"{name}: {_form(one, shared)}" for name, one in form.get("properties", {}).items())
        return f"{{{inside}}}"
    if form.get("type") == "array":
        return f"[{_form(form.get('items', {}), shared)}]"
    words = {"string": "文字", "boolean": "true/false", "integer": "整数"}
    formats = {"date": "日期 YYYY-MM-DD", "date-time": "时刻（带时区）"}
    return formats.get(form.get("format", ""), words.get(form.get("type", ""), "文字"))
