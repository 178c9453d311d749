"""Words of letters and messages."""

from datetime import date

from domain.case import Letter, LetterStatus
from domain.people import Role
from domain.rulebook import LetterKind
from domain.wording import called


def test_a_letter_is_called_by_its_number_or_by_its_day():
    """An order is issued without a number of its own; the 撤回函 that takes it back must still say which it was."""
    letter = Letter(
        id="1/order",
        kind=LetterKind.ORDER,
        to=Role.ENTITY,
        drafted_on=date(2025, 6, 3),
        signed_by=Role.REGULATOR,
        status=LetterStatus.ISSUED,
        issued_on=date(2025, 6, 3),
    )

    assert called(letter) == "2025年6月3日的责令限期整改指令书"
    assert (
        called(letter.model_copy(update={"number": "示安委办〔2025〕1号"})) == "示安委办〔2025〕1号责令限期整改指令书"
    )
    assert called(None) == "文书"
