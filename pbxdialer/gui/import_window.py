"""Bringing in a file of contacts: choose or drop it, look at what would come, watch it come, or stop it."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from pbxdialer.core.plain_text import plain
from pbxdialer.core.progress import Cancelled, Told
from pbxdialer.directory.contact_file import FileChoice
from pbxdialer.directory.import_preview import ImportPreview, PackedContacts
from pbxdialer.gui.background import Step, StopSign
from pbxdialer.gui.contact_book import ContactBook
from pbxdialer.gui.import_preview_page import ImportPreviewPage
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import announce

if TYPE_CHECKING:
    from pbxdialer.store.contacts import Contacts, Imported

T = TypeVar("T")
Read = Callable[[Path, FileChoice, Told, Callable[[], bool]], ImportPreview]
Keep = Callable[["Contacts", PackedContacts, Told, Callable[[], bool]], "Imported"]
_PER_MILLE = 1000
_PICTURE = 40


class ImportWindow(QDialog):
    """One import after another. Nothing changes before Import is pressed, and nothing stays of one that is stopped."""

    imported = Signal()

    def __init__(
        self,
        look: Look,
        book: ContactBook,
        to_gui: Callable[[Step], None],
        read_file: Read,
        keep: Keep,
        parent: QWidget | None = None,
    ) -> None:
        """`to_gui` brings the worker's progress to the GUI thread; `read_file` and `keep` work on the worker."""
        super().__init__(parent)
        self._look = look
        self._tr = tr = look.tr
        self._book = book
        self._to_gui = to_gui
        self._read_file = read_file
        self._keep = keep
        self._path = Path()
        self._choice = FileChoice()
        self._found: ImportPreview | None = None
        self._stop = StopSign()
        self.setWindowTitle(tr("Import contacts"))
        self.resize(760, 560)
        self.setAcceptDrops(True)
        self.drop_hint = QLabel(tr("Drop a CSV, vCard or LDIF file here, or choose one."))
        self.verdict = QLabel()
        self.preview = ImportPreviewPage(look)
        self.preview.choice_changed.connect(self._read_again)
        self.work = QLabel()
        self.bar = QProgressBar()
        self.bar.setRange(0, _PER_MILLE)
        self.outcome = QLabel()
        self.choose_button = QPushButton(tr("Choose a file…"))
        self.import_button = QPushButton(tr("Import"))
        self.import_button.setProperty("role", "primary")
        self.stop_button = QPushButton(tr("Stop"))
        self.close_button = QPushButton(tr("Close"))
        for button in self._buttons():
            button.setAutoDefault(False)
        self.choose_button.clicked.connect(self._choose)
        self.import_button.clicked.connect(self._import)
        self.stop_button.clicked.connect(self.stop)
        self.close_button.clicked.connect(self.close)
        self.pages = QStackedWidget()
        self._lay_out()
        self._show_page(self._choosing)

    def read(self, path: Path) -> None:
        """Read a file and show what it holds."""
        self._path, self._choice = path, FileChoice()
        self._read()

    def stop(self) -> None:
        """Stop what is going on."""
        self._stop.put_up()

    def reject(self) -> None:
        """Esc and every other way of closing the window end what goes on; Qt's own closing comes by here, too."""
        self.stop()
        super().reject()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        files = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        if files and self.pages.currentWidget() is not self._working:
            event.acceptProposedAction()
            self.read(Path(files[0]))

    def _choose(self) -> None:
        contacts, everything = self._tr("Contacts"), self._tr("All files")
        kinds = f"{contacts} (*.csv *.tsv *.txt *.vcf *.vcard *.ldif);;{everything} (*)"
        dialog = QFileDialog(self, self._tr("Choose a file of contacts"), "", kinds)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.read(Path(file)))
        dialog.open()

    def _read_again(self, choice: FileChoice) -> None:
        self._choice = choice
        self._read()

    def _read(self) -> None:
        """Read the file on the worker; an earlier reading ends."""
        path, choice, stop, told = self._path, self._choice, self._begin(self._tr("Reading the file…")), self._told()

        def job(contacts: "Contacts") -> tuple[ImportPreview, FileChoice]:
            whole = replace(choice, csv=replace(choice.csv, remembered=contacts.column_choices()))
            return self._read_file(path, whole, told, stop.is_up), whole

        self._book.ask(job, self._while_going(stop, self._show_found), self._while_going(stop, self._show_failure))

    def _import(self) -> None:
        found = self._found
        if found is None or not self.import_button.isEnabled():
            return
        stop, told = self._begin(self._tr("Importing…")), self._told()

        def job(contacts: "Contacts") -> "Imported":
            result = self._keep(contacts, found.contacts, told, stop.is_up)
            if found.columns is not None:
                contacts.remember_columns(found.columns.key, found.columns.choice())
            return result

        self._book.ask(job, self._while_going(stop, self._show_result), self._while_going(stop, self._show_failure))

    def _begin(self, what: str) -> StopSign:
        self._stop.put_up()
        self._stop = StopSign()
        self.work.setText(what)
        self.bar.setValue(0)
        self._show_page(self._working)
        return self._stop

    def _told(self) -> Callable[[int, int], None]:
        """Return what the worker calls: the bar moves on the GUI thread."""
        stop = self._stop

        def show(per_mille: int) -> None:
            if stop is self._stop and isValid(self.bar):
                self.bar.setValue(per_mille)

        def told(done: int, total: int) -> None:
            self._to_gui(lambda: show(_PER_MILLE * done // max(total, 1)))

        return told

    def _while_going(self, stop: StopSign, step: Callable[[T], None]) -> Callable[[T], None]:
        """Return `step` for as long as this window is there and nothing newer has begun in it."""

        def taken(result: T) -> None:
            if stop is self._stop and isValid(self):
                step(result)

        return taken

    def _show_found(self, found: tuple[ImportPreview, FileChoice]) -> None:
        self._found, self._choice = found
        count = len(self._found.contacts)
        self.preview.show_preview(self._found, self._choice)
        self.preview.summary.setText(f"{plain(self._path.name, 60)} · {self.preview.summary.text()}")
        words = self._tr.plural("Import {n} contact", "Import {n} contacts", count)
        self.import_button.setText(words if count else self._tr("Import"))
        self.import_button.setEnabled(bool(count))
        self._show_page(self.preview)
        announce(self.preview, self.preview.summary.text())

    def _show_failure(self, error: Exception) -> None:
        stopped = self._tr("Stopped. Nothing was imported.")
        reason = self._tr(str(error)) if str(error) else type(error).__name__
        self.verdict.setText(stopped if isinstance(error, Cancelled) else plain(reason, 300))
        self._show_page(self._choosing)
        announce(self.verdict, self.verdict.text())

    def _show_result(self, result: "Imported") -> None:
        tr = self._tr
        refused = len(self._found.refused) if self._found else 0
        lines = [
            tr.plural("{n} contact is new.", "{n} contacts are new.", result.added),
            tr.plural("{n} contact was known and is up to date.", "{n} were known and are up to date.", result.updated),
        ]
        if refused:
            lines.append(tr.plural("{n} row was refused.", "{n} rows were refused.", refused))
        self.outcome.setText("\n".join(lines))
        self._show_page(self._done)
        announce(self.outcome, self.outcome.text())
        self.imported.emit()

    def _show_page(self, page: QWidget) -> None:
        working = page is self._working
        self.pages.setCurrentWidget(page)
        self.choose_button.setVisible(not working)
        self.import_button.setVisible(page is self.preview)
        self._stand_out(self.choose_button, page is self._choosing)
        self.stop_button.setVisible(working)
        self.close_button.setVisible(not working)
        if page is not self._choosing:
            self.verdict.clear()
        self.verdict.setVisible(bool(self.verdict.text()))
        focus = self.import_button if page is self.preview else self.stop_button if working else self.choose_button
        (self.close_button if page is self._done else focus).setFocus()

    def _stand_out(self, button: QPushButton, stands_out: bool) -> None:
        """Let the one thing to do now be the button that is seen first."""
        button.setProperty("role", "primary" if stands_out else "")
        button.style().polish(button)

    def _buttons(self) -> tuple[QPushButton, ...]:
        return (self.choose_button, self.stop_button, self.close_button, self.import_button)

    def _lay_out(self) -> None:
        self.verdict.setProperty("tone", "warn")
        self.drop_hint.setProperty("role", "title")
        kept = QLabel(self._tr("You see what would come before anything changes. A newer list doubles nobody."))
        kept.setProperty("role", "muted")
        picture = QLabel()
        people = self._look.icons.icon("people", self._look.palette.colour("accent"))
        picture.setPixmap(people.pixmap(_PICTURE, _PICTURE))
        self.outcome.setProperty("role", "title")
        self._choosing = QFrame()
        self._choosing.setObjectName("drop")
        inside = QVBoxLayout(self._choosing)
        inside.addWidget(_in_the_middle(picture, self.drop_hint, kept, self.verdict))
        self._working = _in_the_middle(self.work, self.bar)
        self._done = _in_the_middle(self.outcome)
        for page in (self._choosing, self.preview, self._working, self._done):
            self.pages.addWidget(page)
        row = QHBoxLayout()
        row.addWidget(self.choose_button)
        row.addStretch(1)
        for button in self._buttons()[1:]:
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 16, 18, 14)
        column.setSpacing(12)
        column.addWidget(self.pages, 1)
        column.addLayout(row)


def _in_the_middle(*widgets: QWidget) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.addStretch(1)
    for widget in widgets:
        if isinstance(widget, QLabel):
            widget.setTextFormat(Qt.TextFormat.PlainText)
            widget.setAlignment(Qt.AlignmentFlag.AlignCenter)
            widget.setWordWrap(True)
        column.addWidget(widget)
    column.addStretch(1)
    return page
