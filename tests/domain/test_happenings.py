"""Every event is told in a few Chinese words, and no person is named in them."""

import re

from hypothesis import given

from domain import events as e
from domain.evolve.corrections import CORRECTABLE
from domain.glossary import CORRECTED
from domain.happenings import happening
from tests.domain.builders import silent
from tests.domain.lives import Life, lives

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_what_may_be_corrected_has_its_label() -> None:
    assert set(CORRECTED) == CORRECTABLE


def test_told() -> None:
    life = silent("2025-07-12")
    told = {happening(one) for one in life.events}
    assert {
        "隐患上报：储罐区可燃气体报警器失效", "下达告知书与责令限期整改指令书：限 2025年7月4日 前", "送达：2025年6月4日，主要负责人签收",
        "阶梯触发：第 1 级催办", "阶梯触发：第 2 级函告", "逾期：整改期限届满",
    } <= told, told  # fmt: skip


@given(lives(moves=30))
def test_every_event_has_words(life: Life) -> None:
    for event in life.log:
        told = happening(event)
        assert CHINESE.match(told)
        assert "None" not in told


def test_a_correction_of_a_name_tells_no_name() -> None:
    at = silent("2025-06-10").now
    told = happening(e.EntryCorrected(at=at, field="sponsor", was="张三", now="李四", reason="换人"))
    assert told == "更正：包案领导"
