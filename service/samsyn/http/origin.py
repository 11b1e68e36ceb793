"""Where a request comes from: the address of its socket, or what a proxy that is trusted says of it."""

import ipaddress
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from starlette.requests import Request

from samsyn.errors import BadInput, Swedish, Where

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_SETTING: Final = "SAMSYN_PROXIES"
_HEADER: Final = "x-forwarded-for"


def proxies(environment: Mapping[str, str]) -> tuple[Network, ...]:
    """The proxies in front, as SAMSYN_PROXIES names them: addresses or networks with commas between.

    Raises BadInput for what is neither.
    """
    given = [part.strip() for part in environment.get(_SETTING, "").split(",") if part.strip()]
    try:
        return tuple(ipaddress.ip_network(part) for part in given)
    except ValueError as error:
        raise BadInput(
            f"{_SETTING} is '{environment[_SETTING]}'.",
            advice="Give the addresses of the proxies in front, such as 10.0.0.7 or 10.0.0.0/24, with commas between.",
            where=Where(_SETTING),
            sv=Swedish(
                f"{_SETTING} är '{environment[_SETTING]}'.",
                "Ange adresserna till de proxyservrar som står framför, till exempel 10.0.0.7, med komma mellan.",
            ),
        ) from error


def address(request: Request, trusted: Sequence[Network]) -> str:
    """The address that a request comes from; empty where nobody tells.

    Of X-Forwarded-For the last address counts that no trusted proxy has, and only where a trusted proxy sent it: what
    stands before it is what a stranger may have written.
    """
    found = request.client.host if request.client else ""
    told = [part.strip() for value in request.headers.getlist(_HEADER) for part in value.split(",")]
    while told and _within(found, trusted):
        nearer = told.pop()
        if _known(nearer) is None:
            break
        found = nearer
    return found


def client(request: Request, trusted: Sequence[Network]) -> str | None:
    """What is counted as one client: an address, of IPv6 the 64 bits that one has to itself.

    None for the machine itself and for what has no address, such as the socket of a proxy in the file system: who runs
    the service may take what they like.
    """
    found = address(request, trusted)
    known = _known(found)
    return None if known is None or known.is_loopback else network(found)


def network(address: str) -> str:
    """What is counted as one address: of IPv6 the 64 bits that one client has to itself."""
    known = _known(address)
    if known is None or known.version == 4:
        return address
    return str(known.ipv4_mapped or ipaddress.ip_network((known, 64), strict=False))


@lru_cache(1000)
def _known(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(address)
    except ValueError:
        return None


def _within(address: str, trusted: Sequence[Network]) -> bool:
    known = _known(address)
    return known is not None and any(known in network for network in trusted)
