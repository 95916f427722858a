"""The desk of the company directories: each is read in the background when it is due, and told of where it is away."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer

from pbxdialer.core.account import Secrets
from pbxdialer.core.company_directory import CompanyDirectory
from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import SettingsLocked
from pbxdialer.core.progress import Cancelled
from pbxdialer.gui.background import StopSign
from pbxdialer.gui.secrets_desk import SecretsUnavailable
from pbxdialer.opening import demo_places, open_contacts
from pbxdialer.store.database import DatabaseUnavailable
from pbxdialer.store.directory_times import LastRead, last_reads, write_last_read
from pbxdialer.store.settings import NameTaken, Settings, with_directory, without_directory
from pbxdialer.synchronisation import Synchronised, synchronise_and_note, trial

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pbxdialer.app.program import Program
    from pbxdialer.gui.background import Lane
    from pbxdialer.gui.directory_settings import DirectorySettings
    from pbxdialer.gui.settings_window import SettingsWindow
    from pbxdialer.store.contacts import Contacts

T = TypeVar("T")
_LOOKS_EVERY_MS = 30_000


class Directories(QObject):
    """Reads directories one after the other on a lane of their own: nobody who types waits for a server."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._is_demo = program.places == demo_places(program.places)  # invented people stay among themselves
        self._stop = StopSign()
        self._begun_at: dict[str, float] = {}
        self._running: set[str] = set()
        self._told: dict[str, Trouble] = {}
        self._last: dict[str, LastRead] = {}
        self.page: DirectorySettings | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.read_what_is_due)
        program.settings_desk.changed.connect(self._use_settings)
        program.settings_opened.connect(self._add_page)
        program.records_lane.submit(lambda: last_reads(program.places.contacts), self._use_last)

    def read_what_is_due(self) -> None:
        """Read each directory whose interval is over; the first time at once."""
        now = self._program.seconds()
        for directory in self._directories:
            begun_at = self._begun_at.get(directory.id)
            if begun_at is None or now - begun_at >= directory.interval_min * 60:
                self.read(directory)

    def read(self, directory: CompanyDirectory) -> None:
        """Read one directory now, unless it is being read."""
        if directory.id in self._running or self._is_demo:
            return
        self._running.add(directory.id)
        self._begun_at[directory.id] = self._program.seconds()
        password = self._password_of(directory)

        def job(contacts: "Contacts") -> Synchronised:
            return synchronise_and_note(directory, password, contacts, self._tell_progress, self._stop.is_up)

        def done(found: Synchronised) -> None:
            self._ended(directory, None)
            if found.changed or found.gone:
                self._program.contact_desk.load()

        self._with_contacts(job, done, lambda error: self._ended(directory, error))

    def close(self) -> None:
        """Let what is being read come to an end; nothing of it is kept."""
        self._timer.stop()
        self._stop.put_up()

    @property
    def _directories(self) -> tuple[CompanyDirectory, ...]:
        return self._program.settings_desk.settings.directories

    @cached_property
    def _lane(self) -> "Lane":
        return self._program.background.lane("directories")

    def _with_contacts(
        self, job: "Callable[[Contacts], T]", done: Callable[[T], None], failed: Callable[[Exception], None]
    ) -> None:
        places, region = self._program.places, self._program.settings_desk.settings.region

        def opened() -> T:
            contacts = open_contacts(places, region)
            try:
                return job(contacts)
            finally:
                contacts.close()

        self._lane.submit(opened, done, failed)

    def _password_of(self, directory: CompanyDirectory, typed: str = "") -> Callable[[], str]:
        """Return what a worker calls for the password. It raises DirectoryTrouble where there is none to be had."""
        if typed or not directory.user:
            return lambda: typed
        waiting = self._program.secrets_desk.waiting(directory.id)

        def password() -> str:
            try:
                return waiting(self._stop.is_up).api_password
            except SecretsUnavailable as error:
                raise DirectoryTrouble(Trouble.KEYRING, plain(str(error), 200)) from error

        return password

    def _use_last(self, last: dict[str, LastRead]) -> None:
        self._last = last
        self._show()
        if not self._timer.isActive():
            self._timer.start(_LOOKS_EVERY_MS)
            self.read_what_is_due()

    def _use_settings(self, _: Settings) -> None:
        self._show()

    def _show(self) -> None:
        if self.page is not None:
            self.page.use_directories(self._directories, self._last)

    def _tell_progress(self, done: int, _total: int) -> None:
        self._program.background.to_gui(lambda: self._say(self._program.look.tr("Reading… {n}", n=done), ""))

    def _ended(self, directory: CompanyDirectory, error: Exception | None) -> None:
        self._running.discard(directory.id)
        tr = self._program.look.tr
        topic = f"directory {directory.id}"
        if error is None:
            self._told.pop(directory.id, None)
            self._program.window.notices.tell(topic, "")
            self._say("✓ " + tr("It was read."), "good")
        elif isinstance(error, DirectoryTrouble):
            sentence = error.sentence(tr)
            self._say("✕ " + sentence, "bad")
            if self._told.get(directory.id) is not error.trouble:
                self._told[directory.id] = error.trouble
                self._program.window.notices.tell(topic, f"{plain(directory.name, 60)}: {sentence}")
        else:
            self._fail(error)
        places = self._program.places
        self._program.records_lane.submit(lambda: last_reads(places.contacts), self._use_last)

    def _fail(self, error: Exception) -> None:
        if isinstance(error, DatabaseUnavailable):
            self._program.contact_desk.trouble.emit(str(error))
        elif not isinstance(error, Cancelled):
            self._program.background.faulted.emit(error)

    def _say(self, text: str, tone: str) -> None:
        if self.page is not None:
            self.page.say(text, tone)

    def _add_page(self, window: "SettingsWindow") -> None:
        window.add_page_later(self._made_page, self._program.look.tr("Directories"))

    def _made_page(self, parent: "QWidget") -> "DirectorySettings":
        from pbxdialer.gui.directory_settings import DirectorySettings

        page = DirectorySettings(self._program.look, parent)
        page.save_requested.connect(self._save)
        page.test_requested.connect(self._test)
        page.read_requested.connect(self._read_now)
        page.remove_requested.connect(self._remove)
        page.destroyed.connect(lambda: self._forget_page(page))
        if self._program.settings_desk.policy.source:
            page.show_locks(self._program.settings_desk.policy)
        self.page = page
        self._show()
        return page

    def _forget_page(self, page: "DirectorySettings") -> None:
        if self.page is page:
            self.page = None

    def _save(self, directory: CompanyDirectory, typed: str) -> None:
        tr, desk = self._program.look.tr, self._program.settings_desk
        try:
            settings = with_directory(desk.settings, directory)
            desk.demand_allowed(settings)
        except SettingsLocked as error:
            self._say("✕ " + error.sentence(tr), "bad")
            return
        except NameTaken as error:
            self._say("✕ " + tr("There is a directory named {name} already.", name=str(error)), "bad")
            return
        if typed:
            self._program.secrets_desk.keep(directory.id, Secrets(api_password=typed))
        desk.change(settings)
        self._say(tr("Reading…"), "")
        self.read(directory)

    def _read_now(self, directory_id: str) -> None:
        for directory in self._directories:
            if directory.id == directory_id:
                self._say(self._program.look.tr("Reading…"), "")
                self.read(directory)

    def _test(self, directory: CompanyDirectory, typed: str) -> None:
        tr = self._program.look.tr
        password = self._password_of(directory, typed)
        self._say(tr("Reading…"), "")

        def told(count: int) -> None:
            said = tr.plural("The server has {n} entry to call.", "The server has {n} entries to call.", count)
            self._say(f"✓ {said}", "good")

        def failed(error: Exception) -> None:
            if isinstance(error, DirectoryTrouble):
                self._say("✕ " + error.sentence(tr), "bad")
            else:
                self._fail(error)

        self._lane.submit(lambda: trial(directory, password(), self._tell_progress, self._stop.is_up), told, failed)

    def _remove(self, directory_id: str) -> None:
        program = self._program
        for directory in self._directories:
            if directory.id == directory_id:
                name = directory.name
                program.settings_desk.change(without_directory(program.settings_desk.settings, directory_id))
                program.secrets_desk.forget(directory_id)
                program.window.notices.tell(f"directory {directory_id}", "")
                self._with_contacts(
                    lambda contacts, name=name: self._forget(contacts, name),  # type: ignore[misc]
                    lambda _: program.contact_desk.load(),
                    self._fail,
                )

    @staticmethod
    def _forget(contacts: "Contacts", name: str) -> None:
        contacts.forget_directory(name)
        write_last_read(contacts.database.path, name, None)
