"""The settings' page about links: who opens them on this computer, being the one, and seeing that it works."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from pbxdialer.core.plain_text import plain
from pbxdialer.desktop import links
from pbxdialer.desktop.link_handler import SCHEMES, Handler
from pbxdialer.gui.background import Lane
from pbxdialer.gui.link_trial import LinkTrial
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce

_ARRIVES_IN_MS = 12_000


class LinksPage(QWidget):
    """Asks the system in the background each time it is shown, for the choice may be made elsewhere."""

    def __init__(self, look: Look, lane: Lane, trial: LinkTrial, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._lane = lane
        self._trial = trial
        tr = look.tr
        self._handlers: dict[str, QLabel] = {scheme: _label() for scheme in SCHEMES}
        self.claim_button = QPushButton(tr("Open links with this program"))
        self.claim_button.setProperty("role", "primary")
        self.claim_button.clicked.connect(lambda: self._change(links.claim, self._say_claimed))
        self.release_button = QPushButton(tr("Leave links to others"))
        self.release_button.clicked.connect(lambda: self._change(links.release, lambda _: self._say("", "")))
        self.system_button = QPushButton(tr("Choose in the system's settings…"))
        self.system_button.clicked.connect(self._open_system_page)
        self.system_button.setVisible(bool(links.system_page()))
        self.try_button = QPushButton(tr("Try it"))
        self.try_button.setToolTip(tr("Opens a link as a web page would; calls nobody"))
        self.try_button.clicked.connect(self.try_it)
        self._verdict = _label()
        self._verdict.setWordWrap(True)
        self._patience = QTimer(self, singleShot=True, interval=_ARRIVES_IN_MS)
        self._patience.timeout.connect(self._say_not_arrived)
        trial.arrived.connect(self._say_arrived)
        self._lay_out()

    def verdict_text(self) -> str:
        """Return what the line below the buttons says."""
        return self._verdict.text()

    def handler_text(self, scheme: str) -> str:
        """Return what is said about a scheme's links."""
        return self._handlers[scheme].text()

    def try_it(self) -> None:
        """Open a link of our own through the system; nothing is offered or dialled when it arrives."""
        self.try_button.setEnabled(False)
        self._say(self._look.tr("A link is on its way…"), "")
        self._patience.start()
        link = self._trial.begin()
        self._lane.submit(lambda: links.open_with_system(link), failed=self._say_trouble)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._ask()

    def _ask(self, then: Callable[[Sequence[Handler]], object] = lambda _: None) -> None:
        def told(handlers: Sequence[Handler]) -> None:
            self._show(handlers)
            then(handlers)

        self._lane.submit(links.handlers, told, self._say_trouble)

    def _change(self, act: Callable[[], None], then: Callable[[Sequence[Handler]], object]) -> None:
        self._lane.submit(act, lambda _: self._ask(then), self._say_trouble)

    def _show(self, handlers: Sequence[Handler]) -> None:
        tr = self._look.tr
        for handler in handlers:
            text = tr("✓ this program") if handler.ours else plain(handler.name, 60) or tr("nobody")
            self._handlers[handler.scheme].setText(text)
            _dress(self._handlers[handler.scheme], "good" if handler.ours else "")
        self.try_button.setEnabled(any(handler.ours for handler in handlers if handler.scheme == "tel"))
        self.release_button.setEnabled(any(handler.ours for handler in handlers))

    def _open_system_page(self) -> None:
        self._lane.submit(lambda: links.open_with_system(links.system_page()), failed=self._say_trouble)

    def _say_claimed(self, handlers: Sequence[Handler]) -> None:
        tr = self._look.tr
        if all(handler.ours for handler in handlers):
            self._say("✓ " + tr("Links open with this program."), "good")
        else:
            self._say(tr("Registered. Your system lets only you make the choice: please make it in its settings."), "")

    def _say_arrived(self) -> None:
        self._patience.stop()
        self.try_button.setEnabled(True)
        self._say("✓ " + self._look.tr("The link arrived here. No call was placed."), "good")

    def _say_not_arrived(self) -> None:
        self._trial.end()
        self.try_button.setEnabled(True)
        self._say("✕ " + self._look.tr("The link did not arrive here; another program may have taken it."), "bad")

    def _say_trouble(self, error: Exception) -> None:
        self._patience.stop()
        self._trial.end()
        self._say("✕ " + self._look.tr("The system did not do it: {reason}", reason=plain(str(error), 300)), "bad")
        self.try_button.setEnabled(True)

    def _say(self, text: str, tone: str) -> None:
        self._verdict.setText(text)
        _dress(self._verdict, tone)
        announce(self._verdict, text)

    def _lay_out(self) -> None:
        tr = self._look.tr
        about = _label(tr("A click on a telephone link shows its number here, and the program asks before it calls."))
        about.setWordWrap(True)
        table = QGridLayout()
        table.setHorizontalSpacing(18)
        table.setColumnStretch(1, 1)
        for row, (scheme, label) in enumerate(self._handlers.items()):
            name = _label(f"{scheme}:")
            name.setProperty("role", "digits")
            table.addWidget(name, row, 0)
            table.addWidget(label, row, 1)
            label.setAccessibleName(f"{scheme}:")
        act = QHBoxLayout()
        for button in (self.claim_button, self.release_button):
            act.addWidget(button)
        act.addStretch(1)
        prove = QHBoxLayout()
        for button in (self.try_button, self.system_button):
            prove.addWidget(button)
        prove.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 16, 0, 0)
        column.setSpacing(14)
        column.addWidget(about)
        column.addLayout(table)
        column.addLayout(act)
        column.addLayout(prove)
        column.addWidget(self._verdict)
        column.addStretch(1)
        self.try_button.setEnabled(False)
        self.release_button.setEnabled(False)


def _label(text: str = "") -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def _dress(label: QLabel, tone: str) -> None:
    label.setProperty("tone", tone)
    label.style().polish(label)
