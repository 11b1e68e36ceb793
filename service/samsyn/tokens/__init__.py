"""Tokens: who may write, kept as hashes in a file of the store's folder; and the log of all that was written."""

from samsyn.tokens.audit import Audit, Line
from samsyn.tokens.file import Record, Tokens, prepared, refused, written_now
from samsyn.tokens.secret import LOOKS_LIKE_A_TOKEN, hidden

__all__ = ["LOOKS_LIKE_A_TOKEN", "Audit", "Line", "Record", "Tokens", "hidden", "prepared", "refused", "written_now"]
