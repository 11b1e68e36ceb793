"""The web pages: plain HTML in Swedish and English that works without script."""

from samsyn.web.asked import Asked
from samsyn.web.pages import Pages

__all__ = ["Asked", "Pages"]
