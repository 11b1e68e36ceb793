"""What is published: datasets with their files, and services."""

from typing import Any

from msgspec import Struct

from samsyn.model.basic import Text


class Distribution(Struct, frozen=True):
    """A dataset as a file: its address and media type."""

    url: str
    media_type: str

    def to_dict(self) -> dict[str, str]:
        """As JSON."""
        return {"url": self.url, "media_type": self.media_type}


class Dataset(Struct, frozen=True):
    """A dataset, or a series of them, which has no files of its own.

    `id` is the path of its file or folder, `areas` are IRIs, `files` how many it is put together from, `page` where
    people look at it. What no file states is None.
    """

    id: str
    iri: str
    series: str | None
    is_series: bool
    title: Text
    description: Text
    areas: tuple[str, ...]
    begin: str | None
    end: str | None
    modified: str | None
    version: str | None
    files: int
    page: str | None
    distributions: tuple[Distribution, ...]

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "type": "series" if self.is_series else "dataset",
            "id": self.id,
            "iri": self.iri,
            "series": self.series,
            "title": self.title.to_dict(),
            "description": self.description.to_dict(),
            "areas": list(self.areas),
            "from": self.begin,
            "to": self.end,
            "modified": self.modified,
            "version": self.version,
            "files": self.files,
            "page": self.page,
            "distributions": [each.to_dict() for each in self.distributions],
        }


class DataService(Struct, frozen=True):
    """A service for programs."""

    iri: str
    title: Text
    description: Text
    endpoint: str
    endpoint_description: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON."""
        return {
            "iri": self.iri,
            "title": self.title.to_dict(),
            "description": self.description.to_dict(),
            "endpoint": self.endpoint,
            "endpoint_description": self.endpoint_description,
        }


class Catalog(Struct, frozen=True):
    """All that is published. `licence` is that of these descriptions, `data_licence` that of the data."""

    iri: str
    title: Text
    description: Text
    publisher: str
    licence: str
    data_licence: str
    version: str
    datasets: tuple[Dataset, ...]
    services: tuple[DataService, ...]

    def rows(self) -> list[dict[str, Any]]:
        """Each file of each dataset, as rows of a table."""
        return [
            {**{key: value for key, value in each.to_dict().items() if key != "distributions"}, **file.to_dict()}
            for each in self.datasets
            for file in each.distributions
        ]

    def to_dict(self) -> dict[str, Any]:
        """As JSON: a list of the datasets, and the rest beside it."""
        return {
            "items": [each.to_dict() for each in self.datasets],
            "next": None,
            "services": [each.to_dict() for each in self.services],
            "iri": self.iri,
            "title": self.title.to_dict(),
            "description": self.description.to_dict(),
            "publisher": self.publisher,
            "licence": self.licence,
            "data_licence": self.data_licence,
            "version": self.version,
        }
