"""What the author of an agreement is told: pure functions from graphs to faults."""

from samsyn.authoring.check import check_draft
from samsyn.authoring.draft import Draft

__all__ = ["Draft", "check_draft"]
