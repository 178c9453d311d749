"""Who and which letter an event names; where its case stood; found from its own fields alone."""

from types import UnionType
from typing import Any, Union, get_args, get_origin

from hypothesis import given

from domain import mentions, whereabouts
from domain.case import Letter
from domain.events import EVENTS
from domain.whereabouts import Whereabouts
from tests.domain import builders
from tests.domain.lives import lives

NOBODY = frozenset(
    # texts, codes and files; offices and units, which have keys of their own; `who` and `whom` are posts
    "batch body channel content contingency criterion decision description digest edition entity evidence field funds "  # noqa: SIM905
    "government grounds how industry interim into issuer kind late_reason letter level lists materials measures media name "
    "names note now number office on_the_spot opinion organ original photo place reason ref refusal_note region report "
    "requirements responsibility risk scope site_decision statements subject text time_limit to unit was what whom whose why "
    "body on organ calendar receipt owes shared".split()
)


def texts(form: Any) -> bool:
    """Whether a field could hold the id of somebody."""
    if get_origin(form) in (Union, UnionType, tuple):
        return any(map(texts, get_args(form)))
    return isinstance(form, type) and issubclass(form, str)


def test_every_field_that_could_name_somebody_is_known() -> None:
    """A new event with a person in it is found by that person, or this fails."""
    fields = {name for kind in EVENTS.values() for name, field in kind.model_fields.items() if texts(field.annotation)}
    assert fields <= {*mentions.PERSONS, *NOBODY}, fields - {*mentions.PERSONS, *NOBODY}
    assert set(mentions.PERSONS) <= fields


def test_who_is_named() -> None:
    life = builders.closing()
    (passed,) = life.of(EVENTS["ReinspectionPassed"])
    assert mentions.persons(passed) == ("inspector", "second")
    assert mentions.persons(life.events[0]) == ("inspector",)


def test_a_letter_is_named_from_its_draft_to_its_answer() -> None:
    life = builders.ordered()
    life.does("IssueLetter", "clerk-of-office", letter="1/order") if life.case.letters[0].status == "signed" else None
    drafted = {type(one).__name__ for one in life.events if mentions.letter(one) == "1/order"}
    assert "OrderIssued" in drafted
    late = life.through("2025-07-20")
    about = {type(one).__name__ for one in late if mentions.letter(one) == "1/order"}
    assert "ObligationLapsed" in about
    assert {mentions.letter(one) for one in life.events if isinstance(getattr(one, "letter", None), Letter)} >= {
        "1/order"
    }


@given(lives(moves=30))
def test_where_a_case_stands_is_what_folding_it_says(life: Any) -> None:
    stands, said = Whereabouts(), []
    for _, _, event, case in life.folds:
        stands = whereabouts.after(stands, event)
        said += whereabouts.texts(event) if type(event).__name__ in whereabouts.SPEAKING else ()
        assert not whereabouts.texts(event) or type(event).__name__ in whereabouts.SPEAKING
        assert stands == Whereabouts(case.office, case.region, case.industry)
        assert {case.unit, case.description, case.region} <= set(said)
