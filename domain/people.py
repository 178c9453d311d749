"""人员、机构、单位、任职 who exists. Names and channels stay here; everything else refers to ids (G20)."""

from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

CLOCK = "duban:clock"
"""以时钟之名 the actor of every timer"""


class Role(StrEnum):
    """角色, as the table "who may do what" (DOMAIN §4) names them."""

    ENTITY = "entity"  # 生产经营单位
    GRID = "grid"  # 网格
    TOWN = "town"  # 镇街
    INDUSTRY = "industry_department"  # 行业管理部门
    REGULATOR = "regulator"  # 监管部门
    APPROVER = "approver"  # 审核
    COMMISSION_OFFICE = "commission_office"  # 安委办
    COMMISSION_LEADER = "commission_leader"  # 安委会领导
    LEGAL = "legal_reviewer"  # 法制审核
    INTAKE = "report_intake"  # 举报受理
    CLERK = "register_clerk"  # 台账管理员
    KEEPER = "rulebook_keeper"  # 规则管理员
    ADMINISTRATOR = "administrator"  # 系统管理员
    AUDITOR = "auditor"  # 审计
    GOVERNMENT = "government"  # 挂牌的政府, an outside party: it is reminded, it never signs in


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Record):
    """人员: the only place of a name and its channels."""

    id: str = Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")
    name: str = Field(min_length=1, max_length=100)
    phone: str = ""
    email: str = ""


class Office(_Record):
    """机构, with its superior and jurisdiction (a region's name or code; every region that starts with it)."""

    id: str = Field(min_length=1, max_length=64, pattern=r"^[\w.:-]+$")
    name: str = Field(min_length=1, max_length=200)
    superior: str | None = None
    jurisdiction: str = ""
    industries: tuple[str, ...] = ()
    """行业; empty: all"""
    sign: str = ""
    """机关代字, of its letters' numbers"""


class Entity(_Record):
    """生产经营单位: 统一社会信用代码, else normalised name + place."""

    id: str = Field(min_length=1, max_length=200)
    name: str = Field(min_length=1, max_length=200)
    region: str = ""
    industry: str = ""
    credit_code: str = ""


class Appointment(_Record):
    """任职: a person holds a role at an office or entity, from one day until another, perhaps acting for somebody (代签)."""

    person: str
    role: Role
    at: str
    """office or entity id"""
    post: str = ""
    head: bool = False
    """负责人: head of the office; 主要负责人 (principal) of an entity"""
    since: date | None = None
    until: date | None = None
    acting_for: str | None = None

    def holds_on(self, day: date) -> bool:
        """在任 on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
