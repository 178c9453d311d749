"""What is written for speed says the same as what is written to be read."""

from datetime import UTC, datetime, timedelta, timezone
from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from domain.evolve import Fold, evolve
from domain.evolve.change import altered
from domain.notices import HANDING_OVER, notice_key, notices
from domain.workdays import SHANGHAI, day_of
from tests.domain.lives import lives


@given(lives())
def test_a_fold_in_place_is_the_fold(life):
    fold = Fold()
    for event in life.log:
        fold.add(event)
    case = reduce(evolve, life.log, None)
    assert fold.done() == case
    if case is not None:
        assert fold.done().model_dump_json(exclude_defaults=True) == case.model_dump_json(exclude_defaults=True)


@given(lives(moves=20))
def test_altered_is_model_copy(life):
    for _, _, after in ((one, event, after) for turn in life.turns for one, event, after in turn.folds()):
        change = {"rung": after.rung + 1, "level": "major"}
        copied, quick = after.model_copy(update=change), altered(after, change)
        assert copied == quick
        assert copied.model_fields_set == quick.model_fields_set
        assert after.rung + 1 == quick.rung


@given(lives())
def test_a_notice_s_key_is_that_of_the_notice(life):
    version = 0
    for turn in life.turns:
        for _, event, after in turn.folds():
            version += 1
            keys = [one.key for one in notices(after, event, version)]
            assert keys == [key for key in [notice_key(after, event, version)] if key is not None]
            assert isinstance(event, HANDING_OVER) or not keys


FIRST, LAST = datetime(1900, 1, 2), datetime(2200, 1, 1)  # noqa: DTZ001 -- drawn without a zone, given one below


@given(st.datetimes(FIRST, LAST), st.integers(-14 * 60, 14 * 60))
def test_the_day_is_shanghais(at, minutes):
    for zone in (UTC, timezone(timedelta(minutes=minutes)), SHANGHAI):
        instant = at.replace(tzinfo=zone)
        assert day_of(instant) == instant.astimezone(SHANGHAI).date()
