"""A SPARQL query as a constraint uses it: what it must not hold, where variables are bound before it, what it gives.

A query with pre-bound variables is the query with a table of their values joined to each of its group graph patterns
(SHACL, appendix A: Values Insertion). So its text is cut where those tables go.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Final, Literal

from msgspec import Struct

from samsyn.engine.tokens import Token, asks_elsewhere
from samsyn.engine.tokens import tokens as parted

Form = Literal["SELECT", "ASK"]

#: every word of SPARQL 1.1: a reader that needs no space behind a word would find others in what is none of them
_WORDS: Final = """
    A ABS AS ASC ASK AVG BASE BIND BNODE BOUND BY CEIL COALESCE CONCAT CONSTRUCT CONTAINS COUNT DATATYPE DAY DESC
    DESCRIBE DISTINCT ENCODE_FOR_URI EXISTS FALSE FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN IRI
    ISBLANK ISIRI ISLITERAL ISNUMERIC ISURI LANG LANGMATCHES LCASE LIMIT MAX MD5 MIN MINUS MINUTES MONTH NAMED NOT NOW
    OFFSET OPTIONAL ORDER PREFIX RAND REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE
    SHA1 SHA256 SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID SUBSTR SUM
    TIMEZONE TRUE TZ UCASE UNDEF UNION URI UUID VALUES WHERE YEAR
"""
#: what an IRI may hold that could end a comparison, a text or a line
_DOUBTFUL: Final = frozenset("&,)#'")
_FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
#: what Values Insertion does not allow, and what would ask other data than those that are validated
_REFUSED: Final = frozenset({"MINUS", "VALUES", "SERVICE", "FROM"})
_AGGREGATES: Final = frozenset({"COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"})
#: what may take a solution away once more is known
_WAVERING: Final = frozenset({"OPTIONAL", "LIMIT", "OFFSET", "RAND", "NOW", "UUID", "STRUUID", "BNODE"}) | _AGGREGATES
_DEEPEST: Final = 100
_LONGEST: Final = 65_536
#: functions that see how a term is written
_AS_WRITTEN: Final = frozenset({"STR", "SAMETERM", "DATATYPE"})
#: variables that every subquery need not give back, as engines need not know them
_MAY_BE_LEFT_OUT: Final = frozenset({"shapesGraph", "currentShape"})
ALWAYS: Final = frozenset({"this", "shapesGraph", "currentShape"})


@cache
def _words() -> frozenset[str]:
    return frozenset(_WORDS.split())


class NotAllowed(Exception):
    """The query breaks a rule; says which."""


class Query(Struct, frozen=True):
    """A query ready to be put: its text in pieces, between which the values of variables go.

    `variables` are those that it uses of the ones that can be bound before it; `monotone` tells that no solution is
    lost where more is stated, `lexical` that it looks at how terms are written.
    """

    form: Form
    pieces: tuple[str, ...]
    variables: frozenset[str]
    monotone: bool
    lexical: bool = False

    def text(self, bound: str) -> str:
        """The query with a piece of SPARQL at the start of each group."""
        return bound.join(self.pieces)


_NOTHING: Final = Token("", "", 0)


def query(text: str, form: Form, names: frozenset[str]) -> Query:
    """A query of a form, `names` being the variables that may be bound before it beside those that always are.

    Raises NotAllowed with the rule it breaks (SHACL 5.2, 6.2.3 and appendix A).
    """
    tokens = [token for token in parted(text) if token.kind != "skip"]
    bound = names | ALWAYS
    _refuse_depth(text, tokens)
    if next((token.word for token in tokens if token.word in _FORMS), "") != form:
        raise NotAllowed(f"it is no {form} query")
    _refuse(tokens, bound)
    _refuse_doubt(tokens)
    if asks_elsewhere(text) is not None:
        raise NotAllowed("it has what can be read as SERVICE: put a space behind each keyword, a . before each {")
    start = next(place for place, token in enumerate(tokens) if token.word == form)
    if form == "SELECT" and "this" not in _projected(tokens, start):
        raise NotAllowed("it does not give back ?this")
    for place in _subqueries(tokens):
        lost = (bound - _MAY_BE_LEFT_OUT) - _projected(tokens, place)
        if lost:
            raise NotAllowed(f"a subquery does not give back ?{min(lost)}, which is bound before")
    return Query(form, _pieces(text, tokens), frozenset(_used(tokens) & bound), _monotone(tokens), _lexical(tokens))


def _refuse_depth(text: str, tokens: Sequence[Token]) -> None:
    """Raises NotAllowed for a query so long, or so deep, that a reader of it could die."""
    depth = denied = 0
    for token in tokens:
        depth += (token.text in ("(", "{", "[")) - (token.text in (")", "}", "]"))
        denied = denied + 1 if token.text == "!" else 0
        if max(depth, denied) > _DEEPEST:
            raise NotAllowed(f"it is nested deeper than {_DEEPEST}")
    if len(text) > _LONGEST:
        raise NotAllowed(f"it has {len(text):,} characters, and {_LONGEST:,} are the most that are put")


def _refuse(tokens: Sequence[Token], bound: frozenset[str]) -> None:
    for token, following in zip(tokens, [*tokens[1:], _NOTHING], strict=True):
        if token.word in _REFUSED:
            raise NotAllowed(f"it uses {token.word}")
        if token.word and token.word not in _words() and not re.fullmatch("E[0-9]*", token.word):
            raise NotAllowed(f"it uses {token.text}, which is no word of SPARQL 1.1")
        if token.text == "\\":
            raise NotAllowed("it has a \\ outside of texts")
        if token.kind == "text" and re.search(r"\\(?:u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})", token.text):
            raise NotAllowed(f"{token.text} has a character's number behind a \\, and not the character")
        if token.word == "AS" and following.variable in bound:
            raise NotAllowed(f"it binds {following.text} with AS, which is bound before")


def _refuse_doubt(tokens: Sequence[Token]) -> None:
    """Raises NotAllowed for what one reader takes for other words than another: so SERVICE could go unseen.

    That is a keyword that with a name behind it looks like one name, and a sign < that might begin an IRI.
    """
    depths = [0]
    for before, token, following in zip([_NOTHING, *tokens], tokens, [*tokens[1:], _NOTHING], strict=False):
        if token.text == "{":
            depths.append(0)
            if following.text in ("|", "||"):
                raise NotAllowed("it uses {|, which is not of SPARQL 1.1")
        elif token.text == "}" and len(depths) > 1:
            depths.pop()
        depths[-1] += (token.text == "(") - (token.text == ")")
        opens = following.text == "{" or following.word == "WHERE"
        if token.text == "<" and following.text.startswith("<") and following.end - len(following.text) == token.end:
            raise NotAllowed("it has << together, which is not of SPARQL 1.1")
        if token.kind == "name" and opens and before.word != "GRAPH":
            raise NotAllowed(f"{token.text} stands where no name can: put a space behind a keyword")
        if token.kind == "iri" and depths[-1] > 0 and before.operand and not _DOUBTFUL.isdisjoint(token.text):
            raise NotAllowed(f"after {before.text} it has a < that may begin an IRI: put a space behind it")


def _used(tokens: Sequence[Token]) -> set[str]:
    return {token.variable for token in tokens if token.variable}


def _projected(tokens: Sequence[Token], place: int) -> frozenset[str]:
    """The variables that the SELECT at a place gives back."""
    found, depth = set(), 0
    for at, token in enumerate(tokens[place + 1 :], place + 1):
        if token.text == "{" or token.word == "WHERE":
            break
        if token.text == "*" and not depth:
            return _in_scope(tokens, at)
        depth += (token.text == "(") - (token.text == ")")
        if token.variable and not depth:
            found.add(token.variable)
    return frozenset(found)


def _in_scope(tokens: Sequence[Token], place: int) -> frozenset[str]:
    """What `SELECT *` gives back: the variables of the patterns behind it, not those of expressions alone."""
    found, braces, depth, hidden = set(), 0, 0, 0
    for before, token in pairwise(tokens[place:]):
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "{":
            braces += 1
            hidden = hidden or (braces if before.word == "EXISTS" else 0)
        elif token.text == "}":
            hidden = 0 if hidden == braces else hidden
            braces -= 1
            if braces <= 0:
                break
        elif token.variable and not hidden and (not depth or before.word == "AS"):
            found.add(token.variable)
    return frozenset(found)


def _subqueries(tokens: Sequence[Token]) -> Iterator[int]:
    """Where subqueries begin."""
    for place in range(1, len(tokens)):
        if tokens[place].word == "SELECT" and tokens[place - 1].text == "{":
            yield place


def _pieces(text: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """The text, cut behind each brace that opens a group, save where a subquery follows."""
    inner = {place - 1 for place in _subqueries(tokens)}
    ends = [token.end for place, token in enumerate(tokens) if token.text == "{" and place not in inner]
    return tuple(text[start:end] for start, end in zip([0, *ends], [*ends, len(text)], strict=True))


def _monotone(tokens: Sequence[Token]) -> bool:
    """Whether nothing in the query can take a solution away once more is stated.

    EXISTS keeps what it gives only as a filter by itself: anywhere else what it says may be turned round.
    """
    for place, token in enumerate(tokens):
        if token.word in _WAVERING or (token.word == "EXISTS" and tokens[place - 1].word != "FILTER"):
            return False
    return True


def _lexical(tokens: Sequence[Token]) -> bool:
    """Whether the query tells apart terms of one value by how they are written."""
    return any(token.word in _AS_WRITTEN for token in tokens)


def with_path(text: str, path: str) -> str:
    """A query in which $PATH stands as a path in the syntax of SPARQL (SHACL 5.3)."""
    pieces, last = [], 0
    for token in parted(text):
        if token.variable == "PATH":
            pieces += [text[last : token.start], path]
            last = token.end
    return "".join([*pieces, text[last:]])
