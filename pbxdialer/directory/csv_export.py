"""Contacts as CSV that spreadsheets can open without computing anything, and that comes back without loss."""

import csv
import io
import re
from collections.abc import Collection

from pbxdialer.core.contact import Contact
from pbxdialer.directory.csv_headers import OWN_HEADER

_FORMULA = re.compile(r"'*[=+\-@\t\r]")


def quoted(text: str) -> str:
    """Return `text` so that no spreadsheet takes it for a formula: behind an apostrophe (faults.md, "Guests").

    What begins with apostrophes and would then look quoted gets one more, so that the import can take one off again.
    """
    return f"'{text}" if _FORMULA.match(text) else text


def csv_of(contacts: Collection[Contact]) -> bytes:
    """Return the contacts as a CSV file in UTF-8, with the mark by which Excel recognises it."""
    most = max((len(contact.numbers) for contact in contacts), default=1) or 1
    numbers = [title for place in range(1, most + 1) for title in (f"Phone {place} - Label", f"Phone {place} - Value")]
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*OWN_HEADER, *numbers])
    for contact in contacts:
        fields = [contact.name, contact.company, contact.email, contact.note, "\n".join(contact.groups)]
        fields += ["1" if contact.favourite else ""]
        fields += [part for number in contact.numbers for part in (number.label, number.text)]
        writer.writerow(map(quoted, fields))
    return text.getvalue().encode("utf-8-sig")
