"""Random minimum levels: pairs of shapes of a centre, the second often near the first."""

from random import Random

from samsyn.model import Triple
from samsyn.terms import RDF, SH, XSD, Term, literal

FIRST, REST, NIL = (f"<{RDF}{name}>" for name in ("first", "rest", "nil"))
PATHS = tuple(f"<https://example.org/{name}>" for name in "pqr")
NAMES = tuple(f"<https://example.org/{name}>" for name in "abcd")
CLASSES = tuple(f"<https://example.org/{name}>" for name in "KL")
NUMBERS = tuple(literal(str(number), datatype=XSD + "integer") for number in range(4))
TYPES = (XSD + "integer", XSD + "string", XSD + "boolean")


def sh(name: str) -> Term:
    """The term of a name in the SHACL namespace."""
    return f"<{SH}{name}>"


def integer(number: int) -> Term:
    """The term of a whole number."""
    return literal(str(number), datatype=XSD + "integer")


class Maker:
    """Writes shapes as it makes them up; the same seed makes up the same ones."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.triples: list[Triple] = []
        self._count = 0
        self._said: set[tuple[Term, str]] = set()

    def _fresh(self) -> Term:
        self._count += 1
        return f"<https://example.org/shape{self._count}>"

    def say(self, shape: Term, name: str, value: Term) -> None:
        """States something of a shape, unless it is stated already."""
        if (shape, name) not in self._said:
            self._said.add((shape, name))
            self.triples.append((shape, sh(name), value))

    def listed(self, members: tuple[Term, ...]) -> Term:
        """A list."""
        head = NIL
        for term in reversed(members):
            node = f"_:l{len(self.triples)}"
            self.triples += [(node, FIRST, term), (node, REST, head)]
            head = node
        return head

    def pair(self) -> tuple[Term, Term]:
        """A shape, and another that is its part, its like, one of its alternatives, or has nothing to do with it."""
        first, second = self.node(2), self.node(1)
        near = self.random.randrange(6)
        if near == 0:
            return self.joined("and", first, second), first
        if near == 1:
            return first, self.joined("or", first, second)
        if near == 2:
            return self.joined("and", first, second), self.joined("or", second, self.node(1))
        if near == 3:
            return self.joined("and", first, self.negated(second)), self.negated(self.joined("and", first, second))
        return first, second

    def joined(self, name: str, *parts: Term) -> Term:
        """All or one of some shapes."""
        shape = self._fresh()
        self.say(shape, name, self.listed(parts))
        return shape

    def negated(self, part: Term) -> Term:
        """Whatever is not of a shape."""
        shape = self._fresh()
        self.say(shape, "not", part)
        return shape

    def node(self, depth: int) -> Term:
        """A shape of a node that has values."""
        kind = self.random.randrange(8 if depth else 5)
        if kind < 5:
            return self.property(depth)
        if kind == 7 and self.random.random() < 0.5:
            return self.negated(self.node(depth - 1))
        parts = tuple(self.node(depth - 1) for _ in range(self.random.randrange(2, 4)))
        return self.joined(self.random.choice(("and", "or", "xone")), *parts)

    def property(self, depth: int) -> Term:
        """A shape of the values of a path."""
        shape = self._fresh()
        self.say(shape, "path", self.path())
        for _ in range(self.random.randrange(1, 3)):
            self.constraint(shape, depth)
        return shape

    def path(self) -> Term:
        """A step, mostly; a step back, two in a row, or either of two."""
        kind, step = self.random.randrange(12), self.random.choice(PATHS)
        if kind > 2:
            return step
        if kind == 2:
            return self.listed((step, self.random.choice(PATHS)))
        node = f"_:p{len(self.triples)}"
        if kind == 1:
            self.triples.append((node, sh("inversePath"), step))
        else:
            self.triples.append((node, sh("alternativePath"), self.listed((step, self.random.choice(PATHS)))))
        return node

    def constraint(self, shape: Term, depth: int) -> None:
        """A constraint on values, or on their number."""
        kind = self.random.randrange(10 if depth else 7)
        if kind == 0:
            self.say(shape, "minCount", integer(self.random.randrange(1, 4)))
        elif kind == 1:
            self.say(shape, "maxCount", integer(self.random.randrange(3)))
        elif kind == 2:
            self.say(shape, "hasValue", self.random.choice(NAMES + NUMBERS))
        elif kind in (3, 4):
            self.say(shape, "minCount", integer(1))
            self.test(shape)
        elif kind == 5:
            self.test(shape)
        elif kind == 6:
            self.counted(shape, self.value())
        elif kind == 7:
            self.say(shape, "minCount", integer(1))
            self.say(shape, "node", self.joined("and", self.node(0)) if self.random.random() < 0.3 else self.value())
        else:
            self.counted(shape, self.joined("and", self.value(), self.property(depth - 1)))

    def counted(self, shape: Term, of: Term) -> None:
        """A number of values of a shape."""
        if (shape, "qualifiedValueShape") in self._said:
            return
        self.say(shape, "qualifiedValueShape", of)
        if self.random.random() < 0.75:
            self.say(shape, "qualifiedMinCount", integer(self.random.randrange(1, 3)))
        else:
            self.say(shape, "qualifiedMaxCount", integer(self.random.randrange(2)))

    def value(self) -> Term:
        """A shape of a value taken alone."""
        shape = self._fresh()
        self.test(shape)
        return shape

    def test(self, shape: Term) -> None:
        """A constraint on a value taken alone, of each sort once at most."""
        kind = self.random.choice(
            ("in", "in", "datatype", "nodeKind", "class", "minInclusive", "maxExclusive", "minLength")
        )
        if kind == "in":
            members = self.random.sample(NAMES + NUMBERS, self.random.randrange(1, 4))
            self.say(shape, kind, self.listed(tuple(members)))
        elif kind == "datatype":
            self.say(shape, kind, f"<{self.random.choice(TYPES)}>")
        elif kind == "nodeKind":
            self.say(shape, kind, sh(self.random.choice(("IRI", "Literal", "BlankNodeOrIRI"))))
        elif kind == "class":
            self.say(shape, kind, self.random.choice(CLASSES))
        else:
            self.say(shape, kind, integer(self.random.randrange(1, 4)))  # pySHACL lets a blank node pass a length of 0
