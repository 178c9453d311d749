"""完成时限: what a plan writes becomes days or a recurrence; what cannot be read is refused, never guessed."""

from datetime import date

import pytest

from domain.registers.terms import Term, term_of


@pytest.mark.parametrize(
    ("written", "term"),
    [
        ("每年", Term(recurrence="yearly")),
        ("2024年", Term((date(2024, 12, 31),))),
        ("2024年6月底前", Term((date(2024, 6, 30),))),
        ("2025年、2026年", Term((date(2025, 12, 31), date(2026, 12, 31)))),
        (" 2026年 ", Term((date(2026, 12, 31),))),
    ],
)
def test_terms_as_plans_write_them(written: str, term: Term) -> None:
    assert term_of(written) == term


@pytest.mark.parametrize("written", ["", "、", "2024年、", "长期坚持", "每年、2024年", "2024年13月底前", "近期"])
def test_what_states_no_term_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        term_of(written)
