"""`duban people`: 人员、机构、单位、任职 — import, and one person's particulars."""

from pathlib import Path
from typing import Annotated, Any

import typer

from activities.people_import import PeopleImport, import_people
from activities.register_import import OPERATOR
from activities.workbook import FileRefusedError
from cli.context import connected
from cli.output import Format, OutputOption, emit, fail, run
from cli.progress import waiting
from cli.reader import NOBODY_NAMED, PurposeOption, ReaderOption, reading
from cli.teaching import labelled
from domain.people import Appointment, Person
from domain.refusals import Refusal
from ledger.access import names_read, person_read
from ledger.people import appointments

app = typer.Typer(no_args_is_help=True, help="人员、机构、单位、任职。")


@app.callback()
def people() -> None:
    """人员、机构、单位、任职。"""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="人员文件：.xlsx、.csv 或 .json。")],
    by: Annotated[str, typer.Option(metavar="PERSON", help="以谁的名义；不写则为本机操作员。")] = OPERATOR,
    output: OutputOption = Format.TEXT,
) -> None:
    """导入人员、机构、单位、任职：新的加上，变了的改掉（改动留痕），有错的退回并说明。

    [bold].xlsx[/] 分四张工作表，第一行是表头（带 * 的必填；次序不限，缺的表不要紧）：

      人员    编号*、姓名*、电话、邮箱
      机构    编号*、名称*、上级、辖区、行业（、分隔）、机关代字
      单位    名称*、区域、行业、统一社会信用代码、编号
      任职    人员*（编号）、角色*、机构或单位*（编号或名称）、区域、职务、负责人（是/否）、起、止、代谁

    角色：生产经营单位、主要负责人、网格、镇街、行业管理部门、监管部门、审核人、安委办、安委会领导、法制审核、
    举报受理、台账管理员、规则管理员、系统管理员、审计。

    [bold].csv[/] 一张表，另加“类别”一列，写人员、机构、单位或任职；其余列同上。

    [bold].json[/] 形如 {"people": [{"id", "name", "phone"}], "offices": [{"id", "name", "sign", "jurisdiction"}],
    "entities": [{"name", "region"}], "appointments": [{"person", "role", "at", "head"}]}，角色也可写英文。

      duban people import 人员.xlsx
    """
    result = run(_import(file, by))
    emit(_value(result), lambda: _tell(result), output=output)


@app.command()
def show(
    person: Annotated[str, typer.Argument(metavar="PERSON", help="人员编号。")],
    by: ReaderOption = NOBODY_NAMED,
    purpose: PurposeOption = "",
    output: OutputOption = Format.TEXT,
) -> None:
    """一位人员的姓名、电话、邮箱与任职。先记入查阅记录，后显示。

    duban people show p-li --purpose 核对送达人
    """

    async def read() -> tuple[Person | None, list[Appointment], dict[str, str]]:
        async with connected() as stack:
            pool = (await stack.ledger()).pool
            why = reading("people show", subject=person, by=by, purpose=purpose)
            found = await person_read(pool, person, why)
            posts = await appointments(pool, person_id=person)
            return found, posts, await names_read(pool, {one.at for one in posts}, why)

    found, posts, called = run(read())
    if found is None:
        fail("PERSON_UNKNOWN", f"没有编号为 {person} 的人员。")
    value = {**found.model_dump(), "appointments": [one.model_dump(mode="json") for one in posts]}
    emit(value, lambda: _print(found, posts, called), output=output)


def _print(found: Person, posts: list[Appointment], called: dict[str, str]) -> None:
    print(f"{found.id}  {found.name}  {found.phone or '无电话'}  {found.email or '无邮箱'}")
    for one in posts:
        span = f"{one.since or ''}—{one.until or '今'}" if one.since or one.until else ""
        head = "（负责人）" if one.head else ""
        print(f"  {labelled(one.role)}{head} {called.get(one.at, one.at)} {one.post} {span}".rstrip())


async def _import(file: Path, by: str) -> PeopleImport:
    async with connected() as stack:
        ledger = await stack.ledger()
        with waiting(f"读入 {file.name}"):
            try:
                return await import_people(ledger, file, by=by)
            except FileRefusedError as refused:
                fail("FILE_REFUSED", f"{refused}。")
            except Refusal as refused:
                fail(refused.code, refused.sentence)


def _value(result: PeopleImport) -> dict[str, Any]:
    saved = result.saved
    return {
        "people": [one.id for one in result.people],
        "offices": [one.id for one in result.offices],
        "entities": [{"id": one.id, "name": one.name} for one in result.entities],
        "appointments": len(result.appointments),
        "changed": {
            "people": saved.people,
            "offices": saved.offices,
            "entities": saved.entities,
            "appointments": saved.appointments,
        },
        "rejected": [
            {"row": bad.row, "column": bad.column, "reason": bad.reason, "sheet": bad.sheet} for bad in result.rejected
        ],
        "warnings": [
            {"row": bad.row, "column": bad.column, "sentence": bad.reason, "sheet": bad.sheet}
            for bad in result.warnings
        ],
    }


def _tell(result: PeopleImport) -> None:
    print(
        f"人员 {len(result.people)}、机构 {len(result.offices)}、单位 {len(result.entities)}、"
        f"任职 {len(result.appointments)}；退回 {len(result.rejected)} 条。"
    )
    for bad in (*result.rejected, *result.warnings):
        print(f"  {bad.sheet} 第{bad.row}行 {bad.column}：{bad.reason}")
