"""Random data and lawful steps, over a tiny vocabulary that is made like the real one."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from samsyn.engine import Graph, Openness
from samsyn.engine.world import Key
from samsyn.model import Triple
from samsyn.terms import RDF, RDFS, XSD, Term

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


def seldom(*terms: Term) -> st.SearchStrategy[Term | None]:
    """One of the terms now and then."""
    return st.sampled_from((*(None for _ in terms), None, *terms))


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
    key = draw(st.sampled_from((KEYS[0], KEYS[0], KEYS[1], None)))
    presence = draw(st.sampled_from((ABSENT, ABSENT, ON, MENTIONED, None)))
    said = ((KEY, key), (PRESENCE, presence), (SITE, draw(seldom(*SITES))))
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


# Few things, chosen with even chances: what is rare when drawn freely is common here


def walks(made: Callable[[Random], Iterator[Triples]]) -> st.SearchStrategy[tuple[Triples, list[Triples]]]:
    """A description of a few statements, and a few steps from there."""

    def chosen(seed: int) -> tuple[Triples, list[Triples]]:
        chance = Random(seed)
        every = made(chance)
        said = [next(every) for _ in range(chance.randint(1, 6))]
        walk = [next(every) for _ in range(chance.randint(3, 8))]
        return ((DESCRIPTION, DESCRIBES, CENTRE), *(triple for each in said for triple in each)), walk

    return st.integers(0, 2**64).map(chosen)


def few_parts() -> st.SearchStrategy[tuple[Triples, list[Triples]]]:
    """A centre with few keyed values, and steps that have to do with them."""

    def made(chance: Random) -> Iterator[Triples]:
        while True:
            node = chance.choice((*FEW[1:], "_:new0", "_:new1"))
            said = (
                (KEY, chance.choice((*KEYS, KEYS[0]))),
                (PRESENCE, chance.choice((ON, MENTIONED, PLANNED, ABSENT, ABSENT))),
                (SITE, chance.choice(SITES)),
            )
            odds = chance.random()
            if odds < 0.5:
                kept = tuple((node, p, o) for p, o in said if chance.random() < (0.3 if p == SITE else 0.8))
                yield ((CENTRE, PART, node), *kept)
            elif odds < 0.85:
                yield ((node, *chance.choice((*said, (ex("q"), number(1))))),)
            else:
                yield ((chance.choice(FEW), ABOUT, chance.choice((PART, KEY, SITE, PRESENCE, ex("q")))),)

    return walks(made)


def few_nodes() -> st.SearchStrategy[tuple[Triples, list[Triples]]]:
    """Three nodes with a few statements, and steps from there."""
    p, q = ex("p"), ex("q")
    values = (*FEW, *FEW, number(1), number(2), '"ett"@sv', '"två"@sv')

    def made(chance: Random) -> Iterator[Triples]:
        while True:
            node, value = chance.choice(FEW), chance.choice(values)
            options = (
                (node, chance.choice((p, q, SINGLE)), value),
                (node, chance.choice((p, q)), value),
                (node, TYPE, chance.choice(CLASSES)),
                (chance.choice((*FEW, *FEW, DESCRIPTION)), ABOUT, chance.choice((p, p, q, TYPE))),
                chance.choice(((ex("Other"), SUBCLASS, ex("Class")), (ex("Other"), ABOUT, SUBCLASS))),
            )
            yield (chance.choices(options, (3, 3, 1, 3, 1))[0],)

    return walks(made)
