"""Answers kept in a folder: where it is, that nothing half written or damaged is ever read, and that none is needed."""

from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samsyn.model import Text
from samsyn.reach.answer import Containment, Lack, ReadingPair, Witness
from samsyn.reaching.cache import Cache, place

HOME = Path("/users/somebody")
WITNESS = Witness(
    (("<urn:a>", "<urn:b>", '"å"@sv'),),
    '<urn:a> <urn:b> "å"@sv .\n',
    "passed",
    "failed",
    (Lack("r", Text("ett", "one"), ("region",), ({"citation": "c", "locator": None},)),),
)
FOUND = Containment(
    "notContained",
    "asRead",
    "notContained",
    WITNESS,
    (ReadingPair("A", None, "notContained", "notContained", WITNESS, Text("därför", "so")),),
    Text("därför", "so"),
)


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, HOME / ".cache" / "samsyn"),
        ({"XDG_CACHE_HOME": "/var/cache/x"}, Path("/var/cache/x/samsyn")),
        ({"XDG_CACHE_HOME": "relative"}, HOME / ".cache" / "samsyn"),
        ({"XDG_CACHE_HOME": "/var/cache/x", "SAMSYN_CACHE": "/srv/answers"}, Path("/srv/answers")),
        ({"SAMSYN_CACHE": ""}, HOME / ".cache" / "samsyn"),
    ],
)
def test_where_it_is(environment: dict[str, str], expected: Path) -> None:
    """SAMSYN_CACHE names it; else it is that of the XDG Base Directory Specification."""
    assert place(environment, HOME) == expected


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    """Whole, by a cache of another process too; nothing is found under another key."""
    Cache(tmp_path / "new").put("k", FOUND)
    assert Cache(tmp_path / "new").get("k") == FOUND
    assert Cache(tmp_path / "new").get("l") is None
    assert [each.name for each in (tmp_path / "new").iterdir()] == ["k.json"]


@given(place=st.integers(min_value=0), change=st.integers(min_value=1, max_value=255))
def test_damage_is_noticed(tmp_path_factory: pytest.TempPathFactory, place: int, change: int) -> None:
    """Whichever byte is another, nothing is found, and what is worked out again takes its place."""
    folder = tmp_path_factory.mktemp("damaged")
    Cache(folder).put("k", FOUND)
    file = folder / "k.json"
    data = bytearray(file.read_bytes())
    data[place % len(data)] ^= change
    file.write_bytes(data)
    assert Cache(folder).get("k") is None
    Cache(folder).put("k", FOUND)
    assert Cache(folder).get("k") == FOUND


@pytest.mark.parametrize("data", [b"", b"{}", b"\n", b"\xff\xfe"])
def test_what_is_no_answer_is_none(tmp_path: Path, data: bytes) -> None:
    """An empty file, or one of something else, is as good as none."""
    (tmp_path / "k.json").write_bytes(data)
    assert Cache(tmp_path).get("k") is None


def test_a_folder_that_cannot_be_written_costs_no_answer(tmp_path: Path) -> None:
    """A file where the folder should be, and no folder at all: nothing is kept, nothing is raised."""
    (tmp_path / "file").write_text("x")
    for cache in (Cache(tmp_path / "file"), Cache(None)):
        cache.put("k", FOUND)
        assert cache.get("k") is None


def test_several_can_write_at_once(tmp_path: Path) -> None:
    """Who reads meanwhile finds all of it or nothing."""
    seen: list[Containment | None] = []

    def write() -> None:
        for _ in range(20):
            Cache(tmp_path).put("k", FOUND)
            seen.append(Cache(tmp_path).get("k"))

    threads = [Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert seen == [FOUND] * 80
    assert [each.name for each in tmp_path.iterdir()] == ["k.json"]
