"""Workbooks (Office Open XML, ECMA-376) for those who read tables in a spreadsheet.

Nothing that comes from data is ever a formula: each text is stored as one, whatever it begins with.
"""

import io
from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: what a cell may hold
Cell = str | int | float | None
_LONGEST_NAME: Final = 31
_LONGEST_TEXT: Final = 32_767
_NOT_IN_NAMES: Final = str.maketrans(dict.fromkeys(r"\/*?:[]", " "))
_WIDEST: Final = 60


class Sheet(Struct, frozen=True):
    """One sheet: its name, the heads of its columns, its rows, and how many columns at the left stay in sight."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    still: int = 0


def workbook(sheets: Sequence[Sheet]) -> bytes:
    """A workbook with these sheets: heads in bold that stay in sight, with a filter. Raises ValueError without any."""
    from openpyxl import Workbook

    if not sheets:
        raise ValueError("a workbook has a sheet")
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        _fill(book.create_sheet(_name(sheet.name)), sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(page: Any, sheet: Sheet) -> None:
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    for number, row in enumerate((sheet.heads, *sheet.rows), 1):
        for column, value in enumerate(row, 1):
            cell = page.cell(number, column, _storable(value) if isinstance(value, str) else value)
            if isinstance(value, str):
                cell.data_type = "s"
            cell.alignment = Alignment(vertical="top", wrap_text=True)
            cell.font = Font(bold=number == 1)
    for column, values in enumerate(page.columns, 1):
        longest = max(len(str(cell.value or "")) for cell in values)
        page.column_dimensions[get_column_letter(column)].width = min(_WIDEST, longest + 2)
    page.freeze_panes = page.cell(2, sheet.still + 1).coordinate
    page.auto_filter.ref = page.dimensions


def _name(text: str) -> str:
    """A name that a sheet may have."""
    return text.translate(_NOT_IN_NAMES)[:_LONGEST_NAME].strip("' ") or "-"


def _storable(text: str) -> str:
    """A text without the characters that XML has no place for, and no longer than a cell may be."""
    kept = "".join(sign for sign in text if sign >= " " or sign in "\t\n")
    return kept[:_LONGEST_TEXT]
