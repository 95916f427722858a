"""The settings window: one at a time, with the pages that the desks put in."""

from typing import TYPE_CHECKING

from pbxdialer.app.new_look import wear

if TYPE_CHECKING:
    from pbxdialer.app.program import Program


def open_settings(program: "Program", page: str = "") -> None:
    """Show the settings. What was open comes forward; what was closed goes, and a new window reads what is set now."""
    from pbxdialer.app import account_files
    from pbxdialer.gui.connection_desk import ConnectionDesk
    from pbxdialer.gui.settings_window import SettingsWindow
    from pbxdialer.gui.window_size import remember_size

    if (before := program.settings_window) is not None:
        if before.isVisible():
            before.activateWindow()
            return
        before.deleteLater()
    test = ConnectionDesk(program.questions_lane, program.dialer.test_connection, program.look.tr)
    window = SettingsWindow(program.look, program.settings_desk, program.secrets_desk, test, program.window)
    window.look_changed.connect(lambda field: _change_look(program, field))
    window.account_file_requested.connect(lambda: account_files.choose(program))
    program.settings_opened.emit(window)
    remember_size(window, "settings", program.settings_desk)
    if page:
        window.turn_to(page)
    window.show()
    program.settings_window = window


def _change_look(program: "Program", field: str) -> None:
    """Build the window anew, and turn up the settings again where the look was chosen, the keyboard on that choice."""
    if program.settings_window is not None:
        program.settings_window.close()

    def go_on() -> None:
        open_settings(program, program.look.tr("Program"))
        if program.settings_window is not None and (page := program.settings_window.program) is not None:
            page.by_policy_name()[field].setFocus()

    wear(program, go_on)
