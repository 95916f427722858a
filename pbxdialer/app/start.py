"""Opens the window: first its first frame, and behind that the program."""

import gc
import signal
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pbxdialer.app.last_resort import write_down_early_faults
from pbxdialer.app.threshold import Threshold
from pbxdialer.desktop.handover import HIDDEN
from pbxdialer.first_start import Arrival
from pbxdialer.pbx.environment import shield_secrets


def run(data_dir: Path | None, words: Sequence[str], arrival: Arrival | None = None) -> int:
    """Open the window and return the exit code when it has closed.

    `words` are ``--demo``, ``--hidden`` and ``--screenshot FILE``; anything else only shows the window. Qt gets none of
    them: it would obey -platform or -stylesheet inside a link (measured). Without an `arrival` nobody else can come in.

    Qt's style is the same on all three systems, which one style sheet needs. It is named here, for setStyle returns the
    style, and PySide would build 7 ms of enumerations for it.
    """
    write_down_early_faults(data_dir)
    _hold_signals(hold=True)  # before Qt starts threads, which do as the thread does that starts them
    kind = QApplication if sys.platform != "darwin" else _application_that_takes_links()
    application = kind([sys.argv[0], "-style", "fusion"])
    with ExitStack() as cleaning:
        cleaning.callback(_hide_what_is_shown)
        shield_secrets()
        if "--demo" in words and data_dir is None:
            data_dir = Path(cleaning.enter_context(tempfile.TemporaryDirectory(prefix="pbxdialer-demo-")))
        threshold = Threshold(application, data_dir)
        opening = _Opening(application, threshold, words, arrival, cleaning)
        threshold.window.closing.connect(application.quit)
        (threshold.stay_hidden if HIDDEN in words else threshold.show)(opening.move_in)
        code = application.exec()
        if opening.fault is not None:
            raise opening.fault
        return code


def _application_that_takes_links() -> type[QApplication]:
    """Return the kind that hears of links as events. Only macOS brings them so; elsewhere it would cost 5 ms."""
    from pbxdialer.gui.application import Application

    return Application


class _Opening:
    """Moves the program in behind the first frame; `fault` is what kept it out."""

    def __init__(
        self,
        application: QApplication,
        threshold: Threshold,
        words: Sequence[str],
        arrival: Arrival | None,
        cleaning: ExitStack,
    ) -> None:
        self._application = application
        self._threshold = threshold
        self._words = words
        self._arrival = arrival
        self._cleaning = cleaning
        self.fault: Exception | None = None

    def move_in(self) -> None:
        """Build the program round the window that is there. A program that cannot be built ends with its reason."""
        try:
            self._build()
        except Exception as error:  # Qt would swallow it, and leave an empty window standing
            self.fault = error
            self._application.exit(1)
        finally:
            _hold_signals(hold=False)

    def _build(self) -> None:
        from pbxdialer.app.front_door import FrontDoor
        from pbxdialer.app.program import Program

        program = Program(
            self._application, self._threshold.data_dir, demo="--demo" in self._words, threshold=self._threshold
        )
        hidden = HIDDEN in self._words
        if self._arrival is not None:
            self._cleaning.callback(FrontDoor(program, self._arrival, hidden=hidden).close)
        self._cleaning.callback(program.close)
        program.open_for_business()
        gc.freeze()  # what has been made so far is never looked through again, which would make the window pause
        gc.enable()
        if hidden and not program.settings_desk.settings.accounts:
            program.window.show()  # nothing can be done from the tray yet
        if "--screenshot" in self._words:
            from pbxdialer.gui.tour import photograph_a_call

            file = Path(self._words[list(self._words).index("--screenshot") + 1])
            photograph_a_call(program.window, file, self._application.quit)


def _hide_what_is_shown() -> None:
    """Hide every window that is left while Python is alive.

    Qt destroys the windows at the exit of the interpreter; one that is shown then still sends events to filters written
    in Python, which are gone by then: a segmentation fault (measured, one exit in thirty).
    """
    for window in QApplication.topLevelWidgets():
        window.hide()


def _hold_signals(*, hold: bool) -> None:
    """Keep a signal to end waiting until there is a program that ends by it in order (`gui/termination.py`)."""
    if sys.platform != "win32":
        held = {signal.SIGTERM, signal.SIGINT, signal.SIGHUP}
        signal.pthread_sigmask(signal.SIG_BLOCK if hold else signal.SIG_UNBLOCK, held)
