"""文书 drafted, signed, issued, served, answered."""

from datetime import date
from typing import Literal

from domain.case import Letter
from domain.events.base import ClockEvent, Event
from domain.obligations import Owe


class LetterDrafted(ClockEvent):
    """拟文: a letter of a lapsed obligation, which moves no rung."""

    letter: Letter
    kind: Owe
    ref: str
    next_step: int


class LetterSigned(Event):
    """签发."""

    letter: str
    acting_for: str | None = None
    """代签: the delegate signs as himself "for" """
    legal_reviewer: str | None = None


class DraftHeld(Event):
    """缓发: needs a reason, ends by itself, once."""

    letter: str
    reason: str


class DraftReturned(Event):
    """退回拟稿."""

    letter: str
    reason: str


class LetterIssued(Event):
    """印发, under a number (发文字号), gap-free per issuer and year."""

    letter: str
    number: str
    issuer: str
    text: str


class LetterWithdrawn(Event):
    """撤回, by a numbered letter of its own (撤回函)."""

    letter: str
    number: str
    issuer: str
    reason: str


class LetterVoided(Event):
    """作废: the number is kept."""

    letter: str
    reason: str


class LetterServed(Event):
    """送达. Service of the order begins T, the acknowledgement and the plan."""

    letter: str
    on: date
    how: Literal["principal", "signed_for", "in_person", "other_channel", "announcement"]
    witnesses: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    rectify_by: date | None = None


class ProceededUnserved(Event):
    """径行推进: the head of the issuing office goes on without service, with reason."""

    letter: str
    reason: str
    rectify_by: date | None = None


class LetterAnswered(Event):
    """回函."""

    letter: str
    text: str
    evidence: tuple[str, ...] = ()
