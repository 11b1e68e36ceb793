"""Who may write what: the rules, as pure functions over whoever holds a token.

    coordinator   centres whose every municipality is among the token's
    region        centres whose every municipality lies in the token's county
    admin         all of it, SPARQL Update and the Graph Store Protocol included

A centre of several municipalities is written only by who answers for each of them; one whose place is not known, only
by an admin. Whoever may write more may write all that a smaller role may.
"""

from collections.abc import Collection
from typing import Final, Literal, get_args

from msgspec import Struct

Role = Literal["admin", "region", "coordinator"]
ROLES: Final[tuple[Role, ...]] = get_args(Role)


class Principal(Struct, frozen=True):
    """Who asks: the id of the token, its role, and its scope; `region` is the code of a county."""

    id: str
    role: Role
    region: str | None = None
    municipalities: tuple[str, ...] = ()

    def scope(self) -> tuple[str, ...]:
        """The scope as it is told and listed, such as `municipality:1489`."""
        if self.role == "region":
            return (f"region:{self.region}",)
        return tuple(f"municipality:{code}" for code in self.municipalities)


def may_write_centre(who: Principal, municipalities: Collection[str], counties: Collection[str]) -> bool:
    """Whether somebody may write a centre that lies in some municipalities, whose counties are told beside them.

    Of a centre that changes place, both places count: ask with those before and after together.
    """
    if who.role == "admin":
        return True
    if not municipalities or not counties:
        return False
    if who.role == "region":
        return set(counties) == {who.region}
    return set(municipalities) <= set(who.municipalities)


def may_update(who: Principal) -> bool:
    """Whether somebody may write any graph: SPARQL Update, the Graph Store Protocol."""
    return who.role == "admin"


def needed_for_centre(municipalities: Collection[str], counties: Collection[str]) -> tuple[str, ...]:
    """The scopes each of which, alone or with those beside it of its kind, is enough to write a centre."""
    places = tuple(f"municipality:{code}" for code in sorted(set(municipalities)))
    regions = tuple(f"region:{code}" for code in sorted(set(counties)))
    return (*(places if counties else ()), *(regions if places and len(regions) == 1 else ()), "admin")
