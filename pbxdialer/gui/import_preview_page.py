"""What an import would bring, to look at: the first rows, what each column means, and every refused row's reason."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from pbxdialer.core.contact import Contact
from pbxdialer.core.language import Language, mark
from pbxdialer.core.plain_text import plain
from pbxdialer.directory.contact_file import FileChoice
from pbxdialer.directory.csv_columns import Columns
from pbxdialer.directory.csv_file import SEPARATORS, CsvChoice
from pbxdialer.directory.csv_headers import Field, Meaning
from pbxdialer.directory.file_text import ENCODINGS
from pbxdialer.directory.import_preview import ContactFileKind, ImportPreview
from pbxdialer.gui.look import Look
from pbxdialer.gui.spoken import name_choice

_SHOWN_CONTACTS = 30
_SHOWN_REFUSED = 500
_LONGEST_CELL = 80
_SEPARATOR_WORDS = {",": mark("comma"), ";": mark("semicolon"), "\t": mark("tab"), "|": "|", ":": mark("colon")}
_MEANINGS = (
    (Meaning(), mark("leave out")),
    (Meaning(Field.NAME), mark("Name")),
    (Meaning(Field.FIRST), mark("First name")),
    (Meaning(Field.MIDDLE), mark("Middle name")),
    (Meaning(Field.LAST), mark("Last name")),
    (Meaning(Field.COMPANY), mark("Company")),
    (Meaning(Field.NUMBER), mark("Number")),
    (Meaning(Field.NUMBER, "mobile"), mark("Number: mobile")),
    (Meaning(Field.NUMBER, "office"), mark("Number: office")),
    (Meaning(Field.NUMBER, "home"), mark("Number: home")),
    (Meaning(Field.LABEL), mark("What the next number is")),
    (Meaning(Field.EMAIL), mark("E-mail")),
    (Meaning(Field.GROUPS), mark("Groups")),
    (Meaning(Field.NOTE), mark("Note")),
    (Meaning(Field.FAVOURITE), mark("Favourite")),
)


class ImportPreviewPage(QWidget):
    """Shows a preview; `choice_changed` carries what the agent wants read otherwise."""

    choice_changed = Signal(object)  # FileChoice

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tr = tr = look.tr
        self._columns: Columns | None = None
        self._choice = FileChoice()
        self.meanings: list[QComboBox] = []
        self.summary = QLabel()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.summary.setProperty("role", "title")
        self.summary.setWordWrap(True)
        self.hint = QLabel(tr("Say which columns hold names and numbers."))
        self.hint.setTextFormat(Qt.TextFormat.PlainText)
        self.hint.setProperty("tone", "warn")
        self.hint.setWordWrap(True)
        self.encoding = QComboBox()
        for encoding in ENCODINGS:
            self.encoding.addItem(encoding.upper(), encoding)
        self.separator = QComboBox()
        for separator in SEPARATORS:
            self.separator.addItem(tr(_SEPARATOR_WORDS.get(separator, separator)), separator)
        self.encoding.activated.connect(self._choose_reading)
        self.separator.activated.connect(self._choose_reading)
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.table.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.verticalHeader().hide()
        self.table.setFrameShape(QFrame.Shape.NoFrame)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setAccessibleName(tr("The first rows"))
        self.refused_caption = QLabel()
        self.refused_caption.setTextFormat(Qt.TextFormat.PlainText)
        self.refused_caption.setProperty("role", "section")
        self.refused = QListWidget()
        self.refused.setAccessibleName(tr("Refused rows"))
        self.refused.setMaximumHeight(8 * self.fontMetrics().height())
        self._reading = QWidget()
        row = QHBoxLayout(self._reading)
        row.setContentsMargins(0, 0, 0, 0)
        for caption, box in ((tr("Encoding"), self.encoding), (tr("Separator"), self.separator)):
            label = QLabel(caption)
            label.setProperty("role", "muted")
            label.setBuddy(box)
            box.setAccessibleName(caption)
            row.addWidget(label)
            row.addWidget(box)
            row.addSpacing(12)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.summary)
        column.addWidget(self._reading)
        column.addWidget(self.hint)
        column.addWidget(self.table, 1)
        column.addWidget(self.refused_caption)
        column.addWidget(self.refused)

    def show_preview(self, found: ImportPreview, choice: FileChoice) -> None:
        """Show what was found, read as `choice` says."""
        tr = self._tr
        self._columns, self._choice = found.columns, choice
        count = len(found.contacts)
        contacts = tr.plural("{n} contact", "{n} contacts", count)
        self.summary.setText(f"{found.kind} · {contacts}")
        self.encoding.setCurrentIndex(self.encoding.findData(found.encoding))
        is_list = found.kind is ContactFileKind.CSV
        self.separator.setVisible(is_list)
        if is_list and self.separator.findData(found.separator) < 0:
            self.separator.addItem(found.separator, found.separator)
        self.separator.setCurrentIndex(self.separator.findData(found.separator))
        self._reading.setVisible(is_list)
        self.hint.setVisible(found.columns is not None and not found.columns.understood)
        self.meanings = []
        self.table.clear()
        if found.columns is not None:
            self._show_rows(found.columns, found.sample)
        else:
            shown = [found.contacts.at(place) for place in range(min(_SHOWN_CONTACTS, count))]
            self._show_contacts(shown)
        self._show_refused(found)

    def _show_rows(self, columns: Columns, sample: Sequence[Sequence[str]]) -> None:
        table = self.table
        table.setColumnCount(len(columns.titles))
        table.setHorizontalHeaderLabels([plain(title, _LONGEST_CELL) or " " for title in columns.titles])
        table.setRowCount(len(sample) + 1)
        for place, meaning in enumerate(columns.meanings):
            box = self._meaning_box(meaning)
            name_choice(box, self._tr("What “{title}” holds", title=plain(columns.titles[place], _LONGEST_CELL)))
            self.meanings.append(box)
            table.setCellWidget(0, place, box)
        for line, fields in enumerate(sample, 1):
            for place, text in enumerate(fields[: len(columns.titles)]):
                table.setItem(line, place, QTableWidgetItem(plain(text, _LONGEST_CELL)))
        self._fit()

    def _show_contacts(self, contacts: Sequence[Contact]) -> None:
        tr, table = self._tr, self.table
        titles = [tr("Name"), tr("Company"), tr("Numbers"), tr("E-mail")]
        table.setColumnCount(len(titles))
        table.setHorizontalHeaderLabels(titles)
        table.setRowCount(len(contacts))
        for line, contact in enumerate(contacts):
            numbers = ", ".join(number.text for number in contact.numbers)
            for place, text in enumerate((contact.name, contact.company, numbers, contact.email)):
                table.setItem(line, place, QTableWidgetItem(plain(text, _LONGEST_CELL)))
        self._fit()

    def _fit(self) -> None:
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setMaximumSectionSize(260)
        self.table.resizeColumnsToContents()
        for place in range(self.table.columnCount()):
            self.table.setColumnWidth(place, max(self.table.columnWidth(place) + 12, 150 if self.meanings else 90))
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        if self.meanings:
            self.table.setRowHeight(0, self.meanings[0].sizeHint().height() + 6)

    def _meaning_box(self, meaning: Meaning) -> QComboBox:
        box = QComboBox(self.table.viewport())
        for known, words in _MEANINGS:
            box.addItem(self._tr(words), known)
        if meaning not in [known for known, _ in _MEANINGS]:
            box.addItem(f"{self._tr('Number')}: {plain(meaning.label, 40)}", meaning)
        place = next(place for place in range(box.count()) if box.itemData(place) == meaning)
        box.setCurrentIndex(place)
        box.activated.connect(self._choose_columns)
        return box

    def _show_refused(self, found: ImportPreview) -> None:
        tr, count = self._tr, len(found.refused)
        self.refused.clear()
        for row in found.refused[:_SHOWN_REFUSED]:
            self.refused.addItem(line_of(row.row, row.reason, tr))
        if count > _SHOWN_REFUSED:
            self.refused.addItem(tr("… and {count} more", count=count - _SHOWN_REFUSED))
        self.refused_caption.setText(tr.plural("{n} row is refused", "{n} rows are refused", count))
        self.refused_caption.setVisible(bool(count))
        self.refused.setVisible(bool(count))

    def _choose_columns(self) -> None:
        if self._columns is not None:
            columns = replace(self._columns, meanings=tuple(box.currentData() for box in self.meanings))
            csv = replace(self._choice.csv, separator=self.separator.currentData(), columns=columns)
            self.choice_changed.emit(replace(self._choice, csv=csv))

    def _choose_reading(self) -> None:
        csv = CsvChoice(self.separator.currentData(), remembered=self._choice.csv.remembered)
        self.choice_changed.emit(FileChoice(self.encoding.currentData(), csv))


def line_of(row: int, reason: str, tr: Language) -> str:
    """Return one refused row as it is read."""
    return tr("Row {row}: {reason}", row=row, reason=tr(reason))
