"""Who may write what: a table of cases, and laws that hold for every token and every centre."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.access import Principal, may_update, may_write_centre, needed_for_centre

ADMIN = Principal("a", "admin")
REGION = Principal("r", "region", region="14")
COORDINATOR = Principal("c", "coordinator", municipalities=("1480", "1489"))
CODES = st.sampled_from(["1480", "1489", "1421", "1280", "0180"])
PLACES = st.frozensets(CODES, max_size=4)


def _counties(municipalities: frozenset[str]) -> frozenset[str]:
    return frozenset(code[:2] for code in municipalities)


@st.composite
def principals(draw: st.DrawFn) -> Principal:
    """Anybody who can hold a token."""
    role = draw(st.sampled_from(["admin", "region", "coordinator"]))
    if role == "region":
        return Principal("x", "region", region=draw(st.sampled_from(["14", "12", "01"])))
    if role == "coordinator":
        return Principal("x", "coordinator", municipalities=tuple(sorted(draw(st.frozensets(CODES, min_size=1)))))
    return Principal("x", "admin")


@pytest.mark.parametrize(
    ("who", "municipalities", "counties", "may"),
    [
        (ADMIN, ["1280"], ["12"], True),
        (ADMIN, [], [], True),
        (REGION, ["1489"], ["14"], True),
        (REGION, ["1489", "1421"], ["14"], True),
        (REGION, ["1280"], ["12"], False),
        (REGION, ["1489", "1280"], ["14", "12"], False),
        (REGION, [], [], False),
        (REGION, ["1489"], [], False),
        (COORDINATOR, ["1489"], ["14"], True),
        (COORDINATOR, ["1489", "1480"], ["14"], True),
        (COORDINATOR, ["1489", "1421"], ["14"], False),
        (COORDINATOR, ["1421"], ["14"], False),
        (COORDINATOR, [], ["14"], False),
    ],
)
def test_who_may_write_a_centre(who: Principal, municipalities: list[str], counties: list[str], may: bool) -> None:
    """Every place of the centre must lie within the scope; a centre of no known place is the admin's."""
    assert may_write_centre(who, municipalities, counties) is may


@pytest.mark.parametrize(("who", "may"), [(ADMIN, True), (REGION, False), (COORDINATOR, False)])
def test_only_an_admin_updates(who: Principal, may: bool) -> None:
    """What can write any graph is nobody else's."""
    assert may_update(who) is may


@given(principals(), PLACES, PLACES)
def test_a_further_place_never_opens_a_centre(who: Principal, some: frozenset[str], more: frozenset[str]) -> None:
    """Whoever may write a centre of many places may write one of fewer, as long as there is a place."""
    every = some | more
    if some and may_write_centre(who, every, _counties(every)):
        assert may_write_centre(who, some, _counties(some))


@given(st.frozensets(CODES, min_size=1), PLACES, PLACES)
def test_a_wider_scope_never_closes_a_centre(
    scope: frozenset[str], more: frozenset[str], places: frozenset[str]
) -> None:
    """A coordinator of more municipalities may do at least as much."""
    narrow = Principal("x", "coordinator", municipalities=tuple(scope))
    wide = Principal("x", "coordinator", municipalities=tuple(scope | more))
    counties = _counties(places)
    assert may_write_centre(narrow, places, counties) <= may_write_centre(wide, places, counties)


@given(principals(), PLACES)
def test_roles_contain_each_other(who: Principal, places: frozenset[str]) -> None:
    """What a coordinator may within one county, its region may; what anybody may, an admin may."""
    counties = _counties(places)
    if may_write_centre(who, places, counties):
        assert may_write_centre(ADMIN, places, counties)
        if len(counties) == 1 and who.role == "coordinator":
            assert may_write_centre(Principal("r", "region", region=min(counties)), places, counties)


@given(PLACES)
def test_what_is_told_to_be_needed_is_enough(places: frozenset[str]) -> None:
    """A token of the scopes that are told, of either kind, may write the centre; and one of fewer may not."""
    counties = _counties(places)
    needed = needed_for_centre(places, counties)
    towns = tuple(each.removeprefix("municipality:") for each in needed if each.startswith("municipality:"))
    regions = [each.removeprefix("region:") for each in needed if each.startswith("region:")]
    assert needed[-1] == "admin"
    assert may_write_centre(Principal("c", "coordinator", municipalities=towns), places, counties) is bool(places)
    assert all(may_write_centre(Principal("r", "region", region=each), places, counties) for each in regions)
    for each in towns:
        fewer = tuple(town for town in towns if town != each)
        assert not may_write_centre(Principal("c", "coordinator", municipalities=fewer), places, counties)
