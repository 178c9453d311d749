"""代签与交接: whatever is asked, nobody gets more than the post had, and never two at a time."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.delegation import DAY, delegated, handed_over, revoked, stands_in, superiors
from domain.people import Appointment, Office, Role
from domain.policy import sight
from domain.refusals import Refusal

TODAY = date(2026, 11, 23)
OFFICES = {
    one.id: one
    for one in (
        Office(id="o-county", name="县安委会"),
        Office(id="o-office", name="安委办", superior="o-county"),
        Office(id="o-fire", name="消防大队", superior="o-office", industries=("消防",)),
        Office(id="o-town", name="城关镇", superior="o-office", jurisdiction="示例县城关镇"),
        Office(id="o-round", name="圈", superior="o-round"),
    )
}
PEOPLE = ("p-head", "p-a", "p-b", "p-c", "p-admin")
days = st.integers(-20, 400).map(lambda n: TODAY + timedelta(days=n))
ends = st.none() | days


def posts(person: st.SearchStrategy[str]) -> st.SearchStrategy[Appointment]:
    return st.builds(
        Appointment,
        person=person,
        role=st.sampled_from(sorted(Role)),
        at=st.sampled_from([*OFFICES, "e-factory"]),
        post=st.just("某职"),
        head=st.booleans(),
        since=ends,
        until=ends,
        acting_for=st.none() | st.sampled_from(PEOPLE),
    )


def head(**changed: object) -> Appointment:
    return Appointment(person="p-head", role=Role.REGULATOR, at="o-fire", head=True).model_copy(update=changed)


def colleague(person: str = "p-a", at: str = "o-fire", **changed: object) -> Appointment:
    return Appointment(person=person, role=Role.REGULATOR, at=at).model_copy(update=changed)


OWN = st.builds(head, since=ends, until=ends) | posts(st.just("p-head"))


def named(own: Appointment, *standing: Appointment, to: str = "p-a", since: int = 0, until: int = 5) -> Appointment:
    return delegated(
        own, to, TODAY + since * DAY, TODAY + until * DAY, day=TODAY, standing=standing, offices=OFFICES,
        administrators=("p-keeper",),
    )  # fmt: skip


def handed(own: Appointment, *standing: Appointment, by: Appointment | None = None, to: str = "p-new", on: int = 0):
    return handed_over(
        own, to, TODAY + on * DAY, by=[by or own], day=TODAY, standing=standing, offices=OFFICES,
        administrators=("p-keeper",),
    )  # fmt: skip


@given(OWN, st.lists(posts(st.sampled_from(PEOPLE)), max_size=6), st.data())
def test_a_delegate_has_the_post_for_the_period_and_nobody_more(
    own: Appointment, standing: list[Appointment], data: st.DataObject
) -> None:
    to = data.draw(st.sampled_from(PEOPLE))
    standing = [*standing, *data.draw(st.lists(st.just(colleague(to))))]
    given_: list[Appointment] = []
    for _ in range(3):
        since, until = data.draw(days), data.draw(days)
        try:
            one = delegated(
                own, to, since, until, day=TODAY, standing=[*standing, *given_], offices=OFFICES,
                administrators=("p-admin",),
            )  # fmt: skip
        except Refusal:
            continue
        given_.append(one)
        assert TODAY <= since <= until
        assert one.person != own.person != "p-admin"
        assert not one.head
        for n in range((until - since).days + 1):
            day = since + n * DAY
            assert own.holds_on(day)
            assert sum(other.holds_on(day) for other in [*standing, *given_] if stands_in(other, own)) == 1
            area, own_area = (sight([each], day, OFFICES).areas for each in (one, own))
            assert area == own_area
        assert not one.holds_on(since - DAY)
        assert not one.holds_on(until + DAY)
        assert not revoked(one, by=own.person, day=max(TODAY, since)).holds_on(max(TODAY, since))


@given(OWN, st.lists(posts(st.sampled_from(PEOPLE)), max_size=6), st.data())
def test_a_post_is_held_by_one_of_the_two_on_every_day(
    own: Appointment, standing: list[Appointment], data: st.DataObject
) -> None:
    to, on = data.draw(st.sampled_from(PEOPLE)), data.draw(days)
    by = data.draw(st.lists(posts(st.just("p-c")), max_size=2) | st.just([own]))
    try:
        done = handed_over(
            own, to, on, by=by, day=TODAY, standing=standing, offices=OFFICES, administrators=["p-admin"]
        )
    except Refusal:
        return
    for n in range(-25, 420):
        day = TODAY + n * DAY
        assert own.holds_on(day) == (done.given.holds_on(day) or done.taken.holds_on(day))
        assert not (done.given.holds_on(day) and done.taken.holds_on(day))
    assert all(not one.holds_on(on) for one in done.ended)
    assert (done.taken.role, done.taken.at, done.taken.head) == (own.role, own.at, own.head)
    assert to != "p-admin"


@pytest.mark.parametrize(
    ("own", "standing", "told"),
    [
        (head(head=False), [colleague()], "只有机关负责人本人"),
        (head(acting_for="p-x"), [colleague()], "只有机关负责人本人"),
        (head(role=Role.ENTITY, at="e"), [colleague(at="e")], "只有机关负责人本人"),
        (head(role=Role.ADMINISTRATOR), [colleague()], "只有机关负责人本人"),
        (head(role=Role.INTAKE), [colleague()], "只有机关负责人本人"),
        (head(until=TODAY - DAY), [colleague()], "只有机关负责人本人"),
        (head(until=TODAY + 4 * DAY), [colleague()], "任期"),
        (head(since=TODAY + DAY), [colleague()], "任期"),
        (head(), [], "任职于本机关"),
        (head(), [colleague(at="o-town")], "任职于本机关"),
        (head(), [colleague(until=TODAY + 4 * DAY)], "任职于本机关"),
        (head(), [colleague(acting_for="p-x")], "任职于本机关"),
        (head(), [colleague(), colleague(role=Role.ADMINISTRATOR)], "系统管理员"),
        (head(), [colleague(), colleague("p-b", acting_for="p-head", since=TODAY, until=TODAY)], "重叠"),
    ],
)
def test_who_may_not_be_named(own: Appointment, standing: list[Appointment], told: str) -> None:
    with pytest.raises(Refusal, match=told):
        named(own, *standing)


def test_a_colleague_or_a_superior_may() -> None:
    for at in ("o-fire", "o-office", "o-county"):
        one = named(head(), colleague(at=at))
        assert (one.at, one.acting_for, one.since, one.until) == ("o-fire", "p-head", TODAY, TODAY + 5 * DAY)
    # a revoked one that never began is in nobody's way
    empty = colleague("p-b", acting_for="p-head", since=TODAY + 2 * DAY, until=TODAY - DAY)
    assert named(head(), colleague(), empty)


@pytest.mark.parametrize(("since", "until"), [(-1, 3), (3, 2), (0, 366), (0, 4000)])
def test_the_period_is_one(since: int, until: int) -> None:
    with pytest.raises(Refusal):
        named(head(), colleague(), since=since, until=until)


def test_only_who_gave_it_takes_it_back() -> None:
    one = named(head(), colleague(), since=3)
    with pytest.raises(Refusal):
        revoked(one, by="p-a", day=TODAY)
    taken_back = revoked(one, by="p-head", day=TODAY)
    assert not any(taken_back.holds_on(TODAY + n * DAY) for n in range(-5, 9))
    with pytest.raises(Refusal, match="已经结束"):
        revoked(taken_back, by="p-head", day=TODAY)


def test_a_handover_ends_what_stood_in_and_its_asker_has_the_right() -> None:
    own = head()
    acting = colleague(acting_for="p-head", since=TODAY, until=TODAY + 30 * DAY)
    done = handed(own, acting, on=3)
    assert (done.given.until, done.taken.since, done.taken.until) == (TODAY + 2 * DAY, TODAY + 3 * DAY, None)
    assert [one.until for one in done.ended] == [TODAY + 2 * DAY]
    above = Appointment(person="p-up", role=Role.COMMISSION_OFFICE, at="o-office", head=True)
    assert handed(own, by=above)
    with pytest.raises(Refusal, match="可以办理"):  # whom a head works with is his own business
        handed(colleague(), by=above)
    for other in (
        above.model_copy(update={"head": False}),
        above.model_copy(update={"at": "o-town"}),
        above.model_copy(update={"acting_for": "p-x"}),
        above.model_copy(update={"until": TODAY - DAY}),
        Appointment(person="p-keeper", role=Role.ADMINISTRATOR, at="o-office", head=True),
    ):
        with pytest.raises(Refusal, match="可以办理"):
            handed(own, by=other)
    for to, standing in (
        ("p-head", ()),
        ("p-keeper", ()),
        ("p-new", (colleague("p-new", role=Role.ADMINISTRATOR),)),
        ("p-new", (colleague("p-new", role=Role.ENTITY, at="e-1"),)),
        ("p-new", (colleague("p-new", head=True),)),
    ):
        with pytest.raises(Refusal):
            handed(own, *standing, to=to)


@given(st.sampled_from([*OFFICES, "nowhere"]))
def test_superiors_end(office: str) -> None:
    above = list(superiors(office, OFFICES))
    assume(above)
    assert office not in above
    assert len(above) == len(set(above))
