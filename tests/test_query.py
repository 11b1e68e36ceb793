"""Queries of shapes: what they must not hold is found, what is data is not, and values go where they belong."""

from contextlib import suppress
from random import Random
from time import process_time

import pyoxigraph as ox
import pytest
from hypothesis import strategies as st

from samsyn.engine.query import ALWAYS, Form, NotAllowed, Query, query, with_path
from samsyn.engine.tokens import plain
from samsyn.store.asking import parses, table
from test_laws import examples, for_all

PREFIX = "PREFIX ex: <https://example.org/> PREFIX minus: <urn:x:> "


def read(text: str, *names: str) -> Query:
    """A query as shapes read it; with names that may be bound it is an ASK query."""
    form: Form = "ASK" if names else "SELECT"
    return query(plain(PREFIX + text), form, frozenset(names))


# What is refused, and what is not

REFUSED = [
    ("ASK { $this ex:p 1 }", "no SELECT query"),
    ("CONSTRUCT { ?s ?p ?o } { SELECT $this {} }", "no SELECT query"),
    ("# SELECT $this {}", "no SELECT query"),
    ("SELECT $this { $this ex:p ?v MINUS { $this ex:q ?v } }", "uses MINUS"),
    ("SELECT $this { $this ex:p 'x'minus{} }", "uses MINUS"),
    ("SELECT $this { $this ex:p ?v } values ?v { 1 }", "uses VALUES"),
    ("SELECT $this { { { FILTER NOT EXISTS { Service SILENT<urn:x:s>{} } } } }", "uses SERVICE"),
    ("SELECT $this FROM NAMED <urn:x:g> WHERE {}", "uses FROM"),
    ("SELECT $this { BIND (1 AS $this) }", r"binds \$this with AS"),
    ("SELECT $this { $this ex:p ?v BIND (1 AS ?shapesGraph) }", r"binds \?shapesGraph"),
    ("SELECT ?value { $this ex:p ?value }", r"does not give back \?this"),
    ("SELECT * { ?x ex:p 1 FILTER ($this = ?x) }", r"does not give back \?this"),
    ("SELECT * { ?x ex:p 1 FILTER EXISTS { { $this ex:p 1 } ?this ex:p 2 } }", r"does not give back \?this"),
    ("SELECT $this { { SELECT ?x { ?x ex:p $this } } }", r"a subquery does not give back \?this"),
    ("SELECT $this { {SELECT DISTINCT ?x (MAX($this) AS ?y) { ?x ex:p $this } } }", r"a subquery .* \?this"),
    ("SELECT $this { FILTER EXISTS { # inside\n SELECT * { ?x ex:p 1 } } }", r"a subquery .* \?this"),
    ("SELECT $this { $this ex:p ?v FILTER regex(?v, 'a\\u005Cu0027') }", "a character's number"),
    ("SELECT $this { $this ex:p ex:a\\u005C }", r"a \\ outside"),
    ("SELECT $this { $this ex:p ?v {| ex:q 1 |} }", "not of SPARQL 1.1"),
    ("SELECT $this { << $this ex:p ?v >> ex:q 1 }", "not of SPARQL 1.1"),
    ("SELECT $this { LATERAL { $this ex:p 1 } }", "LATERAL, which is no word"),
    ("SELECT $this {" + "{" * 100 + "}" * 101, "nested deeper than 100"),
    ("SELECT $this {} #" + "x" * 70_000, "are the most"),
]


@pytest.mark.parametrize(("text", "why"), REFUSED)
def test_what_breaks_a_rule_is_refused(text: str, why: str) -> None:
    """Values Insertion allows no MINUS, VALUES and SERVICE; what is bound is neither bound again nor lost."""
    with pytest.raises(NotAllowed, match=why):
        read(text)


def test_what_may_be_bound_is_neither_bound_again_nor_lost() -> None:
    """Parameters and the value are so as the focus node is; the shape and its graph may be lost."""
    for text in ("BIND (1 AS ?value)", "{ SELECT $this ?limit { $this ex:p ?limit, $value } }"):
        with pytest.raises(NotAllowed, match=r"\?value"):
            read(f"ASK {{ {text} }}", "value", "limit")
    for text in ("SELECT ?value $this ?limit {", "SELECT * { GRAPH $shapesGraph { ?s ?p ?o }"):
        assert read(f"ASK {{ {{ {text} $this ex:p ?limit, $value }} }} }}", "value", "limit").form == "ASK"


@pytest.mark.parametrize(
    "text",
    [
        'SELECT $this { $this ex:p \'MINUS\', "VALUES {", \'\'\'SERVICE \'<x>\' {}\'\'\', """FROM "x" \\"""" }',
        "SELECT $this # MINUS { VALUES\n { # SERVICE 'it\r $this ex:p 1 # FROM\n}",
        "SELECT $this { $this <urn:x:MINUS#VALUES> <SERVICE:FROM'x> }",
        "SELECT $this { $this ex:MINUS ex:FROM. $this ex:VALUES.SERVICE ex:minus-FROM, minus:MINUS, minus: . }",
        "SELECT $this { $this ex:p _:MINUS. _:MINUS ex:p (ex:VALUES _:FROM.SERVICE). ?service a ex:FILTER.LIMIT. }",
        "SELECT $this ?service $FROM ?values { $this ?service $FROM ; ex:p ?values, 'x'@minus-from }",
        "SELECT $this { $this ex:p%4D\\-MINUS ?x FILTER (?x < 1e5 && ?x > .5E-3 || ?x<-1 && ?x >2) }",
        "SELECT $this { $this ex:p ?x FILTER (?x IN (<urn:x:a#b>, <urn:x:c,d>) && ex:f(<urn:x:a'b>) = <urn:x:a&b>) }",
        "SELECT $this { $this (<urn:x:a#b>/<urn:x:c#d>)+ ?x } GROUP BY $this HAVING (COUNT(DISTINCT <urn:x:e#f>) = 1)",
        "SELECT $this { GRAPH ex:g { $this ex:p 1 } GRAPH<urn:x:g>{ $this a ex:C } }",
        "SELECT DISTINCT ?x $this WHERE { $this ex:p ?x } GROUP BY $this ?x HAVING (?x > 1) ORDER BY DESC(?x)",
        "SELECT * { BIND (1 AS ?x) { { SELECT * { OPTIONAL { ?x ex:p $this } } } } }",
        "SELECT (STR(?x) AS ?y) $this { { SELECT ?x $this WHERE { $this ex:p ?x } } }",
        "BASE <https://example.org/> SELECT $this { $this <p> 'MI\\u004EUS', '\\u00e9' }",
    ],
)
def test_words_as_data_are_allowed(text: str) -> None:
    """In comments, texts, IRIs, names, variables and tags a word is no keyword; the rest is ordinary SPARQL."""
    found = read(text)
    assert "".join(found.pieces) == plain(PREFIX + text)
    parses(found.text(""))


def test_only_names_that_are_used_are_bound() -> None:
    """A variable is one outside of texts, comments and IRIs."""
    text = "ASK { $this ex:p '?limit', <urn:x:$currentShape> # $shapesGraph\n, ?value ; ex:q ?other }"
    assert read(text, "value", "limit").variables == {"this", "value"}
    assert read("SELECT $this { GRAPH $shapesGraph { ?this ex:p $currentShape } }").variables == ALWAYS


@pytest.mark.parametrize(
    "part",
    [
        "a.",
        "ex:a.",
        "SERVICE",
        "SERVICE:",
        "SERVICE#\n",
        "<a#>'''\n",
        "'",
        '"',
        "<a",
        "\\\\",
        ":",
        "@a-",
        "%4",
        "'''a",
        "{SELECT*{$this ex:p 1}}",
    ],
)
def test_no_query_takes_long(part: str) -> None:
    """Whatever is in a query, the time to see what it uses grows no faster than its length."""
    before = process_time()
    with suppress(NotAllowed):
        read("SELECT $this { " + part * (60_000 // len(part)) + " }")
    assert process_time() - before < 3


# What one reader could take for other words than another

SERVICE = "SERVICE <{there}> {{ ?s ?p ?o }}"
HIDDEN = [
    "SELECT $this {{ $this ex:p ?a FILTER (?a<'x>' || ?a='y') " + SERVICE + " FILTER (?a!='z') }}",
    "SELECT $this {{ $this ex:p ?a FILTER (?a<?a#>'''\n || true) " + SERVICE + " #'''\n }}",
    "SELECT $this {{ $this ex:p ?a FILTER (?a<1)BIND('>' AS ?b) " + SERVICE + " FILTER (?b = 'x') }}",
    "PREFIX : <{there}> SELECT $this {{ $this ex:p ?a SERVICE:x {{ ?s ?p ?o }} }}",
    "PREFIX : <{there}> SELECT $this {{ $this ex:p true.SERVICE:x {{ ?s ?p ?o }} }}",
    "SELECT $this {{ SERVICESILENT<{there}> {{ ?s ?p ?o }} $this ex:p ?a }}",
    "SELECT $this {{ $this ex:p ?a FILTER (?a = 1e0SERVICE <{there}> {{ ?s ?p ?o }} }}",
    "SELECT $this {{ $this ex:p ?a FILTER (?a != 'a\\u0027) " + SERVICE + " FILTER (?a != \\u0027') }}",
    "SELECT $this {{ << $this ex:p'x>'>> ?q 'y' . " + SERVICE + " $this ex:p ?x FILTER (?x != 'z') }}",
    "SELECT $this {{ $this ex:p ?a OPTIONAL {{ ?a ?b ('''c') }} " + SERVICE + " #\\q'''\n }}",
    "SELECT $this {{ $this ex:p ?a SERVICE#<urn:x:a>\n<{there}>#\n{{ ?s ?p ?o }} }}",
    "PREFIX e: <http://h:1> SELECT $this {{ $this ex:p ?a OPTIONAL {{ ?a ?b e:" + SERVICE + " }} }}",
    "PREFIX : <{there}> SELECT $this {{ $this ex:p ?a SERVICE:\u1680FILTER {{ ?s ?p ?o }} }}",
    "PREFIX : <{there}> SELECT $this {{ $this ex:p ?a SERVICE:a\u0300FILTER {{ ?s ?p ?o }} }}",
    "PREFIX \u1680a: <{there}> SELECT $this {{ $this ex:p ?a SERVICE \u1680a: {{ ?s ?p ?o }} }}",
    "PREFIX : <{there}> SELECT $this {{ $this ex:p ?a, ex:a.b.SERVICE:x {{ ?s ?p ?o }} }}",
]
GLUED = [
    "PREFIX : <{there}> SELECT $this FROM:x WHERE {{ $this ex:p ?a }}",
    "SELECT $this {{ $this ex:p ?a FILTER NOTEXISTS{{ $this ex:q ?a }} }}",
    "SELECT $this {{ $this ex:p ?a }} LIMIT1",
]
SEEN = [
    "SELECT $this {{ $this ex:p ?a FILTER EXISTS {{ ?a ?b 'SERVICE <{there}> {{}}' }} # SERVICE <{there}> {{ }}\n }}",
    "PREFIX : <{there}> SELECT $this {{ $this ex:p ?a, ex:SERVICE.x. GRAPH :SERVICE {{ ?a ?b <{there}SERVICE> }} }}",
    'SELECT * WHERE {{ $this ex:p ?a {{ SELECT $this {{ $this ex:p ?b FILTER (?b< 2 || ?b != "SERVICE:x") }} }} }}',
]
BITS = (
    "SERVICE|SERVICE:|SILENT|<|<'|'|'''|\"|#|\n|>|<<|&&|)|(|{|}|{|true|1|1e5|.|ex:|ex:a.|_:b|@en"
    "|\\|\\u0027|?a<| |\\q|\\uD800|\u1680|e:"
)


@pytest.mark.parametrize("text", HIDDEN + GLUED)
def test_nothing_is_hidden_from_a_reader(text: str) -> None:
    """A reader that needs no space between words, or sees no IRI where we see one, finds no more in a query than we."""
    with pytest.raises(NotAllowed):
        read(text.format(there="urn:x:there"))


def test_a_query_that_leaves_no_doubt_is_allowed() -> None:
    """With a space behind < a comparison is one."""
    assert read("SELECT $this { $this ex:p ?a, ?b FILTER (?a< ?b&&?b> 1 || ?a<=?b && ?a <'x') }").variables == {"this"}
    with pytest.raises(NotAllowed, match="put a space behind it"):
        read("SELECT $this { $this ex:p ?a, ?b FILTER (?a<?b&&?b>1) }")


def spoilt(chance: Random, text: str) -> str:
    """A query in which a few signs or words are lost, put in, or in another's place."""
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        place, other = chance.randint(0, len(text)), chance.randint(0, len(text))
        put = chance.choice((chance.choice(BITS.split("|")), text[other : other + chance.randint(1, 12)]))
        text = text[:place] + put + text[place + chance.choice((0, 0, 1, 2, 8)) :]
    return text


@examples(200)
def test_no_query_that_is_allowed_reaches_out(count: int, there: tuple[str, list[object]]) -> None:
    """However a query is spoilt, either it is refused or no address is called when it is put."""
    (address, callers), store, put = there, ox.Store(), list[str]()
    store.update("INSERT DATA { <urn:x:a> <https://example.org/p> 1, true, 'x', <urn:x:a> }")
    with suppress(OSError):
        store.query(f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}")
    assert callers, "a query that is put without a look calls there"
    callers.clear()

    def law(seed: int) -> None:
        chance = Random(seed)
        for _ in range(20):
            text = spoilt(chance, chance.choice(HIDDEN + GLUED + SEEN * 4).format(there="THERE"))
            text = plain(PREFIX + text.replace("THERE", address))
            with suppress(NotAllowed, SyntaxError, ValueError, RuntimeError, OSError):
                list(store.query(query(text, "SELECT", frozenset()).text("")))  # type: ignore[arg-type]
                put.append(text)
            assert not callers, text

    for_all(count, law, st.integers(0, 2**64))
    assert len(put) > count


# Where the values go, and what is never lost


@pytest.mark.parametrize(
    "marked",
    [
        "SELECT $this {¤ $this ex:p '{', <urn:x:a> # {\n }",
        "SELECT $this WHERE{¤{¤$this ex:p 1}UNION{¤$this ex:p 2 OPTIONAL {¤ $this ex:q [ ex:r ?x ] }}}",
        "SELECT $this {¤ GRAPH ?g {¤ $this ex:p 1 } FILTER NOT EXISTS {¤ $this ex:q 1 FILTER (EXISTS{¤}) } }",
        "SELECT $this {¤ { SELECT $this {¤ {\n# {\n SELECT * WHERE {¤ $this ex:p 1 } } } } }",
        "SELECT $this {¤ FILTER EXISTS { SELECT $this {¤ $this ex:p 1 } LIMIT 1 } }",
    ],
)
def test_values_go_to_the_start_of_every_group(marked: str) -> None:
    """A subquery alone in its braces gets them inside; braces of texts, IRIs and comments open nothing."""
    text = marked.replace("¤", "")
    found = query(PREFIX + text, "SELECT", frozenset())
    assert "¤".join(found.pieces) == PREFIX + marked
    assert found.text("") == PREFIX + text
    for this in ("<urn:x:a>", "_:b0"):
        parses(found.text(table({"this": this, "shapesGraph": "<urn:x:g>"})))


MONOTONE = [
    "$this ex:p ?x . { ?x ex:p 1 } UNION { ?x ex:q $this } GRAPH ?g { $this a ex:C }",
    "$this ex:p/ex:q*|^ex:r ?x ; !(ex:p|^ex:q) ?y FILTER (!(?x = ?y) && !bound(?x) || ?x NOT IN (1, 2))",
    "FILTER EXISTS { $this ex:p 1 filter\n# only\nexists{ $this ex:q 1 } }",
    "{ SELECT DISTINCT $this { $this ex:p ?x } ORDER BY ?x } BIND (IF(?x > 1, 2, COALESCE(?y, 3)) AS ?z)",
    "$this ex:OPTIONAL 'LIMIT', \"NOT EXISTS {}\" ; ex:COUNT. # MINUS OPTIONAL\n $this ex:p ?count, ?limit",
]
AGGREGATES = ("COUNT", "sum", "MIN", "MAX", "AVG", "SAMPLE", "group_concat")
WAVERING = [
    "FILTER NOT EXISTS { $this ex:p 1 }",
    "FILTER (EXISTS { $this ex:p 1 })",
    "FILTER (!EXISTS { $this ex:p 1 })",
    "FILTER EXISTS { $this ex:p 1 FILTER NOT EXISTS { $this ex:q 1 } }",
    "OPTIONAL { $this ex:p ?x }",
    *(f"{{ SELECT $this ({name}(?y) AS ?x) {{ $this ex:p ?y }} GROUP BY $this }}" for name in AGGREGATES),
    *(f"{{ SELECT $this {{ $this ex:p 1 }} {word} 1 }}" for word in ("LIMIT", "offset")),
    *(f"BIND ({name}() AS ?x)" for name in ("RAND", "now", "UUID", "STRUUID", "BNODE")),
]


@pytest.mark.parametrize("text", MONOTONE + WAVERING)
def test_which_queries_lose_nothing(text: str) -> None:
    """No solution is lost where more is stated, unless something is denied, optional, counted, cut off or by chance."""
    assert read(f"SELECT $this {{ {text} }}").monotone is (text in MONOTONE)


def test_a_path_goes_where_path_stands() -> None:
    """The variable alone is replaced: not in texts, comments, IRIs, nor as a part of another."""
    text = "SELECT $this { $this $PATH ?PATHS . $this ?PATH '$PATH', <urn:x:$PATH>, ex:PATH # $PATH\n }"
    put = "SELECT $this { $this (ex:p/ex:q) ?PATHS . $this (ex:p/ex:q) '$PATH', <urn:x:$PATH>, ex:PATH # $PATH\n }"
    assert with_path(text, "(ex:p/ex:q)") == put


def item(chance: Random, depth: int) -> str:
    """A part of a group, of any sort."""
    one, other = chance.choices(("$this", "?x", "?y", "?z", "ex:a", "ex:b"), k=2)
    triple = f"{one} {chance.choice(('ex:p', 'ex:q', 'ex:p/ex:q', '^ex:p*'))} {chance.choice((other, '1'))} ."
    if depth == 0 or chance.random() < 0.5:
        return triple
    fresh, inner = f"?v{chance.getrandbits(40)}", group(chance, depth - 1)
    options = f"""{inner}|{inner} UNION {group(chance, depth - 1)}|FILTER EXISTS {inner}|FILTER NOT EXISTS {inner}
        |GRAPH ?g {inner}|{{ SELECT * {inner} }}|{{ SELECT DISTINCT $this {inner} }}|{{ SELECT * {inner} LIMIT 1 }}
        |BIND ({one} AS {fresh})|FILTER ({one} != {other})|FILTER (!bound(?x))|OPTIONAL {inner}
        |FILTER (?y = 1 && !EXISTS {inner})|FILTER (EXISTS {inner})|BIND (EXISTS {inner} AS {fresh})"""
    return chance.choice(options.split("|"))


def group(chance: Random, depth: int) -> str:
    """A group of a few parts."""
    return "{ $this ex:p ?x . " + " ".join(item(chance, depth) for _ in range(chance.randint(1, 3))) + " }"


@examples(500)
def test_what_is_monotone_loses_nothing(count: int) -> None:
    """Every query with values in it can be read; of a monotone one each solution stays where more is stated."""
    kept: list[int] = []

    def law(seed: int) -> None:
        chance = Random(seed)
        found = read(f"SELECT * {group(chance, 3)}")
        parses(found.text(table({"this": "_:b0"})))
        text, store = found.text(table({"this": "<https://example.org/a>"})), ox.Store()
        before: set[str] = set()
        for _ in range(4):
            for _ in range(3):
                s, p, o = chance.choice("ab"), chance.choice("pq"), chance.choice(("ex:a", "ex:b", "1"))
                store.update(f"{PREFIX} INSERT DATA {{ ex:{s} ex:{p} {o} . GRAPH ex:g {{ ex:{s} ex:{p} {o} }} }}")
            after = {str(each) for each in store.query(text)}  # type: ignore[union-attr]
            if found.monotone:
                assert before <= after, text
                kept.append(len(before))
            before = after

    for_all(count, law, st.integers(0, 2**64))
    assert sum(kept) > count / 4
