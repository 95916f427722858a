"""The desk of newer versions: looks in the background where somebody said where, and tells in one quiet line."""

import logging
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QBoxLayout

from pbxdialer import __version__
from pbxdialer.core.newer_version import NewerVersion
from pbxdialer.opening import demo_places
from pbxdialer.store.last_look import NAME

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.background import Lane
    from pbxdialer.gui.main_window import MainWindow
    from pbxdialer.gui.update_bar import UpdateBar
    from pbxdialer.store.settings import Settings

log = logging.getLogger(__name__)
FIRST_LOOK_MS = 20_000  # nobody waits for it, and a morning's first call should not
_ASKS_AGAIN_MS = 3_600_000  # whether a day has passed


class Updates(QObject):
    """Off until an address was given; never in the demo."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._file = program.places.contacts.with_name(NAME)
        self._is_demo = program.places == demo_places(program.places)
        self._where = self._wanted(program.settings_desk.settings)
        self._newer: NewerVersion | None = None
        self.bar: UpdateBar | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_ASKS_AGAIN_MS)
        self._first = QTimer(self, singleShot=True, interval=FIRST_LOOK_MS)
        self._first.timeout.connect(self.look)
        self._first.start()
        program.settings_desk.changed.connect(self._use_settings)

    def look(self) -> None:
        """Look, where somebody said where and a look is due; tell what was found."""
        where, settings = self._where, self._program.settings_desk.settings
        if not where:
            self._tell(where, None)
            return
        file, account = self._file, settings.current_account

        def looked() -> NewerVersion | None:
            import pbxdialer.gui.update_bar  # noqa: F401 – here nobody waits for it
            from pbxdialer.update_look import Way, newer_version

            way = Way(account.proxy, account.ca_file) if account is not None else Way()
            return newer_version(file, where, __version__, datetime.now(UTC), way)

        self._lane.submit(looked, lambda newer: self._tell(where, newer), self._log)

    def serve(self, window: "MainWindow") -> None:
        """Tell in this window; it is built anew in another language or colour."""
        self.bar = None
        self._show(window)

    def close(self) -> None:
        """Look no more: the program is ending."""
        self._timer.stop()
        self._first.stop()

    @cached_property
    def _lane(self) -> "Lane":
        return self._program.background.lane("updates")

    def _wanted(self, settings: "Settings") -> str:
        return settings.update_address if settings.update_notice and not self._is_demo else ""

    def _use_settings(self, settings: "Settings") -> None:
        wanted = self._wanted(settings)
        if wanted != self._where:
            self._where = wanted
            self.look()

    def _tell(self, where: str, newer: NewerVersion | None) -> None:
        if where == self._where and newer != self._newer:
            self._newer = newer
            self._show(self._program.window)

    def _show(self, window: "MainWindow") -> None:
        if self.bar is not None:
            self.bar.deleteLater()
            self.bar = None
        page = window.centralWidget()
        column = page.layout() if page is not None else None
        if self._newer is None or not isinstance(column, QBoxLayout):
            return
        from pbxdialer.gui.update_bar import UpdateBar

        self.bar = UpdateBar(window.look, self._newer, page)
        self.bar.page_requested.connect(self._open_page)
        self.bar.closed.connect(self._close_bar)
        column.insertWidget(column.indexOf(window.notices) + 1, self.bar)

    def _open_page(self) -> None:
        if self._newer is not None:
            from pbxdialer.desktop.links import open_with_system

            page = self._newer.page
            self._lane.submit(lambda: open_with_system(page), failed=lambda _: self._say_unopened(page))

    def _say_unopened(self, page: str) -> None:
        window = self._program.window
        window.notices.tell("update", window.look.tr("The page could not be opened: {page}", page=page))

    def _close_bar(self) -> None:
        newer, file, where = self._newer, self._file, self._where
        self._tell(where, None)
        if newer is not None:

            def closed() -> None:
                from pbxdialer.update_look import close

                close(file, where, newer.version)

            self._lane.submit(closed, failed=self._log)

    def _log(self, error: Exception) -> None:
        log.info("no newer version was told: %s", type(error).__name__)
