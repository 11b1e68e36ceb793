"""Random descriptions of centres in the real vocabulary, and steps from one to the next."""

from collections.abc import Iterable

from hypothesis import strategies as st

from samsyn.model import Triple
from samsyn.terms import ID, SAM, Term
from strategies import CENTRE, DESCRIPTION, SITES, TYPE, Triples, declared, ex, number, seldom

SERVICES = ("maternal-health", "child-health", "open-preschool", "social-services", "cafe")
FEATURES = (
    "cooperating", "easy-access", "general", "goal-good-health", "health-promoting", "meeting-place", "open-to-all",
    "parenting-support", "preventive", "preventive-social-services", "supportive", "whole-ordinary-activity-on-site",
)  # fmt: skip
PROFESSIONS = ("midwife", "child-health-nurse", "preschool-teacher", "socionom", "counsellor", "coordinator")
REAL_PRESENCES = ("on_site", "listed", "part_time", "cooperation", "mentioned", "planned", "absent")
PRINCIPALS = ("region", "municipality", "private-provider", "church")
TARGETS = ("families", "children", "parents", "expectant-parents")
DEGREES = ("full", "under-one-roof", "partial", "network", "unspecified")
KINDS = ("familjecentral", "familjecentralsliknande")
REAL_VALUES = (*(ex(f"node{number}") for number in range(3)), "_:node3", "_:node4")


def sam(name: str) -> Term:
    """The term of a name in the namespace of the house."""
    return f"<{SAM}{name}>"


def concept(scheme: str, keys: Iterable[str]) -> st.SearchStrategy[Term]:
    """A concept of a code list."""
    return st.sampled_from([f"<{ID}{scheme}/{key}>" for key in keys])


KEYED = {  # the property of the centre -> the key of its values, and what it can be
    "serviceDelivery": ("service", concept("service", SERVICES)),
    "feature": ("featureKind", concept("feature", FEATURES)),
    "post": ("profession", concept("profession", PROFESSIONS)),
    "participation": ("principalType", concept("principal", PRINCIPALS)),
}
PRESENT = concept("presence", REAL_PRESENCES)
PRINCIPAL = concept("principal", PRINCIPALS)


@st.composite
def keyed(draw: st.DrawFn, nodes: tuple[Term, ...]) -> Triples:
    """A delivery, feature, post or participation, of which anything may be left unsaid."""
    node = draw(st.sampled_from(nodes))
    path = draw(st.sampled_from(("serviceDelivery", "serviceDelivery", *KEYED)))
    key, keys = KEYED[path]
    said = [(key, draw(st.none() | keys | keys | keys)), ("presence", draw(st.none() | PRESENT | PRESENT))]
    if path == "serviceDelivery":
        said += [("site", draw(seldom(*SITES))), ("principalType", draw(st.none() | PRINCIPAL))]
    return (
        (CENTRE, sam(path), node),
        *((node, sam(name), value) for name, value in said if value),
    )


def told() -> st.SearchStrategy[Triple]:
    """A statement about the centre, or about something that may have nothing to do with it."""
    centre, node = st.just(CENTRE), st.sampled_from(REAL_VALUES)
    every = [(node, name, keys) for name, keys in KEYED.values()]
    every += [
        (node, "presence", PRESENT),
        (node, "principalType", PRINCIPAL),
        (node, "site", st.sampled_from(SITES)),
        (node, "provider", node),
        (centre, "targetGroup", concept("target", TARGETS)),
        (centre, "coLocationDegree", concept("degree", DEGREES)),
        (centre, "claimedKind", concept("kind", (*KINDS, "other"))),
        (centre, "localAgreement", node),
        (centre, "targetAge", node),
        (node, "minAge", st.just(number(0))),
        (node, "maxAge", st.sampled_from((number(6), number(12)))),
        *((centre | node, path, node) for path in KEYED),
    ]
    return st.one_of([st.tuples(who, st.just(sam(name)), what) for who, name, what in every])


def finished() -> st.SearchStrategy[Triple]:
    """A property that the centre, a node or the description is complete about."""
    names = (
        *KEYED,
        *(key for key, _ in KEYED.values()),
        "presence",
        "site",
        "targetGroup",
        "coLocationDegree",
        "provider",
    )
    return declared((CENTRE, *REAL_VALUES), tuple(sam(name) for name in names), sam("completeAbout"))


@st.composite
def whole(draw: st.DrawFn) -> Triples:
    """Much of what a centre has, so that requirements are met: one value for each of many keys."""
    found: list[Triple] = []
    for path, keys in (("serviceDelivery", SERVICES[:4]), ("feature", FEATURES), ("post", PROFESSIONS[:4])):
        presence = draw(PRESENT)
        for key in draw(st.sets(st.sampled_from(keys)) | st.just(set(keys))):
            node = f"_:{path}{key.replace('-', '')}"
            scheme = {"serviceDelivery": "service", "post": "profession"}.get(path, path)
            found += [
                (CENTRE, sam(path), node),
                (node, sam(KEYED[path][0]), f"<{ID}{scheme}/{key}>"),
                (node, sam("presence"), presence),
            ]
    return tuple(found)


@st.composite
def descriptions(draw: st.DrawFn) -> Triples:
    """A description of a centre, well formed or not, with things in it that nothing leads to."""
    base = draw(st.just(()) | whole())
    values = draw(st.lists(keyed(REAL_VALUES), max_size=4))
    said = draw(st.lists(told() | finished(), max_size=6))
    return (
        (DESCRIPTION, sam("describes"), CENTRE),
        (CENTRE, TYPE, sam("FamilyCentre")),
        (CENTRE, sam("status"), f"<{ID}status/operating>"),
        *base,
        *(triple for value in values for triple in value),
        *said,
    )


def changes() -> st.SearchStrategy[Triples]:
    """A step from one description to the next; lawful or not."""
    fresh = ("_:new0", "_:new1", ex("new2"))
    one = (told() | finished()).map(lambda triple: (triple,))
    return st.one_of(one, keyed(fresh), keyed(fresh), keyed(REAL_VALUES))
