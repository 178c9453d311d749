"""词汇 (DOMAIN §7): every name a person sees has its Chinese, and every stored name its sample."""

import re
from enum import StrEnum

import pytest
from pydantic import BaseModel

from domain import glossary
from domain.case import Channel, LetterStatus, SiteDecision, Stage
from domain.commands import COMMANDS
from domain.decide.frame import RULES
from domain.due import Deadline
from domain.events import EVENTS
from domain.evolve.settles import SETTLES, SETTLES_OF_LETTER
from domain.obligations import SURVIVING, Owe
from domain.people import Role
from domain.policy import ROLE_NAMES
from domain.rulebook import CHAINS, LetterKind
from tests.domain.builders import RULES as BOOK

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (Stage, glossary.STAGES),
        (Owe, glossary.OBLIGATIONS),
        (LetterKind, glossary.LETTERS),
        (LetterStatus, glossary.LETTER_STATES),
        (Channel, glossary.CHANNELS),
        (SiteDecision, glossary.SITE_DECISIONS),
        (Role, ROLE_NAMES),
    ],
)
def test_every_name_has_its_label(names: type[StrEnum], labels: dict[StrEnum, str]) -> None:
    """ "Words in code" (§7): neither a name without Chinese nor a label of nothing."""
    assert set(labels) == set(names)
    assert all(CHINESE.match(label) for label in labels.values())


def test_every_rung_has_its_label() -> None:
    """§3: 催办 to 提请关闭/移送, and none fired yet."""
    assert sorted(glossary.RUNGS) == list(range(8))
    assert {one.rung for one in BOOK.ladder} == {1, 2, 3, 4, 5, 6}


def test_every_kind_of_deadline_has_its_label() -> None:
    """Whatever a case is armed with can be said; "ahead" is a step before the day it is due."""
    kinds = Deadline.model_fields["kind"].annotation
    assert set(glossary.DEADLINES) == {*kinds.__args__, "ahead"}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("rung:2", "函告"),
        ("rung:x", "阶梯"),
        ("step_lapse:verify", "核查判定到期"),
        ("step:verify", "核查判定逾期催促"),
        ("gap:formal_notice", "文书逾限"),
        ("rectify_lapse:rectify", "整改期限届满"),
        ("hold_end", "中止期满"),
    ],
)
def test_deadlines_in_words(name: str, label: str) -> None:
    """`Deadline.label` is for machines, this for tables."""
    assert glossary.deadline_label(name) == label


@pytest.mark.parametrize("kind", [*EVENTS.values(), *COMMANDS.values()], ids=lambda kind: kind.__name__)
def test_commands_and_events_open_with_their_chinese(kind: type[BaseModel]) -> None:
    """ "public docstrings open with the Chinese term": the docstring is the label."""
    doc = kind.__dict__.get("__doc__")
    assert doc
    assert CHINESE.match(doc), doc


def test_every_command_has_its_rule() -> None:
    """§4a: whatever may be asked is decided somewhere — a report, the clock's two, and the registered ones."""
    assert {kind.__name__ for kind in RULES} | {"Report", "Lapse", "Project"} == set(COMMANDS)


def test_every_obligation_has_its_chain() -> None:
    """Invariant 1: nothing owed is without what its lapse sets off."""
    assert set(CHAINS) == set(Owe)


def test_what_is_owed_can_be_settled() -> None:
    """Every kind has an event that settles it, or ends by its own lapse, or outlives the case and is settled one by one (§2)."""
    settled = {kind for table in (SETTLES, SETTLES_OF_LETTER) for kinds in table.values() for kind in kinds}
    by_itself = {Owe.ACCEPT_REFERRAL}  # accepted, or returned by its lapse
    assert set(Owe) - settled == by_itself | SURVIVING
