"""What can be done to contacts from the window: keys, the menu of a match, the menu of the people button."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from pbxdialer.core.call import Call
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.gui.contact_book import ContactBook
from pbxdialer.gui.contact_editor import ContactEditor
from pbxdialer.gui.keys import PLACES, Press, favourite_key, shortcut
from pbxdialer.gui.main_window import MainWindow

if TYPE_CHECKING:
    from pbxdialer.store.contact_changes import Change
    from pbxdialer.store.contacts import Contacts


class ContactActions(QObject):
    """Actions of one window. Contacts are looked up anew when something is done: a list may be out of date."""

    import_requested = Signal()
    export_requested = Signal()
    merge_requested = Signal()
    editor_made = Signal(object)  # ContactEditor, before it is shown

    def __init__(self, window: MainWindow, book: ContactBook) -> None:
        super().__init__(window)
        self._window = window
        self._book = book
        self._tr = tr = window.look.tr
        self.editor: ContactEditor | None = None
        self.new = self._action(tr("New contact…"), Press.NEW_CONTACT, self.add)
        self.edit = self._action(tr("Edit…"), Press.EDIT_CONTACT, self._edit_selected)
        self.favourite = self._action(tr("Favourite"), Press.FAVOURITE, self._toggle_favourite)
        self.delete = self._action(tr("Delete"), Press.DELETE_CONTACT, self._delete_selected)
        self.earlier = self._action(tr("Move up"), Press.MOVE_UP, lambda: self._move(-1))
        self.later = self._action(tr("Move down"), Press.MOVE_DOWN, lambda: self._move(1))
        self.importing = self._action(tr("Import…"), Press.IMPORT, self.import_requested.emit)
        self.exporting = self._action(tr("Export…"), "", self.export_requested.emit)
        self.merging = self._action(tr("Duplicates…"), "", self.merge_requested.emit)
        self.menu = QMenu(window)
        self.menu.addAction(self.new)
        self.menu.addSeparator()
        self.menu.addActions([self.importing, self.exporting, self.merging])
        window.people_button.setMenu(self.menu)
        window.box.menu_requested.connect(self.show_menu)
        window.box.favourites_moved.connect(self._keep_order)
        window.history.contact_requested.connect(self.add_caller)
        for place in PLACES:
            shortcut(favourite_key(place), window, partial(window.box.choose_favourite, place))

    def add(self) -> None:
        """Open an empty editor, with the number or the name that stands in the box."""
        callee, text = self._window.box.callee(), self._window.box.line.text().strip()
        if callee is not None and self._window.box.selected_contact() is None:
            self._open(Contact("", numbers=(LabelledNumber("", callee.number.digits),)))
        else:
            self._open(Contact(text if self._window.box.selected_contact() is None else ""))

    def add_caller(self, call: Call) -> None:
        """Open the contact of an earlier call's number, or an editor for a new one."""
        fresh = Contact(call.name or call.company, call.company, numbers=(LabelledNumber("", call.number),))
        self._book.ask(lambda contacts: contacts.find_by_number(call.number) or fresh, self._open)

    def context_menu(self) -> QMenu:
        """Return the menu for what is selected in the list of matches."""
        menu = QMenu(self._window)
        contact, callee = self._window.box.selected_contact(), self._window.box.callee()
        if contact is None:
            menu.addAction(self._tr("Add to contacts…"), self.new.shortcut(), self.add)
        else:
            word = self._tr("Remove from the favourites") if contact.favourite else self._tr("Add to the favourites")
            menu.addAction(self.edit)
            menu.addAction(word, self.favourite.shortcut(), self._toggle_favourite)
            if contact.favourite:
                menu.addActions([self.earlier, self.later])
            menu.addSeparator()
            menu.addAction(self.delete)
        if callee is not None:
            menu.addSeparator()
            menu.addAction(self._tr("Copy number"), QKeySequence.StandardKey.Copy, self._window.box.copy_number)
        return menu

    def show_menu(self, where: QPoint) -> None:
        """Show the menu at a place on the screen."""
        menu = self.context_menu()
        menu.popup(where)
        menu.aboutToHide.connect(menu.deleteLater)

    def _edit_selected(self) -> None:
        contact = self._window.box.selected_contact()
        if contact is not None:
            self._book.ask(lambda contacts: contacts.get(contact.id), self._open)

    def _open(self, contact: Contact | None) -> None:
        if contact is None:
            self._book.trouble.emit(self._tr("This contact is not there any more."))
            return
        self.editor = ContactEditor(self._window.look, contact, self._window)
        self.editor.saved.connect(self._save)
        self.editor.delete_requested.connect(lambda contact_id: self._delete(contact_id, contact.name))
        self.editor_made.emit(self.editor)
        self.editor.show()

    def _save(self, contact: Contact) -> None:
        def save(contacts: "Contacts") -> "Change":
            return contacts.update(contact) if contact.id else contacts.add_undoably(contact)

        saved = self._tr("“{name}” was saved.") if contact.id else self._tr("“{name}” was added.")
        self._book.change(save, saved.format(name=contact.name))

    def _delete_selected(self) -> None:
        contact = self._window.box.selected_contact()
        if contact is not None:
            self._delete(contact.id, contact.name)

    def _delete(self, contact_id: int, name: str) -> None:
        self._book.change(lambda contacts: contacts.delete(contact_id), self._tr("“{name}” was deleted.", name=name))

    def _toggle_favourite(self) -> None:
        contact = self._window.box.selected_contact()
        if contact is None:
            return
        wanted = not contact.favourite
        said = self._tr("“{name}” is a favourite.") if wanted else self._tr("“{name}” is no favourite any more.")
        self._book.change(lambda contacts: contacts.set_favourite(contact.id, wanted), said.format(name=contact.name))

    def _move(self, places: int) -> None:
        """Move the selected favourite among the favourites."""
        contact, order = self._window.box.selected_contact(), self._window.box.favourites()
        if contact is None or contact.id not in order:
            return
        place = order.index(contact.id)
        order.insert(min(max(place + places, 0), len(order) - 1), order.pop(place))
        self._keep_order(order)

    def _keep_order(self, contact_ids: list[int]) -> None:
        def keep(contacts: "Contacts") -> None:
            contacts.move_favourites(contact_ids)

        self._book.change(keep, "")

    def _action(self, text: str, keys: str, act: Callable[[], object]) -> QAction:
        action = QAction(text, self._window)
        if keys:
            action.setShortcut(QKeySequence(keys))
        action.triggered.connect(lambda: act())
        self._window.addAction(action)
        return action
