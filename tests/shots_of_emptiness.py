"""The window with nothing in it, with a notice, with a week of calls; the box above all windows; no call found."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pbxdialer.app.program import Program
from pbxdialer.gui.history_window import HistoryWindow
from pbxdialer.gui.quick_palette import QuickPalette
from pbxdialer.gui.week_calls import WeekCalls


def called(program: Program) -> QWidget:
    """Somebody who was called three times this week."""
    program.window.undo_bar.hide()
    program.window.box.use_week(WeekCalls({"+40720100000": 3, "+40213100000": 1}, "RO"))
    program.window.box.line.setText("ștefan ionescu")
    return program.window


def notice(program: Program) -> QWidget:
    """Something the agent should know."""
    tr = program.look.tr
    program.window.box.line.clear()
    program.window.notices.tell("keyring", tr("The keyring: {reason}.", reason="D-Bus"))
    return program.window


def no_contacts(program: Program) -> QWidget:
    """Nobody to search, and nobody suggested."""
    program.window.notices.tell("keyring", "")
    program.window.card.show_idle()
    program.window.history.calls.show([])
    program.window.box.use_directory(lambda _query: (), tuple)
    program.window.box.line.clear()
    return program.window


def no_account(program: Program) -> QWidget:
    """Before there is an account."""
    program.window.box.line.setText("0722 123 456")
    program.switchboard.use_account(None)
    return program.window


def quick_dial(program: Program) -> QWidget:
    """The box above all windows."""
    program.switchboard.use_account(program.settings_desk.settings.current_account)
    program.window.box.line.clear()
    palette = QuickPalette(program.look)
    assert program.desks is not None
    program.desks.at_hand.make_ready(palette)
    palette.box.use_directory(program.contact_desk.search, program.contact_desk.suggestions)
    palette.use_account(program.switchboard.account)
    palette.box.line.setText("ion")
    palette.show()
    return palette


def no_calls(program: Program) -> QWidget:
    """All calls, of which none is found."""
    window = HistoryWindow(program.look, "RO")
    window.search.setText("xyzzy")
    window.show_calls([])
    window.show()
    return window


SCENES: dict[str, Callable[[Program], QWidget]] = {
    "called": called,
    "notice": notice,
    "no_contacts": no_contacts,
    "no_account": no_account,
    "quick_dial": quick_dial,
    "no_calls": no_calls,
}
