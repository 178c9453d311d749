"""文书: sign, hold, return, issue, withdraw, void, serve, answer."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from domain.commands.base import Command, Day, Evidence, LetterId, PersonId, Text


class SignLetter(Command):
    """签发. 曝光、提请关闭、移送 need legal review first (S68)."""

    people: ClassVar = ("legal_reviewer",)
    letter: LetterId
    legal_reviewer: PersonId | None = None


class HoldDraft(Command):
    """缓发: a reason; ends after 3 wd, once."""

    letter: LetterId
    reason: Text


class ReturnDraft(Command):
    """退回拟稿."""

    letter: LetterId
    reason: Text


class IssueLetter(Command):
    """印发, under the next number of the issuer and year."""

    letter: LetterId


class WithdrawLetter(Command):
    """撤回, by a numbered 撤回函."""

    letter: LetterId
    reason: Text


class VoidLetter(Command):
    """作废; the number is kept."""

    letter: LetterId
    reason: Text


class ServeLetter(Command):
    """送达登记; 留置送达 needs two people and a photo."""

    people: ClassVar = ("witnesses",)
    letter: LetterId
    on: Day | None = None
    how: Literal["principal", "signed_for", "in_person", "other_channel", "announcement"]
    witnesses: Annotated[tuple[PersonId, ...], Field(max_length=10)] = ()
    evidence: Evidence = ()


class ProceedUnserved(Command):
    """径行推进, with reason."""

    letter: LetterId
    reason: Text


class AnswerLetter(Command):
    """回函."""

    letter: LetterId
    text: Text
    evidence: Evidence = ()
