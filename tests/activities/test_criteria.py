"""判定标准: whoever determines a major hazard chooses among words that were checked."""

from activities.criteria import criteria, offered


def test_the_unchecked_are_kept_and_not_offered() -> None:
    everything = criteria()
    unchecked = [one for one in everything if not one.checked]
    assert len(everything) == 125
    assert len(unchecked) == 55
    assert set(offered()) == set(everything) - set(unchecked)


def test_a_clause_is_found_once_by_standard_and_number() -> None:
    named = [(one.standard, one.number) for one in criteria()]
    assert len(set(named)) == len(named)


def test_every_clause_says_something_whole() -> None:
    for one in criteria():
        assert one.standard
        assert one.industry
        assert one.text
        assert "截断" not in one.text


def test_what_the_count_of_order_10_is() -> None:
    """10号令: 64 items = 3 for management, 47 by industry, 14 special ones, and a rule for what fails."""
    order_10 = [one for one in criteria() if "令第10号" in one.standard]
    assert len([one for one in order_10 if "-" in one.number]) == 64
