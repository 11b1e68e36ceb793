"""The W3C test suite of SHACL: which tests it has, where it is had from, and what each test says.

No file of the suite is kept here. The source archive of pySHACL carries a copy, which is fetched once into a cache:
the folder that SAMSYN_CACHE names, else `samsyn` in XDG_CACHE_HOME, else in ~/.cache.
"""

import hashlib
import io
import os
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from rdflib import Graph
from rdflib.collection import Collection
from rdflib.term import Node

from conformance.reports import MF, SHT, read
from samsyn.graphs import to_rdflib

PROJECT = Path(__file__).parents[2]
#: the unaltered suite, where it stands beside the project
BESIDE = PROJECT.parent / "shared" / "conformance" / "w3c-shacl" / "tests"
NAME, VERSION = "pyshacl", "0.40.1"
SHA256 = "011e3cf1a68b31747cb762ba3d755ae1bdcc464c8fad0dc212a9adc550719552"
FOLDER = PurePosixPath(f"{NAME}-{VERSION}/test/resources/sht_tests")
# pip hands a source archive over only after its build backend has told the metadata. This backend tells it without
# running anything of the archive, and without a build backend to be fetched.
BACKEND = f"""
from pathlib import Path


def prepare_metadata_for_build_wheel(folder, config_settings=None):
    found = Path(folder, "{NAME}-{VERSION}.dist-info")
    found.mkdir()
    (found / "METADATA").write_text("Metadata-Version: 2.1\\nName: {NAME}\\nVersion: {VERSION}\\n")
    return found.name
"""
PIP = (
    sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--retries", "2", "--timeout", "20",
    "download", "--no-deps", "--no-build-isolation", "--no-binary", NAME, f"{NAME}=={VERSION}", "--dest",
)  # fmt: skip
PATIENCE = 180

#: the tests by the folder they are in
KNOWN = {
    "core/complex": "personexample shacl-shacl",
    "core/misc": "deactivated-001 deactivated-002 message-001 severity-001 severity-002",
    "core/node": "and-001 and-002 class-001 class-002 class-003 closed-001 closed-002 datatype-001 datatype-002 "
    "disjoint-001 equals-001 hasValue-001 in-001 languageIn-001 maxExclusive-001 maxInclusive-001 maxLength-001 "
    "minExclusive-001 minInclusive-001 minInclusive-002 minInclusive-003 minLength-001 node-001 nodeKind-001 not-001 "
    "not-002 or-001 pattern-001 pattern-002 qualified-001 xone-001 xone-duplicate",
    "core/path": "path-alternative-001 path-complex-001 path-complex-002 path-inverse-001 path-oneOrMore-001 "
    "path-sequence-001 path-sequence-002 path-sequence-duplicate-001 path-strange-001 path-strange-002 "
    "path-unused-001 path-zeroOrMore-001 path-zeroOrOne-001",
    "core/property": "and-001 class-001 datatype-001 datatype-002 datatype-003 datatype-ill-formed disjoint-001 "
    "equals-001 hasValue-001 in-001 languageIn-001 lessThan-001 lessThan-002 lessThanOrEquals-001 maxCount-001 "
    "maxCount-002 maxExclusive-001 maxInclusive-001 maxLength-001 minCount-001 minCount-002 minExclusive-001 "
    "minExclusive-002 minLength-001 node-001 node-002 nodeKind-001 not-001 or-001 or-datatypes-001 pattern-001 "
    "pattern-002 property-001 qualifiedMinCountDisjoint-001 qualifiedValueShape-001 qualifiedValueShapesDisjoint-001 "
    "uniqueLang-001 uniqueLang-002",
    "core/targets": "multipleTargets-001 targetClass-001 targetClassImplicit-001 targetNode-001 targetObjectsOf-001 "
    "targetSubjectsOf-001 targetSubjectsOf-002",
    "core/validation-reports": "shared",
    "sparql/component": "nodeValidator-001 optional-001 propertyValidator-select-001 validator-001",
    "sparql/node": "prefixes-001 sparql-001 sparql-002 sparql-003",
    "sparql/pre-binding": "pre-binding-001 pre-binding-002 pre-binding-003 pre-binding-004 pre-binding-005 "
    "pre-binding-006 pre-binding-007 shapesGraph-001 unsupported-sparql-001 unsupported-sparql-002 "
    "unsupported-sparql-003 unsupported-sparql-004 unsupported-sparql-005 unsupported-sparql-006",
    "sparql/property": "sparql-001",
}
#: the tests of the copy
COPIED = tuple(f"{folder}/{name}" for folder, names in KNOWN.items() for name in names.split())
#: the tests that the W3C has approved; the copy lists one more, which is proposed
APPROVED = tuple(name for name in COPIED if name != "sparql/component/nodeValidator-001")


class NotHad(Exception):
    """The suite cannot be had; says why."""


@dataclass(frozen=True)
class W3CTest:
    """One test: its file, the files of its two graphs, and the report that it expects."""

    file: Path
    data: Path
    shapes: Path
    graph: Graph
    report: Node

    @property
    def fails(self) -> bool:
        """Whether a failure is expected in the place of a report."""
        return self.report == SHT.Failure


def fetched() -> Path:
    """The suite as pySHACL carries it, fetched if need be. Raises NotHad."""
    home = os.environ.get("SAMSYN_CACHE") or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "samsyn")
    cached = Path(home, f"w3c-shacl-{SHA256[:12]}")
    if not cached.is_dir():
        try:
            cached.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=cached.parent) as made:
                unpack(fetch(Path(made)), Path(made, "suite"))
                Path(made, "suite").rename(cached)
        except OSError as error:
            if not cached.is_dir():  # another run may have been first
                raise NotHad(f"it cannot be kept in {cached}: {error}") from error
    return cached


def fetch(folder: Path) -> bytes:
    """The archive, by the ordinary client and from wherever that is set up to look. Raises NotHad."""
    backend = folder / "backend" / "poetry" / "core" / "masonry"
    backend.mkdir(parents=True)
    for package in (backend, *backend.parents[:2]):
        (package / "__init__.py").touch()
    (backend / "api.py").write_text(BACKEND, encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(folder / "backend")}
    try:
        subprocess.run((*PIP, str(folder)), env=environment, check=True, capture_output=True, timeout=PATIENCE)
        content = (folder / f"{NAME}-{VERSION}.tar.gz").read_bytes()
    except subprocess.TimeoutExpired as error:
        raise NotHad(f"{NAME} {VERSION} did not come within {PATIENCE} seconds") from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip() or "nothing"
        raise NotHad(f"pip did not fetch {NAME} {VERSION}: {said.splitlines()[-1]}") from error
    except OSError as error:
        raise NotHad(f"pip left no archive of {NAME} {VERSION}: {error}") from error
    if hashlib.sha256(content).hexdigest() != SHA256:
        raise NotHad(f"the archive of {NAME} {VERSION} is not the one known by its SHA-256")
    return content


def unpack(archive: bytes, into: Path) -> None:
    """Writes the folder of the suite out of an archive, and nothing else: no links, nothing outside `into`."""
    # Not by extractall(filter="data"), which the first releases of Python 3.11 lack.
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        for member in tar:
            name = PurePosixPath(member.name)
            content = tar.extractfile(member) if member.isreg() else None
            if content is not None and name.is_relative_to(FOLDER) and ".." not in name.parts:
                target = into / name.relative_to(FOLDER)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())


def listed(root: Path) -> dict[str, W3CTest]:
    """The tests that the manifests below a folder list, by folder and name."""
    return dict(_listed(root / "manifest.ttl", root))


def _listed(file: Path, root: Path) -> Iterator[tuple[str, W3CTest]]:
    graph = to_rdflib(read(file))
    for included in graph.objects(None, MF.include):
        yield from _listed(_file(included), root)
    for entries in graph.objects(None, MF.entries):
        for test in Collection(graph, entries):
            name = unquote(str(test).rsplit("/", 1)[1])
            (action,), (report,) = graph.objects(test, MF.action), graph.objects(test, MF.result)
            (data,), (shapes,) = graph.objects(action, SHT.dataGraph), graph.objects(action, SHT.shapesGraph)
            folder = file.parent.relative_to(root).as_posix()
            yield f"{folder}/{name}", W3CTest(file, _file(data), _file(shapes), graph, report)


def _file(address: Node) -> Path:
    return Path(unquote(urlsplit(str(address)).path))
