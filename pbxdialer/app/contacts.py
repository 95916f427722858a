"""The desk of the contacts: editing, import, export and duplicates, joined to the window of the moment."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from pbxdialer.core.plain_text import plain
from pbxdialer.gui.contact_actions import ContactActions
from pbxdialer.gui.contact_book import ContactBook
from pbxdialer.gui.keys import Press, told
from pbxdialer.gui.turns import in_next_turn
from pbxdialer.gui.window_size import remember_size
from pbxdialer.opening import open_contacts

if TYPE_CHECKING:
    from pbxdialer.app.program import Program
    from pbxdialer.gui.duplicates_window import DuplicatesWindow
    from pbxdialer.gui.import_window import ImportWindow
    from pbxdialer.gui.main_window import MainWindow
    from pbxdialer.store.contact_changes import Change
    from pbxdialer.store.contacts import Contacts
    from pbxdialer.store.duplicates import Duplicates


class ContactsDesk(QObject):
    """Joins the contacts' book to the program: what is changed in it is searched and shown at once."""

    def __init__(self, program: "Program") -> None:
        super().__init__(program)
        self._program = program
        region = program.settings_desk.settings.region
        self.book = ContactBook(
            program.background.lane("people"), lambda: open_contacts(program.places, region), parent=self
        )
        self.book.changed.connect(self._show_change)
        self.book.trouble.connect(self._say)
        self.import_window: ImportWindow | None = None
        self.duplicates_window: DuplicatesWindow | None = None
        self.serve(program.window)

    def serve(self, window: "MainWindow") -> None:
        """Serve this window; it is built anew in another language or colour."""
        self.actions = ContactActions(window, self.book)
        window.box.hint_too(window.look.tr("Contacts come from a file: {key}.", key=told(Press.IMPORT)))
        self.actions.import_requested.connect(self.open_import)
        self.actions.export_requested.connect(self._choose_export)
        self.actions.merge_requested.connect(self.open_duplicates)
        self.actions.editor_made.connect(lambda editor: remember_size(editor, "contact", self._program.settings_desk))

    def open_import(self) -> None:
        """Show the import window."""
        from pbxdialer.gui.import_window import ImportWindow
        from pbxdialer.importing import keep, read

        program = self._program
        window = ImportWindow(program.look, self.book, program.background.to_gui, read, keep, program.window)
        window.imported.connect(program.contact_desk.load)
        remember_size(window, "import", program.settings_desk)
        in_next_turn(window, window.show)  # building it and painting it take 40 ms each
        self.import_window = window

    def open_duplicates(self) -> None:
        """Look for duplicates and show them."""
        self.book.ask(lambda contacts: contacts.duplicates(), self._show_duplicates)

    def export(self, path: Path) -> None:
        """Write all contacts into a file, whole or not at all."""
        tr = self._program.look.tr

        def write(contacts: "Contacts") -> int:
            from pbxdialer.directory.contact_export import file_of
            from pbxdialer.directory.import_preview import PackedContacts
            from pbxdialer.store.whole_file import write_whole

            everybody = PackedContacts(contacts.all())
            write_whole(path, file_of(everybody, path.suffix))
            return len(everybody)

        def written(count: int) -> None:
            said = tr.plural("{n} contact was written to {file}.", "{n} contacts were written to {file}.", count,
                             file=plain(path.name, 60))  # fmt: skip
            self._program.window.undo_bar.say(said, None)

        self.book.ask(write, written)

    def close(self) -> None:
        """Stop what goes on, and close the contacts' file."""
        if self.import_window is not None:
            self.import_window.stop()
        self.book.close()

    def _choose_export(self) -> None:
        tr = self._program.look.tr
        spreadsheet = tr("Spreadsheet")
        kinds = f"{spreadsheet} (*.csv);;vCard (*.vcf)"
        dialog = QFileDialog(self._program.window, tr("Export contacts"), "contacts.csv", kinds)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix("vcf" if "vcf" in kind else "csv"))
        dialog.fileSelected.connect(lambda file: self.export(Path(file)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_duplicates(self, found: "list[Duplicates]") -> None:
        from pbxdialer.gui.duplicates_window import DuplicatesWindow

        window = DuplicatesWindow(self._program.look, found, self._program.window)
        window.merge_requested.connect(self._merge)
        remember_size(window, "duplicates", self._program.settings_desk)
        window.show()
        self.duplicates_window = window

    def _merge(self, groups: list[list[int]]) -> None:
        tr = self._program.look.tr
        self.book.change(
            lambda contacts: contacts.merge(*groups),
            tr.plural("{n} group was merged.", "{n} groups were merged.", len(groups)),
        )

    def _show_change(self, said: str, change: "Change | None") -> None:
        if said:
            undo = partial(self.book.undo, change) if change is not None else None
            self._program.window.undo_bar.say(self._program.look.tr(said), undo)
        self._program.contact_desk.load()

    def _say(self, text: str) -> None:
        self._program.window.undo_bar.say(self._program.look.tr(text), None)
