"""示例市: where the copies happen. 16 districts of 12 towns, units, their people; all of it follows from a case's number."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from domain.people import Appointment, Entity, Office, Person
from drill.cast import OFFICES, enterprise_people, officials

DISTRICTS, TOWNS = 16, 12
CASES_OF_A_UNIT = 5
_CHARACTERS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"
_NAMES = "宏达永盛金鑫华泰恒丰瑞祥东方长江泰山天成"
_PLACES = (
    "打磨车间",
    "喷漆房",
    "配电室",
    "锅炉房",
    "原料库",
    "成品库",
    "二号生产线",
    "污水处理站",
    "装卸区",
    "员工宿舍",
)
_SAMPLES = Path(__file__).resolve().parents[2] / "samples" / "county.csv"
_SCATTER = 2_654_435_761


@dataclass(frozen=True, slots=True)
class Unit:
    """生产经营单位 and where it lies."""

    place: int

    @property
    def id(self) -> str:
        return f"e-{self.place:06d}"

    @property
    def district(self) -> int:
        return self.place % DISTRICTS

    @property
    def town(self) -> int:
        return self.place // DISTRICTS % TOWNS

    @property
    def team(self) -> str:
        """Whose people see to it: those of its town."""
        return team(self.district, self.town)

    @property
    def region(self) -> str:
        return region(self.district, self.town)

    @property
    def sign(self) -> str:
        """机关代字 of its district's office."""
        return sign(self.district)

    @property
    def industry(self) -> str:
        return industries()[self.place // 7 % len(industries())]

    @property
    def name(self) -> str:
        pair = self.place // 3 % (len(_NAMES) // 2) * 2
        return f"示例{_NAMES[pair : pair + 2]}第{self.place}号有限公司"


def unit_of(number: int, units: int, shard: int, shards: int) -> Unit:
    """The unit of a case, one of its shard's districts: a district's letters are numbered by one writer."""
    mine = max(1, units // shards)
    return Unit(number // shards * _SCATTER % (1 << 32) % mine * shards + shard)


def matter_of(number: int, unit: Unit) -> str:
    """隐患内容."""
    told = matters()[unit.industry]
    return f"{number % 97}号{_PLACES[number % len(_PLACES)]}：{told[number // 10 % len(told)]}"


def team(district: int, town: int) -> str:
    return f"{district:02d}{town:02d}"


def sign(district: int) -> str:
    return f"示{_CHARACTERS[district]}安委办"


def region(district: int, town: int) -> str:
    return f"示例市{_CHARACTERS[district]}区第{town + 1}镇"


def district_name(district: int) -> str:
    return f"示例市{_CHARACTERS[district]}区"


@cache
def industries() -> tuple[str, ...]:
    return tuple(sorted(matters()))


@cache
def matters() -> dict[str, tuple[str, ...]]:
    """Real wordings, by industry."""
    found: dict[str, list[str]] = {}
    with _SAMPLES.open(encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            told = row["隐患内容"].translate({ord(one): None for one in '"\\\n\r\t\0'})
            found.setdefault(row["行业领域"], []).append(told)
    return {industry: tuple(told) for industry, told in found.items()}


def offices() -> list[Office]:
    """Those of the drill, once for each town."""
    return [
        one.model_copy(
            update={
                "id": renamed(one.id, team(district, town)),
                "name": f"{region(district, town)}{one.name}",
                "superior": one.superior and renamed(one.superior, team(district, town)),
                "sign": sign(district),
                "jurisdiction": region(district, town),
            }
        )
        for district in range(DISTRICTS)
        for town in range(TOWNS)
        for one in OFFICES
    ]


def staff() -> tuple[list[Person], list[Appointment]]:
    """Everybody in an office of the city."""
    people, posts = officials()
    teams = [team(district, town) for district in range(DISTRICTS) for town in range(TOWNS)]
    return (
        [one.model_copy(update={"id": renamed(one.id, where)}) for where in teams for one in people],
        [
            one.model_copy(update={"person": renamed(one.person, where), "at": renamed(one.at, where)})
            for where in teams
            for one in posts
        ],
    )


def staff_of(units: list[Unit]) -> tuple[list[Person], list[Appointment]]:
    """The principal and the safety officer of each."""
    return enterprise_people([entity(one) for one in units])


def entity(unit: Unit) -> Entity:
    return Entity(id=unit.id, name=unit.name, region=unit.region, industry=unit.industry)


def renamed(id_: str, where: str) -> str:
    """`p-clerk` of a town is `p-0107-clerk`: as the copies' bodies have it."""
    kind, _, name = id_.partition("-")
    return f"{kind}-{where}-{name}"
