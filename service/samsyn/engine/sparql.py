"""From a shapes graph to constraints by query: sh:sparql (SHACL 5) and components of the author's own (SHACL 6)."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from msgspec import Struct

from samsyn.engine.graph import Graph
from samsyn.engine.paths import Path, sparql
from samsyn.engine.plan import Asked
from samsyn.engine.query import Form, NotAllowed, Query, query, with_path
from samsyn.engine.syntax import boolean, refuse, sh, single, text, texts
from samsyn.engine.tokens import plain
from samsyn.errors import BadQuery
from samsyn.terms import SH, XSD, Term, address, datatype, is_iri, is_literal, lexical

#: raises BadQuery where a text is no SPARQL 1.1 query; handed in by the adapters
Parses = Callable[[str], None]

_IMPORTS: Final = "<http://www.w3.org/2002/07/owl#imports>"
#: what can stand for a predicate and nothing else: it parses only where $PATH may stand
_ONLY_A_PREDICATE: Final = "(<urn:samsyn:a>|<urn:samsyn:b>)"
_NAME: Final = re.compile(r"[^\W\d_]\w*\Z|_\w*\Z")
_LOCAL: Final = re.compile(r"[^\W\d][\w.-]*\Z")
_TAKEN: Final = frozenset({"this", "shapesGraph", "currentShape", "path", "PATH", "value"})
_SELECT: Final = sh("SPARQLSelectValidator")
_ASK: Final = sh("SPARQLAskValidator")


class Parameter(Struct, frozen=True):
    """A parameter of a component: the property that gives it, the variable it becomes, the node that declares it."""

    predicate: Term
    name: str
    optional: bool
    declared: Term


class Validator(Struct, frozen=True):
    """A query of a component: its text with prefixes, its form, its messages."""

    text: str
    form: Form
    messages: tuple[Term, ...]


class Component(Struct, frozen=True):
    """A component of the author's own (SHACL 6.2); validators by the kind of shape, None where there is none."""

    term: Term
    parameters: tuple[Parameter, ...]
    of_nodes: Validator | None
    of_paths: Validator | None
    messages: tuple[Term, ...]

    @property
    def mandatory(self) -> tuple[Parameter, ...]:
        """The parameters that a shape must give."""
        return tuple(each for each in self.parameters if not each.optional)

    @property
    def names(self) -> frozenset[str]:
        """The variables that its parameters become."""
        return frozenset(each.name for each in self.parameters)


class Queries:
    """The queries of a shapes graph. Raises BadShapes where one breaks a rule, used or not."""

    def __init__(self, graph: Graph, parses: Parses) -> None:
        self._graph = graph
        self._parses = parses
        found = sorted(each for each in graph.instances(sh("ConstraintComponent")) if not each.startswith(f"<{SH}"))
        self.components = tuple(self._component(term) for term in found)
        for node in sorted({value for said in graph.out.values() for value in said.get(sh("sparql"), ())}):
            self._selecting(node, node, frozenset())

    @property
    def parameters(self) -> frozenset[Term]:
        """The properties that give parameters of components."""
        return frozenset(each.predicate for component in self.components for each in component.parameters)

    def of_shape(self, term: Term, path: Path | None) -> Iterator[Asked]:
        """The constraints by query of a shape."""
        for node in sorted(self._graph.values(term, sh("sparql"))):
            if not boolean(self._graph, node, "deactivated"):
                said = self._selecting(term, node, frozenset())
                found = _ready(said, path, frozenset(), term)
                yield Asked(found, f"{SH}SPARQLConstraintComponent", node, said.messages, (), term)
        for component in self.components:
            validator = component.of_paths if path else component.of_nodes
            for given in self._given(component, term):
                if validator:
                    found = _ready(validator, path, component.names, term)
                    messages = validator.messages or component.messages
                    yield Asked(found, address(component.term), None, messages, tuple(sorted(given.items())), term)

    def _given(self, component: Component, shape: Term) -> Iterator[dict[str, Term]]:
        """The values that a shape gives the parameters of a component, a set of them for each constraint."""
        values = {each: sorted(self._graph.values(shape, each.predicate)) for each in component.parameters}
        if not all(values[each] for each in component.mandatory):
            return
        if len(component.parameters) == 1:
            ((parameter, found),) = values.items()
            yield from ({parameter.name: value} for value in found)
            return
        for parameter, found in values.items():
            if len(found) > 1:
                refuse(shape, f"{address(parameter.predicate)} is given {len(found)} times.", "Give it once.")
        yield {parameter.name: found[0] for parameter, found in values.items() if found}

    def _component(self, term: Term) -> Component:
        if not is_iri(term):
            refuse(term, "a constraint component is an IRI.", "Give it a name.")
        declared = sorted(self._graph.values(term, sh("parameter")))
        parameters = tuple(self._parameter(term, node) for node in declared)
        names = [each.name for each in parameters]
        if len(set(names)) < len(names):
            refuse(term, "two of its parameters have the same name.", "The name is the end of their sh:path.")
        if all(each.optional for each in parameters):
            refuse(term, "a component has at least one parameter that is not optional.")
        texts(self._graph, term, "labelTemplate")
        known = frozenset(names)
        both = self._validators(term, "validator", known)
        return Component(
            term,
            parameters,
            next(iter(self._validators(term, "nodeValidator", known) or both), None),
            next(iter(self._validators(term, "propertyValidator", known) or both), None),
            texts(self._graph, term, "message"),
        )

    def _parameter(self, component: Term, node: Term) -> Parameter:
        paths = tuple(self._graph.values(node, sh("path")))
        if len(paths) != 1 or not is_iri(paths[0]):
            refuse(component, "a parameter has one sh:path, an IRI.")
        name = _local_name(paths[0])
        if not _NAME.match(name):
            refuse(component, f"the end of {paths[0]} is no name of a variable.", "Use letters, digits and _.")
        if name in _TAKEN:
            refuse(component, f"a parameter cannot be called {name}.", "That variable has a meaning of its own.")
        return Parameter(paths[0], name, boolean(self._graph, node, "optional"), node)

    def _validators(self, term: Term, name: str, names: frozenset[str]) -> list[Validator]:
        """The validators of a component under one name."""
        found = []
        for node in sorted(self._graph.values(term, sh(name))):
            kind = _ASK if name == "validator" else _SELECT
            if is_literal(node) or not self._graph.is_instance(node, kind):
                refuse(term, f"a value of sh:{name} is a {address(kind)[len(SH) :]}.", f"Give it the type {kind}.")
            found.append(self._asking(term, node, names) if kind == _ASK else self._selecting(term, node, names))
        return found

    def _selecting(self, about: Term, node: Term, names: frozenset[str]) -> Validator:
        if is_literal(node):
            refuse(about, "the value of sh:sparql is a text.", "Write a node that has a sh:select.")
        boolean(self._graph, node, "deactivated")
        return self._read(about, node, "select", "SELECT", names)

    def _asking(self, about: Term, node: Term, names: frozenset[str]) -> Validator:
        return self._read(about, node, "ask", "ASK", names | {"value"})

    def _read(self, about: Term, node: Term, name: str, form: Form, names: frozenset[str]) -> Validator:
        stated = text(self._graph, node, name)
        if stated is None:
            refuse(about, f"a query of it has no sh:{name}.")
        whole = "".join(f"PREFIX {name}: <{space}> " for name, space in self._prefixes(about, node)) + stated
        whole = plain(whole)
        try:
            query(whole, form, names)  # before it is parsed: to parse it is to have it looked at by a store
            self._parses(with_path(whole, _ONLY_A_PREDICATE))
        except BadQuery as error:
            place = f" (line {error.where.line}, column {error.where.column})" if error.where.line else ""
            said = f"its sh:{name} is no SPARQL query that can be used{place}: {error.message}"
            refuse(about, said, error.advice, stated=name, of=node)
        except NotAllowed as error:
            refuse(about, f"its sh:{name} cannot be used: {error}.", "See SHACL, appendix A.", stated=name, of=node)
        return Validator(whole, form, texts(self._graph, node, "message"))

    def _prefixes(self, about: Term, node: Term) -> list[tuple[str, str]]:
        """Prefixes and namespaces that a query may use (SHACL 5.2.1)."""
        todo, seen = list(self._graph.values(node, sh("prefixes"))), set[Term]()
        found: dict[str, str] = {}
        while todo:
            each = todo.pop()
            if is_literal(each):
                refuse(about, "the value of sh:prefixes is a text.", "Write the node that has the declarations.")
            if each not in seen:
                seen.add(each)
                todo += self._graph.values(each, _IMPORTS)
                for prefix, space in self._declared(about, self._graph.values(each, sh("declare"))):
                    if found.setdefault(prefix, space) != space:
                        refuse(about, f"the prefix '{prefix}' is declared for two namespaces.")
        return sorted(found.items())

    def _declared(self, about: Term, nodes: Iterable[Term]) -> Iterator[tuple[str, str]]:
        for node in nodes:
            if is_literal(node):
                refuse(about, "the value of sh:declare is a text.", "Write a node with sh:prefix and sh:namespace.")
            prefix, space = text(self._graph, node, "prefix"), single(self._graph, node, "namespace")
            if prefix is None or space is None:
                refuse(about, "a declaration of a prefix has one sh:prefix and one sh:namespace.")
            if not is_literal(space) or datatype(space) != XSD + "anyURI":
                refuse(about, f"the namespace {space} is no xsd:anyURI.", 'Write "https://…"^^xsd:anyURI.')
            yield prefix, lexical(space)


def _ready(said: Validator, path: Path | None, names: frozenset[str], shape: Term) -> Query:
    """A query for shapes with a path, or for node shapes. Raises BadShapes where the path makes it too long or deep."""
    whole = with_path(said.text, sparql(path)) if path else said.text
    try:
        return query(whole, said.form, names | {"value"} if said.form == "ASK" else names)
    except NotAllowed as error:
        refuse(shape, f"a query of it cannot be used with the sh:path for $PATH: {error}.", "Write a shorter sh:path.")


def _local_name(predicate: Term) -> str:
    """The longest NCName at the end of an IRI, not right behind its first colon (SHACL 6.2.1)."""
    inner = address(predicate)
    least = inner.find(":") + 2
    return next((inner[place:] for place in range(least, len(inner)) if _LOCAL.match(inner, place)), "")
