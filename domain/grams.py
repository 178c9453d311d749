"""检索词 texts cut so that an index finds any part of them: two signs at a time, and the first letters of their pinyin.

PostgreSQL as it is embedded knows no Chinese words, and needs none: 烟花厂 is in a text that holds 烟花 and 花厂, which an
index of numbers says, and then the text itself is looked at. A number is one or two signs (or three letters), so that an
array of them is a fifth of the size of the same as texts.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from itertools import chain, pairwise

from domain.registers.text import folded

LINE = "\n"
RUNS = re.compile(r"[a-z]+|[^a-z]+")
LONGEST_QUERY = 100

_PLANE, _ASCII = 0x1_0000, 0x80
_TRIPLES = 0xD800 << 16  # high halves of surrogates, which no text holds
_PRIVATE, _PRIVATE_SIZE = 0xE000, 0x1900


@dataclass(frozen=True, slots=True)
class Term:
    """One thing to be found: signs as they stand, or letters and digits, which may be the first ones of a pinyin."""

    text: str

    @property
    def letters(self) -> bool:
        """No Chinese: looked for in the pinyin, where letters and digits of the text stand as well."""
        return self.text.isascii()


@dataclass(frozen=True, slots=True)
class Indexed:
    """What a case is found by."""

    text: str
    """its texts in normal form, a line for each"""
    initials: str
    """拼音首字母 of each line, as the words read and, where that differs, as each sign reads alone"""
    grams: tuple[int, ...]


def indexed(texts: Iterable[str]) -> Indexed:
    """The texts of a case, ready to be found."""
    lines = tuple(dict.fromkeys(line for line in map(folded, texts) if line))
    read = tuple(dict.fromkeys(chain.from_iterable(initials(line) for line in lines)))
    numbers: set[int] = set()
    for line in lines:
        numbers.update(map(_single, line))
        numbers.update(_pairs(line))
    for line in read:
        numbers.update(map(_single, line[:1]))
        numbers.update(_pairs(line))
        numbers.update(_threes(line))
    return Indexed(LINE.join(lines), LINE.join(read), tuple(sorted(numbers)))


def terms(query: str) -> tuple[Term, ...]:
    """What was typed, word by word: all of it must be found.

    In 烟花c the letter goes on where the signs end: it is 烟花 in the text and yhc in its pinyin.
    """
    found: dict[Term, None] = {}
    for word in map(folded, query[:LONGEST_QUERY].split()):
        runs = RUNS.findall(word)
        if len(runs) > 1 and not word.isascii():
            found |= {Term(run): None for run in runs if not run.isascii()}
            found[Term(initials(word)[0])] = None
        else:
            found[Term(word)] = None
    return tuple(found)


def grams_of(term: Term) -> tuple[int, ...]:
    """The numbers that every text with this term has."""
    if len(term.text) == 1:
        return (_single(term.text),)
    if term.letters and len(term.text) > 2:
        return tuple(_threes(term.text))
    return tuple(_pairs(term.text))


def initials(line: str) -> tuple[str, ...]:
    """拼音首字母 of a text in normal form; letters and digits stand for themselves."""
    cut, first = _pinyin()
    as_words = "".join(map(first, cut(line)))
    alone = "".join(map(first, line))
    return (as_words,) if as_words == alone else (as_words, alone)


@cache
def _pinyin() -> tuple[Callable[[str], Iterable[str]], Callable[[str], str]]:
    # its tables take a fifth of a second to load, which a command that indexes nothing need not wait for
    pypinyin = import_module("pypinyin")
    style = pypinyin.Style.FIRST_LETTER

    @lru_cache(maxsize=1 << 17)
    def first(word: str) -> str:
        return "".join(one[:1] for one in pypinyin.lazy_pinyin(word, style=style, errors=list))

    return import_module("pypinyin.seg.mmseg").seg.cut, first


def _sign(sign: str) -> int:
    code = ord(sign)  # a rare sign beyond the plane shares its number with others: the text itself decides
    return code if code < _PLANE else _PRIVATE + code % _PRIVATE_SIZE


def _signed(number: int) -> int:
    return number - (1 << 32) if number >= 1 << 31 else number


def _single(sign: str) -> int:
    return _signed(_sign(sign) << 16)


def _pairs(line: Sequence[str]) -> Iterable[int]:
    return (_signed(_sign(one) << 16 | _sign(two)) for one, two in pairwise(line))


def _threes(line: str) -> Iterable[int]:
    for three in zip(line, line[1:], line[2:], strict=False):
        one, two, last = map(ord, three)
        if max(one, two, last) < _ASCII:
            yield _signed(_TRIPLES | one << 14 | two << 7 | last)
