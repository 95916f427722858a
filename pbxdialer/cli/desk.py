"""What the commands share: the profile's files, opened when a command first needs them."""

import argparse
import json
import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import fields, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.language import Language
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import Policy, SettingsLocked
from pbxdialer.store.paths import Notice, Places, places
from pbxdialer.store.settings import Settings, account_named
from pbxdialer.store.settings_file import Loaded, SettingsUnavailable, load, save
from pbxdialer.store.strict_json import BadSetting

if TYPE_CHECKING:
    from pbxdialer.dialer import Dialer, Journal
    from pbxdialer.store.contacts import Contacts
    from pbxdialer.store.credentials import Credentials
    from pbxdialer.store.history import History

Subcommands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
Everywhere: TypeAlias = argparse.ArgumentParser
T = TypeVar("T")


class UsageFault(Exception):
    """The command cannot be carried out as given; the message says why."""


class Desk:
    """One profile, for one command."""

    def __init__(self, data_dir: Path | None, policy: Policy | None = None) -> None:
        """`policy` is this computer's own unless given."""
        self.tr = Language()
        self._policy = policy
        self._places = places(data_dir)
        self._closing = ExitStack()

    @cached_property
    def places(self) -> Places:
        """The profile's files; their folders are made on first use."""
        for notice in self._places.prepare():
            complain(notice.sentence(self.tr))
        return self._places

    @cached_property
    def _loaded(self) -> Loaded:
        loaded = load(self.places.settings, self._policy)
        for notice in loaded.notices:
            complain(notice.sentence(self.tr))
        return loaded

    @property
    def settings(self) -> Settings:
        """The settings as they are on disk."""
        return self._loaded.settings

    @property
    def policy(self) -> Policy:
        """What the administrator decided for this computer."""
        return self._loaded.policy

    def save(self, settings: Settings) -> None:
        """Write the settings. Raises UsageFault where they cannot be kept."""
        try:
            save(self.places.settings, settings, self.policy)
        except (SettingsUnavailable, SettingsLocked, BadSetting) as error:
            raise UsageFault(f"the settings were not saved: {error}") from error

    def account(self, name: str | None) -> Account:
        """Return the account `name`, or the current one. Raises UsageFault."""
        account = account_named(self.settings, name) if name else self.settings.current_account
        if account is None:
            raise UsageFault(f"there is no account named {name}" if name else "there is no account; see: account add")
        return account

    def demand_allowed(self, account: Account) -> None:
        """Raise UsageFault where the administrator does not allow `account`, which has wishes of one command in it."""
        if self.policy.locks:
            from pbxdialer.store.policy_in_force import demand_allowed

            try:
                demand_allowed(self.policy, self.settings, replace(self.settings, accounts=(account,)))
            except SettingsLocked as error:
                raise UsageFault(str(error)) from error

    def credentials(self) -> "Credentials":
        """Return the keyring."""
        from pbxdialer.store.credentials import Credentials

        return Credentials.of_this_system()

    def secrets(self, account: Account) -> Secrets:
        """Return the account's secrets. Raises UsageFault where the keyring does not hand them out."""
        from pbxdialer.store.credentials import KeyringLocked, KeyringUnavailable

        try:
            return self.credentials().read(account.id)
        except (KeyringLocked, KeyringUnavailable) as trouble:
            raise UsageFault(f"the keyring: {trouble}") from trouble

    def keep_secrets(self, account_id: str, secrets: Secrets) -> bool:
        """Put secrets into the keyring; False, with a sentence, where that is not possible."""
        from pbxdialer.store.credentials import KeyringLocked, KeyringUnavailable, SecretsTooLong

        keyring = self.credentials()
        if not keyring.survives_restart:
            complain("there is no keyring on this computer: the secrets were not kept; see dial --secrets-from-stdin")
            return False
        try:
            keyring.write(account_id, secrets)
        except (KeyringLocked, KeyringUnavailable, SecretsTooLong) as trouble:
            complain(f"the secrets were not kept: {trouble}")
            return False
        return True

    def forget_secrets(self, account_id: str) -> bool:
        """Remove secrets from the keyring; False, with a sentence, where that is not possible."""
        from pbxdialer.store.credentials import KeyringLocked, KeyringUnavailable

        try:
            self.credentials().forget(account_id)
        except (KeyringLocked, KeyringUnavailable) as trouble:
            complain(f"the secrets may still be in the keyring: {trouble}")
            return False
        return True

    @cached_property
    def history(self) -> "History":
        """The journal of calls. Raises UsageFault."""
        from pbxdialer.opening import open_journal

        opened = self.opened(lambda: open_journal(self.places, self.settings.region))
        for notice in opened.notices:
            complain(notice.sentence(self.tr))
        self._closing.callback(opened.close)
        return opened.history

    @cached_property
    def contacts(self) -> "Contacts":
        """The contacts. Raises UsageFault."""
        from pbxdialer.opening import open_contacts

        contacts = self.opened(lambda: open_contacts(self.places, self.settings.region))
        for notice in contacts.database.notices:
            complain(notice.sentence(self.tr))
        self._closing.callback(contacts.close)
        return contacts

    def close(self) -> None:
        """Close whatever was opened."""
        self._closing.close()

    def tell(self, notice: Notice) -> None:
        """Say something about the profile's files on standard error."""
        complain(notice.sentence(self.tr))

    def opened(self, opening: Callable[[], T]) -> T:
        """Return what `opening` opens. Raises UsageFault where its database cannot be used."""
        from pbxdialer.store.database import DatabaseUnavailable

        try:
            return opening()
        except DatabaseUnavailable as error:
            raise UsageFault(f"the profile's database cannot be used: {error}") from error

    def dialer(self) -> "Dialer":
        """Return a dialer that writes into the history."""
        from pbxdialer.dialer import Dialer
        from pbxdialer.pbx.client import PbxClient
        from pbxdialer.pbx.environment import shield_secrets

        shield_secrets()
        return Dialer(PbxClient(), self._journal())

    def _journal(self) -> "Journal":
        """Return the journal; where it cannot be opened calls go on without, and say so."""
        from pbxdialer.opening import OpeningJournal, open_journal
        from pbxdialer.store.database import DatabaseUnavailable

        journal = OpeningJournal(lambda: open_journal(self.places, self.settings.region))
        try:
            opened = journal.open()
        except DatabaseUnavailable as error:
            complain(f"the history cannot be used: {error}")
        else:
            for notice in opened.notices:
                complain(notice.sentence(self.tr))
        self._closing.callback(journal.close)
        return journal


def complain(text: str) -> None:
    """Say something on standard error."""
    print(f"pbxdialer: {plain(text)}", file=sys.stderr)


def variable(text: str) -> tuple[str, str]:
    """Read ``NAME=VALUE``. Raises argparse's error where there is no ``=``."""
    name, equals, value = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError(f"{text!r} is not NAME=VALUE")
    return name, value


def secrets_from_stdin() -> Secrets:
    """Read one JSON object with the secrets from standard input. Raises UsageFault without quoting any of it."""
    names = [item.name for item in fields(Secrets)]
    try:
        given = json.loads(sys.stdin.buffer.read(64 * 1024).decode())
    except (ValueError, RecursionError) as error:
        raise UsageFault("standard input holds no JSON object with the secrets") from error
    known = isinstance(given, dict) and all(name in names and isinstance(text, str) for name, text in given.items())
    if not known:
        raise UsageFault(f"the secrets are one JSON object with texts for: {', '.join(names)}")
    return Secrets(**given)
