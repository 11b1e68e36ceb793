"""Workbooks: what is put in comes out, and nothing is a formula."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from samsyn.sheets import Sheet, workbook

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"))


def test_rows_come_out_as_they_went_in() -> None:
    """Heads and rows are where they were put."""
    made = workbook([Sheet("Krav/kommun", ("id", "antal"), (("a", 1), ("b", None)))])
    page = load_workbook(io.BytesIO(made)).worksheets[0]
    assert page.title == "Krav kommun"
    assert [[cell.value for cell in row] for row in page] == [["id", "antal"], ["a", 1], ["b", None]]
    assert page.freeze_panes == "A2"


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x")', "+1", "-1", "@SUM(A1)", "\t=1", "=1"])
def test_a_text_is_never_a_formula(text: str) -> None:
    """What a spreadsheet would work out stays the text that it was."""
    page = load_workbook(io.BytesIO(workbook([Sheet("a", (text,), ((text,),))]))).worksheets[0]
    for row in page:
        assert [(cell.data_type, cell.value) for cell in row] == [("s", text)]


@given(TEXTS)
def test_any_text_survives(text: str) -> None:
    """Whatever XML can hold."""
    page = load_workbook(io.BytesIO(workbook([Sheet(text, ("head",), ((text,),))]))).worksheets[0]
    assert (page.cell(2, 1).value or "") == text


def test_a_text_is_cut_at_what_a_cell_holds() -> None:
    """What cannot be held is left out rather than refused."""
    page = load_workbook(io.BytesIO(workbook([Sheet("a", ("h",), (("x\x00y" + "z" * 40_000,),))]))).worksheets[0]
    value = page.cell(2, 1).value
    assert isinstance(value, str)
    assert (value[:3], len(value)) == ("xyz", 32_767)


def test_a_workbook_has_a_sheet() -> None:
    """An empty workbook cannot be opened."""
    with pytest.raises(ValueError, match="has a sheet"):
        workbook([])
