"""The window as people start it, in a process that tells how far it has come.

    python -m tests.crash.window MARKS [--names-hang | --test-connection] [word …]

When one of the `POINTS` is passed, a file of its name appears in the folder MARKS. With ``--names-hang`` the lookup of
every name hangs, as with a resolver that is not reached, and ``lookup`` says that one has begun. With
``--test-connection`` the button of that name is pressed as soon as the settings are open.
"""

import socket
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from PySide6.QtCore import QTimer

from pbxdialer.__main__ import main

POINTS = {
    ("pbxdialer.app.threshold", "Threshold.show"): "shown",
    ("pbxdialer.app.program", "Program._warm_up"): "open for business",
    ("pbxdialer.app.program", "Program._use_history"): "history",
    ("pbxdialer.app.welcome", "welcome"): "welcome",
    ("pbxdialer.app.program", "Program.open_settings"): "settings",
    ("pbxdialer.gui.announcements", "Announcements.no_journal"): "no journal",
    ("pbxdialer.gui.contact_desk", "ContactDesk.ask"): "searched",
    ("pbxdialer.gui.switchboard", "Switchboard.dial"): "dialled",
    ("pbxdialer.gui.question_card", "QuestionCard.ask"): "question",
}


def mark_points(marks: Path, then: Callable[[str, Any], None]) -> None:
    """Leave a file when the GUI thread leaves a function of `POINTS`; the program knows nothing of it.

    `then` hears the point's name and whose function it was.
    """

    def profile(frame: FrameType, event: str, arg: object) -> None:
        point = POINTS.get((frame.f_globals.get("__name__", ""), frame.f_code.co_qualname))
        if point and event == "return":
            (marks / point).touch()
            then(point, frame.f_locals.get("self"))

    sys.setprofile(profile)


def press_test_connection(point: str, program: Any) -> None:
    """Press the button of the settings when they open."""
    if point == "settings":
        window = program.settings_window
        window.accounts_made.connect(lambda: QTimer.singleShot(0, window, lambda: window.accounts.test_button.click()))


def names_hang(begun: Callable[[], object]) -> None:
    """Let the lookup of every name hang for ever; addresses in digits are no names."""
    look_up = socket.getaddrinfo

    def getaddrinfo(host: str, port: int, *, type: int = 0, flags: int = 0) -> Any:
        if not flags & socket.AI_NUMERICHOST:
            begun()
            threading.Event().wait()
        return look_up(host, port, type=type, flags=flags)

    socket.getaddrinfo = getaddrinfo  # type: ignore[assignment]


if __name__ == "__main__":
    folder, *words = sys.argv[1:]
    pressing = "--test-connection" in words
    mark_points(Path(folder), press_test_connection if pressing else lambda *_: None)
    if "--names-hang" in words:
        names_hang(Path(folder, "lookup").touch)
    sys.argv[1:] = [word for word in words if word not in ("--names-hang", "--test-connection")]
    sys.exit(main())
