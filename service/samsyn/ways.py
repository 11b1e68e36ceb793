"""The ways to read an agreement: each requirement under each profile of readings, and what counts."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from samsyn.model import Agreement, Reading, Requirement
from samsyn.outcomes import counts


class Way(Struct, frozen=True):
    """A requirement as read in one way: the shape that states it, whether it counts, whether it merely permits."""

    requirement: Requirement
    shape: str
    counts: bool
    permission: bool


#: a requirement under each profile that reads it, under "" where no profile matters; None where it does not hold
Ways = Mapping[str, Way | None]


def profiles(agreement: Agreement, checked: Iterable[Requirement], kind: str | None) -> tuple[str, ...]:
    """The profiles under which some of the requirements that are checked is read or holds; `kind` as for `read`."""
    used = {
        profile
        for each in checked
        if applies(each, kind)
        for profile in (*each.holds_in_profiles, *(name for reading in each.readings for name in reading.profiles))
    }
    return tuple(profile.name for profile in agreement.profiles if profile.name in used)


def applies(requirement: Requirement, kind: str | None) -> bool:
    """Whether a requirement applies to a kind; None where the kind does not matter."""
    return kind is None or kind in requirement.applies_to


def read(requirement: Requirement, kind: str | None, known: tuple[str, ...]) -> Ways:
    """A requirement as each of the known profiles reads it, for a kind or for whatever kind."""
    if not applies(requirement, kind):
        return {"": None}
    if requirement.readings:
        read_as = {each.name: _way(requirement, each) for each in requirement.readings}
        return {name: read_as[each.name] for each in requirement.readings for name in each.profiles}
    way = _way(requirement, None)
    if not requirement.holds_in_profiles:
        return {"": way}
    return {name: way if name in requirement.holds_in_profiles else None for name in known}


def _way(requirement: Requirement, reading: Reading | None) -> Way:
    source = reading or requirement
    modality = requirement.judged_as or source.modality
    return Way(requirement, source.shape or "", counts(modality, requirement.layer), modality == "may")


def telling(every: Mapping[str, Ways], known: tuple[str, ...]) -> tuple[str, ...]:
    """The profiles that read every requirement that counts and has readings."""
    return tuple(
        name
        for name in known
        if all(
            name in each or "" in each or not any(way and way.counts for way in each.values())
            for each in every.values()
        )
    )


def counted(agreement: Agreement, checked: tuple[Requirement, ...], kind: str) -> dict[str, tuple[Way, ...]]:
    """What counts for a kind, by profile; under "" where it has no profiles."""
    known = profiles(agreement, checked, kind)
    every = {each.id: read(each, kind, known) for each in checked}
    return {
        name: tuple(
            way for each in every.values() if (way := each.get(name) or each.get("")) is not None and way.counts
        )
        for name in (telling(every, known) if known else ("",))
    }
