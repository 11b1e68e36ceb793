"""Where a store elsewhere is reached, and who we are there."""

import re
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import urlsplit

from msgspec import Struct

from samsyn.errors import BadInput, Swedish, Where

Scheme = Literal["basic", "digest"]
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


class Remote(Struct, frozen=True):
    """The addresses for queries and for updates; without the latter nothing can be written."""

    query: str
    update: str = ""


class Login(Struct, frozen=True):
    """A name and a password, and how they are told. It never travels: each process reads it from the environment."""

    user: str = ""
    password: str = ""
    scheme: Scheme = "basic"
    realm: str = "SPARQL"

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> "Login":
        """The login that SAMSYN_STORE_USER, _PASSWORD, _AUTH and _REALM tell. Raises BadInput for another scheme."""
        scheme = environment.get("SAMSYN_STORE_AUTH", "basic").lower()
        if scheme not in ("basic", "digest"):
            raise BadInput(
                f"SAMSYN_STORE_AUTH is '{scheme}'.",
                advice="Set it to basic or digest.",
                where=Where("SAMSYN_STORE_AUTH"),
                sv=Swedish(f"SAMSYN_STORE_AUTH är '{scheme}'.", "Sätt den till basic eller digest."),
            )
        return cls(
            environment.get("SAMSYN_STORE_USER", ""),
            environment.get("SAMSYN_STORE_PASSWORD", ""),
            "digest" if scheme == "digest" else "basic",
            environment.get("SAMSYN_STORE_REALM", "SPARQL"),
        )


def remote(query: str, update: str = "") -> Remote:
    """The place of a store. Raises BadInput for what is no address, and for one that holds a password."""
    for option, address in (("--store-url", query), ("--update-url", update)):
        if address and not _ADDRESS.fullmatch(address):
            raise BadInput(
                f"{option} is no http or https address.",
                advice="Give one such as http://127.0.0.1:8890/sparql.",
                where=Where(option),
                sv=Swedish(
                    f"{option} är ingen adress med http eller https.",
                    "Ange till exempel http://127.0.0.1:8890/sparql.",
                ),
            )
        if address and urlsplit(address).username is not None:
            raise BadInput(
                f"{option} holds a name or a password, which would end up in logs.",
                advice="Put them in SAMSYN_STORE_USER and SAMSYN_STORE_PASSWORD.",
                where=Where(option),
                sv=Swedish(
                    f"{option} innehåller namn eller lösenord, som då hamnar i loggar.",
                    "Ange dem i SAMSYN_STORE_USER och SAMSYN_STORE_PASSWORD.",
                ),
            )
    return Remote(query, update)
