"""A small description as Turtle for people: subjects in their order, a blank node where it is spoken of."""

from collections import Counter
from collections.abc import Iterable

from samsyn.engine.graph import TYPE, Graph
from samsyn.engine.paths import short
from samsyn.model import Triple
from samsyn.terms import PREFIXES, XSD, Term, datatype, iri, is_blank, is_iri, lexical


def document(triples: Iterable[Triple]) -> str:
    """Statements as a Turtle document with the prefixes it uses."""
    return _Page(Graph(triples)).text()


class _Page:
    """A document in the making."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        pointed = Counter(value for _, _, value in graph.triples() if is_blank(value))
        self._inside = {node for node, count in pointed.items() if count == 1 and not self._returns(node)}

    def _returns(self, node: Term) -> bool:
        """Whether a node leads back to itself, so that it needs a name."""
        seen: set[Term] = set()
        todo = [node]
        while todo:
            for values in self._graph.out.get(todo.pop(), {}).values():
                for value in values:
                    if value == node:
                        return True
                    if is_blank(value) and value not in seen:
                        seen.add(value)
                        todo.append(value)
        return False

    def text(self) -> str:
        """The document."""
        body = "\n".join(
            f"{self._term(subject)}\n    {self._said(subject, 1)} .\n"
            for subject in self._graph.out
            if subject not in self._inside
        )
        used = sorted((name, space) for name, space in PREFIXES.items() if f" {name}:" in body or f"^{name}:" in body)
        head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in used)
        return f"{head}\n{body}" if head else body

    def _said(self, subject: Term, depth: int) -> str:
        margin = "    " * depth
        parts = []
        for predicate, values in self._graph.out.get(subject, {}).items():
            name = "a" if predicate == TYPE else short(predicate)
            written = [self._value(value, depth) for value in values]
            plain = not any("\n" in each for each in written)
            between = " , " if plain else f" ,\n{margin}    "
            start = " " if plain else f"\n{margin}    "
            parts.append(f"{name}{start}{between.join(written)}")
        return f" ;\n{margin}".join(parts)

    def _value(self, value: Term, depth: int) -> str:
        if value not in self._inside:
            return self._term(value)
        if not self._graph.out.get(value):
            return "[]"
        return f"[ {self._said(value, depth + 2)} ]"

    def _term(self, term: Term) -> str:
        if is_iri(term):
            return short(term)
        if is_blank(term):
            return term
        kind = datatype(term)
        if lexical(term) in ("true", "false") if kind == XSD + "boolean" else kind == XSD + "integer":
            return lexical(term)
        quoted = term[: term.rindex('"') + 1]
        return f"{quoted}^^{short(iri(kind))}" if term.endswith(">") else term
