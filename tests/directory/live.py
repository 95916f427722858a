"""What tests of live directories stand on: a store of contacts, and what is kept of a directory."""

from pathlib import Path

from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.store.contacts import Contacts

OWN = Contact("Our Own", numbers=(LabelledNumber("mobile", "0700 000 000"),))


def store_in(folder: Path) -> Contacts:
    """Return contacts that hold one of our own."""
    contacts = Contacts.at(folder / "contacts.sqlite", folder / "backups", "RO")
    contacts.add(OWN)
    return contacts


def kept(contacts: Contacts, directory: str) -> dict[str, list[str]]:
    """Return names and numbers of what is kept of a directory; our own contact must be there, untouched."""
    everybody = list(contacts.all())
    assert [person.numbers for person in everybody if person.name == OWN.name] == [OWN.numbers]
    return {
        person.name: [f"{number.label} {number.text}".strip() for number in person.numbers]
        for person in everybody
        if person.origin.directory == directory
    }
