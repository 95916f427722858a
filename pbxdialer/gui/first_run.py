"""What a new agent sees: the demo PBX to try, or three steps to an account of their own, made as they are turned to."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from pbxdialer.core.account import Account, Secrets
from pbxdialer.core.connection import Mend
from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.gui.connection_desk import ConnectionDesk, Verdict
from pbxdialer.gui.first_run_steps import CredentialsStep, ServerStep, Step, TestStep
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce
from pbxdialer.gui.tool_tip import explain

_STEPS = 3
_NATIVE = QKeySequence.SequenceFormat.NativeText


class FirstRun(QDialog):
    """Saves nothing itself: `account_made` carries what was entered. Closing it leaves the window as it is."""

    account_made = Signal(object, object, bool)  # Account, Secrets, whether to go on in the settings
    file_requested = Signal()
    demo_requested = Signal()

    def __init__(
        self,
        look: Look,
        connection: ConnectionDesk,
        beginning: Account,
        parent: QWidget | None = None,
        *,
        policy: Policy = NO_POLICY,
    ) -> None:
        """`beginning` is the account as it stands before anything is entered."""
        super().__init__(parent)
        self._look = look
        self._tr = tr = look.tr
        self._connection = connection
        self._account = beginning
        self._secrets = Secrets()
        self._policy = policy
        self._asked = 0
        self._marked: QWidget | None = None
        self.setWindowTitle("PBX Dialer")
        self.resize(440, 480)
        self._progress, self._title, self._text = self._label("muted"), self._label("heading"), self._label("muted")
        self.pages = QStackedWidget(self)
        self.welcome = Welcome(look, self.pages)
        self.test = TestStep(look, self.pages)
        self.test.hide()  # it is no page yet
        self.test.mend_requested.connect(self._mend)
        self._steps: list[Step] = []
        self._fault = self._label("")
        self._fault.setProperty("tone", "bad")
        self._fault.setMinimumHeight(2 * self._fault.fontMetrics().lineSpacing() + 2)
        self.back_button, self.keep_button = QPushButton(tr("Back"), self), QPushButton(tr("Save anyway"), self)
        self.next_button = QPushButton(self)
        self.next_button.setProperty("role", "primary")
        explain(self.back_button, QKeySequence(QKeySequence.StandardKey.Back).toString(_NATIVE))
        for button in (self.back_button, self.keep_button):
            button.setAutoDefault(False)
        self.back_button.clicked.connect(self.go_back)
        self.keep_button.clicked.connect(lambda: self._finish())
        self.next_button.clicked.connect(self.go_on)
        self.welcome.enter_button.clicked.connect(lambda: self.turn_to(1))
        self.welcome.file_button.clicked.connect(self.file_requested)
        self.welcome.demo_button.clicked.connect(self.demo_requested)
        for button in (self.welcome.file_button, self.welcome.demo_button):
            button.clicked.connect(self.accept)
        QShortcut(QKeySequence.StandardKey.Back, self, self.go_back)
        self._lay_out()
        self._show_page(0)

    @property
    def step(self) -> int:
        """The step that is turned up, from 1; 0 is the welcome."""
        return self.pages.currentIndex()

    def turn_to(self, step: int) -> None:
        """Turn to a step whose steps before were filled in."""
        if step > len(self._steps):
            self._steps.append(self._made(step))
            self.pages.insertWidget(step, self._steps[-1])
        self._show_page(step)

    def go_on(self) -> None:
        """Take what was entered, and turn to the next step; say what is missing where something is."""
        page = self.pages.currentWidget()
        if isinstance(page, ServerStep | CredentialsStep):
            fault, field = page.fault()
            self.complain(fault, field)
            if fault:
                field.setFocus()
                return
            self._account = page.part_of(self._account)
            if isinstance(page, CredentialsStep):
                self._secrets = page.secrets()
            self.turn_to(self.step + 1)
        elif self.test.verdict is not None and self.test.verdict.good:
            self._finish()
        elif self.test.verdict is not None:
            self._ask()

    def go_back(self) -> None:
        """Turn to the step before."""
        if self.step:
            self._show_page(self.step - 1)

    def complain(self, text: str, field: QWidget | None = None) -> None:
        """Say what is wrong, above the buttons, and mark the field that it is about."""
        for marked, wrong in ((self._marked, False), (field, bool(text))):
            if marked is not None:
                marked.setProperty("invalid", wrong)
                marked.style().polish(marked)
        self._marked = field if text else None
        self._fault.setText(text)
        announce(self._fault, text, urgent=True)

    def fault(self) -> str:
        """Return what is said above the buttons."""
        return self._fault.text()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes a step back, and closes the welcome; a held Enter turns one page."""
        if event.key() == Qt.Key.Key_Escape and self.step:
            self.go_back()
        elif not (event.isAutoRepeat() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            super().keyPressEvent(event)

    def _made(self, step: int) -> Step:
        if step == _STEPS:
            return self.test
        page = (ServerStep if step == 1 else CredentialsStep)(self._look, self._account, self.pages)
        if self._policy.source:
            from pbxdialer.gui.locks import show_locks

            show_locks(page.by_policy_name(), self._policy, self._look, page)
        return page

    def _show_page(self, step: int) -> None:
        self.pages.setCurrentIndex(step)
        self.complain("")
        for widget in (self._progress, self._title, self._text, self._fault, self.back_button, self.next_button):
            widget.setVisible(bool(step))
        self.keep_button.hide()
        if not step:
            self.welcome.enter_button.setDefault(True)
            self.welcome.enter_button.setFocus()
            return
        page = self._steps[step - 1]
        self._progress.setText(self._tr("Step {n} of {total}", n=step, total=_STEPS))
        self._title.setText(self._tr(page.title))
        self._text.setText(self._tr(page.text))
        self.next_button.setText(self._tr("Next"))
        self.next_button.setEnabled(True)
        self.next_button.setDefault(True)
        announce(self._title, f"{self._progress.text()}. {self._title.text()} {self._text.text()}")
        if isinstance(page, TestStep):
            self._ask()
        else:
            page.first_field().setFocus()

    def _ask(self) -> None:
        """Test the account as it was entered; only the latest answer counts."""
        self.test.wait()
        self.next_button.setText(self._tr("Start calling"))
        self.next_button.setEnabled(False)
        self.keep_button.hide()
        self.back_button.setFocus()
        self._asked += 1
        secrets = self._secrets
        self._connection.ask(self._account, lambda: secrets, self._hear)

    def _hear(self, verdict: Verdict) -> None:
        self._asked -= 1
        if self._asked or self.pages.currentWidget() is not self.test:
            return
        self.test.show_verdict(verdict)
        self.next_button.setText(self._tr("Start calling") if verdict.good else self._tr("Test again"))
        self.next_button.setEnabled(True)
        self.next_button.setFocus()
        self.keep_button.setVisible(not verdict.good)
        if not verdict.good and verdict.mend is not Mend.NOWHERE:
            self.test.mend_button.setFocus()

    def _mend(self, mend: Mend) -> None:
        if mend is Mend.SETTINGS:
            self._finish(further=True)
            return
        self._show_page(1 if mend is Mend.SERVER else 2)
        page = self.pages.currentWidget()
        if mend is Mend.CALLER and isinstance(page, CredentialsStep):
            page.caller.setFocus()

    def _finish(self, *, further: bool = False) -> None:
        self.account_made.emit(self._account, self._secrets, further)

    def _lay_out(self) -> None:
        self.pages.addWidget(self.welcome)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 22, 28, 20)
        column.setSpacing(10)
        for label in (self._progress, self._title, self._text):
            column.addWidget(label)
        column.addSpacing(8)
        column.addWidget(self.pages, 1)
        column.addWidget(self._fault)
        foot = QHBoxLayout()
        foot.addWidget(self.back_button)
        foot.addStretch(1)
        foot.addWidget(self.keep_button)
        foot.addWidget(self.next_button)
        column.addLayout(foot)

    def _label(self, role: str) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setProperty("role", role)
        return label


class Welcome(QWidget):
    """What the program does, and the ways in."""

    def __init__(self, look: Look, parent: QWidget) -> None:
        super().__init__(parent)
        tr = look.tr
        picture = QLabel(self)
        picture.setPixmap(look.icons.program().pixmap(64, 64))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        title = QLabel(tr("Welcome"), self)
        title.setProperty("role", "heading")
        title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        text = self._muted(
            tr(
                "You name a person or a number, press Call, and your PBX rings your phone first and then the "
                "customer. You need the PBX's address and the API credentials your administrator gave you."
            )
        )
        text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.enter_button = QPushButton(tr("Connect to my PBX"), self)
        self.enter_button.setProperty("role", "primary")
        self.file_button = QPushButton(tr("I have a file from my administrator"), self)
        self.demo_button = QPushButton(tr("Try it with the demo PBX first"), self)
        note = self._muted(tr("The demo runs on this computer only and rings nobody."))
        note.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addStretch(1)
        for widget in (picture, title, text, self.enter_button, self.file_button, self.demo_button, note):
            column.addWidget(widget)
        column.addStretch(2)

    def _muted(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setWordWrap(True)
        label.setProperty("role", "muted")
        return label
