"""Keeps the accounts' secrets at hand for the next call, and the keyring, which may hang, off the GUI thread."""

from collections.abc import Callable
from concurrent.futures import Future
from concurrent.futures import TimeoutError as FutureTimeout
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from pbxdialer.core.account import Secrets
from pbxdialer.gui.background import Lane

KEYRING_S = 10.0
_LOOKS_EVERY_S = 0.1


class SecretsUnavailable(Exception):
    """The keyring did not hand the secrets out; the message is plain text and holds no secret."""


class NoLongerWanted(Exception):
    """The agent stopped the call while its secrets were awaited."""


class Vault(Protocol):
    """Where secrets are kept, such as `store.credentials.Credentials`. Every method may block."""

    @property
    def survives_restart(self) -> bool:
        """False where the secrets live for this session only."""

    def read(self, account_id: str) -> Secrets:
        """Return the secrets of an account; empty ones where nothing is kept."""

    def write(self, account_id: str, secrets: Secrets) -> None:
        """Keep `secrets`."""

    def forget(self, account_id: str) -> None:
        """Remove whatever is kept for an account."""

    def remember_for_session(self, account_id: str, secrets: Secrets) -> None:
        """Keep `secrets` until the program ends."""


class SecretsDesk(QObject):
    """Reads each account's secrets once, in the background; workers wait for them at most `KEYRING_S`."""

    secrets_changed = Signal(str)  # account id
    trouble = Signal(str)  # what the keyring said
    session_only = Signal()  # secrets will not survive a restart

    def __init__(
        self,
        lane: Lane,
        open_vault: Callable[[], Vault],
        parent: QObject | None = None,
        *,
        patience_s: float = KEYRING_S,
    ) -> None:
        """`patience_s` bounds how long a call waits for its secrets."""
        super().__init__(parent)
        self._patience_s = patience_s
        self._lane = lane
        self._open_vault = open_vault
        self._vault: Vault | None = None
        self._kept: dict[str, Future[Secrets]] = {}

    def load(self, account_id: str) -> None:
        """Begin to read an account's secrets, unless they are here or on their way."""
        kept = self._kept.get(account_id)
        if kept is not None and not (kept.done() and kept.exception()):
            return
        coming: Future[Secrets] = Future()
        self._kept[account_id] = coming

        def read() -> Secrets:
            try:
                secrets = self._opened().read(account_id)
            except Exception as error:
                coming.set_exception(error)
                raise
            coming.set_result(secrets)
            return secrets

        self._lane.submit(read, lambda _: self._told_of(account_id), lambda error: self.trouble.emit(str(error)))

    def waiting(self, account_id: str) -> Callable[[Callable[[], bool]], Secrets]:
        """Return a function for a worker that waits for the secrets, or until its argument says True.

        It raises SecretsUnavailable, and NoLongerWanted where it was told to stop.
        """
        self.load(account_id)
        coming = self._kept[account_id]

        def secrets(stopped: Callable[[], bool]) -> Secrets:
            waited_s = 0.0
            while waited_s < self._patience_s:
                try:
                    return coming.result(_LOOKS_EVERY_S)
                except FutureTimeout:
                    waited_s += _LOOKS_EVERY_S
                except Exception as error:
                    raise SecretsUnavailable(str(error)) from error
                if stopped():
                    raise NoLongerWanted
            raise SecretsUnavailable("it does not answer")

        return secrets

    def keep_for_session(self, account_id: str, secrets: Secrets) -> None:
        """Use `secrets` until the program ends; they go into no keyring."""
        ready: Future[Secrets] = Future()
        ready.set_result(secrets)
        self._kept[account_id] = ready

    def keep(self, account_id: str, secrets: Secrets) -> None:
        """Keep `secrets`: usable at once, in the keyring as soon as that answers, else for this session."""
        self.keep_for_session(account_id, secrets)

        def write() -> None:
            vault = self._opened()
            vault.remember_for_session(account_id, secrets)
            vault.write(account_id, secrets)

        self._lane.submit(write, lambda _: self._told_of(account_id), lambda error: self._kept_in_memory(str(error)))

    def amend(self, account_id: str, typed: Secrets) -> None:
        """Keep `typed` over whatever is kept already; a keyring that cannot be read counts as empty."""
        self._lane.submit(
            lambda: self._opened().read(account_id),
            lambda kept: self.keep(account_id, kept.overlaid_by(typed)),
            lambda _: self.keep(account_id, typed),
        )

    def forget(self, account_id: str) -> None:
        """Remove an account's secrets here and in the keyring."""
        self._kept.pop(account_id, None)
        self._lane.submit(lambda: self._opened().forget(account_id), failed=lambda error: self.trouble.emit(str(error)))

    def _opened(self) -> Vault:
        """Return the vault, opened once; only the lane calls this."""
        if self._vault is None:
            self._vault = self._open_vault()
        return self._vault

    def _told_of(self, account_id: str) -> None:
        if self._vault is not None and not self._vault.survives_restart:
            self.session_only.emit()
        self.secrets_changed.emit(account_id)

    def _kept_in_memory(self, reason: str) -> None:
        self.trouble.emit(reason)
        self.session_only.emit()
