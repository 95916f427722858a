"""All calls: searched, narrowed, noted, called again, exported; unknown ones settled by the agent's word."""

from datetime import datetime, timedelta

from PySide6.QtCore import QPoint, Qt, QTimer, Signal, SignalInstance
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.call import Call, CallState
from pbxdialer.core.call_filter import KIND_WORDS, CallFilter, CallKind
from pbxdialer.gui.clearing_cross import add_cross
from pbxdialer.gui.history_table import HistoryTable
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import name_choice

_TYPING_MS = 120
_WIDTHS = (140, 150, 210, 130, 110)


class HistoryWindow(QDialog):
    """Shows what the desk finds. Each signal carries the call it is about."""

    wanted = Signal(object)  # CallFilter
    more_wanted = Signal(object)  # Call, the oldest one shown
    redial_requested = Signal(object)
    contact_requested = Signal(object)
    noted = Signal(object, str)
    settled = Signal(object, bool)  # Call, whether it rang
    export_requested = Signal(str)  # file

    def __init__(self, look: Look, region: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look, self._region = look, region
        tr = look.tr
        self.setWindowTitle(tr("All calls"))
        self.resize(900, 560)
        self.search = QLineEdit(self)  # before the choices: that is the order of Tab
        self.search.setAccessibleName(tr("Search the calls"))
        self.search.setPlaceholderText(tr("name, company, number or note"))
        add_cross(self.search, look.palette, look.icons, tr("Clear the search"), self.search.clear)
        self.kind = QComboBox(self)
        name_choice(self.kind, tr("Outcome"))
        for kind in CallKind:
            self.kind.addItem(tr(KIND_WORDS[kind]), kind)
        self.since = QComboBox(self)
        name_choice(self.since, tr("Since"))
        for days, word in ((None, tr("at any time")), (0, tr("today")), (7, tr("in the last 7 days"))):
            self.since.addItem(word, days)
        self.calls = HistoryTable(look)
        self.table = QTableView()
        self.table.setModel(self.calls)
        self.table.setAccessibleName(tr("Calls"))
        self.note = QLineEdit()
        self.note.setAccessibleName(tr("Note about the selected call"))
        self.note.setPlaceholderText(tr("Note about the selected call"))
        self.note.setMaxLength(1000)
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setProperty("role", "muted")
        self.redial_button = QPushButton(tr("Call again"))
        self.contact_button = QPushButton(tr("Contact…"))
        self.rang_button = QPushButton(tr("It rang"))
        self.silent_button = QPushButton(tr("It did not ring"))
        self.export_button = QPushButton(tr("Export…"))
        self._pause = QTimer(self, singleShot=True, interval=_TYPING_MS)
        self._pause.timeout.connect(self.ask)
        self._lay_out()
        self._connect()
        self._show_selected()

    def ask(self) -> None:
        """Ask for the calls that are looked for."""
        self.wanted.emit(self.filter())

    def filter(self) -> CallFilter:
        """Return what is looked for now."""
        days = self.since.currentData()
        midnight = datetime.now().astimezone().replace(hour=0, minute=0, second=0, microsecond=0)
        since = None if days is None else midnight - timedelta(days=days)
        return CallFilter(self.search.text(), CallKind(self.kind.currentData()), since, self._region)

    def show_calls(self, calls: list[Call]) -> None:
        """Show what was found, the first page of it."""
        self.calls.show(calls)
        if calls:
            self.table.selectRow(0)
        self._show_selected()
        if not calls:
            self.say(self._look.tr("No call was found. Search for less, or for every outcome."))

    def say(self, text: str) -> None:
        """Tell something quietly."""
        self.told.setText(text)

    def selected(self) -> Call | None:
        """Return the call that is selected, or None."""
        return self.calls.call_at(self.table.currentIndex().row())

    def refresh(self, call: Call) -> None:
        """Show `call` as it stands now."""
        selected = self.selected()
        self.calls.put(call)
        if selected is not None and selected.external_id == call.external_id and not self.note.hasFocus():
            self._show_selected()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.table.hasFocus() and not event.isAutoRepeat():
                self._redial()
            return
        super().keyPressEvent(event)

    def _connect(self) -> None:
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.kind.currentIndexChanged.connect(lambda _: self.ask())
        self.since.currentIndexChanged.connect(lambda _: self.ask())
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._show_selected())
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.customContextMenuRequested.connect(self._show_menu)
        self.table.doubleClicked.connect(lambda _: self._redial())
        self.table.verticalScrollBar().valueChanged.connect(self._look_for_more)
        self.redial_button.clicked.connect(self._redial)
        self.contact_button.clicked.connect(lambda: self._emit(self.contact_requested))
        self.rang_button.clicked.connect(lambda: self._settle(rang=True))
        self.silent_button.clicked.connect(lambda: self._settle(rang=False))
        self.export_button.clicked.connect(self._export)
        self.note.editingFinished.connect(self._write_note)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy, context=Qt.ShortcutContext.WidgetShortcut)

    def _show_selected(self) -> None:
        call = self.selected()
        for button in (self.redial_button, self.contact_button):
            button.setEnabled(call is not None)
        self.note.setEnabled(call is not None)
        self.note.setText(call.note if call else "")
        self.say(self.calls.steps(call) if call else "")
        unknown = call is not None and call.state is CallState.UNKNOWN
        self.rang_button.setEnabled(unknown)
        self.silent_button.setEnabled(unknown)

    def _show_menu(self, where: QPoint) -> None:
        """Offer for one call what the buttons offer, and its number for the clipboard."""
        tr, index = self._look.tr, self.table.indexAt(where)
        if not index.isValid():
            return
        self.table.selectRow(index.row())
        menu = QMenu(self)
        menu.addAction(tr("Call again"), self._redial)
        menu.addAction(tr("Contact…"), lambda: self._emit(self.contact_requested))
        menu.addAction(tr("Copy number"), self._copy)
        call = self.selected()
        if call is not None and call.state is CallState.UNKNOWN:
            menu.addSeparator()
            menu.addAction(tr("It rang"), lambda: self._settle(rang=True))
            menu.addAction(tr("It did not ring"), lambda: self._settle(rang=False))
        menu.popup(self.table.viewport().mapToGlobal(where))
        menu.aboutToHide.connect(menu.deleteLater)

    def _look_for_more(self, value: int) -> None:
        bar, shown = self.table.verticalScrollBar(), self.calls.calls()
        if shown and value >= bar.maximum() - bar.pageStep():
            self.more_wanted.emit(shown[-1])

    def _redial(self) -> None:
        self._emit(self.redial_requested)

    def _emit(self, signal: SignalInstance) -> None:
        call = self.selected()
        if call is not None:
            signal.emit(call)

    def _settle(self, *, rang: bool) -> None:
        call = self.selected()
        if call is not None and call.state is CallState.UNKNOWN:
            self.settled.emit(call, rang)

    def _write_note(self) -> None:
        call, text = self.selected(), self.note.text().strip()
        if call is not None and text != call.note:
            self.noted.emit(call, text)

    def _copy(self) -> None:
        call = self.selected()
        if call is not None:
            QGuiApplication.clipboard().setText(call.number)

    def _export(self) -> None:
        tr = self._look.tr
        file, _ = QFileDialog.getSaveFileName(self, tr("Export these calls"), "calls.csv", "CSV (*.csv)")
        if file:
            self.export_requested.emit(file)

    def _lay_out(self) -> None:
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 12)
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        for section, width in enumerate(_WIDTHS):
            header.resizeSection(section, max(width, header.sectionSizeHint(section)))
        header.setSectionResizeMode(len(_WIDTHS), QHeaderView.ResizeMode.Stretch)
        top = QHBoxLayout()
        top.addWidget(self.search, 1)
        top.addWidget(self.kind)
        top.addWidget(self.since)
        foot = QHBoxLayout()
        for button in (self.redial_button, self.contact_button, self.rang_button, self.silent_button):
            button.setAutoDefault(False)
            foot.addWidget(button)
        foot.addStretch(1)
        self.export_button.setAutoDefault(False)
        foot.addWidget(self.export_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 14, 14, 14)
        column.setSpacing(9)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.note)
        column.addWidget(self.told)
        column.addLayout(foot)
