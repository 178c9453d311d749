"""`duban admin`: 账户 — create, token."""

from datetime import timedelta
from typing import Annotated, Any

import typer

from cli.context import Connected, connected
from cli.output import Format, OutputOption, emit, fail, run
from domain.people import Role
from domain.policy import ROLE_NAMES
from domain.refusals import Refusal
from ledger.accounts import Accounts
from web.role_accounts import ROLES, role_accounts

app = typer.Typer(no_args_is_help=True, help="账户：第一位管理员，程序用的令牌。")

BY = "duban:operator"
LINK_HOURS = 24


@app.command()
def create(
    name: Annotated[str, typer.Option(metavar="ACCOUNT", help="管理员的账户名：小写字母、数字和 . _ -。")] = "admin",
    output: OutputOption = Format.TEXT,
) -> None:
    """第一位系统管理员：打印一条一次性链接，用它在浏览器里设定口令。

    正式账里没有别的办法进门：谁能在这台服务器上执行本命令，谁就能给出第一把钥匙。之后的账户由管理员在督办台里建。
    管理员只管账户，不查阅案件。忘了口令，再执行一次即得新链接；旧口令在设定新口令前仍有效。

      duban admin create
      duban admin create --name zhang
    """

    async def work() -> dict[str, Any]:
        async with connected() as stack:
            ledger = await stack.ledger()
            address = _address(stack)
            accounts = Accounts(ledger.pool)
            try:
                made = await accounts.make(name, person=None, administrator=True, by=BY)
                if not made and not any(
                    one.name == name and one.administrator for one in await accounts.page("", 100_000)
                ):
                    fail("ACCOUNT_EXISTS", f"{name} 是别人的账户，不是管理员。请用 --name 另起一个名字。")
                secret, expires_at = await accounts.give(name, "link", timedelta(hours=LINK_HOURS), by=BY)
            except Refusal as refused:
                fail(refused.code, refused.sentence)
            return {"account": name, "link": f"{address}/start/{secret}", "expires_at": expires_at, "made": made}

    told = run(work())
    emit(
        told,
        f"账户 {told['account']}，一次性链接（{LINK_HOURS} 小时内有效，只能用一次）：\n{told['link']}",
        output=output,
    )


@app.command()
def token(
    role: Annotated[Role, typer.Option(help="以哪个角色。")],
    days: Annotated[int, typer.Option(min=1, max=366, metavar="N", help="有效天数。")] = 30,
    output: OutputOption = Format.TEXT,
) -> None:
    """示例账：为程序发一个角色的令牌（Authorization: Bearer …）。

    正式账里没有角色账户：登录督办台，由本人新建令牌。

      令牌=$(duban admin token --role regulator -o json | jq -r .token)
      curl -H "Authorization: Bearer $令牌" "$(duban stack status -o json | jq -r .web)/api/v1/cases"
    """

    async def work() -> dict[str, Any]:
        async with connected() as stack:
            ledger = await stack.ledger()
            try:
                known = {one.role: one.person for one in await role_accounts(ledger)}
                if role not in known:
                    fail("ROLE_VACANT", f"示例里没有人任{ROLE_NAMES[role]}。")
                lifetime = timedelta(days=days)
                secret, expires_at = await Accounts(ledger.pool).give(
                    role.value, "token", lifetime, by=BY, label="duban admin token"
                )
            except Refusal as refused:
                fail(refused.code, refused.sentence)
            return {
                "token": secret,
                "role": role.value,
                "account": role.value,
                "person": known[role],
                "expires_at": expires_at,
                "web": stack.state.web if stack.state else None,
            }

    if role not in ROLES:
        fail("ROLE_VACANT", f"{ROLE_NAMES[role]}是账外的一方，从不登录。")
    told = run(work())
    emit(
        told, f"【示例】{ROLE_NAMES[role]}（{told['person']}）的令牌，{days} 天内有效：\n{told['token']}", output=output
    )


def _address(stack: Connected) -> str:
    """Under which people reach the desk."""
    address = stack.settings.web_url or (stack.state.web if stack.state else None)
    if address is None:
        fail("WEB_UNKNOWN", "不知道督办台的地址：请先启动督办（duban stack up），或设 DUBAN_WEB_URL。")
    return address.rstrip("/")
