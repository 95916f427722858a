"""The first start: an account on a real PBX, in three steps or from a file, or a look at the demo."""

from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import uuid4

from pbxdialer.app import account_files
from pbxdialer.core.account import Account, Destination, DestinationKind, Secrets
from pbxdialer.core.policy import SettingsLocked
from pbxdialer.store.settings import NameTaken, with_account

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.first_run import FirstRun

_BLANK = Account("", "", "", 1, Destination(DestinationKind.USER, ""))


def welcome(program: "Program") -> None:
    """Ask somebody who has no account what to begin with; a question about an account that came asks it already."""
    if account_files.asks_already():
        return
    from pbxdialer.gui.connection_desk import ConnectionDesk
    from pbxdialer.gui.first_run import FirstRun
    from pbxdialer.gui.window_size import remember_size
    from pbxdialer.store.policy_in_force import completed

    policy = program.settings_desk.policy
    beginning = replace(completed(policy, _BLANK, _BLANK), id=uuid4().hex)
    test = ConnectionDesk(program.questions_lane, program.dialer.test_connection, program.look.tr)
    question = FirstRun(program.look, test, beginning, program.window, policy=policy)
    question.account_made.connect(lambda account, secrets, further: _take(program, question, account, secrets, further))
    question.file_requested.connect(lambda: account_files.choose(program))
    question.demo_requested.connect(lambda: _try_demo(program))
    remember_size(question, "first_run", program.settings_desk)
    question.open()


def _take(program: "Program", question: "FirstRun", account: Account, secrets: Secrets, further: bool) -> None:
    """Keep the account and its secrets, and begin; or say above its buttons why it cannot be kept."""
    desk = program.settings_desk
    try:
        settings = with_account(desk.settings, account)
        desk.demand_allowed(settings)
    except NameTaken as error:
        question.complain(program.look.tr("There is an account named {name} already.", name=str(error)))
        return
    except SettingsLocked as error:
        question.complain(error.sentence(program.look.tr))
        return
    program.secrets_desk.amend(account.id, secrets)
    desk.change(replace(settings, current_account_id=account.id))
    question.accept()
    if further:
        program.open_settings()


def _try_demo(program: "Program") -> None:
    from pbxdialer.gui.demo_room import start_demo_program

    start_demo_program()
    program.quit()
