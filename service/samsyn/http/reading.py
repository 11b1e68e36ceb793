"""What was sent: the bytes of a document with their format, and the options beside them. Nothing is parsed here."""

import re
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from samsyn.errors import EmptyInput, Swedish, UnknownFormat
from samsyn.http import bearer
from samsyn.store.formats import rdf_format

_FORMS: Final = ("multipart/form-data", "application/x-www-form-urlencoded")
_FIELDS, _FILES, _PARTS = 40, 4, 100
_LOOKS_LIKE_JSON: Final = re.compile(r"\s*(\{|\[\s*\{)")
#: a declaration, a comment, or an element with its namespaces; an IRI has no blank in it
_LOOKS_LIKE_XML: Final = re.compile(r"\s*<(?:[?!]|[^\s<>]+\s)")
#: in these even no statement at all takes some words
_NEVER_EMPTY: Final = frozenset({"rdf-xml", "json-ld"})
_UTF_8: Final = frozenset({"utf-8", "utf8", "us-ascii"})
_TELLS_NOTHING: Final = frozenset({"", "application/octet-stream", "text/plain"})


@dataclass(frozen=True)
class Document:
    """Bytes that were sent, the format they are said to be in, and the name of their file."""

    data: bytes
    format: str
    name: str | None = None


@dataclass(frozen=True)
class Sent:
    """Documents by the name of their field, and the other fields."""

    documents: dict[str, Document]
    fields: dict[str, str] = field(default_factory=dict)

    def others(self, *names: str) -> tuple[str, ...]:
        """The names under which there are documents besides some."""
        return tuple(name for name in self.documents if name not in names)

    def first(self, *names: str) -> Document:
        """The first document there is under some names. Raises EmptyInput."""
        for name in names:
            if name in self.documents:
                return self.documents[name]
        raise EmptyInput(
            f"Nothing was sent as '{names[0]}'.",
            advice="Send a document, or paste one.",
            sv=Swedish("Inget skickades.", "Klistra in en beskrivning eller välj en fil."),
        )


def media_type(request: Request) -> str:
    """The Content-Type without parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


async def sent(request: Request, *, names: tuple[str, ...]) -> Sent:
    """What a request brings: its body, under the first name, or the documents and fields of a form.

    Raises UnknownFormat for a body of no known media type, TooLarge.
    """
    kind = media_type(request)
    if kind in _FORMS:
        async with request.form(max_files=_FILES, max_fields=_FIELDS, max_part_size=2**62) as form:
            return await _of_form(form, names, kind)
    if not kind:
        raise _untyped()
    form_key = rdf_format(kind).key
    return Sent({names[0]: Document(await request.body(), form_key)})


def check_charset(request: Request) -> None:
    """Refuses what says that it is not UTF-8. Raises UnknownFormat."""
    for parameter in request.headers.get("content-type", "").split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name.lower() == "charset" and value.strip('"').lower() not in _UTF_8:
            raise UnknownFormat(
                f"'{value[:40]}' is no charset that is read here.",
                advice="Send it in UTF-8.",
                sv=Swedish(f"Teckenkodningen '{value[:40]}' läses inte här.", "Skicka det i UTF-8."),
            )


def check_type(request: Request) -> None:
    """Refuses a body of a media type that no document has; one of none may be a document. Raises UnknownFormat."""
    check_charset(request)
    kind = media_type(request)
    if kind and kind != _FORMS[0]:
        rdf_format(kind)


async def documents(request: Request) -> list[Document]:
    """The documents that a request brings: its body, or each part of a multipart form that holds something.

    A body without a media type is RDF/XML, unless it is clearly something else (Graph Store Protocol, 5). Raises
    UnknownFormat for another media type or charset, EmptyInput, TooLarge, MisplacedToken.
    """
    check_type(request)
    kind = media_type(request)
    found = await _parts(request) if kind == _FORMS[0] else [_document(await request.body(), kind)]
    if not found or any(each.format in _NEVER_EMPTY and not each.data.strip() for each in found):
        raise EmptyInput(
            "There is no document.",
            advice="Send one. A graph without statements is an empty text/turtle.",
            sv=Swedish("Inget skickades.", "Skicka ett dokument. En graf utan påståenden är tom text/turtle."),
        )
    return found


def _document(data: bytes, kind: str) -> Document:
    """A body of a media type, or of none. Raises UnknownFormat."""
    if kind:
        return Document(data, rdf_format(kind).key)
    return Document(data, _guess(data[:1000].decode("utf-8", "replace")) if data.strip() else "rdf-xml")


async def _parts(request: Request) -> list[Document]:
    """Each part of a multipart form that holds something."""
    found: list[Document] = []
    async with request.form(max_files=_PARTS, max_fields=_PARTS, max_part_size=2**62) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                found += [each for each in [await _uploaded(value)] if each]
            else:
                bearer.refuse_tokens([(name, value)])
                found.append(Document(value.encode(), _guess(value), name[:100]))
    return found


async def _of_form(form: FormData, names: tuple[str, ...], kind: str) -> Sent:
    documents: dict[str, Document] = {}
    fields: dict[str, str] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            found = await _uploaded(value)
            if found:
                documents[name] = found
        elif name in names:
            if value.strip():
                documents[name] = Document(value.encode(), _guess(value))
        elif value:
            fields[name] = value
    bearer.refuse_tokens(fields.items())
    if not documents and kind == _FORMS[1] and not set(form) & set(names):
        raise _untyped()
    return Sent(documents, fields)


async def _uploaded(file: UploadFile) -> Document | None:
    """A file of a form; None where the field was left empty."""
    data = await file.read()
    if not file.filename and not data:
        return None
    name = (file.filename or "").replace("\\", "/").rpartition("/")[2][:100] or None
    kind = (file.content_type or "").partition(";")[0].strip().lower()
    return Document(data, _named(name or "", kind) or _guess(data[:1000].decode("utf-8", "replace")), name)


def _named(name: str, kind: str) -> str | None:
    """The format that a file's media type or else its name tells; None where neither is known."""
    for said in (kind, name.rpartition(".")[2] if "." in name else ""):
        if said not in _TELLS_NOTHING:
            with suppress(UnknownFormat):
                return rdf_format(said).key
    return None


def _guess(text: str) -> str:
    """The format of a text, by how it begins."""
    text = text.removeprefix("\ufeff")
    if _LOOKS_LIKE_JSON.match(text):
        return "json-ld"
    return "rdf-xml" if _LOOKS_LIKE_XML.match(text) else "turtle"


def _untyped() -> UnknownFormat:
    return UnknownFormat(
        "The request does not say in which format its body is.",
        advice="Name it, for instance with the header Content-Type: text/turtle.",
        sv=Swedish("Begäran säger inte vilket format den är i.", "Ange det, till exempel Content-Type: text/turtle."),
    )
