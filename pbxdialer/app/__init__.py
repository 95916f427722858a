"""The window's composition root, a file for each of its desks. Knows everybody; nobody knows it."""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from pbxdialer.pbx.environment import shield_secrets

__all__ = ["Program", "run"]


def run(data_dir: Path | None, words: Sequence[str]) -> int:
    """Open the window and return the exit code when it has closed.

    `words` are ``--demo`` and ``--screenshot FILE``; anything else only shows the window. Qt gets none of them: it
    would obey -platform or -stylesheet inside a link (measured).
    """
    application = QApplication.instance() or QApplication([sys.argv[0]])
    assert isinstance(application, QApplication)  # noqa: S101 - nobody else makes one
    with ExitStack() as cleaning:
        shield_secrets()
        if "--demo" in words and data_dir is None:
            data_dir = Path(cleaning.enter_context(tempfile.TemporaryDirectory(prefix="pbxdialer-demo-")))
        program = Program(application, data_dir, demo="--demo" in words)
        cleaning.callback(program.close)
        program.show()
        if "--screenshot" in words:
            from pbxdialer.gui.tour import photograph_a_call

            photograph_a_call(program.window, Path(words[list(words).index("--screenshot") + 1]), application.quit)
        return application.exec()
