"""A live company directory: where it is and how its entries are read. Its password is no part of it."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import SplitResult, urlsplit

from pbxdialer.core.account import is_loopback
from pbxdialer.core.language import mark

SHORTEST_INTERVAL_MIN, USUAL_INTERVAL_MIN, LONGEST_INTERVAL_MIN = 5, 60, 7 * 24 * 60
LDAP_PORT, LDAPS_PORT = 389, 636


class DirectoryKind(StrEnum):
    """The language a directory speaks."""

    LDAP = "ldap"
    CARDDAV = "carddav"


class Meaning(StrEnum):
    """What an attribute of an LDAP entry is, where it is no number."""

    NAME = "name"
    COMPANY = "company"
    EMAIL = "email"
    NOTE = "note"


# attribute → what it means: a word of `Meaning`, else the label of a number (RFC 4519, RFC 2798, Active Directory)
USUAL_ATTRIBUTES = (
    ("displayName", "name"),
    ("cn", "name"),
    ("o", "company"),
    ("company", "company"),
    ("mail", "email"),
    ("telephoneNumber", "office"),
    ("mobile", "mobile"),
    ("ipPhone", "internal"),
    ("homePhone", "home"),
    ("otherTelephone", ""),
)


@dataclass(frozen=True, slots=True)
class CompanyDirectory:
    """One directory, known by its name, under which its entries stand among the contacts.

    `url` is ``ldaps://``, ``ldap://`` (with StartTLS; in plain on this computer only) or ``https://``; `user` the DN
    or name to log in with; `base` and `filter` (RFC 4515; everybody with a number where it is empty) say which entries
    of an LDAP server; `attributes` what they mean; `ca_file` is a PEM file with the company's own issuer.
    """

    id: str
    name: str
    kind: DirectoryKind
    url: str
    user: str = ""
    base: str = ""
    filter: str = ""
    attributes: tuple[tuple[str, str], ...] = USUAL_ATTRIBUTES
    ca_file: str = ""
    interval_min: int = USUAL_INTERVAL_MIN

    @property
    def host(self) -> str:
        """The server's name, for sentences."""
        return urlsplit(self.url).hostname or self.url

    @property
    def starts_tls(self) -> bool:
        """True where an ``ldap://`` line is made secure: everywhere but on this computer without an issuer's file."""
        return urlsplit(self.url).scheme == "ldap" and not (is_loopback(self.host) and not self.ca_file)


class BadDirectory(ValueError):
    """The directory cannot be asked as it is written down; the message is an English source text that says why."""


NO_SERVER = mark("The address names no server.")
NEEDS_LDAP = mark("The address must begin with ldaps:// or ldap://.")
NEEDS_HTTPS = mark("The address must begin with https:// (plain http is allowed on this computer only).")
HAS_EXTRAS = mark("The address must not contain a user, a password, a question mark or a #.")
NO_NAME = mark("The directory needs a name.")
NO_NUMBER_MEANT = mark("None of the attributes is a number.")


def checked(directory: CompanyDirectory) -> SplitResult:
    """Return the parts of the directory's address. Raises BadDirectory."""
    if not directory.name.strip():
        raise BadDirectory(NO_NAME)
    try:
        parts = urlsplit(directory.url.strip())
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise BadDirectory(NO_SERVER) from error
    is_ldap = directory.kind is DirectoryKind.LDAP
    if is_ldap and parts.scheme not in ("ldap", "ldaps"):
        raise BadDirectory(NEEDS_LDAP)
    if not is_ldap and parts.scheme != "https" and not (parts.scheme == "http" and host and is_loopback(host)):
        raise BadDirectory(NEEDS_HTTPS)
    if not host or port == 0:
        raise BadDirectory(NO_SERVER)
    if parts.username is not None or parts.query or parts.fragment:
        raise BadDirectory(HAS_EXTRAS)
    if is_ldap and not any(is_number(meaning) for _, meaning in directory.attributes):
        raise BadDirectory(NO_NUMBER_MEANT)
    return parts


def is_number(meaning: str) -> bool:
    """True where an attribute with this meaning holds a number."""
    return meaning not in Meaning.__members__.values()


def attributes_from(text: str) -> tuple[tuple[str, str], ...]:
    """Read ``displayName=name, mobile=mobile``; the usual ones where there is nothing. Raises BadDirectory."""
    pairs = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        attribute, equals, meaning = (word.strip() for word in part.partition("="))
        if not equals or not attribute.replace("-", "").isalnum() or not attribute.isascii():
            raise BadDirectory(NO_NUMBER_MEANT)
        pairs.append((attribute, meaning))
    return tuple(pairs) or USUAL_ATTRIBUTES


def attributes_text(attributes: tuple[tuple[str, str], ...]) -> str:
    """Return attributes as `attributes_from` reads them."""
    return ", ".join(f"{attribute}={meaning}" for attribute, meaning in attributes)
