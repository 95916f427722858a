"""Files of contacts for the tests, read as an import reads them."""

import io

from pbxdialer.core.contact import Contact
from pbxdialer.directory.contact_file import FileChoice, demand_columns, read_contacts_in
from pbxdialer.directory.import_preview import ImportPreview


def preview_of(data: bytes, suffix: str = ".csv", choice: FileChoice | None = None) -> ImportPreview:
    return demand_columns(read_contacts_in(io.BytesIO(data), suffix, choice or FileChoice()))


def read(text: str, suffix: str = ".csv") -> ImportPreview:
    return preview_of(text.encode(), suffix)


def only(text: str, suffix: str = ".csv") -> Contact:
    (contact,) = read(text, suffix).contacts
    return contact


def numbers_of(contact: Contact) -> list[tuple[str, str]]:
    return [(number.label, number.text) for number in contact.numbers]
