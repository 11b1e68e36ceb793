"""Random constraints and constraint components in SPARQL, from a small grammar of queries (SHACL 5 and 6)."""

from any_shapes import LINK, NUMBER, PREDICATES, Author, of_type, sh
from samsyn.terms import Term, literal
from strategies import TYPE, ex, number

PREFIXES = ex("prefixes")
#: what the variables of a query are found by
FOUND = (
    "$this ex:link ?value .",
    "$this ex:part ?value .",
    "$this ex:number ?value .",
    "?value ex:link $this .",
    "$this a ?value .",
    "$this ex:link / ex:part ?value .",
    "$this ( ex:link | ^ex:part ) ?value .",
    "$this ex:part+ ?value .",
    "{ $this ex:link ?value } UNION { $this ex:name ?value }",
    "{ $this ex:link ?value } UNION { ?value ex:part $this }",
    "$this ex:link ?other . OPTIONAL { ?other ex:name ?value }",
    "BIND ( $this AS ?value )",
    "?value ex:part ?other . ?other ex:link $this .",
)
BY_PATH = "$this $PATH ?value ."
#: what is asked of them beside
ASKED = (
    "",
    "FILTER isIRI ( ?value )",
    "FILTER isBlank ( ?value )",
    "FILTER ( isLiteral ( ?value ) && bound ( $this ) )",
    'FILTER ( lang ( ?value ) = "en" )',
    "FILTER ( datatype ( ?value ) = xsd:integer )",
    "FILTER ( strlen ( str ( ?value ) ) > 1 )",
    "FILTER ( ! sameTerm ( ?value , $this ) )",
    "FILTER EXISTS { ?value ex:link ?another }",
    "FILTER NOT EXISTS { $this ex:name ?another }",
    "FILTER EXISTS { $this ex:part ?another . FILTER sameTerm ( ?another , ?value ) }",
    "FILTER ( isBlank ( $this ) || ! isBlank ( ?value ) )",
    "FILTER ( ?value IN ( ex:a , ex:b ) )",
    "FILTER ( $this NOT IN ( ex:a , ex:c ) )",
    "OPTIONAL { ?value ex:number ?another } FILTER ( ! bound ( ?another ) )",
)
#: what is shown of them, each solution once: of those alike the peers report one, where SHACL 5.3 asks for each
SHOWN = (
    "SELECT DISTINCT $this ?value WHERE",
    "SELECT DISTINCT $this ?value WHERE",
    "SELECT DISTINCT $this WHERE",
    "SELECT DISTINCT $this ?value ( ex:link AS ?path ) WHERE",
    'SELECT DISTINCT $this ?value ( "Mend it." AS ?message ) WHERE',
)
WHOLE = (
    "SELECT $this ( count ( * ) AS ?value ) WHERE { $this ex:link ?other } GROUP BY $this HAVING ( count ( * ) > 1 )",
    "SELECT DISTINCT $this ?value WHERE { $this ex:part ?value . { SELECT $this WHERE { $this ex:link ?other } } }",
)
#: what an ASK validator says of a value, given a parameter
ANSWERS: dict[Term, tuple[tuple[str, ...], tuple[Term, ...]]] = {
    ex("least"): (
        (
            "FILTER ( isBlank ( $value ) || strlen ( str ( $value ) ) >= $least )",
            "FILTER ( isLiteral ( $value ) && strlen ( $value ) > $least )",
        ),
        (number(0), number(1), number(2)),
    ),
    ex("never"): (
        ("FILTER NOT EXISTS { $value $never ?other }", "FILTER ( ! EXISTS { ?other $never $value } )"),
        (*PREDICATES, TYPE),
    ),
    ex("among"): (
        ("FILTER ( isIRI ( $value ) || sameTerm ( $value , $among ) )", "FILTER ( ! sameTerm ( $value , $among ) )"),
        (ex("b"), ex("c"), '"x"', '"y"@en', *of_type("integer", "1", "01")),
    ),
}
#: what a SELECT validator of a component finds
OF_NODES = (
    "SELECT DISTINCT $this ?value WHERE { $this $with ?value . FILTER ( ! isIRI ( ?value ) ) }",
    "SELECT DISTINCT $this WHERE { $this $with ?other . FILTER NOT EXISTS { $this $without ?other } }",
)
OF_PATHS = (
    "SELECT DISTINCT $this ?value WHERE { $this $PATH ?value . FILTER NOT EXISTS { $this $with ?value } }",
    "SELECT DISTINCT $this ?value WHERE { $this $PATH ?value . ?value $with ?other }",
)
WITH, WITHOUT, BOTH = ex("with"), ex("without"), ex("Both")


def _prefixes(author: Author, of: Term) -> None:
    """Let a query use the names of examples and of datatypes."""
    if not any(triple[0] == PREFIXES for triple in author.written):
        for prefix, namespace in (("ex", ex("")[1:-1]), ("xsd", "http://www.w3.org/2001/XMLSchema#")):
            node = author.fresh()
            author.say(PREFIXES, "declare", node)
            author.say(node, "prefix", literal(prefix))
            author.say(node, "namespace", *of_type("anyURI", namespace))
    author.say(of, "prefixes", PREFIXES)


def _query(author: Author, term: Term) -> str:
    """A query about a focus node."""
    if author.seldom(8):
        return author.pick(*WHOLE)
    on_path = any(triple[:2] == (term, sh("path")) for triple in author.written)
    found = author.pick(*FOUND, *(BY_PATH,) * 10) if on_path else author.pick(*FOUND)
    return f"{author.pick(*SHOWN)} {{ {found} {author.pick(*ASKED)} {author.pick('', *ASKED)} }}"


def constrained(author: Author, term: Term) -> None:
    """Put a SPARQL constraint on a shape, now and then."""
    if not author.seldom(3):
        return
    constraint = author.fresh()
    author.say(term, "sparql", constraint)
    author.say(constraint, "select", literal(_query(author, term)))
    _prefixes(author, constraint)
    if author.seldom(3):
        author.written.append((constraint, TYPE, sh("SPARQLConstraint")))
    if author.seldom(6):
        author.say(constraint, "deactivated", author.pick(*of_type("boolean", "true", "false")))
    if author.seldom(3):
        author.say(constraint, "message", '"{?value} of {$this}"@en')


def component_of(parameter: Term) -> Term:
    """The component that asks about a value, given a parameter."""
    return f"{parameter[:-1]}Component>"


def answered(author: Author, term: Term) -> None:
    """Put a parameter of a component with an ASK validator on a shape, now and then."""
    if not author.seldom(3):
        return
    parameter = author.pick(*ANSWERS)
    bodies, values = ANSWERS[parameter]
    component = component_of(parameter)
    if not any(triple[0] == component for triple in author.written):
        validator = author.fresh()
        _declared(author, component, parameter)
        author.say(component, "validator", validator)
        author.written.append((validator, TYPE, sh("SPARQLAskValidator")))
        author.say(validator, "ask", literal(f"ASK {{ {author.pick(*bodies)} }}"))
        _prefixes(author, validator)
    author.written += [(term, parameter, value) for value in author.some(*values, most=2)]


def selected(author: Author, term: Term) -> None:
    """Put the parameters of a component with SELECT validators on a shape, now and then."""
    if not author.seldom(3):
        return
    if not any(triple[0] == BOTH for triple in author.written):
        _declared(author, BOTH, WITH, WITHOUT)
        for name, queries in (("nodeValidator", OF_NODES), ("propertyValidator", OF_PATHS)):
            validator = author.fresh()
            author.say(BOTH, name, validator)
            author.written.append((validator, TYPE, sh("SPARQLSelectValidator")))
            author.say(validator, "select", literal(author.pick(*queries)))
    author.written += [(term, WITH, author.pick(LINK, *PREDICATES)), (term, WITHOUT, author.pick(NUMBER, *PREDICATES))]


def _declared(author: Author, component: Term, *parameters: Term) -> None:
    author.written.append((component, TYPE, sh("ConstraintComponent")))
    for parameter in parameters:
        node = author.fresh()
        author.say(component, "parameter", node)
        author.say(node, "path", parameter)
        author.written.append((node, TYPE, sh("Parameter")))
