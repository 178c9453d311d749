"""区划: how names and codes nest, and what a place is made of."""

import pytest

from domain.regions import common, levels, parts, short, tree

COUNTY = ("示例县城关镇", "示例县东岭镇", "示例县工业园区", "示例县经济开发区")
CITY = ("示例市甲区第1镇", "示例市甲区第2镇", "示例市乙区第1镇", "示例市乙区红旗街道")


@pytest.mark.parametrize(
    ("region", "chain"),
    [
        ("示例市甲区第1镇", ("示例市", "示例市甲区", "示例市甲区第1镇")),
        ("示例县", ("示例县",)),
        ("示例县经济开发区", ("示例县", "示例县经济开发区")),
        ("示例市乙区红旗街道", ("示例市", "示例市乙区", "示例市乙区红旗街道")),
        ("某省示例县城关镇三村", ("某省", "某省示例县", "某省示例县城关镇", "某省示例县城关镇三村")),
        ("飞地", ("飞地",)),
        ("示例县飞地", ("示例县", "示例县飞地")),
        ("999901100", ("99", "9999", "999901", "999901100")),
        ("", ()),
    ],
)
def test_levels(region: str, chain: tuple[str, ...]) -> None:
    assert levels(region) == chain


def test_a_county_is_made_of_its_towns_and_a_city_of_its_districts() -> None:
    assert common(COUNTY) == "示例县"
    assert list(parts(COUNTY, "")) == sorted(COUNTY)
    assert parts(CITY, "") == {"示例市乙区": (CITY[2], CITY[3]), "示例市甲区": (CITY[0], CITY[1])}
    assert list(parts(CITY, "示例市甲区")) == ["示例市甲区第1镇", "示例市甲区第2镇"]
    assert parts(CITY, "邻市") == {}
    assert short("示例市甲区", "示例市") == "甲区"
    assert short("示例市", "示例市") == "示例市"


def test_what_names_only_the_place_itself_stands_beside_its_parts() -> None:
    found = parts(("示例县", "示例县城关镇"), "")
    assert found == {"示例县": ("示例县",), "示例县城关镇": ("示例县城关镇",)}
    assert common(()) == ""
    assert parts((), "") == {}


def test_every_place_below_the_common_one_may_be_chosen() -> None:
    assert tree(CITY) == [
        ("示例市乙区", 0), ("示例市乙区第1镇", 1), ("示例市乙区红旗街道", 1),
        ("示例市甲区", 0), ("示例市甲区第1镇", 1), ("示例市甲区第2镇", 1),
    ]  # fmt: skip
    assert tree(("示例县城关镇",)) == []
