"""What nobody would type: every address of the document, with what fits it and what does not, as every role."""

import asyncio
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from domain.people import Role
from tests.web.conftest import Running
from web.role_accounts import ROLES

FEW = settings(
    deadline=None,
    database=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
THOROUGHLY = {Role.ENTITY, Role.COMMISSION_OFFICE, Role.ADMINISTRATOR}
"""one of each kind: of a unit, of an office, of nobody's cases; the others are like one of them, and asked less often"""
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
NOT_ASKED = {"signOut", "revokeTokens"}
"""would end the credential with which all is asked"""


def ask(running: Running, role: Role, document: dict[str, Any], case: str) -> int:
    """Every operation, a few times; how many questions that were."""
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=running.url)
    headers = {"Authorization": f"Bearer {running.tokens[role]}"}
    asked = 0
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] in NOT_ASKED:
            continue

        @settings(FEW, max_examples=4 if role in THOROUGHLY else 1)
        @given(one=operation.as_strategy())
        def questions(one: Any) -> None:
            nonlocal asked
            asked += 1
            if "case" in one.path_parameters and asked % 2:
                one.path_parameters["case"] = case  # else nobody would ever come past "no such case"
            one.call_and_validate(checks=CHECKS, headers=headers, timeout=20)

        questions()
    return asked


@pytest.mark.parametrize("role", ROLES)
async def test_no_question_makes_it_stumble(running: Running, role: Role) -> None:
    case = (await running.told(Role.ENTITY, "/api/v1/cases"))["items"][0]["case"]
    asked = await asyncio.to_thread(ask, running, role, running.app.openapi(), case)
    assert asked > (200 if role in THOROUGHLY else 50)
