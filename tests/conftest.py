"""What tests share: the bundled knowledge, read once."""

import pytest

from samsyn import library


@pytest.fixture(scope="session")
def lib() -> library.Library:
    """The bundled knowledge."""
    return library.load()
