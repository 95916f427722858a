"""An account from a file or a link: read in the background, shown value by value, taken only when the agent says so."""

from collections.abc import Callable
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

_LINK = "pbxdialer:"  # how a link to an account begins (`store/account_link.py`)
_NO_ACCOUNT = mark("This file sets up no account: {detail}.")
_NO_ACCOUNT_IN_LINK = mark("This link sets up no account: {detail}.")
_ONE_AT_A_TIME = mark("One account at a time: {detail} was not looked at.")
_LOCKED = mark("This account was not set up. {detail}")
_TAKEN = mark("There is an account of this name already, and no file and no link changes it: {detail}.")


def choose(program: "Program") -> None:
    """Let the agent choose a file, and ask about its account."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QFileDialog

    from pbxdialer.gui.turns import in_next_turn
    from pbxdialer.store.account_file import SUFFIX

    dialog = QFileDialog(_in_front(program), program.look.tr("Account file"), "", f"PBX Dialer (*{SUFFIX})")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

    def take(name: str) -> None:  # in a turn of its own: taking the dialog away is one, too
        in_next_turn(program, lambda: ask(program, Path(name), program.background.lane("account file")))

    dialog.fileSelected.connect(take)
    dialog.open()


def ask(program: "Program", path: Path, lane: "Lane") -> None:
    """Read the file at `path` on `lane`, and ask about the account it would set up."""
    policy = program.settings_desk.policy

    def read() -> Account:
        from pbxdialer.store.account_file import read_account_file

        return read_account_file(path, policy)

    _read(program, read, plain(path.name, 80), _NO_ACCOUNT, lane)


def ask_about_what_came(program: "Program", brought: str) -> None:
    """Ask about the account that a link, or the file of this path, would set up: a second start brought it."""
    lane, policy = program.background.lane("account file"), program.settings_desk.policy
    if not brought.lower().startswith(_LINK):
        ask(program, Path(brought), lane)
        return

    def read() -> Account:
        from pbxdialer.store.account_link import account_in_link

        return account_in_link(brought, policy)

    _read(program, read, "", _NO_ACCOUNT_IN_LINK, lane)


def _read(program: "Program", read: Callable[[], Account], file_name: str, refused: str, lane: "Lane") -> None:
    def prepared() -> Account:
        # what the question is made of is imported here, where nobody waits for it
        import pbxdialer.core.account_wording
        import pbxdialer.core.new_server
        import pbxdialer.gui.account_question  # noqa: F401

        return read()

    lane.submit(prepared, partial(_ask_about, program, file_name), lambda error: _tell(program, refused, str(error)))


def _ask_about(program: "Program", file_name: str, account: Account) -> None:
    """Ask, one question at a time; `file_name` is empty where a link brought it."""
    from pbxdialer.core.account_wording import account_facts
    from pbxdialer.core.new_server import warnings
    from pbxdialer.gui.account_question import AccountQuestion
    from pbxdialer.gui.first_run import FirstRun

    if asks_already():
        _tell(program, _ONE_AT_A_TIME, plain(account.name, 60))
        return
    if _with(program, account) is None:
        return
    tr, known = program.look.tr, (one.host for one in program.settings_desk.settings.accounts)
    for welcome in program.window.findChildren(FirstRun):
        welcome.accept()  # this is an answer to it
    question = AccountQuestion(
        program.look,
        file_name,
        account_facts(account, tr),
        warnings(account.host, known, tr),
        _in_front(program),
    )
    question.agreed.connect(lambda: _take(program, account))
    question.rejected.connect(lambda: _welcome_again(program))
    program.window.come_forward()
    question.open()


def asks_already() -> bool:
    """True while a question about an account is on the screen."""
    from PySide6.QtWidgets import QApplication

    from pbxdialer.gui.account_question import AccountQuestion

    return any(isinstance(one, AccountQuestion) and one.isVisible() for one in QApplication.topLevelWidgets())


def _welcome_again(program: "Program") -> None:
    """Somebody without any account who does not take this one is where they began."""
    from pbxdialer.app.welcome import welcome

    if not program.settings_desk.settings.accounts and _in_front(program) is program.window:
        welcome(program)


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
