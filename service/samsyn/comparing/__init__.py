"""The agreements of a library compared: two of them, all at once, and which minimum level holds which."""

from samsyn.comparing.comparer import Comparer
from samsyn.comparing.consequence import Consequence, consequence
from samsyn.comparing.result import ComparisonResult
from samsyn.comparing.table import LevelTable

__all__ = ["Comparer", "ComparisonResult", "Consequence", "LevelTable", "consequence"]
