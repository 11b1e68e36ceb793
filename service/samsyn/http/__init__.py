"""The HTTP interface: routes, content negotiation, problems. Nothing that a stranger sent is parsed in this process."""

from samsyn.http.app import create_app
from samsyn.http.server import serve

__all__ = ["create_app", "serve"]
