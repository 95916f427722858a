"""Calls as CSV: complete, and safe for spreadsheets whatever stands in them."""

import csv
import io
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.call import CallResult
from pbxdialer.core.language import Language
from pbxdialer.directory.call_export import calls_as_csv
from tests.pbx.desk import account_at, call_on

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30)
ACCOUNT = account_at("https://pbx.example")


@given(TEXT, TEXT, TEXT)
def test_every_cell_comes_back_and_none_is_a_formula(name: str, company: str, note: str) -> None:
    call = replace(call_on(ACCOUNT, "+40722123456", name), company=company, note=note).ended(CallResult.ANSWERED, 61)

    _, row = csv.reader(io.StringIO(calls_as_csv([call], Language()).decode("utf-8-sig"), newline=""))

    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in row)
    assert [row[1].removeprefix("'"), row[2].removeprefix("'"), row[9].removeprefix("'")] == [
        text.removeprefix("'") for text in (name, company, note)
    ]
    assert row[3] == "'+40722123456"
    assert (row[5], row[6], row[10]) == ("Answered · 1:01", "61", call.external_id)
