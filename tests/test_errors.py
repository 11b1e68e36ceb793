"""Errors as values: what they say, in two languages, and that they travel between processes."""

import pickle
import re
from collections.abc import Iterator

import pytest

from samsyn import errors
from samsyn.errors import SamsynError, Swedish, Where


def kinds(top: type[SamsynError] = SamsynError) -> Iterator[type[SamsynError]]:
    """Every class of the tree."""
    yield top
    for each in top.__subclasses__():
        yield from kinds(each)


KINDS = list(kinds())


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_errors_survive_pickling(kind: type[SamsynError]) -> None:
    """Each error comes through a pipe with all that it says."""
    error = kind("Wrong.", advice="Mend it.", where=Where("a.ttl", 3, 7), sv=Swedish("Fel.", "Rätta."))
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is kind
    assert again.__dict__ == error.__dict__
    assert str(again) == str(error) == "a.ttl:3:7: Wrong. Mend it."
    assert again.args == ("Wrong.",)


def test_the_tree_is_drawn() -> None:
    """The docstring of the module names every error."""
    drawn = set(re.findall(r"^[│├└─ ]*([A-Z]\w+)(?: |$)", errors.__doc__ or "", re.MULTILINE))
    assert drawn - {"Every"} == {kind.__name__ for kind in KINDS}


def test_what_an_error_keeps() -> None:
    """An unknown choice keeps the valid ones, a limit its name."""
    choice = pickle.loads(pickle.dumps(errors.UnknownThing("No.", valid=("a", "b"))))
    assert choice.valid == ("a", "b")
    assert pickle.loads(pickle.dumps(errors.TooLarge("No.", limit="bytes"))).limit == "bytes"


def test_said_in_a_language() -> None:
    """An error speaks Swedish to who reads Swedish, and English where it has no Swedish."""
    error = errors.NotRdf("Wrong.", advice="Mend it.", sv=Swedish("Fel.", "Rätta."))
    assert (error.said("sv"), error.said("en")) == (Swedish("Fel.", "Rätta."), Swedish("Wrong.", "Mend it."))
    assert errors.NotRdf("Wrong.").said("sv") == Swedish("Wrong.", "")
