"""An agent's morning in the window, loudly: an account, a test, calls that go well and badly, faults, quit.

    python -m tests.canary.agent LOG FOLDER

Standard input has one JSON object: the secrets, and the address of a PBX for each kind of trouble.
"""

import json
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account, AuthMode, Method, Secrets
from pbxdialer.core.call import Call
from pbxdialer.core.wording import call_sentence
from pbxdialer.dialer import Dialer, Pace
from pbxdialer.pbx.client import PbxClient
from pbxdialer.store.settings import with_account
from tests.canary.loud import be_loud, stay_loud
from tests.waiting import await_condition

_PATIENCE_S = 15.0


class Morning:
    """One session of the program, from the welcome to Quit."""

    def __init__(self, folder: Path, secrets: Secrets, pbxs: dict[str, str]) -> None:
        self._secrets = secrets
        self._pbxs = pbxs
        self._application = QApplication([sys.argv[0]])
        self._program = program = Program(self._application, folder)
        self._hours = iter(range(0, 10**9, 100))
        program.dialer = Dialer(PbxClient(), program.journal, Pace(lambda: float(next(self._hours))))
        self._kept: list[str] = []
        program.secrets_desk.secrets_changed.connect(self._kept.append)
        program.show()
        self._until("the program", lambda: program.tray is not None and program.journal.opened.done())
        assert program.calls_lane.drained(_PATIENCE_S)  # httpx has come in
        stay_loud()

    def goes_by(self) -> None:
        """Do everything, and print what could be seen."""
        account = self._enters_an_account()
        self._calls("0722123456")
        for place, (name, url) in enumerate(self._pbxs.items()):
            account_id = f"{place:012x}4def89abcdef01234567"
            self._switches_to(
                replace(
                    account,
                    id=account_id,
                    name=f"{name} PBX",
                    url=url,
                    auth=AuthMode.BEARER if name == "bearer" else AuthMode.BODY,
                    method=Method.GET if name == "get" else Method.POST,
                )
            )
            self._calls(f"073355501{place}")
        self._meets_faults()
        self._asks_for_help()
        self._shows()
        self._program.quit()
        self._program.close()

    def _enters_an_account(self) -> Account:
        program = self._program
        program.open_settings()
        window = program.settings_window
        assert window is not None
        self._until("the form", lambda: window.accounts is not None)
        page = window.accounts
        assert page is not None
        page.new_account()
        for field, text in {
            "Name of this account": "Sales PBX",
            "Address of the PBX": self._pbxs["body"],
            "Rings first": "ionescu",
            "API user": self._secrets.api_username,
            "API password": self._secrets.api_password,
            "API key (signs the requests)": self._secrets.api_key,
        }.items():
            (line,) = [line for line in window.findChildren(QLineEdit) if line.accessibleName() == field]
            line.insert(text)  # QTest types nothing beyond ASCII
        page.test_button.click()
        self._until("the verdict", lambda: "accepted the credentials" in page.verdict_text())
        page.save_button.click()
        (account,) = [one for one in program.settings_desk.settings.accounts if one.name == "Sales PBX"]
        self._until("the keyring", lambda: account.id in self._kept)
        self._shows()
        window.close()
        return account

    def _switches_to(self, account: Account) -> None:
        desk = self._program.settings_desk
        self._program.secrets_desk.keep(account.id, self._secrets)
        desk.change(replace(with_account(desk.settings, account), current_account_id=account.id))
        self._until("the keyring", lambda: account.id in self._kept)

    def _calls(self, number: str) -> None:
        window, switchboard = self._program.window, self._program.switchboard
        window.box.line.setText(number)
        window.call_button.click()
        self._until("the outcome", lambda: switchboard.call_in_the_air is None)
        call: Call = window.history.calls.calls()[0]
        print(switchboard.account and switchboard.account.name, call.state, call_sentence(call, window.look.tr))

    def _meets_faults(self) -> None:
        """Let something break in a slot, on a worker and on a thread of nobody's, with secrets at hand."""
        secrets = self._secrets

        def breaks() -> None:
            at_hand = {"secrets": secrets, "password": secrets.api_password}
            raise RuntimeError(f"a fault beside {len(at_hand)} secrets: {secrets}")

        self._program.window.settings_button.released.connect(breaks)
        self._program.window.settings_button.released.emit()
        self._program.background.lane("breaking").submit(breaks)
        stray = threading.Thread(target=breaks)
        stray.start()
        stray.join()
        notices = self._program.window.notices
        self._until("the notice of a fault", lambda: "RuntimeError" in notices.text())

    def _asks_for_help(self) -> None:
        """Gather what somebody who helps would get, look at it, and save it."""
        program = self._program
        program.open_settings()
        assert program.settings_window is not None
        program.settings_window.turn_to("Help")
        assert program.desks is not None
        desk, page = program.desks.support, program.desks.support.page
        assert page is not None
        page.gather_button.click()
        self._until("the support bundle", page.save_button.isEnabled)
        for row in range(page.list.count()):
            page.list.setCurrentRow(row)
            print(page.preview.toPlainText())
        desk.save(program.places.folder / "support.zip")
        self._until("the saved bundle", lambda: "Saved" in page.verdict_text())
        program.settings_window.close()

    def _shows(self) -> None:
        """Print every text and tool tip there is."""
        for widget in QApplication.allWidgets():
            print(*_texts_of(widget), sep="\n")

    def _until(self, what: str, holds: Callable[[], bool]) -> None:
        def pumped() -> bool:
            self._application.processEvents()
            return holds()

        await_condition(pumped, _PATIENCE_S, what)


def _texts_of(widget: QWidget) -> list[str]:
    texts = [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle()]
    if isinstance(widget, QLabel | QAbstractButton):
        texts.append(widget.text())
    if isinstance(widget, QLineEdit):
        texts.append(widget.displayText())
    return [text for text in texts if text]


if __name__ == "__main__":
    be_loud(Path(sys.argv[1]))
    given = json.load(sys.stdin)
    try:
        Morning(Path(sys.argv[2]), Secrets(**given["secrets"]), given["pbxs"]).goes_by()
    except Exception:
        traceback.print_exc()  # the program catches what nobody caught, and writes it into its own log
        sys.exit(1)
