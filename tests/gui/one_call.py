"""Opens the window on a profile, without a screen, makes one call, and prints what the window says about it all.

    python -m tests.gui.one_call FOLDER NUMBER

A process of its own, for what a test cannot do to itself: lose root's rights, run out of disk.
"""

import json
import os
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from pbxdialer.core.call import CallState
from pbxdialer.core.intent import Callee
from pbxdialer.core.number import PhoneNumber
from pbxdialer.store.credentials import Credentials
from tests.gui.conftest import ACCOUNT_ID, KeyringInMemory
from tests.php_oracle import BODY_SECRETS
from tests.waiting import await_condition


def main(folder: str, number: str) -> None:
    """Make the call and print one JSON object."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_LOGGING_RULES"] = "*.warning=false"  # that platform says what it cannot do
    application = QApplication([sys.argv[0]])
    keyring = KeyringInMemory()
    Credentials(keyring).write(ACCOUNT_ID, BODY_SECRETS)
    program = Program(application, Path(folder), open_vault=lambda: Credentials(keyring))
    program.show()

    def until(what: str, holds: object) -> None:
        await_condition(lambda: (application.processEvents(), holds())[1], 10, what)  # type: ignore[operator]

    until("the program", lambda: program.journal.opened.done() and program.tray is not None)
    until("the account", lambda: program.switchboard.account is not None)
    account = program.switchboard.account
    assert account is not None
    program.window.dial(Callee(PhoneNumber(number)), account.destination)
    until("the answer", lambda: program.switchboard.call_in_the_air is None)
    call = program.window.history.calls.calls()[0]
    assert call.state is not CallState.REQUESTED
    print(json.dumps({"state": call.state, "recorded": call.recorded, "notices": program.window.notices.text()}))
    program.quit()
    program.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
