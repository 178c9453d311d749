"""How an answer to *why* reads on a terminal: one tree, each rung with its conclusion, its limits and its entries."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from cli.teaching import labelled
from domain.figures.instants import local
from domain.glossary import RUNGS
from domain.why.answer import CAUSES, Coming, Hindsight, IfRefused, Instead, Limit, Step, Why
from domain.why.asked import Asked
from domain.wording import zh

WEEK = "一二三四五六日"
HOW = {"timer": "到期自动触发", "decision": "决定", "stated": "原台账载明"}


def print_why(asked: Asked, rung: int | None, xlsx: Path | None) -> None:
    """The whole answer, or the one rung asked for."""
    console = Console()
    stands = f"{asked.rung} {RUNGS[asked.rung]}" if asked.rung else "尚无"
    console.print(Text(f"{asked.case}  {asked.unit}", style="bold"))
    console.print(f"{labelled(asked.stage)}，第 {asked.cycle} 轮，已到督办级次 {stands}。")
    console.print(f"依据第 1–{asked.version} 条记录，截至 {local(asked.known_at)}。")
    said: set[int] = set()
    if not asked.rungs:
        console.print(_period(asked.period))
    for one in asked.rungs:
        console.print()
        console.print(_rung(one, said))
    if asked.next is not None and rung is None:
        console.print()
        console.print(_coming(asked.next))
    for supposed in asked.if_refused:
        console.print()
        console.print(_if_refused(supposed))
    for seen in asked.if_known:
        console.print()
        console.print(_if_known(seen))
    if xlsx is not None:
        console.print(f"\n已写入 {xlsx}")


def day(on: date | None) -> str:
    """2025-07-09 周三."""
    return "—" if on is None else f"{on} 周{WEEK[on.weekday()]}"


def _tree(title: str, *more: str) -> Tree:
    head = Text(title, style="bold")
    for one in more:
        head.append(f"  {one}", style="not bold")
    return Tree(head, guide_style="dim")


def _period(steps: Sequence[Step]) -> Tree:
    tree = _tree("整改期限的来历" if steps else "整改期限尚未起算")
    if steps:
        tree.add(_steps(steps))
    return tree


def _rung(one: Why, said: set[int]) -> Tree:
    cycle = f"第 {one.cycle} 轮 " if one.cycle > 1 else ""
    when = local(one.fired_at) if one.how != "stated" else str(one.due_on)
    tree = _tree(f"{cycle}第 {one.rung} 级 {one.name}", when, f"第 {one.version} 条", HOW[one.how])
    tree.add(Text(one.summary))
    if one.limits:
        tree.add(Text("各项限制，取最晚的一天：", style="cyan")).add(_limits(one.limits))
    # what the rung before already told is not told again
    fresh = [step for step in one.steps if step.version not in said]
    said.update(step.version for step in fresh)
    heading = "依据的记录：" if len(fresh) == len(one.steps) else "依据的记录（承上，另有）："
    tree.add(Text(heading, style="cyan")).add(_steps(fresh))
    tree.add(_tables(one))
    if one.how == "timer":
        tree.add(_checked(one))
    return tree


def _grid() -> Table:
    """Columns that fold: Chinese has no spaces to break at, and a tree would break before a long sentence."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    return grid


def _limits(limits: Iterable[Limit]) -> Table:
    grid = _grid()
    for one in limits:
        basis = f"（第{one.version}条）" if one.version else ""
        sentence = Text(f"{one.sentence}{basis}")
        grid.add_row("●" if one.decides else "○", day(one.on), sentence, style="bold" if one.decides else "")
    return grid


def _steps(steps: Iterable[Step]) -> Table:
    grid = _grid()
    for one in steps:
        if one.sentence:
            grid.add_row(f"第{one.version}条", str(one.on), Text(one.sentence))
    return grid


def _tables(one: Why) -> Text:
    text = Text("口径：", style="cyan")
    text.append(f"规则手册 {one.edition}，节假日表 {one.calendar}", style="default")
    if not one.calendar_known:
        text.append("（当时的表本程序已不齐全，按现有的表推算）", style="yellow")
    if one.provisional:
        text.append("，暂定（该年放假通知当时尚未公布）", style="yellow")
    if one.rest_days:
        text.append(f"；其间放假：{_days(one.rest_days)}", style="default")
    if one.work_days:
        text.append(f"；调休上班：{_days(one.work_days)}", style="default")
    return text


def _checked(one: Why) -> Text:
    text = Text("核对：", style="cyan")
    if one.agrees:
        text.append(f"复算为{zh(one.recounted_on)}，与记录相符", style="green")
    else:
        text.append(f"复算为{zh(one.recounted_on)}，记录为{zh(one.due_on)}，不符，请查明", style="bold red")
    text.append(f"。{one.late_sentence}。", style="yellow" if one.late != "none" else "default")
    return text


def _days(days: Sequence[date]) -> str:
    """9月28日、10月1日—8日: runs are joined."""
    runs: list[list[date]] = []
    for one in days:
        if runs and (one - runs[-1][-1]).days == 1:
            runs[-1].append(one)
        else:
            runs.append([one])
    return "、".join(_short(run[0]) if len(run) == 1 else f"{_short(run[0])}至{_short(run[-1])}" for run in runs)


def _short(on: date) -> str:
    return f"{on.month}月{on.day}日"


def _coming(coming: Coming) -> Tree:
    provisional = "（暂定）" if coming.provisional else ""
    tree = _tree(f"下一级 {coming.rung} {coming.name}", f"{day(coming.on)}{provisional}", CAUSES[coming.cause])
    tree.add(_limits(coming.limits))
    return tree


def _if_refused(supposed: IfRefused) -> Tree:
    cycle = f"第 {supposed.cycle} 轮 " if supposed.cycle > 1 else ""
    tree = _tree(f"{cycle}假如不予延期", f"（第 {supposed.version} 条批准，{supposed.granted_on}）")
    until, granted = zh(supposed.rectify_by), zh(supposed.granted_until)
    tree.add(Text(f"期限为{until}，而不是{granted}。推算到{zh(supposed.until)}：{supposed.ends}。"))
    tree.add(_instead(supposed.rungs) if supposed.rungs else Text("其间不会触发任何一级。"))
    left = tree.add(Text("说不准的：", style="cyan"))
    for told in supposed.leaves_open:
        left.add(Text(told))
    return tree


def _if_known(seen: Hindsight) -> Tree:
    cycle = f"第 {seen.cycle} 轮 " if seen.cycle > 1 else ""
    which = "、".join(map(str, seen.versions))
    tree = _tree(f"{cycle}假如补录、更正的事实当时已知", f"（第 {which} 条）")
    tree.add(_instead(seen.rungs) if seen.rungs else Text("不改变任何一级的日期。"))
    tree.add(Text(f"推算到{zh(seen.until)}：{seen.ends}。已发出的文书不因补录、更正而撤销。"))
    return tree


def _instead(rungs: Iterable[Instead]) -> Table:
    grid = _grid()
    for one in rungs:
        mark, style = ("●", "bold") if one.certain else ("○", "")
        grid.add_row(mark, f"{one.rung} {one.name}", Text(one.sentence), style=style)
    return grid
