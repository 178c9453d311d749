"""Cases, commands, imports, files, changes: what programs send and get."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.web.conftest import Running

COUNTY = Path(__file__).parents[2] / "samples" / "register.csv"


async def report(client: httpx.AsyncClient, key: str, **more: Any) -> httpx.Response:
    body = {
        "channel": "inspection", "entity": "e-none", "unit": "示例新厂", "region": "示例县东岭镇", "office": "o-emergency",
        "description": f"安全出口锁闭 {key}", "found_on": "2026-01-05", **more,
    }  # fmt: skip
    return await client.post("/api/v1/cases/new/commands/Report", json=body, headers={"Idempotency-Key": key})


async def test_a_case_from_report_to_what_may_be_done_next(running: Running) -> None:
    async with running.asking("town") as town:
        first, again = await report(town, "report-1"), await report(town, "report-1")
        assert (first.status_code, first.json()) == (201, again.json())
        case = first.json()["case"]
        assert first.headers["location"] == f"/api/v1/cases/{case}"
        other = await report(town, "report-1", unit="另一家")
        assert (other.status_code, other.json()["code"]) == (409, "COMMAND_ID_REUSED")
        known = (await town.get("/api/v1/commands/report-1")).json()
        assert (known["case"], known["outcome"], known["first_version"]) == (case, "done", 1)

        elsewhere = await report(town, "report-2", region="示例县南湖镇")
        assert (elsewhere.status_code, elsewhere.json()["code"]) == (403, "NOT_PERMITTED")

    told = await running.told("regulator", f"/api/v1/cases/{case}")
    assert (told["version"], told["case"]["stage"], told["due_label"] is not None) == (1, "reported", True)
    assert "Determine" in told["allowed"]
    listed = await running.told("regulator", f"/api/v1/cases/{case}/allowed")
    assert [one["command"] for one in listed] == told["allowed"]
    assert "Determine" not in (await running.told("town", f"/api/v1/cases/{case}"))["allowed"]
    assert (await running.told("auditor", f"/api/v1/cases/{case}"))["allowed"] == []

    async with running.asking("regulator") as regulator:
        refused = await regulator.post(
            f"/api/v1/cases/{case}/commands/ApprovePlan", json={"opinion": "同意"}, headers={"Idempotency-Key": "ap-1"}
        )
        assert (refused.status_code, refused.json()["code"]) == (422, "OUT_OF_TURN")
        assert refused.headers["content-type"] == "application/problem+json"
        assert refused.json()["trace"] == refused.headers["x-request-id"]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "COMMAND_MALFORMED"),
        (b"[]", 422, "INPUT_INVALID"),
        (b"{", 422, "INPUT_INVALID"),
        (b"\xff", 422, "INPUT_INVALID"),
        (b'{"text": NaN}', 422, "INPUT_INVALID"),
        (b'{"text": 5}', 422, "COMMAND_MALFORMED"),
        (b'{"text": true}', 422, "COMMAND_MALFORMED"),
        (b'{"text": "a", "colour": 1}', 422, "COMMAND_MALFORMED"),
        (b'{"text": "\\u0000"}', 422, "INPUT_INVALID"),
        (b'{"text": "\\ud800"}', 422, "INPUT_INVALID"),
        (b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}", 422, "INPUT_INVALID"),
        (b'{"text": "' + b"a" * 70_000 + b'"}', 422, "COMMAND_MALFORMED"),
        (b'{"text": "' + b"a" * 200_000 + b'"}', 413, "BODY_TOO_LARGE"),
        (b'{"text": "x", "at": "9999999999-01-01T00:00:00Z"}', 422, "COMMAND_MALFORMED"),
    ],
)
async def test_what_is_sent_is_looked_at_closely(running: Running, body: bytes, status: int, code: str) -> None:
    case = (await running.told("entity", "/api/v1/cases"))["items"][0]["case"]
    async with running.asking("entity") as client:
        answer = await client.post(
            f"/api/v1/cases/{case}/commands/ReportProgress", content=body, headers={"Idempotency-Key": "bad-body"}
        )
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.mark.parametrize("key", [None, "", "/x", "x" * 200, "case-2026-000001/lapse/1", "a b", "号"])
async def test_a_command_has_a_key_of_its_own(running: Running, key: str | None) -> None:
    case = (await running.told("entity", "/api/v1/cases"))["items"][0]["case"]
    headers = {} if key is None else {b"Idempotency-Key": key.encode()}
    async with running.asking("entity") as client:
        answer = await client.post(f"/api/v1/cases/{case}/commands/ReportProgress", json={"text": "x"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "INPUT_INVALID")


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=501", "limit=x", "stage=nowhere", "rung=8", "colour=red", "open=maybe", "unit=%00",
        "region=" + "x" * 300, "after=!!", "rung=9" * 30,
    ],
)  # fmt: skip
async def test_a_list_is_asked_for_in_its_own_words(running: Running, query: str) -> None:
    async with running.asking("auditor") as client:
        answer = await client.get(f"/api/v1/cases?{query}")
    assert (answer.status_code, answer.json()["code"]) == (422, "INPUT_INVALID")
    assert answer.json()["faults"]


@pytest.mark.parametrize("cursor", ["AA", "bnVsbA", "WzEsMl0", "WyJ4IiwieSJd", "WyJpbmZpbml0eSIsIlx1MDAwMCJd", "W10"])
async def test_a_cursor_of_ones_own_making_is_refused(running: Running, cursor: str) -> None:
    async with running.asking("auditor") as client:
        answer = await client.get("/api/v1/cases", params={"after": cursor})
    assert (answer.status_code, answer.json()["code"]) == (422, "CURSOR_REFUSED")


async def test_filters(running: Running) -> None:
    everything = (await running.told("auditor", "/api/v1/cases", limit=500))["items"]
    for name, wanted in (("region", "示例县东岭镇"), ("industry", "消防"), ("stage", "rectifying"), ("rung", 2)):
        found = (await running.told("auditor", "/api/v1/cases", limit=500, **{name: wanted}))["items"]
        assert [one["case"] for one in found] == [one["case"] for one in everything if one[name] == wanted]
        assert found
    for name in ("open", "overdue"):
        for wanted in (True, False):
            found = (await running.told("auditor", "/api/v1/cases", limit=500, **{name: wanted}))["items"]
            assert [one["case"] for one in found] == [one["case"] for one in everything if one[name] is wanted]


async def test_files_go_up_and_come_down_to_who_sees_the_case(running: Running) -> None:
    case = (await running.told("entity", "/api/v1/cases"))["items"][0]["case"]
    picture = b"\x89PNG\r\n\x1a\n" + b"\x00" * 100
    async with running.asking("entity") as client, running.asking("town") as town, running.asking() as nobody:
        kept = await client.post("/api/v1/files", files={"file": ("../../x.exe", picture)})
        assert (kept.status_code, kept.json()["type"]) == (201, "image/png")
        place = f"/api/v1/cases/{case}/files/{kept.json()['digest']}"
        assert (await client.get(place)).status_code == 404  # of no case yet
        added = await client.post(
            f"/api/v1/cases/{case}/commands/AddEvidence",
            json={"digest": kept.json()["digest"], "name": "照片.png"},
            headers={"Idempotency-Key": "file-1"},
        )
        assert added.status_code == 200, added.text
        got = await client.get(place)
        assert (got.content, got.headers["content-type"]) == (picture, "image/png")
        assert got.headers["content-disposition"].startswith("attachment")
        assert got.headers["x-content-type-options"] == "nosniff"
        assert [(await one.get(place)).status_code for one in (town, nobody)] == [404, 401]
        for content, code in (
            (b"", "FILE_EMPTY"),
            (b"\x7fELF\x00", "FILE_TYPE_REFUSED"),
            (b"x" * 21_000_000, "FILE_TOO_LARGE"),
        ):
            answer = await client.post("/api/v1/files", files={"file": ("a", content)})
            assert answer.json()["code"] == code
        for content in (b"x" * 23_000_000,):
            assert (await client.post("/api/v1/files", files={"file": ("a", content)})).status_code == 413
        missing = await client.post(
            f"/api/v1/cases/{case}/commands/AddEvidence",
            json={"digest": "b" * 64, "name": "照片.png"},
            headers={"Idempotency-Key": "file-2"},
        )
        assert (missing.status_code, missing.json()["code"]) == (422, "EVIDENCE_MISSING")


async def test_a_register_is_imported_once(running: Running) -> None:
    content = "单位名称,隐患内容,隐患级别,发现时间,所在镇街\n示例甲厂,配电箱敞开,重大,2025-01-02,示例县东岭镇\n,没有单位,重大,2025-01-02,\n"
    async with running.asking("register_clerk") as clerk, running.asking("town") as town:

        async def imported(**form: str) -> dict[str, Any]:
            begun = await clerk.post("/api/v1/imports", files={"file": ("台账.csv", content.encode())}, data=form)
            assert begun.status_code == 202, begun.text
            while True:
                told = (await clerk.get(f"/api/v1/imports/{begun.json()['id']}")).json()
                if told["stage"] in {"done", "refused"}:
                    return told
                await asyncio.sleep(0.05)

        rehearsed = await imported(dry_run="true")
        assert (rehearsed["would_open"], rehearsed["opened"]) == (1, [])
        done = await imported()
        assert (len(done["opened"]), [one["row"] for one in done["rejected"]]) == (1, [3])
        assert ((await imported())["known"], done["code"]) == (1, None)
        started = await clerk.post(f"/api/v1/batches/{done['batch']}/start")
        assert started.json() == {"batch": done["batch"], "started": 1, "already": 0}
        assert (await running.told("town", f"/api/v1/cases/{done['opened'][0]}"))["case"]["started"]

        refused = await town.post("/api/v1/imports", files={"file": ("台账.csv", content.encode())})
        assert refused.status_code == 403
        assert (await town.get("/api/v1/imports/" + "0" * 16)).status_code == 404
        content = "这不是台账"
        assert (await imported())["code"] == "FILE_REFUSED"
        wrong = await clerk.post("/api/v1/imports", files={"file": ("x.exe", b"MZ")})
        assert wrong.json()["code"] == "FILE_REFUSED"


async def test_changes_are_told_as_they_come_to_who_may_know(running: Running) -> None:
    from ledger.views.current import current

    case = (await running.told("entity", "/api/v1/cases"))["items"][0]["case"]
    await current(running.ledger.pool)
    mark = (await running.told("entity", "/api/v1/changes"))["after"]
    async with running.asking("entity") as client, running.asking("town") as town:
        async with client.stream("GET", "/api/v1/changes", headers={"Accept": "text/event-stream"}) as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            done = await client.post(
                f"/api/v1/cases/{case}/commands/ReportProgress",
                json={"text": "有进展"},
                headers={"Idempotency-Key": "ch-1"},
            )
            assert done.status_code == 200
            await current(running.ledger.pool)
            async with asyncio.timeout(10):
                async for line in stream.aiter_lines():
                    if line.startswith("data: "):
                        assert f'"case":"{case}"' in line
                        break
        page = (await client.get("/api/v1/changes", params={"after": mark})).json()
        assert [(one["case"], one["type"]) for one in page["items"]] == [(case, "ProgressReported")]
        assert (await client.get("/api/v1/changes", params={"after": page["after"]})).json()["items"] == []
        assert (await town.get("/api/v1/changes", params={"after": mark})).json()["items"] == []
    async with asyncio.timeout(5):
        while running.desk.streams["entity"]:  # noqa: ASYNC110 -- the server learns of it when it sends
            await asyncio.sleep(0.05)


async def test_names_are_read_on_record(running: Running) -> None:
    case = (await running.told("entity", "/api/v1/cases"))["items"][0]["case"]
    told = await running.told("entity", f"/api/v1/cases/{case}/people", purpose="核对")
    assert told["names"]
    row = await running.ledger.pool.fetchrow("select * from access_log order by position desc limit 1")
    assert (row["what"], row["subject"], row["purpose"], row["by"]) == ("web people", case, "核对", "p-principal-01")


async def test_the_document_is_whole(running: Running) -> None:
    async with running.asking() as client:
        told = (await client.get("/openapi.json")).json()
    paths, schemas = told["paths"], told["components"]["schemas"]
    assert len([path for path in paths if "/commands/" in path]) > 60
    ids = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(ids) == len(set(ids))
    assert not [ref for ref in _refs(told) if ref.rpartition("/")[2] not in schemas]
    assert schemas["ReportProgress"]["additionalProperties"] is False
    for path, operations in paths.items():
        for operation in operations.values():
            assert operation["summary"], path
            assert "application/problem+json" in operation["responses"]["default"]["content"], path


def _refs(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [inner for name, each in value.items() for inner in ([each] if name == "$ref" else _refs(each))]
    return [inner for each in value for inner in _refs(each)] if isinstance(value, list) else []
