"""The desk of the support bundle: gathered in the background, shown on a page of the settings, saved where one says."""

import subprocess
import sys
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from pbxdialer.store.paths import places

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pbxdialer.app.program import Program
    from pbxdialer.gui.background import Lane
    from pbxdialer.gui.settings_window import SettingsWindow
    from pbxdialer.gui.support_page import SupportPage
    from pbxdialer.store.support_bundle import Part

_SELF_TEST_S = 60
_NO_CONSOLE = getattr(subprocess, "CREATE_NO_WINDOW", 0)


class SupportDesk(QObject):
    """Adds its page to the settings. Nothing is gathered before the agent asks for it, and nothing is ever sent."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._parts: tuple[Part, ...] = ()
        self.page: SupportPage | None = None
        program.settings_opened.connect(self._add_page)

    def gather(self) -> None:
        """Gather the parts and show them."""
        if self.page is not None:
            self.page.begin()
        self._lane.submit(self._gathered, self._show, self._tell)

    def save(self, path: Path) -> None:
        """Save what is shown; nothing else goes into the file."""
        from pbxdialer.store.support_bundle import save_bundle

        parts, tr = self._parts, self._program.look.tr
        self._lane.submit(
            lambda: save_bundle(path, parts), lambda _: self._say("✓ " + tr("Saved."), "good"), self._tell
        )

    @cached_property
    def _lane(self) -> "Lane":
        return self._program.background.lane("support")

    def _gathered(self) -> "tuple[Part, ...]":
        from pbxdialer.store.support_bundle import parts_of

        desk = self._program.settings_desk
        here = self._program.places
        words = () if here == places(None) else ("--data-dir", str(here.folder))
        return parts_of(here, desk.settings, desk.policy, self_test(*words))

    def _show(self, parts: "tuple[Part, ...]") -> None:
        self._parts = parts
        if self.page is not None:
            self.page.show_parts(parts)

    def _tell(self, error: Exception) -> None:
        if self.page is not None:
            self.page.gather_button.setEnabled(True)
        self._say("✕ " + (getattr(error, "strerror", None) or type(error).__name__), "bad")

    def _say(self, text: str, tone: str) -> None:
        if self.page is not None:
            self.page.say(text, tone)

    def _add_page(self, window: "SettingsWindow") -> None:
        window.add_page_later(self._made_page, self._program.look.tr("Help"))

    def _made_page(self, parent: "QWidget") -> "SupportPage":
        from pbxdialer.gui.support_page import SupportPage

        self.page = page = SupportPage(self._program.look, parent)
        page.gather_requested.connect(self.gather)
        page.save_requested.connect(self._choose)
        page.about_requested.connect(self._about)
        page.destroyed.connect(lambda: self._forget(page))
        return page

    def _forget(self, page: "SupportPage") -> None:
        if self.page is page:
            self.page = None

    def _about(self) -> None:
        from pbxdialer.app.about import show_about

        show_about(self._program, self.page or self._program.window)

    def _choose(self) -> None:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(self.page, self._program.look.tr("Save as…"), "pbxdialer-support.zip", "Zip (*.zip)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("zip")
        dialog.fileSelected.connect(lambda name: self.save(Path(name)))
        dialog.open()


def self_test(*words: str) -> str:
    """Return what a self-test prints, in a process of its own; or why it prints nothing."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "pbxdialer"]
    try:
        done = subprocess.run(
            [*program, "self-test", *words],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SELF_TEST_S,
            creationflags=_NO_CONSOLE,
            cwd=Path(__file__).resolve().parents[2],
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"the self-test did not come to an end ({type(error).__name__})"
    return done.stdout.decode("utf-8", "replace")
