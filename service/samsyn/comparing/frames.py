"""Rows as pandas data frames; pandas is imported when one is asked for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from samsyn.errors import FramesUnavailable, Swedish

if TYPE_CHECKING:
    from pandas import DataFrame


def frame(rows: Sequence[dict[str, Any]]) -> "DataFrame":
    """Rows as a data frame, their keys as its columns. Raises FramesUnavailable where pandas is not installed."""
    try:
        import pandas
    except ImportError as error:
        raise FramesUnavailable(
            "pandas is not installed.",
            advice='Install it with: pip install "samsyn[frames]".',
            sv=Swedish("pandas är inte installerat.", 'Installera det med: pip install "samsyn[frames]".'),
        ) from error
    return pandas.DataFrame.from_records(list(rows))
