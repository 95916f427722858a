"""The demo beside the window: a PBX on this computer, its account, and its telephones to look at."""

import sys

from PySide6.QtCore import QProcess, QRect

from pbxdialer.core.account import Account, Secrets
from pbxdialer.demo import demo_account, demo_secrets
from pbxdialer.demo_pbx import DemoPbx
from pbxdialer.gui.demo_phones import DemoPhones
from pbxdialer.gui.look import Look


class DemoRoom:
    """One demo PBX, running from the beginning to `close`."""

    def __init__(self) -> None:
        self._pbx = DemoPbx.plausible()
        self._pbx.start()
        self._phones: DemoPhones | None = None

    @property
    def account(self) -> Account:
        """The account of the demo's agent."""
        return demo_account(self._pbx.url)

    @property
    def secrets(self) -> Secrets:
        """Its credentials, which open nothing but this computer."""
        return demo_secrets()

    def show_phones(self, look: Look, beside: QRect) -> None:
        """Show the telephones in a window of their own, `beside` the dialer's."""
        self._phones = DemoPhones(look, self._pbx)
        self._phones.move(beside.right() + 12, beside.top())
        self._phones.show()

    def close(self) -> None:
        """End it all; no thread is left."""
        if self._phones is not None:
            self._phones.stop_watching()
            self._phones.close()
        self._pbx.stop()


def start_demo_program() -> None:
    """Start the demo as a program of its own, with a profile of its own."""
    frozen = getattr(sys, "frozen", False)
    QProcess.startDetached(sys.executable, ["--demo"] if frozen else ["-m", "pbxdialer", "--demo"])
