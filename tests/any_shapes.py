"""Random shapes and data over all of SHACL Core: every component, path and target, nested three deep."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from samsyn.model import Triple
from samsyn.terms import OWL, RDF, RDFS, SH, XSD, Term, literal
from strategies import SUBCLASS, TYPE, Triples, ex, number

FIRST, REST, NIL, LANG_STRING = (f"<{RDF}{name}>" for name in ("first", "rest", "nil", "langString"))
CLASS, RESOURCE, LITERAL = (f"<{RDFS}{name}>" for name in ("Class", "Resource", "Literal"))
OWL_CLASS = f"<{OWL}Class>"


def sh(name: str) -> Term:
    """The term of a name in the SHACL namespace."""
    return f"<{SH}{name}>"


def of_type(datatype: str, *texts: str) -> tuple[Term, ...]:
    """Literals of a datatype of XML Schema."""
    return tuple(literal(text, datatype=XSD + datatype) for text in texts)


TRUE, FALSE = of_type("boolean", "true", "false")
NODES = (ex("a"), ex("b"), ex("c"), "_:x", "_:y")
NAMED = NODES[:3]
CLASSES = (ex("Class"), ex("Sub"), ex("SubSub"))
#: predicates by what their values are for the most part, so that what is compared can often be compared
NUMBER, LIMIT, DAY, END, NAME, LABEL, LINK, PART = (
    ex(name) for name in ("number", "limit", "day", "end", "name", "label", "link", "part")
)  # fmt: skip
PREDICATES = (LINK, PART, NUMBER, LIMIT, NAME, LABEL, DAY, END)
NUMBERS = (
    *of_type("integer", "1", "2", "01", "0", "-1"), *of_type("decimal", "1.0", "1.5"), *of_type("double", "1.0E0"),
    *of_type("byte", "1"), *of_type("float", "INF"), *of_type("double", "NaN"),
)  # fmt: skip
DAYS = (
    *of_type("dateTime", "2024-01-01T00:00:00Z", "2024-01-01T01:00:00+01:00", "2024-01-01T00:00:00"),
    *of_type("dateTime", "2024-06-01T12:00:00Z"), *of_type("date", "2024-01-01", "2024-06-01", "2024-06-01Z"),
    *of_type("time", "12:00:00"), *of_type("gYear", "2024"),
)  # fmt: skip
TAGGED = ('"x"@en', '"y"@en', '"z"@en', '"z"@en-gb', '"y"@sv', '""@sv')
TEXTS = ('"x"', '""', '"xy"', '"Y"', '"å👪"', '"a\\nb"', '"y\\n"', '"1"', *TAGGED)
#: what is not in the lexical space of its datatype
ILL = (
    *of_type("integer", "many", "1.0"), *of_type("byte", "300"), *of_type("date", "2024-02-30"),
    *of_type("boolean", "yes"), *of_type("dateTime", "today"), *of_type("decimal", "1e0"),
)  # fmt: skip
OUT_OF_RANGE = frozenset(of_type("byte", "300"))
OTHERS = (TRUE, FALSE, *of_type("boolean", "1"), literal("x", datatype="https://example.org/type"), *ILL)
#: what every store spells as it is written: queries may be answered by one then
CANONICAL = frozenset((*of_type("integer", "1", "2", "0", "-1"), TRUE, FALSE))
LITERALS = (*NUMBERS, *TEXTS, *DAYS, *OTHERS)
VALUES = {
    NUMBER: NUMBERS, LIMIT: NUMBERS, DAY: DAYS, END: DAYS, NAME: TEXTS, LABEL: TAGGED, LINK: NODES, PART: NODES,
}  # fmt: skip

DATATYPES = (
    *(f"<{XSD}{name}>" for name in ("integer", "decimal", "double", "byte", "boolean", "string", "date", "dateTime")),
    LANG_STRING, ex("type"), LITERAL,
)  # fmt: skip
SEVERITIES = (sh("Warning"), sh("Info"), sh("Violation"), ex("Grave"))
MESSAGES = ('"Mend it."', '"Mend it."@en', '"Laga det."@sv')
KINDS = tuple(sh(f"{name}") for name in ("IRI", "BlankNode", "Literal", "BlankNodeOrIRI", "BlankNodeOrLiteral",
                                         "IRIOrLiteral"))  # fmt: skip
PATTERNS = ('"^x"', '"y$"', '"[0-9]"', '"^$"', '"^.*$"', '"a.b"', '"(?:x|y)+"', '"example"')
LENGTHS, COUNTS = tuple(map(number, (0, 1, 2, 21))), tuple(map(number, range(4)))
BOUNDS = ("minInclusive", "minExclusive", "maxInclusive", "maxExclusive")
BRANCHES = ("alternativePath", "inversePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath")
PAIRS, ORDERS = ("equals", "disjoint"), ("lessThan", "lessThanOrEquals")
#: what a constraint may have as its value
VALUED: dict[str, tuple[Term, ...]] = {
    "class": CLASSES, "datatype": DATATYPES, "nodeKind": KINDS, "hasValue": (*LITERALS, *NAMED),
    "minLength": LENGTHS, "maxLength": LENGTHS, **dict.fromkeys(BOUNDS, (*NUMBERS[:8], *DAYS, '"x"', '"y"@en', TRUE)),
    "minCount": COUNTS, "maxCount": COUNTS, "uniqueLang": (TRUE, TRUE, FALSE),
}  # fmt: skip
SEVERAL = ("class", "hasValue")
CONSTRAINTS = (*VALUED, *PAIRS, *ORDERS, "pattern", "in", "languageIn", "closed", *("uniqueLang",) * 2)
CONNECTIVES = ("not", "node", "and", "or", "xone", "siblings", *("property", "qualified") * 2)
ON_PATHS = ("minCount", "maxCount", "uniqueLang", "qualified", *ORDERS)
TARGETS: dict[str, tuple[Term, ...]] = {
    "targetNode": (*NAMED, ex("nowhere"), *LITERALS), "targetClass": (*CLASSES, ex("Nothing")),
    "targetSubjectsOf": (TYPE,), "targetObjectsOf": (TYPE,),
}  # fmt: skip
#: further constraints that an author may put on a shape, beside those of Core
More = Callable[["Author", Term], None]


@dataclass(frozen=True)
class Drawn:
    """Shapes and data that have to do with one another."""

    shapes: Triples
    data: Triples


class Author:
    """Somebody who writes shapes at random."""

    def __init__(self, chance: Random, words: Sequence[Term] = PREDICATES, more: tuple[More, ...] = ()) -> None:
        self.written: list[Triple] = []
        self.chance = chance
        #: the predicates that the author speaks of
        self.words = tuple(words)
        self._count = 0
        self._more = more
        #: the shapes that are ready and may be referred to again, by whether they have a path
        self._ready: dict[bool, list[Term]] = {True: [], False: []}

    def pick(self, *options: Term) -> Term:
        """One of some terms or names."""
        return self.chance.choice(options)

    def seldom(self, one_in: int) -> bool:
        """True once in so many times."""
        return self.chance.randrange(one_in) == 0

    def some(self, *options: Term, most: int = 3) -> list[Term]:
        """Some of the options, one at least, each once."""
        return list(dict.fromkeys(self.chance.sample(options, min(len(options), self.chance.randint(1, most)))))

    def say(self, subject: Term, name: str, *values: Term) -> None:
        """State something in the words of SHACL."""
        self.written += [(subject, sh(name), value) for value in values]

    def fresh(self, *, blank: bool = True) -> Term:
        """A node that nothing is said of so far."""
        self._count += 1
        return f"_:s{self._count}" if blank else ex(f"Shape{self._count}")

    def list_of(self, *members: Term) -> Term:
        """An RDF list."""
        head = NIL
        for member in reversed(members):
            node = self.fresh()
            self.written += [(node, FIRST, member), (node, REST, head)]
            head = node
        return head

    def path(self, depth: int) -> Term:
        """A path, as often as not of one step."""
        kind = self.pick("", "", "", "", "list", *BRANCHES) if depth else ""
        if not kind:
            return self.pick(*self.words * 3, TYPE)
        inner = self.path(depth - 1)
        if kind == "list":
            return self.list_of(inner, self.path(depth - 1))
        node = self.fresh()
        self.say(node, kind, self.list_of(inner, self.path(depth - 1)) if kind == "alternativePath" else inner)
        return node

    def shape(self, depth: int, *, on_path: bool) -> Term:
        """A shape of one to three constraints, or one that is there already."""
        if self._ready[on_path] and self.seldom(6):
            return self.pick(*self._ready[on_path])
        term = self.fresh(blank=not self.seldom(3))
        names = self.some(*CONSTRAINTS, *(CONNECTIVES if depth else ()))
        if on_path:
            languages = "uniqueLang" in names and LABEL in self.words
            self.say(term, "path", LABEL if languages else self.path(3))
        self._describe(term, on_path=on_path)
        for name in names:
            if on_path or name not in ON_PATHS:
                self._constrain(term, name, depth - 1)
        for more in self._more:
            more(self, term)
        if (term, sh("qualifiedValueShapesDisjoint"), TRUE) not in self.written:  # which looks at its siblings
            self._ready[on_path].append(term)
        return term

    def _describe(self, term: Term, *, on_path: bool) -> None:
        """What a shape says of itself."""
        if self.seldom(3):
            self.written.append((term, TYPE, sh("PropertyShape" if on_path else "NodeShape")))
        if self.seldom(2):
            self.say(term, "severity", self.pick(*SEVERITIES))
        if self.seldom(4):
            self.say(term, "message", *self.some(*MESSAGES))
        if self.seldom(6):
            self.say(term, "deactivated", self.pick(FALSE, TRUE))

    def _constrain(self, term: Term, name: str, depth: int) -> None:
        match name:
            case "pattern":
                self.say(term, "pattern", self.pick(*PATTERNS))
                if self.seldom(3):
                    self.say(term, "flags", self.pick('"i"', '"m"', '"s"', '"im"'))
            case "in":
                self.say(term, "in", self.list_of(*([] if self.seldom(9) else self.some(*NAMED, *LITERALS))))
            case "languageIn":
                self.say(term, "languageIn", self.list_of(*self.some('"en"', '"sv"', '"EN-gb"', '"*"')))
            case "closed":
                self.say(term, "closed", self.pick(TRUE, TRUE, FALSE))
                if self.seldom(2):
                    self.say(term, "ignoredProperties", self.list_of(*self.some(*self.words, TYPE)))
            case _ if name in (*PAIRS, *ORDERS):
                self.say(term, name, *self.some(*self.words, most=2))
            case _ if name in VALUED:
                self.say(term, name, *self.some(*VALUED[name], most=2 if name in SEVERAL else 1))
            case _:
                for _ in range(1 if name == "qualified" or not self.seldom(4) else 2):
                    self._combine(term, name, depth)

    def _combine(self, term: Term, name: str, depth: int) -> None:
        """A constraint that refers to other shapes."""
        match name:
            case "and" | "or" | "xone":
                parts = [self.shape(depth, on_path=self.seldom(2)) for _ in range(self.chance.choice((1, 2, 2, 3)))]
                self.say(term, name, NIL if self.seldom(20) else self.list_of(*parts))
            case "qualified":
                self._qualify(term, depth)
            case "siblings":
                path = self.pick(LINK, LINK, *self.words)
                for part in (self.fresh(), self.fresh()):
                    self.say(term, "property", part)
                    self.say(part, "path", path)
                    self._qualify(part, depth)
            case _:
                self.say(
                    term, name, self.shape(depth, on_path=name == "property" or (name == "not" and self.seldom(2)))
                )

    def _qualify(self, term: Term, depth: int) -> None:
        """How many values are to be of a shape, which often asks for a class alone."""
        value = self.fresh()
        if self.seldom(2):
            self.say(value, "class", self.pick(*CLASSES))
            self._describe(value, on_path=False)
        else:
            value = self.shape(depth, on_path=self.seldom(3))
        self.say(term, "qualifiedValueShape", value)
        for end in self.some("Min", "Max"):
            self.say(term, f"qualified{end}Count", number(self.chance.randint(0, 2)))
        if self.seldom(2):
            self.say(term, "qualifiedValueShapesDisjoint", self.pick(TRUE, TRUE, FALSE))

    def target(self, term: Term) -> None:
        """State what a shape is of."""
        for kind in self.some(*TARGETS, most=2):
            words = self.words if kind.endswith("Of") else ()
            self.say(term, kind, *self.some(*TARGETS[kind], *words, most=2))

    def implicit(self) -> None:
        """A class that is a shape."""
        term = self.pick(*CLASSES)
        self.written += [(term, TYPE, self.pick(CLASS, OWL_CLASS)), (term, TYPE, sh("NodeShape"))]
        self.say(term, "property", self.shape(1, on_path=True))


def shapes(chance: Random, words: Sequence[Term], more: tuple[More, ...]) -> Triples:
    """Shapes with targets."""
    author = Author(chance, words, more)
    for _ in range(chance.randint(1, 2)):
        author.target(author.shape(3, on_path=author.seldom(2)))
    if author.seldom(5):
        author.implicit()
    return tuple(dict.fromkeys(author.written))


def statement(chance: Random, words: Sequence[Term]) -> Triple:
    """A statement about one of five nodes, astray now and then, or about a class."""
    predicate = chance.choice(words)
    node = chance.choice(NODES[2:4] if predicate == LABEL else NODES)  # so that labels meet in one node
    match chance.randrange(12):
        case 0 | 1 | 2:
            return node, TYPE, chance.choice((*CLASSES, *CLASSES, RESOURCE))
        case 3:
            return chance.choice(CLASSES), SUBCLASS, chance.choice(CLASSES)
        case 4:
            return node, chance.choice((predicate, TYPE)), chance.choice((*NODES, *LITERALS))
        case _:
            return node, predicate, chance.choice(VALUES[predicate])


def by_chance(seed: int, more: tuple[More, ...] = ()) -> Drawn:
    """The shapes and data of a seed, which speak of a few predicates."""
    chance = Random(seed)
    words = sorted({LINK, chance.choice((LABEL, PART)), *chance.sample(PREDICATES, chance.randint(1, 3))})
    said = [statement(chance, words) for _ in range(chance.randint(6, 24))]
    if more and chance.randrange(2):
        said = [triple for triple in said if "^^" not in triple[2] or triple[2] in CANONICAL]
    return Drawn(shapes(chance, words, more), tuple(dict.fromkeys(said)))


def drawn(*more: More) -> st.SearchStrategy[Drawn]:
    """Shapes with targets, and data that has to do with them."""
    return st.integers(0, 2**64).map(lambda seed: by_chance(seed, more))
