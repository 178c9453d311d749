"""Any part of a text finds it, and so do the first letters of its pinyin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.grams import LINE, Indexed, Term, grams_of, indexed, terms
from domain.registers.text import folded

CASE = indexed(["示例永盛烟花厂", "3号库房（A区）超量储存，银行长沙路𠮷田", "临江县"])


def finds(query: str, one: Indexed = CASE) -> bool:
    """As the database does it: by numbers first, then in the texts."""

    def in_text(term: Term) -> bool:
        if not term.letters:
            return term.text in one.text
        if len(term.text) > 1:
            return term.text in one.initials
        return term.text in one.text or f"{LINE}{term.text}" in f"{LINE}{one.initials}"

    found = [in_text(term) for term in terms(query)]
    assert all(set(grams_of(term)) <= set(one.grams) for term, here in zip(terms(query), found, strict=True) if here)
    return all(found)


@pytest.mark.parametrize(
    "query",
    [
        "烟花", "烟花厂", "永盛 库房", "花", "yhc", "YHC", "ysyhc", "烟花c", "永s", "3号", "3号kf",
        "A区", "Ａ区 ljx", "(A区)", "yhcsl", "𠮷田", "l", "s", "超量储存，银行",
    ],
)  # fmt: skip
def test_found(query: str) -> None:
    assert finds(query)


@pytest.mark.parametrize("query", ["花烟", "烟花 鞭炮", "yhx", "烟花x", "永盛厂", "厂3号", "x", "hcl", "县3"])
def test_not_found(query: str) -> None:
    assert not finds(query)


def test_read_as_words_and_sign_by_sign() -> None:
    """银行 is yínháng; who reads each sign alone (行 xíng, 长 zhǎng) finds it as well."""
    assert finds("yhcsl")
    assert finds("cc yxzsl")
    assert indexed(["烟花"]).initials == "yh"


@pytest.mark.parametrize("query", ["", "  ", "　\n"])
def test_nothing_typed_asks_for_nothing(query: str) -> None:
    assert terms(query) == ()


@given(st.lists(st.text("烟花厂银行长a3号 ，𠮷", min_size=1, max_size=12), min_size=1, max_size=3), st.data())
def test_every_part_finds_its_text(texts: list[str], data: st.DataObject) -> None:
    one = indexed(texts)
    lines = one.text.split(LINE)
    line = data.draw(st.sampled_from(lines))
    if not line:
        return
    start = data.draw(st.integers(0, len(line) - 1))
    part = line[start : data.draw(st.integers(start + 1, len(line)))]
    # where letters go on in Chinese, their pinyin is read as the part reads by itself
    if part.isascii() or not any(sign.isascii() and sign.isalpha() for sign in part):
        assert finds(part, one)
    assert indexed(map(folded, texts)) == one == indexed([*texts, *lines])
