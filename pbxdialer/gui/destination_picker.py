"""Who rings first: the kind (user, queue, context …) and its name, chosen or typed."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QHBoxLayout, QLabel, QSizePolicy, QWidget

from pbxdialer.core.account import DESTINATION_WORDS, Account, Destination, DestinationKind
from pbxdialer.core.language import Language
from pbxdialer.gui.name_box import NameBox
from pbxdialer.gui.spoken import name_choice

KnownDestinations = Mapping[DestinationKind, Sequence[str]]
IconOf = Callable[[DestinationKind, str], QIcon | None]


_FEWEST_LETTERS = 5  # of a kind and of a name, in a window as narrow as 320 pixels


class DestinationPicker(QWidget):
    """Two boxes. `destination_changed` fires on every change; Enter in the name asks for the call.

    `touched` is True once the agent has chosen here; what was chosen is never replaced by a suggestion.
    """

    destination_changed = Signal()
    call_requested = Signal()

    def __init__(self, tr: Language, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr
        self._owner: Account | None = None
        self._known: KnownDestinations = {}
        self._last: dict[DestinationKind, str] = {}
        self._icon_of: IconOf = lambda _kind, _name: None
        self.touched = False

        self.kind = QComboBox(self)
        self.kind.setAccessibleName(tr("Ring first: kind"))
        self.kind.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.kind.setMinimumContentsLength(_FEWEST_LETTERS)
        for kind in DestinationKind:
            self.kind.addItem(tr(DESTINATION_WORDS[kind]), kind)
        self.kind.currentIndexChanged.connect(self._show_kind)
        self.kind.activated.connect(self._touch)
        self.name = NameBox(self)
        self.name.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        name_choice(self.name, tr("Ring first: name"))
        self.name.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name.setMinimumContentsLength(_FEWEST_LETTERS)
        self.name.editTextChanged.connect(self._name_edited)
        self.name.activated.connect(self._touch)
        edit = self.name.lineEdit()
        assert edit is not None  # noqa: S101 - an editable box has one
        edit.setMaxLength(200)
        edit.textEdited.connect(self._touch)
        edit.installEventFilter(self)
        self.name.installEventFilter(self)  # an editable box keeps the keyboard itself and hands keys on
        completer = self.name.completer()
        if completer is not None:
            completer.setFilterMode(Qt.MatchFlag.MatchContains)
            completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)

        label = QLabel(tr("Ring first"))
        label.setBuddy(self.kind)
        label.setProperty("role", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(label)
        row.addWidget(self.kind, 2)
        row.addWidget(self.name, 3)

    def use(self, destination: Destination, known: KnownDestinations, owner: Account | None = None) -> None:
        """Show `destination`, with the names known of each kind to choose from.

        `owner` is the account it belongs to: where that is the same as before, and only something else was set, what
        the agent has chosen stays.
        """
        self._known = known
        if owner is not None and owner == self._owner:
            self._list_names()
            return
        self._owner = owner
        self.touched = False
        self._show(destination)

    def offer(self, known: KnownDestinations, icon_of: IconOf) -> None:
        """Have `known` to choose from, each with its icon; what is chosen stays."""
        self._known, self._icon_of = known, icon_of
        self._list_names()

    def choose(self, destination: Destination) -> None:
        """Show `destination` as the agent's own choice: no suggestion changes it."""
        self.touched = True
        self._show(destination)

    def suggest(self, destination: Destination) -> None:
        """Show `destination`, unless the agent has chosen here."""
        if not self.touched and destination != self.destination():
            self._show(destination)

    def destination(self) -> Destination | None:
        """Return what is chosen, or None while no name is given."""
        name = self.name.currentText().strip()
        return Destination(self._kind(), name) if name else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Enter in the name asks for the call, once however long it is held."""
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return super().eventFilter(watched, event)
        if not event.isAutoRepeat():
            self.call_requested.emit()
        return True

    def _kind(self) -> DestinationKind:
        return DestinationKind(self.kind.currentData())

    def _touch(self, *_: object) -> None:
        self.touched = True

    def _show(self, destination: Destination) -> None:
        self._last = {destination.kind: destination.name}
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(destination.kind))
        self.kind.blockSignals(False)
        self._show_kind()
        edit = self.name.lineEdit()
        if edit is not None:
            edit.setCursorPosition(0)  # where there is little room, names tell more by their beginning

    def _list_names(self) -> None:
        """Fill the list of names of this kind; the text in the field, and where one writes in it, stay."""
        kind, text, edit = self._kind(), self.name.currentText(), self.name.lineEdit()
        cursor = edit.cursorPosition() if edit is not None else 0
        self.name.blockSignals(True)
        self.name.clear()
        for name in self._known.get(kind, ()):
            icon = self._icon_of(kind, name)
            self.name.addItem(icon, name) if icon is not None else self.name.addItem(name)
        self.name.setCurrentIndex(self.name.findText(text))
        self.name.setEditText(text)
        if edit is not None:
            edit.setCursorPosition(cursor)
        self.name.blockSignals(False)

    def _show_kind(self) -> None:
        kind = self._kind()
        names = list(self._known.get(kind, ()))
        last = self._last.get(kind, names[0] if names else "")
        self.name.blockSignals(True)
        self.name.setEditText(last)
        self.name.blockSignals(False)
        self._list_names()
        edit = self.name.lineEdit()
        if edit is not None:
            edit.setPlaceholderText(self._tr("name of the {kind}", kind=self.kind.currentText().lower()))
        self.destination_changed.emit()

    def _name_edited(self, text: str) -> None:
        self._last[self._kind()] = text
        self.destination_changed.emit()
