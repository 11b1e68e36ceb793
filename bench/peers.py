"""One adapter per peer, each by the fastest way that its makers offer the public.

What is timed is `judge`: from bytes or a file to results in Python's hands, with messages. Shapes are compiled before.
"""

import logging
import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, ClassVar, Final, Literal

from bench.paths import SH, Look, written

Format = Literal["turtle", "nt"]
#: focus node, path, constraint component and messages, as the peer writes them
Found = tuple[str, str | None, str, Any]
#: focus node, path and component, as all of them are compared
Key = tuple[str, str, str]

_MARKS: Final = re.compile(r"[<>()\s]")


class Peer(ABC):
    """An engine with its shapes compiled."""

    name: ClassVar[str]
    package: ClassVar[str]
    #: whether it names the constraint components of the W3C; if not, only its focus nodes can be compared
    names_components: ClassVar[bool] = True

    @abstractmethod
    def __init__(self, shapes: Path) -> None: ...

    @abstractmethod
    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The results on a graph."""


def keys(found: Iterable[Found]) -> Iterator[Key]:
    """What results are compared by: a blank node has no name, a path no brackets, a component no namespace."""
    for focus, path, component, _ in found:
        node = "_:" if focus.startswith("_:") else focus.strip("<>")
        yield node, _MARKS.sub("", path or ""), component.strip("<>").rpartition("#")[2]


class Samsyn(Peer):
    """Ours in standard mode."""

    name = "Samsyn"
    package = "samsyn"

    def __init__(self, shapes: Path) -> None:
        import samsyn

        self.samsyn: Any = samsyn
        self.rules = samsyn.compile(shapes)

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The results of `samsyn.shacl`."""
        return founds(self.samsyn.shacl(data, self.rules, format=format).results)


class SamsynOpen(Samsyn):
    """Ours in open mode: three answers, each with its grounds. They are no results, so there is nothing to compare."""

    name = "Samsyn, open mode"

    def __init__(self, shapes: Path) -> None:
        super().__init__(shapes)
        self.open = self.samsyn.judge

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """Nothing to compare, once every judgement is in hand."""
        tuple(self.open(data, self.rules, format=format))
        return []


def founds(results: Iterable[Any]) -> list[Found]:
    """What our results say, their paths written out in full."""
    return [
        (each.focus, written(each.path, _stated(each.path_triples)), each.component, each.messages) for each in results
    ]


def _stated(triples: Iterable[tuple[str, str, str]]) -> Look:
    said = {(subject, predicate[1:-1]): value for subject, predicate, value in triples}
    return lambda node, name: said.get((node, name))


class ShaclRs(Peer):
    """shacl-rs, PyPI's `shacl`: the fastest on one description."""

    name = "shacl-rs"
    package = "shacl"

    def __init__(self, shapes: Path) -> None:
        self.shapes: Any = import_module("shacl").Shapes.from_file(str(shapes))

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The results of its report."""
        if isinstance(data, Path):
            report = self.shapes.validate_file(str(data))
        else:
            report = self.shapes.validate_text(data.decode(), "turtle" if format == "turtle" else "ntriples")
        return [(each.focus_node, each.path, each.component_iri, each.messages) for each in report.results]


class ShaclRust(Peer):
    """shacl-rust, which compiles the shapes anew at each call."""

    name = "shacl-rust"
    package = "shacl-rust"

    def __init__(self, shapes: Path) -> None:
        self.validate: Any = import_module("shacl_rust").validate
        self.shapes = shapes.read_text(encoding="utf-8")

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The results of its report."""
        text = (data.read_bytes() if isinstance(data, Path) else data).decode()
        report = self.validate(text, self.shapes, data_format=format, experimental_index=True)
        return [
            (each["focusNode"], each.get("resultPath"), each["sourceConstraintComponent"], each["messages"])
            for each in report["results"]
        ]


class Rudof(Peer):
    """rudof, with its own engine. It reads the system's certificates at each document: see `processes.environment`."""

    name = "rudof"
    package = "pyrudof"

    def __init__(self, shapes: Path) -> None:
        self.rudof: Any = import_module("pyrudof")
        self.engine = self.rudof.Rudof(self.rudof.RudofConfig())
        self.engine.read_shacl(str(shapes))

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The results of its report."""
        form = self.rudof.RDFFormat.Turtle if format == "turtle" else self.rudof.RDFFormat.NTriples
        # without merge=False it adds each document to those before
        self.engine.read_data(str(data) if isinstance(data, Path) else data.decode(), form, merge=False)
        report = self.engine.validate_shacl(self.rudof.ShaclValidationMode.Native)
        return [(each.focus_node, each.path, each.constraint_component, each.message) for each in report]


class Shifty(Peer):
    """pyshifty, by its structured results: they name kinds of constraint of its own."""

    name = "pyshifty"
    package = "pyshifty"
    names_components = False

    def __init__(self, shapes: Path) -> None:
        self.prepared: Any = import_module("shifty").PreparedValidator(shapes)

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The reasons of each violation."""
        report = self.prepared.validate_algebra(data, infer=False)
        return [
            (violation.focus_node, each.path, str(each.constraint_kind), each.message)
            for violation in report.violations
            for each in violation.reasons
        ]


class PySHACL(Peer):
    """pySHACL on rdflib graphs: the reference of our tests."""

    name = "pySHACL"
    package = "pyshacl"

    def __init__(self, shapes: Path) -> None:
        import rdflib

        for logger in ("rdflib.term", "pyshacl-validate"):  # it would write each ill-formed number to the terminal
            logging.getLogger(logger).disabled = True
        self.shapes = rdflib.Graph().parse(shapes)

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The results in its report graph."""
        import pyshacl
        import rdflib

        read = {"data": data} if isinstance(data, bytes) else {"source": data}
        graph = rdflib.Graph().parse(format=format, **read)
        return list(_reported(pyshacl.validate(graph, shacl_graph=self.shapes, inference="none")[1]))


class Turbo(PySHACL):
    """pyshacl-turbo: pySHACL's interface before a core in Rust; it reads data by rdflib."""

    name = "pyshacl-turbo"
    package = "pyshacl-turbo"

    def __init__(self, shapes: Path) -> None:
        super().__init__(shapes)
        self.compiled: Any = import_module("pyshacl_turbo").compile_shapes(self.shapes)

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """The results in its report graph."""
        return list(_reported(self.compiled.validate(data, data_graph_format=format)[1]))


def _reported(report: Any) -> Iterator[Found]:
    from rdflib import BNode, Namespace, URIRef

    sh: Any = Namespace(SH)
    for each in report.objects(None, sh.result):
        focus = report.value(each, sh.focusNode)
        path = written(report.value(each, sh.resultPath), lambda node, name: report.value(node, URIRef(name)))
        messages = list(report.objects(each, sh.resultMessage))
        component = str(report.value(each, sh.sourceConstraintComponent))
        yield "_:" if isinstance(focus, BNode) else str(focus), path, component, messages


class Parsing(Peer):
    """The floor: what it takes only to read the triples, without any verdict."""

    name = "parsing alone"
    package = "pyoxigraph"

    def __init__(self, shapes: Path) -> None:
        import pyoxigraph

        self.oxigraph: Any = pyoxigraph

    def judge(self, data: bytes | Path, format: Format) -> list[Found]:
        """Nothing, once every triple has been read."""
        form = self.oxigraph.RdfFormat.TURTLE if format == "turtle" else self.oxigraph.RdfFormat.N_TRIPLES
        by_path = isinstance(data, Path)
        for _ in self.oxigraph.parse(None if by_path else data, form, path=data if by_path else None):
            pass
        return []


ENGINES: Final[tuple[type[Peer], ...]] = (Samsyn, ShaclRs, ShaclRust, Turbo, Rudof, Shifty, PySHACL)
BESIDE: Final[tuple[type[Peer], ...]] = (SamsynOpen, Parsing)
PEERS: Final[dict[str, type[Peer]]] = {each.name: each for each in (*ENGINES, *BESIDE)}


def versions() -> dict[str, str]:
    """The version of each package that takes part."""
    found = {}
    for package in sorted({each.package for each in PEERS.values()}):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found
