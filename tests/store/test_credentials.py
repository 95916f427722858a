import json
import logging
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked as BackendIsLocked
from keyring.errors import PasswordDeleteError, PasswordSetError

from pbxdialer.core.account import Secrets
from pbxdialer.store.credentials import (
    LONGEST_ITEM,
    SERVICE,
    Credentials,
    KeyringLocked,
    KeyringUnavailable,
    SecretsTooLong,
)
from tests.store.keyring_player import ACCOUNT, CANARIES, CANARY


class InMemory(KeyringBackend):
    """A real backend, kept in a dictionary, that counts what is written."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.items: dict[tuple[str, str], str] = {}
        self.written = 0

    def get_password(self, service: str, username: str) -> str | None:
        return self.items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.written += 1
        self.items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.items.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class Forgetful(InMemory):
    """Says yes and keeps nothing, as keyring's null backend does."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Cutting(InMemory):
    """Keeps only the beginning."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.items[service, username] = password[:20]


class Clinging(InMemory):
    """Deletes nothing."""

    def delete_password(self, service: str, username: str) -> None:
        pass


class Gossip(InMemory):
    """Fails, and writes the secret into its error."""

    def set_password(self, service: str, username: str, password: str) -> None:
        raise PasswordSetError(f"could not store {password}")

    def get_password(self, service: str, username: str) -> str | None:
        return None


class Shut(InMemory):
    """Locked, and nobody unlocks it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise BackendIsLocked("Failed to unlock the collection!")


# --- what a backend may do to us


@pytest.mark.fault_matrix
def test_all_secrets_of_an_account_are_one_item() -> None:
    backend = InMemory()
    Credentials(backend).write(ACCOUNT, CANARY)
    assert list(backend.items) == [(SERVICE, ACCOUNT)]
    assert json.loads(backend.items[SERVICE, ACCOUNT]) == CANARIES


def test_what_has_not_changed_is_not_written_again() -> None:
    backend = InMemory()
    for _ in range(3):
        Credentials(backend).write(ACCOUNT, CANARY)
    assert backend.written == 1
    Credentials(backend).write(ACCOUNT, Secrets(api_key="new"))
    assert backend.written == 2


def test_an_account_that_was_never_written_has_empty_secrets() -> None:
    assert Credentials(InMemory()).read(ACCOUNT) == Secrets()
    assert Credentials(None).read(ACCOUNT) == Secrets()


@settings(deadline=None)  # a busy machine is no fault
@given(st.builds(Secrets, *[st.text(st.characters(exclude_categories=["Cs"]), max_size=40)] * 4))
def test_any_secrets_come_back_as_they_were(secrets: Secrets) -> None:
    backend = InMemory()
    Credentials(backend).write(ACCOUNT, secrets)
    assert Credentials(backend).read(ACCOUNT) == secrets


@pytest.mark.parametrize("backend", [Forgetful(), Cutting()])
@pytest.mark.fault_matrix
def test_a_keyring_that_does_not_keep_what_it_is_given_is_refused(backend: KeyringBackend) -> None:
    with pytest.raises(KeyringUnavailable, match="did not give back"):
        Credentials(backend).write(ACCOUNT, CANARY)


def test_a_keyring_that_does_not_delete_is_told() -> None:
    credentials = Credentials(Clinging())
    credentials.write(ACCOUNT, CANARY)
    with pytest.raises(KeyringUnavailable, match="still holds"):
        credentials.forget(ACCOUNT)


def everything_about(error: BaseException) -> str:
    """Return what any report of `error` could show: its words and those of every error it is linked with."""
    linked: list[BaseException] = [error]
    for known in linked:
        linked += [other for other in (known.__cause__, known.__context__) if other is not None and other not in linked]
    return " ".join(f"{known!r} {vars(known)}" for known in linked)


@pytest.mark.parametrize("secret", CANARIES.values(), ids=CANARIES)
@pytest.mark.fault_matrix
def test_no_error_repeats_a_secret_even_where_the_backend_does(secret: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(KeyringUnavailable) as caught:
        Credentials(Gossip()).write(ACCOUNT, Secrets(api_password=secret))
    assert "canary" not in everything_about(caught.value)
    assert str(caught.value) == "PasswordSetError"
    assert "canary" not in caplog.text


@pytest.mark.parametrize(
    "item", ["", "canary", "[]", '"canary"', '{"api_key": 7, "x": "canary"}', "[" * 100_000, '{"api_key": null}']
)
def test_an_item_that_is_none_of_ours_is_told_without_its_text_and_can_be_replaced(item: str) -> None:
    backend = InMemory()
    backend.items[SERVICE, ACCOUNT] = item
    credentials = Credentials(backend)
    with pytest.raises(KeyringUnavailable) as caught:
        credentials.read(ACCOUNT)
    assert "canary" not in everything_about(caught.value)
    credentials.write(ACCOUNT, CANARY)
    assert credentials.read(ACCOUNT) == CANARY


def test_a_newer_versions_item_is_read_as_far_as_it_is_known() -> None:
    backend = InMemory()
    backend.items[SERVICE, ACCOUNT] = '{"api_key": "k", "api_certificate": "…"}'
    assert Credentials(backend).read(ACCOUNT) == Secrets(api_key="k")


@pytest.mark.parametrize("step", [Credentials.read, Credentials.forget, lambda c, a: c.write(a, CANARY)])
@pytest.mark.fault_matrix
def test_a_locked_backend_is_a_locked_keyring_in_every_step(step: Callable[[Credentials, str], object]) -> None:
    with pytest.raises(KeyringLocked, match="locked"):
        step(Credentials(Shut()), ACCOUNT)


# --- length


@pytest.mark.parametrize("backend", [InMemory(), None])
@pytest.mark.parametrize("letter", ["a", "ș", "😀", '"'])
@pytest.mark.fault_matrix
def test_the_longest_item_fits_and_one_unit_more_does_not(backend: KeyringBackend | None, letter: str) -> None:
    frame = len('{"api_key":""}')
    each = {"a": 1, "ș": 1, "😀": 2, '"': 2}[letter]  # UTF-16 units, as JSON writes them
    most = (LONGEST_ITEM - frame) // each
    credentials = Credentials(backend)
    credentials.write(ACCOUNT, Secrets(api_key=letter * most))
    assert credentials.read(ACCOUNT).api_key == letter * most
    with pytest.raises(SecretsTooLong):
        credentials.write(ACCOUNT, Secrets(api_key=letter * (most + 1)))
    assert credentials.read(ACCOUNT).api_key == letter * most


# --- for this session


@pytest.mark.fault_matrix
def test_without_a_keyring_secrets_are_kept_in_memory_and_it_is_said() -> None:
    credentials = Credentials(None)
    credentials.write(ACCOUNT, CANARY)
    assert credentials.read(ACCOUNT) == CANARY
    assert not credentials.survives_restart
    assert "memory" in credentials.backend_name
    credentials.forget(ACCOUNT)
    assert credentials.read(ACCOUNT) == Secrets()


def test_secrets_remembered_for_the_session_go_first_and_never_reach_the_keyring() -> None:
    backend = InMemory()
    credentials = Credentials(backend)
    credentials.write(ACCOUNT, Secrets(api_key="old"))
    credentials.remember_for_session(ACCOUNT, CANARY)
    assert credentials.read(ACCOUNT) == CANARY
    assert Credentials(backend).read(ACCOUNT) == Secrets(api_key="old")


def test_what_the_keyring_takes_later_ends_the_session_only_copy() -> None:
    credentials = Credentials(InMemory())
    credentials.remember_for_session(ACCOUNT, Secrets(api_key="session"))
    credentials.write(ACCOUNT, CANARY)
    assert credentials.read(ACCOUNT) == CANARY


def test_forgetting_takes_both_copies() -> None:
    credentials = Credentials(InMemory())
    credentials.write(ACCOUNT, CANARY)
    credentials.remember_for_session(ACCOUNT, CANARY)
    credentials.forget(ACCOUNT)
    assert credentials.read(ACCOUNT) == Secrets()


def test_a_locked_keyring_does_not_stand_before_what_the_session_remembers() -> None:
    credentials = Credentials(Shut())
    credentials.remember_for_session(ACCOUNT, CANARY)
    assert credentials.read(ACCOUNT) == CANARY
