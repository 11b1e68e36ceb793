"""The web pages: plain HTML in Swedish and English that works without script."""

from samsyn.web.asked import Asked
from samsyn.web.pages import TEMPLATE, Pages

__all__ = ["TEMPLATE", "Asked", "Pages"]
