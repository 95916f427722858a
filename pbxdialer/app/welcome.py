"""The first start: an account on a real PBX, by hand or from a file, or a look at the demo."""

from typing import TYPE_CHECKING

from pbxdialer.app import account_files

if TYPE_CHECKING:
    from pbxdialer.app.program import Program


def welcome(program: "Program") -> None:
    """Ask somebody who has no account what to begin with; a question about an account that came asks it already."""
    if account_files.asks_already():
        return
    from pbxdialer.gui.first_run import FirstRun

    question = FirstRun(program.look, program.window)
    question.account_requested.connect(lambda: _make_first_account(program))
    question.file_requested.connect(lambda: account_files.choose(program))
    question.demo_requested.connect(lambda: _try_demo(program))
    question.open()


def _make_first_account(program: "Program") -> None:
    program.open_settings()
    if program.settings_window is not None:
        program.settings_window.new_account()


def _try_demo(program: "Program") -> None:
    from pbxdialer.gui.demo_room import start_demo_program

    start_demo_program()
    program.quit()
