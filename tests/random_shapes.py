"""Random shapes: every component that is evaluated, nested, with keys, places and presences pinned."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from samsyn.model import Triple
from samsyn.terms import RDF, SH, XSD, Term
from strategies import (
    CLASSES,
    KEY,
    KEYS,
    LISTED,
    LITERALS,
    NODES,
    ON,
    PART,
    PLAIN,
    PREDICATES,
    PRESENCE,
    PRESENCES,
    SITE,
    SITES,
    TYPE,
    VALUES,
    Triples,
    ex,
    number,
)  # fmt: skip

FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))
#: what says a constraint of a shape
Said = Callable[[Term], None]
TRUE = f'"true"^^<{XSD}boolean>'


def sh(name: str) -> Term:
    """The term of a name in the SHACL namespace."""
    return f"<{SH}{name}>"


@dataclass(frozen=True)
class Shapes:
    """A shapes graph; every shape in it has an IRI, those that target a node of the data are `roots`."""

    triples: Triples
    roots: tuple[Term, ...]


class _Maker:
    """Draws shapes, and keeps their statements."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.triples: list[Triple] = []
        self.count = 0

    def pick(self, *options: Term) -> Term:
        return self.draw(st.sampled_from(options))

    def fresh(self, kind: str) -> Term:
        self.count += 1
        return ex(f"{kind}{self.count}")

    def say(self, shape: Term, name: str, value: Term) -> None:
        self.triples.append((shape, sh(name), value))

    def members(self, *terms: Term) -> Term:
        head = NIL
        for term in reversed(terms):
            node = f"_:list{len(self.triples)}"
            self.triples += [(node, FIRST, term), (node, REST, head)]
            head = node
        return head

    def some(self, *options: Term) -> Term:
        """A list of some of the options."""
        return self.members(*self.draw(st.lists(st.sampled_from(options), min_size=1, max_size=3, unique=True)))

    def node(self, depth: int) -> Term:
        """A node shape."""
        shape = self.fresh("Node")
        for _ in range(self.draw(st.integers(1, 2))):
            self.draw(st.sampled_from(self.on_nodes(depth)))(shape)
        return shape

    def property(self, depth: int) -> Term:
        """A property shape."""
        shape = self.fresh("Property")
        self.say(shape, "path", self.path(2))
        for _ in range(self.draw(st.integers(1, 2))):
            self.draw(st.sampled_from(self.on_paths(depth)))(shape)
        return shape

    def any(self, depth: int) -> Term:
        """Some shape."""
        made: Callable[[int], Term] = self.draw(st.sampled_from((self.node, self.property, self.part)))
        return made(depth)

    def on_nodes(self, depth: int) -> list[Said]:
        """The constraints that any shape may have."""
        simple: list[Callable[[Term], None]] = [
            self.typed,
            self.valued,
            self.bounded,
            self.worded,
            self.paired,
            self.closed,
        ]
        return simple if depth == 0 else [*simple, *(self.nested(depth - 1),) * 4]

    def on_paths(self, depth: int) -> list[Said]:
        """The constraints that a property shape may have."""
        own: list[Said] = [self.counted, self.counted, self.unique]
        return [*self.on_nodes(depth), *own, *((self.qualified(depth - 1),) * 2 if depth else ())]

    def path(self, depth: int) -> Term:
        kinds = ("alternativePath", "inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
        kind = self.pick("", "", "", "", "list", *kinds) if depth else ""
        if not kind:
            return self.pick(*PLAIN, PART, KEY, TYPE)
        if kind == "list":
            return self.members(self.path(depth - 1), self.path(depth - 1))
        inner = self.path(depth - 1)
        below = self.members(inner, self.path(depth - 1)) if kind == "alternativePath" else inner
        node = f"_:path{len(self.triples)}"
        self.triples.append((node, sh(kind), below))
        return node

    def typed(self, shape: Term) -> None:
        name = self.pick("class", "datatype", "nodeKind")
        options = {
            "class": CLASSES,
            "datatype": (f"<{XSD}integer>", f"<{XSD}string>"),
            "nodeKind": (sh("IRI"), sh("BlankNode"), sh("Literal"), sh("IRIOrLiteral")),
        }
        self._once(shape, name, self.pick(*options[name]))

    def valued(self, shape: Term) -> None:
        options = (*KEYS, *PRESENCES, *VALUES[:3], *LITERALS[:3])
        if self.draw(st.booleans()):
            self.say(shape, "hasValue", self.pick(*options))
        else:
            self._once(shape, "in", self.some(*options))

    def bounded(self, shape: Term) -> None:
        name = self.pick("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
        self._once(shape, name, self.pick(number(1), number(2)))

    def worded(self, shape: Term) -> None:
        name = self.pick("minLength", "maxLength", "pattern", "languageIn")
        value = {"pattern": '"t"', "languageIn": self.members('"sv"')}.get(name, number(4))
        self._once(shape, name, value)

    def paired(self, shape: Term) -> None:
        on_path = any(triple[:2] == (shape, sh("path")) for triple in self.triples)
        names = ("equals", "disjoint", *(("lessThan", "lessThanOrEquals") if on_path else ()))
        self.say(shape, self.pick(*names), self.pick(*PLAIN))

    def closed(self, shape: Term) -> None:
        self._once(shape, "closed", TRUE)
        self._once(shape, "ignoredProperties", self.some(*PREDICATES))

    def counted(self, shape: Term) -> None:
        self._once(shape, self.pick("minCount", "maxCount"), number(self.draw(st.integers(0, 3))))

    def unique(self, shape: Term) -> None:
        self._once(shape, "uniqueLang", TRUE)

    def nested(self, depth: int) -> Said:
        def say(shape: Term) -> None:
            name = self.pick("not", "node", "property", "property", "and", "or", "xone")
            if name == "property":
                self.say(shape, name, self.draw(st.sampled_from((self.property, self.part)))(depth))
            elif name in ("not", "node"):
                self.say(shape, name, self.any(depth) if name == "not" else self.node(depth))
            else:
                self.say(shape, name, self.members(*(self.any(depth) for _ in range(self.draw(st.integers(1, 3))))))

        return say

    def qualified(self, depth: int) -> Said:
        def say(shape: Term) -> None:
            if self._once(shape, "qualifiedValueShape", self.any(depth)):
                self._counts(shape)

        return say

    def _counts(self, shape: Term) -> None:
        for name in self.draw(st.sampled_from((("Min",), ("Max",), ("Min", "Max")))):
            self.say(shape, f"qualified{name}Count", number(self.draw(st.integers(0, 2))))
        if self.draw(st.booleans()):
            self.say(shape, "qualifiedValueShapesDisjoint", TRUE)

    def part(self, depth: int) -> Term:
        """A shape that asks for a part: a key, mostly a presence, sometimes a place and more."""
        shape, value = self.fresh("Part"), self.fresh("Value")
        self.say(shape, "path", PART)
        self.say(shape, "qualifiedValueShape", value)
        self._counts(shape)
        pinned = [(KEY, KEYS), (PRESENCE, (ON, LISTED)), (PRESENCE, PRESENCES), (SITE, SITES)]
        for predicate, terms in self.draw(st.lists(st.sampled_from(pinned), min_size=1, max_size=3, unique=True)):
            self._pin(value, predicate, terms)
        if depth and self.draw(st.booleans()):
            self.say(value, "property", self.property(depth - 1))
        return shape

    def _pin(self, value: Term, predicate: Term, terms: tuple[Term, ...]) -> None:
        pinned = self.fresh("Pin")
        self.triples += [(value, sh("property"), pinned), (pinned, sh("path"), predicate)]
        if self.draw(st.booleans()):
            self.say(pinned, "hasValue", self.pick(*terms))
        else:
            self.say(pinned, "minCount", number(1))
            self.say(pinned, "in", self.some(*terms))

    def _once(self, shape: Term, name: str, value: Term) -> bool:
        """Say it where it has not been said before."""
        said = any(triple[:2] == (shape, sh(name)) for triple in self.triples)
        if not said:
            self.say(shape, name, value)
        return not said


@st.composite
def shapes(draw: st.DrawFn, depth: int = 2) -> Shapes:
    """Shapes of every component, nested, some of which ask for keyed values."""
    maker = _Maker(draw)
    roots = tuple(maker.any(depth) for _ in range(draw(st.integers(1, 2))))
    for root in roots:
        for node in draw(st.lists(st.sampled_from(NODES[:4]), min_size=1, max_size=3, unique=True)):
            maker.say(root, "targetNode", node)
        if draw(st.booleans()):
            maker.say(root, "severity", maker.pick(sh("Warning"), sh("Info"), sh("Violation")))
    return Shapes(tuple(dict.fromkeys(maker.triples)), roots)
