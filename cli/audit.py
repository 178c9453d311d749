"""`duban audit`: 查档 — what the record answers to an auditor or an inspection group (督查组). It only reads."""

import typer

from cli import audit_access, audit_as_of, audit_diff, audit_search, audit_why

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="""查档：为何在那一天发文、谁在何时做了什么、某一时点的情况、两次上报之间的差异。只读，不改动任何记录。

    [bold]常问的[/]
      duban audit why 2026-000001            为何走到这一级，为何在那一天
      duban audit why 2026-000001 --rung 2   只问函告
      duban audit search --text 烟花厂       在全部记录里找
      duban audit as-of --at 2026-06-30      那一天的统计
      duban audit diff 2026-06-30 2026-09-30 两个上报日之间的差异
      duban audit access                     谁查阅、导出过什么

    程序调用加 [bold]-o json[/]；要表格加 [bold]--xlsx 文件名[/]。""",
)

for question in (audit_why, audit_search, audit_as_of, audit_diff, audit_access):
    question.register(app)
