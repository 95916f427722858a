"""Lets a contact or a rule choose the account, in sight of the agent; what the agent has chosen stays."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from pbxdialer.core.account_choice import account_for

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.main_window import MainWindow


class AccountChoice(QObject):
    """Uses another account for what stands in the box, and the agent's own one for everything else."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        self._agent_chose = False
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Watch the box of this window; it is built anew in another language or colour."""
        window.account_chosen.connect(self._respect)
        window.box.line.textChanged.connect(self._begin_anew)
        window.box.callee_changed.connect(self._choose)

    def _respect(self, _account_id: str) -> None:
        self._agent_chose = bool(self._program.window.box.line.text())
        self._use_own()  # a rule may have answered the switch itself

    def _begin_anew(self, text: str) -> None:
        if not text:
            self._agent_chose = False
            self._use_own()

    def _choose(self, *_: object) -> None:
        callee, contact = self._program.window.box.callee(), self._program.window.box.selected_contact()
        if callee is None or self._agent_chose or self._program.switchboard.call_in_the_air is not None:
            return
        accounts = self._program.settings_desk.settings.accounts
        wanted = account_for(callee.number, contact.groups if contact else (), accounts)
        if wanted is None:
            self._use_own()
        elif wanted != self._program.switchboard.account:
            self._program.use_for_now(wanted)

    def _use_own(self) -> None:
        own = self._program.settings_desk.settings.current_account
        if own is not None and own != self._program.switchboard.account:
            self._program.use_for_now(own)
