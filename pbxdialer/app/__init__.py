"""The window's composition root, a file for each of its desks. Knows everybody; nobody knows it."""

import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from pbxdialer.app.front_door import FrontDoor
from pbxdialer.app.last_resort import write_down_early_faults
from pbxdialer.app.program import Program
from pbxdialer.gui.application import Application
from pbxdialer.pbx.environment import shield_secrets
from pbxdialer.second_start import Arrival

__all__ = ["Program", "run"]


def run(data_dir: Path | None, words: Sequence[str], arrival: Arrival | None = None) -> int:
    """Open the window and return the exit code when it has closed.

    `words` are ``--demo`` and ``--screenshot FILE``; anything else only shows the window. Qt gets none of them: it
    would obey -platform or -stylesheet inside a link (measured). Without an `arrival` nobody else can come in.
    """
    write_down_early_faults(data_dir)
    application = Application(sys.argv[:1])
    with ExitStack() as cleaning:
        shield_secrets()
        if "--demo" in words and data_dir is None:
            data_dir = Path(cleaning.enter_context(tempfile.TemporaryDirectory(prefix="pbxdialer-demo-")))
        program = Program(application, data_dir, demo="--demo" in words)
        if arrival is not None:
            cleaning.callback(FrontDoor(program, arrival).close)
        cleaning.callback(program.close)
        program.show()
        if "--screenshot" in words:
            from pbxdialer.gui.tour import photograph_a_call

            photograph_a_call(program.window, Path(words[list(words).index("--screenshot") + 1]), application.quit)
        return application.exec()
