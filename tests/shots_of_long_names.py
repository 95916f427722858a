"""Every view that shows names, with names of sixty characters in it: of people, companies, accounts, queues, files."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.account_wording import account_facts
from pbxdialer.core.call import Call, CallResult
from pbxdialer.core.call_back import CallBack, CallBackState
from pbxdialer.core.company_directory import CompanyDirectory, DirectoryKind
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.offer_pace import OfferPace
from pbxdialer.core.telephone import PhoneState, Telephone
from pbxdialer.directory.match import Match
from pbxdialer.gui.account_question import AccountQuestion
from pbxdialer.gui.call_later_window import CallLaterWindow
from pbxdialer.gui.contact_editor import ContactEditor
from pbxdialer.gui.directory_settings import DirectorySettings
from pbxdialer.gui.duplicates_window import DuplicatesWindow
from pbxdialer.gui.history_window import HistoryWindow
from pbxdialer.store.duplicates import Duplicates
from tests import shots_of_tray
from tests.waiting import await_condition

PERSON = "Dr. Anneliese-Charlotte von Württemberg-Schwarzenfels zu Hoh"
COMPANY = "Donaudampfschifffahrtsgesellschaftsbeteiligungsverwaltung AG"
ACCOUNT = "Kundenbetreuungszentrale Nordrhein-Westfalen und Südniedersa"
QUEUE = "warteschlange_kundenbetreuung_nordrhein_westfalen_ganztaegig"
assert {len(name) for name in (PERSON, COMPANY, ACCOUNT, QUEUE)} == {60}
_CONTACT = Contact(
    PERSON, COMPANY, "anneliese.charlotte@donaudampfschifffahrtsgesellschaft.example",
    (LabelledNumber("Vorstandssekretariat Hauptverwaltung", "+40 722 123 456"), LabelledNumber("mobile", "0744000111")),
    favourite=True, id=1, groups=(COMPANY, PERSON),
)  # fmt: skip
_IN_THE_QUEUE = Destination(DestinationKind.QUEUE, QUEUE)


def _account(program: Program) -> Account:
    account = program.switchboard.account
    assert account is not None
    return replace(account, name=ACCOUNT, destination=_IN_THE_QUEUE)


def _named(program: Program) -> QWidget:
    """Have an account, a second one, a queue and contacts with such names from here on."""
    desk, guests = program.settings_desk, program.guests.desk
    assert guests is not None
    guests.dismiss()
    account = _account(program)
    other = replace(account, id=uuid4().hex, name=ACCOUNT[::-1])
    desk.change(replace(desk.settings, accounts=(account, other), current_account_id=account.id))
    found = [Match(_CONTACT), Match(replace(_CONTACT, name=PERSON[::-1], favourite=False, id=2))]
    program.window.use_directory(lambda _text: found, lambda: found)
    program.window.picker.use(_IN_THE_QUEUE, {DestinationKind.QUEUE: [QUEUE, QUEUE[::-1]]})
    program.window.presence.show_telephone(Telephone(QUEUE, PhoneState.IN_CALL, "101"))
    program.window.box.line.setText("anneliese")
    return program.window


def _call(program: Program) -> Call:
    intent = Intent.of(Callee(PhoneNumber("0722123456"), PERSON, COMPANY), _IN_THE_QUEUE, _account(program))
    return Call.intended(intent, datetime.now(UTC) - timedelta(seconds=70))


def _in_state(change: Callable[[Call], Call]) -> Callable[[Program], QWidget]:
    def scene(program: Program) -> QWidget:
        program.switchboard.call_changed.emit(change(_call(program)))
        return program.window

    return scene


def _favourites(program: Program) -> QWidget:
    program.window.box.line.clear()
    return program.window


def _question(program: Program) -> QWidget:
    program.window.redial(program.window.history.calls.calls()[0])
    return program.window


def _said(program: Program) -> QWidget:
    program.window.question.dismiss()
    program.window.undo_bar.say(program.look.tr("“{name}” was deleted.", name=PERSON), lambda: None)
    return program.window


def _guest(program: Program) -> QWidget:
    desk = program.guests.desk
    assert desk is not None
    desk.dismiss()
    program.window.undo_bar.hide()
    program.guests.pace = desk._pace = OfferPace()
    program.switchboard.offer("tel:0722123456", "drop", PERSON)
    return program.window


def _history(program: Program) -> QWidget:
    assert program.guests.desk is not None
    program.guests.desk.dismiss()
    window = HistoryWindow(program.look, "RO")
    window.show_calls(program.window.history.calls.calls())
    window.table.selectRow(0)
    window.show()
    return window


def _call_later(program: Program) -> QWidget:
    window = CallLaterWindow(program.look, program.window.intent())
    noon = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
    later = CallBack("", "0733555010", "0733555010", PERSON, _IN_THE_QUEUE, "", noon)
    window.show_waiting([replace(later, state=CallBackState.PENDING, note=COMPANY)])
    window.show()
    return window


def _editor(program: Program) -> QWidget:
    editor = ContactEditor(program.look, _CONTACT)
    editor.show()
    return editor


def _duplicates(program: Program) -> QWidget:
    window = DuplicatesWindow(program.look, [Duplicates((_CONTACT, replace(_CONTACT, company="", id=2)), True)])
    window.show()
    return window


def _account_question(program: Program) -> QWidget:
    facts = account_facts(_account(program), program.look.tr)
    question = AccountQuestion(program.look, f"{QUEUE}.pbxdialer", facts, (), program.window)
    question.show()
    return question


def _settings(program: Program) -> QWidget:
    program.open_settings()
    window = program.settings_window
    assert window is not None
    _turning(program, lambda: window.accounts is not None)
    return window


def _directories(program: Program) -> QWidget:
    window, title = _settings(program), program.look.tr("Directories")

    def turned() -> bool:
        assert program.settings_window is not None
        program.settings_window.turn_to(title)
        return window.findChild(DirectorySettings) is not None

    _turning(program, turned)
    page = window.findChild(DirectorySettings)
    assert isinstance(page, DirectorySettings)
    page.use_directories((CompanyDirectory(uuid4().hex, ACCOUNT, DirectoryKind.LDAP, "ldaps://a.example"),), {})
    page._list.setCurrentRow(0)
    return window


def _turning(program: Program, holds: Callable[[], bool]) -> None:
    def pumped() -> bool:
        program._application.processEvents()
        return holds()

    await_condition(pumped, 10, "the page")


def _panel(program: Program) -> QWidget:
    desk = program.tray_desk
    assert desk is not None
    shown = shots_of_tray.panel(lambda _call: _ringing(program), typed="")(program)
    assert desk.panel is not None
    desk.panel.picker.use(_IN_THE_QUEUE, {DestinationKind.QUEUE: [QUEUE]})
    return shown


def _palette(program: Program) -> QWidget:
    assert program.desks is not None
    palette = program.desks.at_hand.palette
    palette.box.use_directory(lambda _text: [Match(_CONTACT)], lambda: [Match(_CONTACT)])
    palette.use_destination(_IN_THE_QUEUE, {DestinationKind.QUEUE: [QUEUE]})
    palette.box.line.setText("anneliese")
    palette.show()
    return palette


def _ringing(program: Program) -> Call:
    return _call(program).accepted(())


SCENES: dict[str, Callable[[Program], QWidget]] = {
    "long_names": _named,
    "long_favourites": _favourites,
    "long_talking": _in_state(lambda call: call.accepted(()).answered_by_agent().answered_by_customer()),
    "long_ended": _in_state(lambda call: call.accepted(()).answered_by_agent().ended(CallResult.BUSY)),
    "long_unknown": _in_state(lambda call: call.unknown(Failure(FailureCode.REPLY_LATE))),
    "long_question": _question,
    "long_said": _said,
    "long_guest": _guest,
    "long_history": _history,
    "long_call_later": _call_later,
    "long_editor": _editor,
    "long_duplicates": _duplicates,
    "long_account_file": _account_question,
    "long_settings": _settings,
    "long_directories": _directories,
    "long_tray_panel": _panel,
    "long_tray_menu": shots_of_tray.menu,
    "long_palette": _palette,
}
