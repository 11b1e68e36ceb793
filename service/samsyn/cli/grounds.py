"""Why an outcome came about, in words: what is stated, and what is denied."""

import re
from collections.abc import Iterator
from typing import Final

from samsyn import explain
from samsyn.cli.voice import Voice
from samsyn.engine.ground import leaves
from samsyn.model import Finding, Ground
from samsyn.terms import PREFIXES

#: a predicate and its value in the Turtle of a ground; nested nodes come out flat
_PAIR: Final = re.compile(r'(?P<name>a|[\w-]+:[\w-]+) (?P<value>"(?:[^"\\]|\\.)*"(?:@[\w-]+)?|[\w-]+:[\w./-]+)')
_NAME: Final = re.compile(r"(?P<prefix>[\w-]+):(?P<local>[\w./-]+)")
_QUOTED: Final = ("rdfs:comment", "sam:term")
_FIRST: Final = ("sam:service", "sam:featureKind", "sam:profession")
_LAST: Final = "sam:presence"
_MANY: Final = 3


def because(finding: Finding, voice: Voice) -> Iterator[str]:
    """The reasons of a finding as sentences: the whole, then what is stated to that effect.

    Where nothing is stated, a voice that is not verbose is silent too.
    """
    if finding.ground is None:
        return
    found = list(dict.fromkeys(_statements(finding.ground, voice)))
    if found or voice.verbose or finding.outcome != "cantTell":
        yield voice.words.of(explain.why(finding.ground))
    yield from found if voice.verbose else found[:_MANY]
    if voice.verbose:
        paths = dict.fromkeys(path for part in _parts(finding.ground) for path in part.silence)
        if paths:
            yield voice.words("ground.silent", what=", ".join(paths))


def _parts(ground: Ground) -> list[Ground]:
    return list(leaves(ground, ground.outcome))


def _statements(ground: Ground, voice: Voice) -> Iterator[str]:
    for part in _parts(ground):
        yield from (voice.words("ground.stated", what=said(each, voice)) for each in part.denied)
        yield from (voice.words("ground.stated", what=said(each, voice)) for each in part.values)


def said(turtle: str, voice: Voice) -> str:
    """A value of a ground in words: the names of what it speaks of, and the words of the page."""
    if not turtle.startswith("["):
        return _named(turtle, voice)
    pairs = [(pair["name"], pair["value"]) for pair in _PAIR.finditer(turtle)]
    pairs.sort(key=lambda pair: (pair[0] not in _FIRST, pair[0] == _LAST))
    names = dict.fromkeys(_named(value, voice) for name, value in pairs if value[0] != '"' and name != "a")
    quoted = {name: _plain(value) for name, value in pairs if value[0] == '"' and _fits(value, voice)}
    words = next((quoted[name] for name in _QUOTED if name in quoted), "")
    return " – ".join(names) + (f" ({voice.words('quoted', text=words)})" if words else "")


def _named(value: str, voice: Voice) -> str:
    found = _NAME.fullmatch(value)
    if not found or found["prefix"] not in PREFIXES:
        return _plain(value)
    return voice.words.of(voice.label(PREFIXES[found["prefix"]] + found["local"])) or found["local"]


def _fits(literal: str, voice: Voice) -> bool:
    """Whether a text is in the reader's language, or in none."""
    _, _, tag = literal.rpartition('"')
    return not tag or tag[1:3] == voice.words.lang


def _plain(value: str) -> str:
    text = value.rpartition('"')[0].removeprefix('"') if value.startswith('"') else value
    return text.replace('\\"', '"')
