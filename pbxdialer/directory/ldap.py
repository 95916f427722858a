"""Entries of an LDAP directory (RFC 4511): simple bind over TLS, paged results (RFC 2696). Nothing is ever written."""

import ssl
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

import ldap3
from ldap3.core.exceptions import LDAPException, LDAPInvalidFilterError

from pbxdialer.core.company_directory import (
    LDAP_PORT,
    LDAPS_PORT,
    BadDirectory,
    CompanyDirectory,
    Meaning,
    checked,
    is_number,
)
from pbxdialer.core.contact import IMPORTED, Contact, LabelledNumber
from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.core.plain_text import plain, plain_block
from pbxdialer.core.progress import Cancelled, Told, never, nobody_told
from pbxdialer.directory.csv_columns import LONGEST_NOTE, MOST_NUMBERS
from pbxdialer.directory.live_entries import LONGEST_ID, MOST_ENTRIES, LiveEntries, Read
from pbxdialer.directory.number_field import LONGEST_FIELD, numbers_in

PAGE = 500
_CONNECTS_IN_S, _ANSWERS_IN_S = 10, 30
# names that stay when an entry moves: RFC 4530 and Active Directory's; both are given only where they are asked for
_STABLE_IDS = ("entryUUID", "objectGUID")
_SUCCESS, _NO_SUCH_OBJECT, _INVALID_DN = 0, 32, 34
_TROUBLE_OF = {  # result codes of RFC 4511, appendix A
    3: Trouble.ONLY_A_PART,
    4: Trouble.ONLY_A_PART,
    11: Trouble.ONLY_A_PART,
    7: Trouble.NOT_SECURE,
    8: Trouble.NOT_SECURE,
    13: Trouble.NOT_SECURE,
    48: Trouble.WRONG_PASSWORD,
    49: Trouble.WRONG_PASSWORD,
    50: Trouble.FORBIDDEN,
    51: Trouble.AWAY,
    52: Trouble.AWAY,
    _NO_SUCH_OBJECT: Trouble.WRONG_BASE,
    _INVALID_DN: Trouble.WRONG_BASE,
    10: Trouble.WRONG_BASE,  # a referral: the place is kept by another server, to which no password is sent
}
_NO_LOGIN = frozenset({_NO_SUCH_OBJECT, _INVALID_DN, 48, 49, 53})  # also a user's name that is no DN
Attributes = dict[str, list[bytes]]


def read_ldap(
    directory: CompanyDirectory,
    password: str,
    context: ssl.SSLContext,
    known: frozenset[str],
    progress: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
) -> Read:
    """Read all entries with a number. Whoever is `known` and not among them is gone.

    `context` verifies the server. Raises DirectoryTrouble, Cancelled; a directory that was not read to its end is
    never taken for a smaller one. `progress` hears of entries, the total is 0: nobody knows it before.
    """
    line = _Line(directory, context)
    entries = LiveEntries()
    try:
        connection = line.opened(password)
        try:
            for page in _pages(connection, directory):
                for found in page:
                    entry = _entry_of(found, directory.attributes)
                    if entry is not None:
                        entries.put(*entry)
                if len(entries) > MOST_ENTRIES:
                    raise DirectoryTrouble(Trouble.TOO_MUCH, str(MOST_ENTRIES))
                progress(len(entries), 0)
                if cancelled():
                    raise Cancelled
        finally:
            _shut(connection)
    except (LDAPException, OSError) as error:
        raise line.trouble(error) from error
    return Read(entries, known - entries.ids)


class _Line:
    """The way to the server. Its one certificate check is Python's own, for the name in the address."""

    def __init__(self, directory: CompanyDirectory, context: ssl.SSLContext) -> None:
        try:
            parts = checked(directory)
        except BadDirectory as error:
            raise DirectoryTrouble(Trouble.BAD_SETTING, str(error)) from error
        self._directory = directory
        self._tls = _Verified(context)
        secure = parts.scheme == "ldaps"
        self._server = ldap3.Server(
            parts.hostname,
            parts.port or (LDAPS_PORT if secure else LDAP_PORT),
            use_ssl=secure,
            tls=self._tls,
            get_info=ldap3.NONE,
            connect_timeout=_CONNECTS_IN_S,
        )

    def opened(self, password: str) -> Any:
        """Return a connection that is logged in. Raises DirectoryTrouble, LDAPException."""
        user = self._directory.user
        if user and not password:
            raise DirectoryTrouble(Trouble.NO_PASSWORD)  # a server takes such a login for nobody's (RFC 4513, 5.1.2)
        connection = ldap3.Connection(
            self._server,
            user or None,
            password or None,
            authentication=ldap3.SIMPLE if user else ldap3.ANONYMOUS,
            client_strategy=ldap3.SYNC,
            auto_referrals=False,
            check_names=False,
            read_only=True,
            receive_timeout=_ANSWERS_IN_S,
        )
        try:
            connection.open(read_server_info=False)
            if self._directory.starts_tls:
                connection.start_tls(read_server_info=False)
            connection.bind(read_server_info=False)
            if connection.result["result"] in _NO_LOGIN:
                raise DirectoryTrouble(Trouble.WRONG_PASSWORD)
            _demand_success(connection.result, self._directory)
        except BaseException:
            _shut(connection)
            raise
        return connection

    def trouble(self, error: Exception) -> DirectoryTrouble:
        """Return what an error of ldap3 means."""
        if self._tls.refused is not None:
            return DirectoryTrouble(Trouble.NOT_SECURE, self._tls.refused)
        if isinstance(error, LDAPInvalidFilterError):
            return DirectoryTrouble(Trouble.BAD_FILTER)
        if "startTLS" in str(error):
            return DirectoryTrouble(Trouble.NOT_SECURE, "StartTLS")
        return DirectoryTrouble(Trouble.AWAY, plain(self._directory.host, 120))


class _Verified(ldap3.Tls):  # type: ignore[misc]  # ldap3 has no types
    """TLS with a context of ours, which checks issuer and name; ldap3's own check knows no addresses."""

    def __init__(self, context: ssl.SSLContext) -> None:
        super().__init__(validate=ssl.CERT_REQUIRED)
        self._context = context
        self.refused: str | None = None

    def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:
        """Make the line of `connection` secure."""
        try:
            connection.socket = self._context.wrap_socket(connection.socket, server_hostname=connection.server.host)
        except ssl.SSLCertVerificationError as error:
            self.refused = plain(error.verify_message, 200)
            raise
        except OSError as error:
            self.refused = plain(str(getattr(error, "reason", "") or error), 200)
            raise


def _shut(connection: Any) -> None:
    """Close the line at once, without a word of farewell; ldap3 leaves one open that never came to be."""
    line = connection.socket
    connection.strategy.close()
    if line is not None:
        line.close()


def _pages(connection: Any, directory: CompanyDirectory) -> Iterator[list[Attributes]]:
    """Yield the entries page by page. Raises DirectoryTrouble, LDAPException."""
    wanted = [*dict.fromkeys(attribute for attribute, _ in directory.attributes), *_STABLE_IDS]
    cookie: bytes | None = None
    while True:
        connection.search(
            directory.base,
            directory.filter or _everybody_with_a_number(directory),
            ldap3.SUBTREE,
            attributes=wanted,
            paged_size=PAGE,
            paged_cookie=cookie,
        )
        _demand_success(connection.result, directory)
        yield [
            {"dn": [str(found["dn"]).encode()], **{name.lower(): values for name, values in raw.items()}}
            for found in connection.response or ()
            if found.get("type") == "searchResEntry"
            for raw in (found["raw_attributes"],)
        ]
        control = (connection.result.get("controls") or {}).get("1.2.840.113556.1.4.319")
        cookie = control["value"]["cookie"] if control else None
        if not cookie:
            return


def _everybody_with_a_number(directory: CompanyDirectory) -> str:
    numbers = dict.fromkeys(attribute for attribute, meaning in directory.attributes if is_number(meaning))
    return f"(|{''.join(f'({attribute}=*)' for attribute in numbers)})"


def _demand_success(result: dict[str, Any], directory: CompanyDirectory) -> None:
    code = result["result"]
    if code != _SUCCESS:
        trouble = _TROUBLE_OF.get(code, Trouble.NOT_UNDERSTOOD)
        detail = directory.base if trouble is Trouble.WRONG_BASE else result.get("description", str(code))
        raise DirectoryTrouble(trouble, plain(str(detail), 120))


def _entry_of(found: Attributes, attributes: tuple[tuple[str, str], ...]) -> tuple[str, Contact] | None:
    """Return server's id and contact, or None for an entry without a name or a number to call."""
    words: dict[str, str] = {}
    numbers: list[LabelledNumber] = []
    for attribute, meaning in attributes:
        texts = [value.decode("utf-8", "replace") for value in found.get(attribute.lower(), ())]
        if is_number(meaning):
            numbers += [LabelledNumber(meaning, number) for text in texts for number in numbers_in(text)]
        elif not words.get(meaning):
            words[meaning] = _plain_text(meaning, texts)
    name, company = words.get(Meaning.NAME, ""), words.get(Meaning.COMPANY, "")
    if not numbers or not (name or company):
        return None
    contact = Contact(
        name=name or company,
        company=company if name else "",
        email=words.get(Meaning.EMAIL, ""),
        numbers=tuple(dict.fromkeys(numbers))[:MOST_NUMBERS],
        note=words.get(Meaning.NOTE, ""),
        origin=IMPORTED,
    )
    return _id_of(found), contact


def _plain_text(meaning: str, texts: list[str]) -> str:
    if meaning == Meaning.NOTE:
        return plain_block("\n".join(texts), LONGEST_NOTE)
    return next(filter(None, (plain(text, LONGEST_FIELD) for text in texts)), "")


def _id_of(found: Attributes) -> str:
    """Return a name of the entry that survives its being moved, where the server has one; else its DN."""
    if uuid := found.get("entryuuid"):
        return uuid[0].decode("ascii", "replace")[:LONGEST_ID]
    if (guid := found.get("objectguid")) and len(guid[0]) == 16:
        return str(UUID(bytes_le=guid[0]))
    return found["dn"][0].decode()[:LONGEST_ID]
