"""导入台账 on the desk: rehearsed, shown row by row, imported when confirmed, supervised when started."""

import asyncio
import html
import io
import re

import httpx
import openpyxl
import pytest

from domain.people import Role
from tests.web.conftest import Running

HEADINGS = "单位名称,所在镇街,隐患内容,隐患级别,发现时间,整改期限\n"
BATCH = re.compile(r"/cases/import/batches/([0-9]{8}-[0-9a-f]{6})/start")


def register(*rows: str) -> bytes:
    return (HEADINGS + "\n".join(rows)).encode()


async def sent(client: httpx.AsyncClient, content: bytes, name: str = "台账.csv", **more: str) -> httpx.Response:
    return await client.post("/cases/import", files={"file": (name, content)}, data=more)


async def finished(client: httpx.AsyncClient, address: str) -> httpx.Response:
    async with asyncio.timeout(20):
        while "<progress" in (answer := await client.get(address)).text:  # noqa: ASYNC110 -- as a browser does
            await asyncio.sleep(0.05)
    return answer


async def rehearsed(client: httpx.AsyncClient, content: bytes, name: str = "台账.csv", **more: str) -> httpx.Response:
    taken = await sent(client, content, name, **more)
    assert taken.status_code == 303, taken.text
    return await finished(client, taken.headers["location"])


async def test_a_register_is_shown_then_imported_then_started(running: Running) -> None:
    before = await running.events()
    good = register(
        "示例预览甲厂,示例县东岭镇,消防通道堆放杂物,重大,2026-05-01,2026-07-01",
        "示例预览乙厂,示例县东岭镇,<b>=1+1</b>,重大,2026-05-01,2027-01-01",
        "示例预览丙厂,示例县东岭镇,配电箱门缺失,一般,2026-05-02,",
        "示例预览丁厂,示例县东岭镇,临边无防护,重大,2026-13-45,明年吧",
        "示例预览甲厂,示例县东岭镇,消防通道堆放杂物,重大,2026-05-01,2026-07-01",
    )
    async with running.asking(Role.CLERK, Accept="text/html") as client:
        shown = await rehearsed(client, good)
        assert shown.status_code == 200
        text = shown.text
        assert await running.events() == before, "a rehearsal records nothing"
        assert "导入这 3 行" in text
        assert "示例预览甲厂" in text
        assert "&lt;b&gt;=1+1&lt;/b&gt;" in text
        assert "第5行" in text
        assert "只立一案" in text
        job = str(shown.url).rpartition("/")[2]

        errors = await client.get(f"/cases/import/{job}/errors.xlsx")
        assert errors.status_code == 200
        assert "attachment" in errors.headers["content-disposition"]
        rows = [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(errors.content)).active]
        assert rows[0][:3] == ["行号", "列", "原因"]
        assert "示例预览丁厂" in rows[1]

        confirmed = await client.post(f"/cases/import/{job}")
        again = await client.post(f"/cases/import/{job}")
        assert (confirmed.status_code, confirmed.headers["location"]) == (303, again.headers["location"])
        done = await finished(client, confirmed.headers["location"])
        assert "立案 3 件" in done.text
        assert "尚未发出任何文书" in done.text
        batch = BATCH.findall(done.text)[0]
        rows = await running.ledger.pool.fetch("select unit, started from cases where batch = $1 order by unit", batch)
        assert [(one["unit"], one["started"]) for one in rows] == [
            (f"示例预览{name}厂", False) for name in sorted("甲乙丙", key=str.encode)
        ]

        room = await client.get("/cases/import")
        assert f"/cases?batch={batch}" in html.unescape(room.text)
        assert "3 件" in room.text
        pressed = await client.post(f"/cases/import/batches/{batch}/start")
        assert pressed.status_code == 303
        started = await client.get(pressed.headers["location"])
        assert f"批次 {batch}：已开始督办 3 件" in started.text
        assert batch not in BATCH.findall(started.text)
        assert await running.ledger.pool.fetchval("select bool_and(started) from cases where batch = $1", batch)

        repeated = await rehearsed(client, good)
        assert "这份台账里的都已有了" in repeated.text or "没有可导入的行" in repeated.text
        changed = await rehearsed(
            client, register("示例预览甲厂,示例县东岭镇,消防通道堆放杂物,重大,2026-05-01,2026-08-01")
        )
        assert "与台账不一致" in changed.text
        assert "2026-07-01 → 2026-08-01" in changed.text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("", b"", "请先选择台账文件"),
        ("a.pdf", b"%PDF", "只能导入 .xlsx 和 .csv"),
        ("no-suffix", b"x", "只能导入 .xlsx 和 .csv"),
    ],
)
async def test_what_is_no_file_of_ours_is_refused_at_once(
    running: Running, name: str, content: bytes, says: str
) -> None:
    async with running.asking(Role.CLERK, Accept="text/html") as client:
        answer = await sent(client, content, name)
        assert (answer.status_code, says in answer.text) == (422, True)
        assert (await client.post("/cases/import", data={"file": "text"})).status_code == 422
        assert (await client.post("/cases/import", content=b"\xff\xfe")).status_code in {400, 422}


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("空.csv", b" ", "空文件"),
        ("坏.xlsx", b"not a zip", "不是 Excel 工作簿"),
        ("旧.xls", bytes.fromhex("d0cf11e0a1b11ae1"), "另存为 .xlsx"),
        ("别的.csv", "甲,乙\n1,2\n".encode(), "没有找到台账的表头"),
        ("引号.csv", (HEADINGS + '"甲厂,示例县\n').encode(), "引号不成对"),
        ("../../etc/passwd.csv", b"\x00\x01\x02", "空字节"),
        ("网页.csv", b"<html><table></table></html>", "网页"),
    ],
)
async def test_what_cannot_be_read_is_said_in_a_sentence(
    running: Running, name: str, content: bytes, says: str
) -> None:
    before = await running.events()
    async with running.asking(Role.CLERK, Accept="text/html") as client:
        answer = await rehearsed(client, content, name)
        assert (answer.status_code, says in answer.text) == (422, True), answer.text
        job = str(answer.url).rpartition("/")[2]
        assert (await client.post(f"/cases/import/{job}")).status_code == 404
        assert (await client.get(f"/cases/import/{job}/errors.xlsx")).status_code == 404
    assert await running.events() == before


@pytest.mark.parametrize("role", [Role.TOWN, Role.REGULATOR, Role.ENTITY, Role.AUDITOR, Role.ADMINISTRATOR])
async def test_who_may_not_import_does_not(running: Running, role: Role) -> None:
    async with running.asking(role, Accept="text/html") as client:
        assert (await client.get("/cases/import")).status_code == 403
        assert (await sent(client, register("甲厂,示例县,通道堵塞,重大,,"))).status_code == 403
        assert (await client.post("/cases/import/batches/20260101-abcdef/start")).status_code == 403


async def test_an_import_is_its_owners(running: Running) -> None:
    async with running.asking(Role.CLERK, Accept="text/html") as client:
        shown = await rehearsed(client, register("示例私厂,示例县东岭镇,通道堵塞,重大,2026-05-01,2027-01-01"))
    job = str(shown.url).rpartition("/")[2]
    async with running.asking(Role.COMMISSION_OFFICE, Accept="text/html") as other:
        for answer in (await other.get(f"/cases/import/{job}"), await other.post(f"/cases/import/{job}")):
            assert answer.status_code == 404
        unknown = await other.post("/cases/import/batches/20260101-abcdef/start")
        assert (unknown.status_code, "没有批次" in unknown.text) == (404, True)
        nonsense = await other.get("/cases/import", params={"batch": "<script>", "started": "9" * 12, "already": "²"})
        assert nonsense.status_code == 200
        assert "<script>" not in nonsense.text.partition("<main")[2]


async def test_a_register_too_large_is_refused_with_the_limit(running: Running) -> None:
    async with running.asking(Role.CLERK, Accept="text/html") as client:
        answer = await sent(client, b"x" * (34 * 1024 * 1024))
        assert (answer.status_code, "33 MB" in answer.text) == (413, True)
