"""Draws docs/life-cycle.svg and docs/ladder.svg from the rules themselves: `python -m docs.draw`.

A test draws them again and compares, so that the pictures cannot say what the rules do not.
"""

from html import escape
from pathlib import Path

from domain.case import Stage
from domain.glossary import LETTERS, RUNGS, STAGES
from domain.people import Role
from domain.rulebook import CURRENT_EDITION, Rulebook, RungRule, rulebook

FONT = '"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif'
INK, FAINT, BLUE = "#1d2733", "#5b6875", "#1f5fa8"
HERE = Path(__file__).parent


def life_cycle(rules: Rulebook) -> str:
    """生命周期: the stages from report to closure, what moves a case on, and who owes it by when."""
    steps = [
        (Stage.REPORTED, f"监管部门 {rules.verify_workdays} 个工作日内核查", "判定"),
        (Stage.DETERMINED, "监管部门 当日下达指令书", "送达(或径行推进)"),
        (Stage.NOTIFIED, f"企业 {rules.acknowledge_workdays} 个工作日内签收", "签收(或逾期)"),
        (Stage.PLANNING, f"企业 {rules.plan_days} 日内报方案", "提交"),
        (Stage.PLAN_SUBMITTED, f"监管部门 {rules.decide_plan_workdays} 个工作日内审查", "通过"),
        (Stage.RECTIFYING, f"企业 于整改期限 T 前完成(默认 {rules.rectify_days} 日)", "申请复查"),
        (Stage.REINSPECTING, f"监管部门 {rules.inspect_days} 日内两人复查", "合格"),
        (Stage.CLOSING, f"审核人 {rules.approve_workdays} 个工作日内审核", "批准"),
        (Stage.CLOSED, "另一人批准，逐项销号", ""),
    ]
    parts = []
    for place, (stage, owed, leaves) in enumerate(steps):
        y = 20 + place * 74
        parts.append(_box(40, y, 150, 44, STAGES[stage], fill="#eef3f9" if stage is not Stage.CLOSED else "#e9ecef"))
        parts.append(_text(206, y + 19, owed, colour=INK))
        parts.append(_text(206, y + 37, stage.value, colour=FAINT, size=12))
        if leaves:
            parts.append(_arrow(115, y + 44, 115, y + 74))
            parts.append(_text(124, y + 64, leaves, colour=BLUE, size=12))
    back = [
        (4, 3, "退回"),
        (6, 5, "不合格"),
        (7, 6, "退回：材料"),
        (7, 5, "退回：隐患"),
        (8, 1, "重新立案，新一轮"),
    ]
    for place, (start, end, label) in enumerate(back):
        x = 520 + place * 62
        y1, y2 = 20 + start * 74 + 22, 20 + end * 74 + 22
        parts.append(f'<path d="M 500 {y1} H {x} V {y2} H 506" fill="none" stroke="{FAINT}" marker-end="url(#a)"/>')
        parts.append(_text(x + 5, (y1 + y2) / 2 + 4, label, colour=FAINT, size=12))
    others = "、".join(
        STAGES[stage]
        for stage in (
            Stage.DISMISSED,
            Stage.DOWNGRADED,
            Stage.MERGED,
            Stage.REFERRED_OUT,
            Stage.ENTITY_CLOSED,
            Stage.VOIDED,
        )
    )
    parts.append(_text(40, 706, f"其他结束方式（均不算销号）：{others}", colour=FAINT, size=13))
    return _svg(900, 724, parts)


def ladder(rules: Rulebook) -> str:
    """阶梯: each rung, due on the later of its offset from T and the gap after the rung before."""
    gaps = {
        2: "催办后 {n} 个工作日",
        3: "函告应回复日后 {n} 个工作日",
        4: "通报印发后 {n} 个工作日",
        5: "约谈报告应报日(或未到场)后 {n} 个工作日",
        6: "挂牌期满后 {n} 个工作日",
    }
    signatories = {Role.COMMISSION_OFFICE: "安委办主任签发", Role.COMMISSION_LEADER: "安委会领导签发"}
    parts = [
        _text(30, 34, "阶梯：取“距期限 T”与“距上一级”两者中较晚的一日；仅在工作日 08:30 起拟发", colour=INK, size=15),
        _text(
            30,
            58,
            f"T 前 {rules.reminders_workdays[0]}、{rules.reminders_workdays[1]} 个工作日各提醒一次",
            colour=FAINT,
        ),
    ]
    for place, rule in enumerate(rules.ladder):
        x, y = 30 + place * 134, 376 - place * 54
        parts.append(f'<rect x="{x}" y="{y}" width="134" height="{490 - y}" fill="#eef3f9" stroke="#c4d3e4"/>')
        parts.append(_text(x + 8, y + 22, f"{rule.rung} {RUNGS[rule.rung]}", colour=BLUE, size=15))
        lines = [_offset(rule)] if _offset(rule) else []
        if rule.gap_workdays:
            lines.append(gaps[rule.rung].format(n=rule.gap_workdays))
        lines.append(signatories[rule.signed_by] if rule.letter else "短信，自动")
        if rule.letter:
            lines.append(f"《{LETTERS[rule.letter]}》")
        row = y + 42
        for line in lines:
            for piece in _wrapped(line, 10):
                parts.append(_text(x + 8, row, piece, colour=INK, size=12))
                row += 16
    parts.append(
        _text(
            30,
            516,
            f"未签发满 {rules.gap_limit_workdays} 个工作日或印发后未送达满 {rules.gap_limit_workdays} 个工作日,"
            "下一级间隔自行起算,记为办文单位逾限。",
            colour=FAINT,
            size=13,
        )
    )
    return _svg(864, 534, parts)


def _offset(rule: RungRule) -> str:
    if rule.offset_days:
        return f"T+{rule.offset_days} 日"
    return f"T+{rule.offset_workdays} 个工作日" if rule.offset_workdays else ""


def _wrapped(text: str, width: int) -> list[str]:
    return [text[n : n + width] for n in range(0, len(text), width)]


def _text(x: float, y: float, text: str, *, colour: str = INK, size: int = 14) -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{colour}" font-size="{size}">{escape(text)}</text>'


def _box(x: int, y: int, width: int, height: int, text: str, *, fill: str) -> str:
    box = f'<rect x="{x}" y="{y}" width="{width}" height="{height}" rx="4" fill="{fill}" stroke="{BLUE}"/>'
    middle = f'x="{x + width / 2:g}" y="{y + height / 2 + 6:g}" text-anchor="middle"'
    return f'{box}<text {middle} fill="{INK}" font-size="16">{escape(text)}</text>'


def _arrow(x1: int, y1: int, x2: int, y2: int) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{BLUE}" marker-end="url(#a)"/>'


def _svg(width: int, height: int, parts: list[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f"font-family='{FONT}'>"
        '<defs><marker id="a" markerWidth="8" markerHeight="8" refX="7" refY="4" orient="auto">'
        f'<path d="M0,0 L8,4 L0,8 z" fill="{BLUE}"/></marker></defs>'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    )
    return "\n".join([head, *parts, "</svg>"]) + "\n"


PICTURES = {"life-cycle.svg": life_cycle, "ladder.svg": ladder}

if __name__ == "__main__":
    for name, draw in PICTURES.items():
        (HERE / name).write_text(draw(rulebook(CURRENT_EDITION)), encoding="utf-8")
