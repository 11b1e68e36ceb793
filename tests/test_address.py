"""The query of an address is read as urllib reads it."""

from urllib.parse import parse_qsl, quote, quote_plus, unquote_plus

from hypothesis import example, given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from samsyn.http import address

#: what an address is made of, with much that has a meaning in it
_PIECES = st.lists(
    st.sampled_from(("%", "%41", "%c3", "%A5", "%25", "%5C", "%zz", "%4", "\\", r"\x", "+", "&", "=", "a", " "))
)


@given(st.text())
@example("SELECT * { ?s ?p 'å\\n%' }")
def test_what_is_escaped_comes_back(text: str) -> None:
    """However it was escaped."""
    text = text.encode("utf-8", "replace").decode()
    assert address.plain(quote(text).encode()) == text
    assert address.plain(quote_plus(text).encode()) == text


@given(_PIECES.map("".join))
def test_whatever_comes_is_read_as_urllib_reads_it(query: str) -> None:
    """Broken escapes and broken UTF-8, empty names and empty values."""
    assert address.plain(query.encode()) == unquote_plus(query)
    assert address.pairs(query.encode()) == parse_qsl(query, keep_blank_values=True)
    assert QueryParams(address.pairs(query.encode())) == QueryParams(query)


def test_bytes_beyond_ascii_are_utf_8() -> None:
    """As they came, unescaped."""
    assert address.pairs("q=å".encode()) == [("q", "å")]
    assert address.pairs(b"q=\xe5") == [("q", "\ufffd")]
