"""Contacts as a file for other programs, of the kind its name asks for."""

from collections.abc import Collection

from pbxdialer.core.contact import Contact
from pbxdialer.directory.csv_export import csv_of
from pbxdialer.directory.vcard_export import vcards_of

VCARD_SUFFIXES = (".vcf", ".vcard")


def file_of(contacts: Collection[Contact], suffix: str) -> bytes:
    """Return the contacts as vCards 4.0 for a name that ends in ``.vcf``, as CSV for any other."""
    return vcards_of(contacts) if suffix.lower() in VCARD_SUFFIXES else csv_of(contacts)
