"""Everything around one agent: the profile's folder, a PBX, clocks, a keyring, a disk, and the running program."""

import gc
import re
import shutil
import sqlite3
import tempfile
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path

from keyring.errors import KeyringLocked
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account
from pbxdialer.core.call import Call
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.offer_pace import OfferPace
from pbxdialer.dialer import Dialer, Pace
from pbxdialer.opening import open_contacts
from pbxdialer.pbx.attempt import Attempt, WireFault
from pbxdialer.pbx.client import PbxClient
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.paths import Places, places
from pbxdialer.store.settings import Settings, with_account
from pbxdialer.store.settings_file import save
from tests.gui.conftest import KeyringInMemory, account_at
from tests.gui.gui_thread import own_work
from tests.gui.hand import Clock
from tests.gui.prompted_pbx import Heard, PromptedPbx
from tests.php_oracle import BODY_SECRETS
from tests.waiting import await_condition

# A long company makes a row in the journal need a page of its own, so that a full disk is felt at once.
CONTACTS = (
    Contact("Ștefan Ionescu", "Acme SRL " * 180, numbers=(LabelledNumber("mobile", "0722 123 456"),)),
    Contact("Ana Marin", "Bitdesk", numbers=(LabelledNumber("mobile", "+40 733 555 010"),)),
)
_PATIENCE_S = 10.0
_WORKERS = frozenset({"calls", "records", "contacts"})
_CLIENT = PbxClient()  # keeps nothing but the system's trust store, which takes a moment to read


class MoodyKeyring(KeyringInMemory):
    """A keyring that may be locked, or hang; `given` are the accounts whose secrets it has handed out."""

    def __init__(self) -> None:
        super().__init__(self._behave)
        self.works = threading.Event()
        self.works.set()
        self.locked = False
        self.given: set[str] = set()

    def get_password(self, service: str, username: str) -> str | None:
        found = super().get_password(service, username)
        self.given.add(username)
        return found

    def _behave(self) -> None:
        self.works.wait(60)
        if self.locked:
            raise KeyringLocked


def accounts_at(url: str) -> tuple[Account, Account]:
    """Return two accounts on the PBX at `url` that write numbers differently; the second waits for the agent."""
    one = account_at(f"{url}/one")
    two = replace(
        account_at(f"{url}/two", waits_for_agent=True),
        id="fedcba98765443218fedcba987654321",
        name="Support PBX",
        dial_plan=DialPlan(form=NumberForm.INTERNATIONAL_00, outside_prefix="9"),
    )
    return one, two


def make_profile(folder: Path) -> Places:
    """Make the files of a profile with the contacts, and no account yet."""
    where = places(folder)
    where.prepare()
    store = open_contacts(where, "RO")
    store.add_many(CONTACTS)
    store.close()
    return where


class Office:
    """Opened by its constructor with the program running, closed by `close`."""

    def __init__(self, application: QApplication, profile: Path) -> None:
        """`profile` is a folder of `make_profile`; it is copied."""
        self._application = application
        self._closing = ExitStack()
        self._folder = Path(self._closing.enter_context(tempfile.TemporaryDirectory(prefix="office-")))
        self.places = self._copied(profile)
        self.pbx = self._closing.enter_context(PromptedPbx())
        self.accounts = accounts_at(self.pbx.url)
        self.keyring = MoodyKeyring()
        self._closing.callback(self.keyring.works.set)
        settings = Settings()
        for account in self.accounts:
            settings = with_account(settings, account)
            Credentials(self.keyring).write(account.id, BODY_SECRETS)
        save(self.places.settings, replace(settings, current_account_id=self.accounts[0].id))
        self.monotonic, self.wall = Clock(), Clock()
        self.disk_is_full = False
        self.start()

    def start(self) -> None:
        """Start the program on the profile as it stands."""
        self.keyring.given.clear()
        with own_work():  # how long it takes to open is measured elsewhere
            program = Program(self._application, self.places.folder, open_vault=lambda: Credentials(self.keyring))
            program.guests.pace = OfferPace(self.monotonic)
            program.dialer = Dialer(_CLIENT, program.journal, Pace(self.monotonic), self._attempt_for)
            self.program = program
            program.show()
            self.until(lambda: program.journal.opened.done() and program.tray is not None, "the program")
            self.until(lambda: program.guests.desk is not None, "somebody to ask about guests")
            self.until(lambda: len(self.shown()) == len(self.journal()), "the history")
        if self.disk_is_full:
            self.fill_disk()

    def quit(self) -> None:
        """Let the agent quit the program, and the process come to its end."""
        with own_work():  # the process ends: nobody looks at its window any more
            self.program.quit()
            self.program.close()
        self.until(lambda: _WORKERS.isdisjoint(thread.name for thread in threading.enumerate()), "the threads to end")
        self.program.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def kill(self) -> None:
        """Let the process be gone at once: what its files hold now is all that is left of it."""
        assert self.program.records_lane.drained(_PATIENCE_S)  # a copy takes time, in which nothing must be written
        left = self._copied(self.places.folder)
        self.quit()  # on the files of before, which nobody will look at
        self.places = left

    def _copied(self, profile: Path) -> Places:
        folder = Path(tempfile.mkdtemp(dir=self._folder), "profile")
        with own_work():
            shutil.copytree(profile, folder, ignore=shutil.ignore_patterns("*.new"))
        return places(folder)

    def close(self) -> None:
        """End everything."""
        self.quit()
        with own_work():  # no window is left
            self._closing.close()
            del self.program
            gc.collect()  # here, on the GUI thread

    def until(self, holds: Callable[[], bool], what: str) -> None:
        """Let the program live until `holds` says True."""

        def pumped() -> bool:
            self._application.processEvents()
            return holds()

        await_condition(pumped, _PATIENCE_S, what)

    def settle(self) -> None:
        """Let the program live until it waits for somebody: the hands, the PBX or the keyring."""
        self.until(lambda: not self.in_the_air() or self.waits_for_pbx() or self.waits_for_keyring(), "quiet")

    def in_the_air(self) -> Call | None:
        """Return the call that the program says is out."""
        return self.program.switchboard.call_in_the_air

    def held(self) -> Heard | None:
        """Return the request of the call in the air, once the PBX has heard it."""
        call = self.in_the_air()
        return self.pbx.find(call.external_id) if call else None

    def waits_for_pbx(self) -> bool:
        """True while the PBX has heard the request and keeps its answer back."""
        held = self.held()
        return held is not None and not held.answer

    def waits_for_keyring(self) -> bool:
        """True while the call in the air needs secrets from a keyring that hangs."""
        call = self.in_the_air()
        return call is not None and not self.keyring.works.is_set() and call.account_id not in self.keyring.given

    def let_keyring(self, *, hang: bool, be_locked: bool) -> None:
        """Change how the keyring behaves, also to those who wait for it."""
        self.keyring.locked = be_locked
        if hang:
            self.keyring.works.clear()
            return
        self.keyring.works.set()
        assert self.program.secrets_desk._lane.drained(_PATIENCE_S)  # who waited has his answer, or knows of none
        self.settle()

    def time_passes(self, seconds: float) -> None:
        """Let time pass on all clocks."""
        self.monotonic.now += seconds
        self._clocks_moved(seconds)

    def computer_sleeps(self) -> None:
        """Let an hour pass on the wall clock alone, as a sleeping Linux does."""
        self._clocks_moved(3600.0)

    def _clocks_moved(self, seconds: float) -> None:
        self.wall.now += seconds
        self.program.dialer.check_clocks()
        if self.waits_for_pbx() and self._is_late():
            self.until(lambda: not self.in_the_air(), "the deadline to free the worker")

    def _is_late(self) -> bool:
        try:
            self._attempt.seconds_left()
        except WireFault:
            return True
        return False

    def _attempt_for(self, account: Account) -> Attempt:
        attempt = Attempt(account.deadline_s, self.monotonic, self.wall)
        if threading.current_thread() is threading.main_thread():  # the one that is prepared is the one that is used
            self._attempt = attempt
        return attempt

    def fill_disk(self) -> None:
        """Let the journal's file not grow any more."""
        self.disk_is_full = True
        database = self.program.journal.opened.result().history.database
        ((pages,),) = database.rows("PRAGMA page_count")
        database.rows(f"PRAGMA max_page_count = {pages}")

    def free_disk(self) -> None:
        """Let it grow again."""
        self.disk_is_full = False
        self.program.journal.opened.result().history.database.rows("PRAGMA max_page_count = 1000000")

    def offered(self) -> tuple[str, str] | None:
        """Return the digits and the account's name that the window asks about for a guest, while it does."""
        sheet = self.program.guests.sheet
        if sheet is None or not sheet.isVisible() or not sheet.confirm.isVisible():
            return None
        name = re.search(r"through (.+?) · ", sheet.text())
        assert name, sheet.text()
        return sheet.confirm.text().removeprefix("Call "), name[1]

    def shown(self) -> list[Call]:
        """Return the calls in the window's list, newest first."""
        return self.program.window.history.calls.calls()

    def journal(self) -> dict[str, str]:
        """Return external_id → state as they stand in the journal's file."""
        with own_work(), closing(sqlite3.connect(f"{self.places.calls.as_uri()}?mode=ro", uri=True)) as connection:
            return dict(connection.execute("SELECT external_id, state FROM calls").fetchall())
