"""An account from a file: read in the background, shown value by value, taken only when the agent says so."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pbxdialer.core.account import Account
from pbxdialer.core.language import mark
from pbxdialer.core.plain_text import plain
from pbxdialer.core.policy import SettingsLocked
from pbxdialer.store.paths import Notice
from pbxdialer.store.settings import NameTaken, Settings, with_account

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from pbxdialer.app.program import Program
    from pbxdialer.gui.background import Lane

_NO_ACCOUNT = mark("This file sets up no account: {detail}.")
_LOCKED = mark("This file's account was not set up. {detail}")
_TAKEN = mark("There is an account of this name already, and no file changes it: {detail}.")


def choose(program: "Program") -> None:
    """Let the agent choose a file, and ask about its account."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QFileDialog

    from pbxdialer.store.account_file import SUFFIX

    dialog = QFileDialog(_in_front(program), program.look.tr("Account file"), "", f"PBX Dialer (*{SUFFIX})")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.fileSelected.connect(lambda name: ask(program, Path(name), program.background.lane("account file")))
    dialog.open()


def ask(program: "Program", path: Path, lane: "Lane") -> None:
    """Read the file at `path` on `lane`, and ask about the account it would set up."""
    policy = program.settings_desk.policy

    def read() -> Account:
        # what the question is made of is imported here, where nobody waits for it
        import pbxdialer.core.account_wording
        import pbxdialer.gui.account_question  # noqa: F401
        from pbxdialer.store.account_file import read_account_file

        return read_account_file(path, policy)

    lane.submit(read, partial(_ask_about, program, path.name), lambda error: _tell(program, _NO_ACCOUNT, str(error)))


def _ask_about(program: "Program", file_name: str, account: Account) -> None:
    from pbxdialer.core.account_wording import account_facts
    from pbxdialer.gui.account_question import AccountQuestion

    if _with(program, account) is None:
        return
    question = AccountQuestion(
        program.look, plain(file_name, 80), account_facts(account, program.look.tr), _in_front(program)
    )
    question.agreed.connect(lambda: _take(program, account))
    program.window.come_forward()
    question.open()


def _in_front(program: "Program") -> "QWidget":
    """Return the window the agent works in: the settings, where they are open."""
    settings = program.settings_window
    return settings if settings is not None and settings.isVisible() else program.window


def _take(program: "Program", account: Account) -> None:
    """Add the account beside the others, and show it where its credentials are entered."""
    settings = _with(program, account)
    if settings is not None:
        program.settings_desk.change(settings)
        program.open_settings()
        if program.settings_window is not None:
            program.settings_window.begin_with(account.id)


def _with(program: "Program", account: Account) -> Settings | None:
    """Return the settings with the account added, or None, with a sentence, where it cannot be."""
    desk = program.settings_desk
    try:
        settings = with_account(desk.settings, account)
        desk.demand_allowed(settings)
    except NameTaken as error:
        _tell(program, _TAKEN, plain(str(error), 60))
    except SettingsLocked as error:
        _tell(program, _LOCKED, error.sentence(program.look.tr))
    else:
        return settings
    return None


def _tell(program: "Program", text: str, detail: str) -> None:
    program.announce(Notice(text, detail))
