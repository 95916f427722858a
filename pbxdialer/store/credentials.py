"""The only door to the system's keyring: every account's secrets are one item there, and nowhere on disk.

keyring's own search for a backend is never run: it obeys ``PYTHON_KEYRING_BACKEND`` and ``keyringrc.cfg`` and then
hands the secrets to whatever module they name (measured). Only the backends listed here are used, by name.

Everything may block for as long as the keyring pleases (a prompt to unlock it, a daemon that hangs): call it on a
worker thread, from one thread at a time. Nothing is locked meanwhile.
"""

import json
import logging
import sys
from collections.abc import Callable
from dataclasses import asdict, fields
from importlib import import_module
from types import new_class
from typing import TYPE_CHECKING, TypeVar

from pbxdialer.core.account import Secrets
from pbxdialer.core.language import mark
from pbxdialer.core.plain_text import plain

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

log = logging.getLogger(__name__)

SERVICE = "pbxdialer"
# Windows keeps at most CRED_MAX_CREDENTIAL_BLOB_SIZE = 2560 bytes (wincred.h), UTF-16; the same everywhere, so that a
# profile can move.
LONGEST_ITEM = 1280

NO_KEYRING = mark("this program's memory, until it ends")
LOCKED = mark("the keyring is locked")
DAMAGED_ITEM = mark("what the keyring holds for this account cannot be understood")
NOT_KEPT = mark("the keyring did not give back what was written")
NOT_FORGOTTEN = mark("the keyring still holds what was deleted")

_Answer = TypeVar("_Answer")
# People's name for it, the module, the class; the first that works is used.
_ALLOWED = {
    "win32": (("Windows Credential Manager", "keyring.backends.Windows", "WinVaultKeyring"),),
    "darwin": (("macOS Keychain", "keyring.backends.macOS", "Keyring"),),
    "linux": (
        ("Secret Service", "keyring.backends.SecretService", "Keyring"),
        ("KWallet", "keyring.backends.kwallet", "DBusKeyring"),
    ),
}
# keyring's own KeyringLocked, and what secretstorage raises when a lock falls between two of its steps
_LOCKED_ERRORS = frozenset({"KeyringLocked", "LockedException", "PromptDismissedException"})


class KeyringUnavailable(Exception):
    """The keyring did not do what was asked; the message is plain text for people and holds no secret."""


class KeyringLocked(KeyringUnavailable):
    """The keyring is locked, and the person did not unlock it."""


class SecretsTooLong(ValueError):
    """The secrets of one account do not fit into one item of every system's keyring."""


class Credentials:
    """The secrets of all accounts: in the keyring, or in memory for this session where there is none."""

    def __init__(self, backend: "KeyringBackend | None") -> None:
        self._backend = backend
        self._session: dict[str, Secrets] = {}

    @classmethod
    def of_this_system(cls) -> "Credentials":
        """Return the credentials in this system's keyring, or in memory where no allowed one answers."""
        for name, module, kind in _ALLOWED.get(sys.platform, _ALLOWED["linux"]):
            try:
                return cls(_backend(name, module, kind))
            except Exception as error:  # each backend fails in its own way where it does not belong
                log.info("no %s: %s", name, plain(str(error)))
        return cls(None)

    @property
    def survives_restart(self) -> bool:
        """False where the secrets must be entered again after the program ends."""
        return self._backend is not None

    @property
    def backend_name(self) -> str:
        """Where the secrets are, for people; without a keyring a source text to translate."""
        return str(self._backend.name) if self._backend else NO_KEYRING

    def read(self, account_id: str) -> Secrets:
        """Return the secrets of an account, empty ones where nothing is kept.

        Raises KeyringLocked, KeyringUnavailable.
        """
        if account_id in self._session:
            return self._session[account_id]
        item = self._item(account_id)
        return Secrets() if item is None else _secrets_from(item)

    def write(self, account_id: str, secrets: Secrets) -> None:
        """Keep the secrets of an account, where they have changed; what was written is read again and compared.

        Raises SecretsTooLong, KeyringLocked, KeyringUnavailable; the caller may then remember them for the session.
        """
        item = _item_from(secrets)
        backend = self._backend
        if backend is None:
            self.remember_for_session(account_id, secrets)
            return
        if self._item(account_id) != item:
            _asked(lambda: backend.set_password(SERVICE, account_id, item), secrets)
            if self._item(account_id) != item:
                raise KeyringUnavailable(NOT_KEPT)
        self._session.pop(account_id, None)

    def remember_for_session(self, account_id: str, secrets: Secrets) -> None:
        """Keep the secrets in memory until the program ends; they go before what the keyring holds."""
        self._session[account_id] = secrets

    def forget(self, account_id: str) -> None:
        """Delete the secrets of an account, wherever they are. Raises KeyringLocked, KeyringUnavailable."""
        self._session.pop(account_id, None)
        backend = self._backend
        if backend is None or self._item(account_id) is None:
            return
        _asked(lambda: backend.delete_password(SERVICE, account_id))
        if self._item(account_id) is not None:
            raise KeyringUnavailable(NOT_FORGOTTEN)

    def _item(self, account_id: str) -> str | None:
        backend = self._backend
        return _asked(lambda: backend.get_password(SERVICE, account_id)) if backend else None


def _backend(name: str, module: str, kind: str) -> "KeyringBackend":
    """Return the backend, ready for use. Raises whatever says that it does not work here."""
    found: type[KeyringBackend] = getattr(import_module(module), kind)
    if found.priority < 1:  # asking connects to the service, and raises where there is none
        raise RuntimeError("not recommended here")
    # WORKAROUND keyring sets any attribute of a backend from KEYRING_PROPERTY_… variables, and macOS' from
    # KEYCHAIN_PATH: the environment could bend an allowed backend, too.
    own = {"name": name, "appid": SERVICE, "keychain": None, "set_properties_from_env": _nothing_from_env}
    kept: type[KeyringBackend] = new_class(kind, (found,), exec_body=lambda body: body.update(own))
    return kept()


def _nothing_from_env(_: "KeyringBackend") -> None:
    """Stand in for keyring's ``set_properties_from_env``."""


def _asked(question: Callable[[], _Answer], secrets: Secrets | None = None) -> _Answer:
    """Return the keyring's answer. Raises KeyringLocked, KeyringUnavailable.

    The backend's own error is not chained: nobody knows what a backend writes into it, and a traceback would show it.
    """
    try:
        return question()
    except Exception as error:  # the backends share no common root of errors
        locked = type(error).__name__ in _LOCKED_ERRORS
        fault = KeyringLocked(LOCKED) if locked else KeyringUnavailable(_reason(error, secrets or Secrets()))
    raise fault


def _reason(error: Exception, secrets: Secrets) -> str:
    """Return what `error` says, or only its kind where it says nothing or could repeat a secret."""
    text, kind = str(error), type(error).__name__
    spellings = {spelling for value in secrets.values() for spelling in (value, _json(value)[1:-1])}
    tells = isinstance(error, UnicodeError) or any(spelling in text for spelling in spellings)
    return kind if tells else plain(text, 200) or kind


def _item_from(secrets: Secrets) -> str:
    """Return the one item that holds `secrets`. Raises SecretsTooLong."""
    item = _json({name: value for name, value in asdict(secrets).items() if value})
    units = len(item.encode("utf-16-le", "surrogatepass")) // 2
    if units > LONGEST_ITEM:
        raise SecretsTooLong(f"{units} > {LONGEST_ITEM}")
    return item


def _secrets_from(item: str) -> Secrets:
    """Return the secrets in `item`. Raises KeyringUnavailable for an item that is none of ours."""
    try:
        found = json.loads(item)
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict):
        values = {field.name: found.get(field.name, "") for field in fields(Secrets)}
        if all(isinstance(value, str) for value in values.values()):
            return Secrets(**values)
    raise KeyringUnavailable(DAMAGED_ITEM)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
