"""Random descriptions and lawful steps: over a tiny vocabulary made like the real one, and over the real one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hypothesis import strategies as st

from samsyn.engine import Graph, Openness
from samsyn.engine.world import Key
from samsyn.model import Triple
from samsyn.terms import ID, RDF, RDFS, SAM, XSD, Term

Triples = tuple[Triple, ...]


def ex(name: str) -> Term:
    """The term of an example."""
    return f"<https://example.org/{name}>"


def number(value: int) -> Term:
    """The term of a whole number."""
    return f'"{value}"^^<{XSD}integer>'


TYPE, SUBCLASS = f"<{RDF}type>", f"<{RDFS}subClassOf>"
ABOUT, EVERYTHING, DESCRIBES = ex("completeAbout"), ex("everything"), ex("describes")
PART, KEY, SITE, PRESENCE = ex("part"), ex("key"), ex("site"), ex("presence")
ON, LISTED, MENTIONED, PLANNED, ABSENT = (ex(name) for name in ("on", "listed", "mentioned", "planned", "absent"))
SINGLE = ex("single")

OPENNESS = Openness(
    keys={PART: Key(KEY, SITE)},
    presence=PRESENCE,
    shows=frozenset({ON, LISTED}),
    denies=frozenset({ABSENT}),
    carried_out_as={PLANNED: LISTED},
    single=frozenset({KEY, SITE, PRESENCE, SINGLE}),
    vocabulary=frozenset({ex("A"), ex("B"), ex("Listed"), ex("Class")}),
    complete_about=ABOUT,
    everything=EVERYTHING,
    describes=DESCRIBES,
)

DESCRIPTION, CENTRE = ex("description"), ex("centre")
VALUES = (*(ex(f"v{number}") for number in range(3)), "_:v3", "_:v4")
NODES = (CENTRE, *VALUES)
FEW = (CENTRE, ex("v0"), "_:v3")
KEYS = (ex("A"), ex("B"))
SITES = (ex("North"), ex("South"))
PRESENCES = (ON, LISTED, MENTIONED, PLANNED, ABSENT)
CLASSES = (ex("Class"), ex("Other"))
PLAIN = (ex("p"), ex("q"), SINGLE)
PREDICATES = (*PLAIN, PART, KEY, SITE, PRESENCE, TYPE)
LITERALS = (number(1), number(2), number(30), '"short"', '"ett"@sv', '"två"@sv', '"one"@en', f'"no"^^<{XSD}integer>')
UNIVERSE = (*NODES, *LITERALS, ex("A"), ex("Class"), DESCRIPTION)

# What is lawful, told from the design and not from the engine.


@dataclass(frozen=True)
class Denied:
    """A denial at a node: the path, the value that denies, its key and its place."""

    focus: Term
    path: Term
    node: Term
    key: Term
    place: Term | None


class Described:
    """What a description says: which paths it closes, what it denies, where it contradicts itself."""

    def __init__(self, triples: Iterable[Triple], openness: Openness) -> None:
        self.graph, self.openness = Graph(triples), openness

    def everything(self) -> bool:
        """Whether it is complete about everything."""
        return any(self.openness.everything in about for about in self._said())

    def _said(self) -> Iterator[Iterable[Term]]:
        for said in self.graph.out.values():
            if self.openness.describes in said:
                yield said.get(self.openness.complete_about, ())

    def closed(self, node: Term, predicate: Term) -> bool:
        """Whether a value added here would be a correction."""
        single = predicate in self.openness.single and bool(self.graph.values(node, predicate))
        return (
            single
            or self.everything()
            or node in self.openness.vocabulary
            or predicate in self.graph.values(node, self.openness.complete_about)
            or any(predicate in about for about in self._said())
        )

    def denials(self) -> set[Denied]:
        """Every denial, contradicted or not."""
        return set(self._keyed(self.openness.denies))

    def _keyed(self, presences: frozenset[Term]) -> Iterator[Denied]:
        for focus, path, value in self.graph.triples():
            key = self.openness.keys.get(path)
            if key is None or presences.isdisjoint(self.graph.values(value, self.openness.presence)):
                continue
            places = self.graph.values(value, key.refined) if key.refined else {}
            for name in self.graph.values(value, key.name):
                for place in places or (None,):
                    yield Denied(focus, path, value, name, place)

    def contradictions(self) -> set[tuple[Denied, Denied]]:
        """Each denial with each value that shows against it."""
        shown = set(self._keyed(self.openness.shows))
        return {
            (denial, each)
            for denial in self.denials()
            for each in shown
            if (denial.focus, denial.path, denial.key) == (each.focus, each.path, each.key)
            and denial.place in (None, each.place)
        }


def lawful(before: Triples, added: Iterable[Triple], openness: Openness) -> Triples | None:
    """The description after a lawful step, None where the step is a correction."""
    was, after = Described(before, openness), before
    for triple in added:
        said = Described(after, openness)
        declares = triple[1] == openness.complete_about
        if said.everything() if declares else triple not in before and said.closed(*triple[:2]):
            return None
        after = (*after, triple)
    now = Described(after, openness)
    kept = was.denials() <= now.denials() and now.contradictions() <= was.contradictions()
    fresh = now.denials() - was.denials()
    return after if kept and not any(was.closed(each.focus, each.path) for each in fresh) else None


def complete(triples: Triples, openness: Openness, description: Term = DESCRIPTION) -> Triples:
    """A description that is complete about everything."""
    return (*triples, (description, openness.complete_about, openness.everything))


# Data


def _mostly(*terms: Term) -> st.SearchStrategy[Term | None]:
    """One of the terms, or once in a while none."""
    return st.sampled_from((*terms, *terms, None))


def _seldom(*terms: Term) -> st.SearchStrategy[Term | None]:
    """One of the terms now and then."""
    return st.sampled_from((*terms, *(None for _ in terms), None))


def plain() -> st.SearchStrategy[Triple]:
    """Any statement, well placed or stray."""
    objects = st.sampled_from((*NODES, *LITERALS, *KEYS, *SITES, *PRESENCES))
    return st.one_of(
        st.tuples(st.sampled_from(NODES), st.sampled_from(PLAIN), objects),
        st.tuples(st.sampled_from(NODES), st.just(PART), st.sampled_from(VALUES)),
        st.tuples(st.sampled_from(NODES), st.just(KEY), st.sampled_from(KEYS)),
        st.tuples(st.sampled_from(NODES), st.just(SITE), st.sampled_from(SITES)),
        st.tuples(st.sampled_from(NODES), st.just(PRESENCE), st.sampled_from(PRESENCES)),
        st.tuples(st.sampled_from(NODES), st.just(TYPE), st.sampled_from(CLASSES)),
        st.tuples(st.just(ex("Other")), st.just(SUBCLASS), st.just(ex("Class"))),
    )


def declared(
    nodes: tuple[Term, ...] = (*NODES, ex("Other")),
    predicates: tuple[Term, ...] = (*PREDICATES, SUBCLASS),
    about: Term = ABOUT,
) -> st.SearchStrategy[Triple]:
    """A path declared complete, at a node or for the whole description."""
    return st.tuples(st.sampled_from((DESCRIPTION, *nodes)), st.just(about), st.sampled_from(predicates))


@st.composite
def parts(draw: st.DrawFn, nodes: tuple[Term, ...] = VALUES) -> Triples:
    """A value with a key: what it is of, whether it shows, and where, each stated or not."""
    node = draw(st.sampled_from(nodes))
    presence = draw(_mostly(*PRESENCES, ABSENT, ABSENT))
    said = ((KEY, draw(_mostly(*KEYS))), (PRESENCE, presence), (SITE, draw(_seldom(*SITES))))
    return ((CENTRE, PART, node), *((node, predicate, value) for predicate, value in said if value))


def steps() -> st.SearchStrategy[Triples]:
    """A statement, a declaration, or a new value with what is said of it; lawful or not."""
    fresh = ("_:new0", "_:new1", ex("new2"))
    return st.one_of(plain().map(lambda one: (one,)), declared().map(lambda one: (one,)), parts(fresh), parts())


@st.composite
def graphs(draw: st.DrawFn) -> Triples:
    """A description: some keyed values, some statements, some declarations."""
    keyed = draw(st.lists(parts(), max_size=4))
    said = draw(st.lists(plain() | declared(), max_size=8))
    return ((DESCRIPTION, DESCRIBES, CENTRE), *(triple for part in keyed for triple in part), *said)


@st.composite
def few_parts(draw: st.DrawFn) -> tuple[Triples, list[Triples]]:
    """A centre with few keyed values, and steps that have to do with them."""
    nodes, fresh = FEW[1:], ("_:new0", "_:new1")
    node, presences = st.sampled_from(nodes), st.sampled_from((ON, MENTIONED, PLANNED, ABSENT))
    told = st.one_of(
        st.tuples(node, st.just(KEY), st.sampled_from(KEYS)),
        st.tuples(node, st.just(PRESENCE), presences),
        st.tuples(node, st.just(SITE), st.sampled_from(SITES)),
        st.tuples(node, st.just(ex("q")), st.just(number(1))),
        declared(FEW, (PART, KEY, SITE, PRESENCE, ex("q"))),
    ).map(lambda one: (one,))
    values = draw(st.lists(parts(nodes) | parts(fresh), min_size=1, max_size=3))
    said = draw(st.lists(told, max_size=3))
    walk = draw(st.lists(told | parts(nodes) | parts(fresh), min_size=3, max_size=8))
    return ((DESCRIPTION, DESCRIBES, CENTRE), *(triple for each in (*values, *said) for triple in each)), walk


@st.composite
def few_nodes(draw: st.DrawFn) -> tuple[Triples, list[Triples]]:
    """Three nodes with a few statements, and steps from there."""
    node, above = st.sampled_from(FEW), st.just((ex("Other"), SUBCLASS, ex("Class")))
    value = st.sampled_from((*FEW, number(1), number(2), '"ett"@sv', '"två"@sv'))
    told: st.SearchStrategy[Triple] = st.one_of(
        st.tuples(node, st.sampled_from((ex("p"), ex("p"), ex("q"))), value),
        st.tuples(node, st.just(SINGLE), value),
        st.tuples(node, st.just(TYPE), st.sampled_from(CLASSES)),
        above,
        declared((*FEW, ex("Other")), (ex("p"), ex("p"), ex("q"), TYPE, SUBCLASS)),
    )
    said = draw(st.lists(told, min_size=1, max_size=8))
    walk: list[Triples] = [(one,) for one in draw(st.lists(told, min_size=3, max_size=8))]
    return ((DESCRIPTION, DESCRIBES, CENTRE), *said), walk


# Descriptions of centres in the real vocabulary

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
        said += [("site", draw(_seldom(*SITES))), ("principalType", draw(st.none() | PRINCIPAL))]
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
