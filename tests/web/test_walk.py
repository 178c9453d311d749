"""Every address as every role: nothing of another jurisdiction or entity comes out, and nobody writes who may not."""

import re
from typing import Any

import pytest

from domain.people import Role
from ledger.accounts import Holder
from tests.web.conftest import Running
from web.role_accounts import ROLES

A_DIGEST = "a" * 64
FILLED = {"digest": A_DIGEST, "command_id": "nobodys", "job": "0" * 16, "batch": "20260101-abcdef", "name": "nobody"}
"""what stands in for the parameters of a path; a new parameter must be thought of here"""
ANYBODYS = {("post", "/api/v1/sign-in")}
OWN = {("delete", "/api/v1/me/tokens"), ("post", "/api/v1/sign-out")}
"""take back one's own: walked by their own tests"""


def operations(running: Running) -> list[tuple[str, str]]:
    return [(method, path) for path, told in running.app.openapi()["paths"].items() for method in told]


async def holder_of(running: Running, role: Role) -> Holder:
    holder = await running.accounts.holder(running.tokens[role])
    assert holder is not None
    return holder


async def told_apart(running: Running, role: Role) -> tuple[list[Any], list[Any], re.Pattern[str]]:
    """The cases that a role may see, those it may not, and the words of the latter, by the rules' own sight."""
    sight = (await holder_of(running, role)).sight
    rows = await running.ledger.pool.fetch(
        "select number, entity, region, industry, unit, snapshot::jsonb->>'description' as description from cases"
    )
    mine = [one for one in rows if sight.sees(one["entity"], one["region"], one["industry"])]
    foreign = [one for one in rows if one not in mine]
    known = {one[name] for one in mine for name in ("unit", "description")}
    words = {one[name] for one in foreign for name in ("number", "unit", "description")} - known
    return mine, foreign, re.compile("|".join(map(re.escape, words)) or "(?!)")


async def test_nobody_comes_in_without_a_credential(running: Running) -> None:
    async with running.asking() as client:
        for method, path in operations(running):
            filled = path.format(case="2026-700001", **FILLED)
            answer = await client.request(method, filled, headers={"Idempotency-Key": "x"}, json={})
            expected = 422 if (method, path) in ANYBODYS else 401
            assert answer.status_code == expected, (method, path, answer.text)
            assert answer.headers["content-type"] == "application/problem+json"
        for token in ("x", "\xe9", "x" * 10_000):
            answer = await client.get("/api/v1/me", headers={"Authorization": f"Bearer {token}".encode("latin-1")})
            assert answer.status_code in {401, 431, 400}


@pytest.mark.parametrize("role", ROLES)
async def test_nothing_of_another_jurisdiction_or_entity(running: Running, role: Role) -> None:
    mine, foreign, secret = await told_apart(running, role)
    before = await running.events()
    targets = [one["number"] for one in (foreign[0], foreign[len(foreign) // 2], foreign[-1])] if foreign else []

    async with running.asking(role, **{"Idempotency-Key": f"walk-{role.value}"}) as client:
        for method, path in operations(running):
            if (method, path) in OWN | ANYBODYS:
                continue
            for number in targets if "{case}" in path else [""]:
                reads = method == "get"
                filled = path.format(case=number, **FILLED)
                answer = await client.request(
                    method, filled, params={"after": 0} if "changes" in path else None, json=None if reads else {}
                )
                assert answer.status_code < 500, (path, answer.text)
                found = secret.findall(answer.text)
                # what was asked for may be repeated in the refusal
                assert not set(found) - {number}, (role, path, found[:3])
                if number:
                    assert answer.status_code in ({403, 404} if reads else {403, 404, 422}), (path, answer.text)

        sight = (await holder_of(running, role)).sight
        if not sight.areas and not sight.entities:
            assert (await client.get("/api/v1/cases")).status_code == 403
        else:
            listed = await all_cases(running, role)
            assert sorted(listed) == sorted(one["number"] for one in mine)
            for one in mine[:3]:
                told = await running.told(role, f"/api/v1/cases/{one['number']}")
                assert told["case"]["unit"] == one["unit"]
                trail = await running.told(role, f"/api/v1/cases/{one['number']}/trail")
                assert [event["version"] for event in trail["items"]] == list(range(1, told["version"] + 1))
            changed = await running.told(role, "/api/v1/changes", after=0)
            assert {one["case"] for one in changed["items"]} <= set(listed)
    assert await running.events() == before


async def all_cases(running: Running, role: Role) -> list[str]:
    """Page by page, by small pages."""
    found: list[str] = []
    after: dict[str, Any] = {}
    while True:
        page = await running.told(role, "/api/v1/cases", limit=7, **after)
        found += [one["case"] for one in page["items"]]
        if page["after"] is None:
            return found
        after = {"after": page["after"]}


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.ADMINISTRATOR])
async def test_who_may_not_write_does_not(running: Running, role: Role) -> None:
    before = await running.events()
    case = (await running.ledger.cases(limit=1))[0].case
    async with running.asking(role, **{"Idempotency-Key": f"writes-{role.value}"}) as client:
        for method, path in operations(running):
            acts = "/commands/" in path and method == "post"
            if acts or (
                path in {"/api/v1/files", "/api/v1/imports", "/api/v1/batches/{batch}/start"} and method == "post"
            ):
                filled = path.format(case=case, **FILLED)
                sent = {"files": {"file": ("a.csv", b"x")}} if not acts else {"json": {}}
                answer = await client.post(filled, **sent)
                assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED"), path
    assert await running.events() == before


@pytest.mark.parametrize("role", [role for role in ROLES if role is not Role.ADMINISTRATOR])
async def test_only_an_administrator_keeps_accounts(running: Running, role: Role) -> None:
    async with running.asking(role) as client:
        for method, path, body in (
            ("get", "/api/v1/accounts", None),
            ("post", "/api/v1/accounts", {"name": "mine", "administrator": True}),
            ("post", "/api/v1/accounts/auditor/link", None),
            ("post", "/api/v1/accounts/auditor/disable", None),
            ("post", "/api/v1/accounts/auditor/enable", None),
        ):
            answer = await client.request(method, path, json=body)
            assert answer.status_code == 403, (path, answer.text)
