"""The whole program in this process: real window, real dialer, real files; PHP or the demo PBX at the other end."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from keyring.backend import KeyringBackend
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.gui.accounts_page import AccountsPage
from pbxdialer.opening import open_contacts
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.paths import places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import save
from tests.gui.always_on import (  # noqa: F401 - every test's
    _no_stray_log,
    _no_thread_is_left,
    pytest_runtest_call,
    pytest_runtest_setup,
)
from tests.gui.gui_thread import own_work
from tests.php_oracle import BODY_SECRETS, PhpOracle

ACCOUNT_ID = "0123456789ab4def89abcdef01234567"
CONTACTS = (
    Contact("Ștefan Ionescu", "Acme SRL", numbers=(LabelledNumber("mobile", "0722 123 456"),), favourite=True),
    Contact(
        "Ana Marin",
        "Bitdesk",
        numbers=(LabelledNumber("mobile", "+40 733 555 010"), LabelledNumber("office", "021 312 34 56")),
    ),
    Contact("Helpdesk", "Acme SRL", numbers=(LabelledNumber("", "1003"),)),
)
Starter = Callable[..., Program]


def accounts_page(program: Program) -> AccountsPage:
    """Wait, as an agent does, until the settings that were just opened show the accounts."""
    window = program.settings_window
    assert window is not None
    end = time.monotonic() + 5
    while window.accounts is None and time.monotonic() < end:
        QTest.qWait(5)
    assert window.accounts is not None
    return window.accounts


class KeyringInMemory(KeyringBackend):  # type: ignore[misc]
    """A real keyring backend that keeps its items in memory; `delay` may block, as a keyring does."""

    priority = 1.0

    def __init__(self, delay: Callable[[], object] = lambda: None) -> None:
        super().__init__()
        self._items: dict[tuple[str, str], str] = {}
        self.delay = delay

    def get_password(self, service: str, username: str) -> str | None:
        self.delay()
        return self._items.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._items[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self._items[service, username]


@pytest.fixture(scope="module")
def php() -> Iterator[PhpOracle]:
    with PhpOracle(workers=2) as oracle:
        yield oracle


@pytest.fixture
def oracle(php: PhpOracle) -> PhpOracle:
    """Real PHP, with nothing left of earlier tests."""
    php.configure(answer=None, answer_after_s=0.0, status=200)
    php.forget()
    return php


@pytest.fixture
def keyring_backend() -> KeyringInMemory:
    return KeyringInMemory()


def account_at(url: str, **changes: object) -> Account:
    """Return the tests' account on the PBX at `url`."""
    account = Account(
        id=ACCOUNT_ID,
        name="Sales PBX",
        url=url,
        project_id=1,
        destination=Destination(DestinationKind.USER, "ionescu"),
        dial_plan=DialPlan(form=NumberForm.NATIONAL),
    )
    return replace(account, **changes)  # type: ignore[arg-type]


@pytest.fixture
def alone(qapp: QApplication) -> None:
    """Take away the windows that the programs of earlier tests have left in this process.

    Other colours are told to every widget there is; in the program itself there are only its own.
    """
    for window in qapp.topLevelWidgets():
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


@pytest.fixture
def start(qapp: QApplication, qtbot: QtBot, tmp_path: Path, keyring_backend: KeyringInMemory) -> Iterator[Starter]:
    """Return a function that starts the program for an account and waits until it is open for business."""
    running: list[Program] = []

    def started(
        account: Account,
        contacts: tuple[Contact, ...] = CONTACTS,
        secrets: object = BODY_SECRETS,
        before_show: Callable[[], object] = lambda: None,
    ) -> Program:
        with own_work():
            where = places(tmp_path)
            where.prepare()
            save(where.settings, with_account(Settings(), account))
            if contacts:
                store = open_contacts(where, "RO")
                store.add_many(contacts)
                store.close()
            Credentials(keyring_backend).write(account.id, secrets)  # type: ignore[arg-type]
            before_show()  # there is no window yet
            program = Program(qapp, tmp_path, open_vault=lambda: Credentials(keyring_backend))
            running.append(program)
            program.show()
        with own_work():  # how long it takes to open is measured elsewhere (dev.py bench)
            qtbot.waitUntil(program.journal.opened.done, timeout=10_000)
            qtbot.waitUntil(lambda: bool(program.contact_desk.search("ana")) or not contacts, timeout=10_000)
            qtbot.waitUntil(lambda: program.tray is not None, timeout=10_000)
            qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)
            assert program.calls_lane.drained(10), "the program is warm: what is measured from here on is the call"
        return program

    yield started
    for program in running:
        program.window.hide()
        program.switchboard.close(2.0)
        program.close()
        program.window.deleteLater()


class Heartbeat(QObject):
    """Beats on the GUI thread and remembers the longest gap between two beats, in milliseconds."""

    def __init__(self) -> None:
        super().__init__()
        from time import perf_counter

        self._now = perf_counter
        self._last = perf_counter()
        self.longest_gap_ms = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(2)
        self._timer.timeout.connect(self._beat)

    def begin(self) -> None:
        """Measure from now on."""
        self._last = self._now()
        self.longest_gap_ms = 0.0
        self._timer.start()

    def lives(self, longest_gap_ms: float) -> bool:
        """True where no gap was longer than allowed.

        On a machine busy with other things even an idle event loop is held up; that much, looked at now, is granted.
        """
        longest = self.longest_gap_ms
        self.begin()
        QTest.qWait(1000)
        return longest < max(longest_gap_ms, 2 * self.longest_gap_ms)

    def _beat(self) -> None:
        now = self._now()
        self.longest_gap_ms = max(self.longest_gap_ms, (now - self._last) * 1000)
        self._last = now


@pytest.fixture
def heartbeat(qapp: QApplication) -> Iterator[Heartbeat]:
    heart = Heartbeat()
    yield heart
    heart.deleteLater()
