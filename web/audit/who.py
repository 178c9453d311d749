"""谁来问 whom the audit answers: who reads for an office; who may have the whole record verified, who reads the access log."""

from typing import Annotated

from fastapi import Depends

from domain.people import Role
from ledger.accounts import Holder
from web.identity import Known
from web.problems import Refused

VERIFIERS = frozenset({Role.AUDITOR, Role.COMMISSION_OFFICE, Role.KEEPER})
FREEZERS = frozenset({Role.COMMISSION_OFFICE, Role.CLERK})


def verifies(holder: Holder) -> bool:
    """Whether he may have the whole record verified: it takes the machine a while, and tells of no case."""
    return holder.sight.administers or not holder.sight.roles.isdisjoint(VERIFIERS)


def reads_accesses(holder: Holder) -> bool:
    """Whether he reads who read what."""
    return Role.AUDITOR in holder.sight.roles and bool(holder.sight.areas)


def freezes(holder: Holder) -> bool:
    """Whether he may hand a report in for good."""
    return not holder.sight.roles.isdisjoint(FREEZERS) and holder.person is not None and holder.sight.writes


async def inspector(holder: Known) -> Holder:
    """Who reads for an office. Errors: Refused NOT_PERMITTED."""
    if not holder.sight.areas:
        raise Refused("NOT_PERMITTED", "审计供机关人员查阅。")
    return holder


async def verifier(holder: Known) -> Holder:
    """Who may have the record verified. Errors: Refused NOT_PERMITTED."""
    if not verifies(holder):
        raise Refused("NOT_PERMITTED", "核验由审计人员、安委办、规则管理员或系统管理员发起。")
    return holder


async def access_reader(holder: Known) -> Holder:
    """Who reads the access log. Errors: Refused NOT_PERMITTED."""
    if not reads_accesses(holder):
        raise Refused("NOT_PERMITTED", "查阅记录只供审计人员查看。")
    return holder


async def freezer(holder: Known) -> Holder:
    """Who may hand a report in for good. Errors: Refused NOT_PERMITTED."""
    if not freezes(holder):
        raise Refused("NOT_PERMITTED", "定稿由安委办或台账管理员办理。")
    return holder


Inspector = Annotated[Holder, Depends(inspector)]
Verifier = Annotated[Holder, Depends(verifier)]
AccessReader = Annotated[Holder, Depends(access_reader)]
Freezer = Annotated[Holder, Depends(freezer)]
