"""Photographs of every view, light and dark, in both languages, at 100 % and 200 %: ``python3 dev.py shots``.

The pictures go to ``build/shots``, with one contact sheet a language and colour; ``docs/window.png``, which the README
shows, is taken anew with ``--readme``.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from PySide6.QtCore import QEvent, QEventLoop, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QScrollArea, QTabWidget, QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.call_back import CallBack, CallBackState
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.offer_pace import OfferPace
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.gui.call_later_window import CallLaterWindow
from pbxdialer.gui.contact_editor import ContactEditor
from pbxdialer.gui.duplicates_window import DuplicatesWindow
from pbxdialer.gui.history_window import HistoryWindow
from pbxdialer.gui.link_trial import LinkTrial
from pbxdialer.gui.links_page import LinksPage
from pbxdialer.gui.main_window import MainWindow
from pbxdialer.gui.settings_window import SettingsWindow
from pbxdialer.store.duplicates import Duplicates
from pbxdialer.store.settings import GuestMode, Theme
from tests import shots_of_administration, shots_of_directories, shots_of_emptiness, shots_of_first_run, shots_of_tray
from tests.built_anew import build_anew
from tests.contact_sheet import contact_sheet

ROOT = Path(__file__).resolve().parents[1]
SHOTS = ROOT / "build" / "shots"
_NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
_UNTRUSTED = "pbx.example.com\nCompany Root CA"
Scenes = Mapping[str, Callable[[Program], QWidget]]
View = tuple[str, QWidget]  # and its name


@dataclass(frozen=True, slots=True)
class Style:
    """One way the program may look."""

    theme: Theme
    language: str
    scale: int

    @property
    def name(self) -> str:
        return f"{self.theme}-{self.language}-{self.scale}00"


STYLES = [Style(theme, code, scale) for theme in (Theme.LIGHT, Theme.DARK) for code in ("en", "ro") for scale in (1, 2)]
STYLES += [Style(Theme.CONTRAST, "en", 1)]


def main(words: list[str]) -> int:
    """Take all pictures, each style in a process of its own because Qt reads the scale once; or one style's.

    ``--style dark-ro-200 first_run`` takes only the views whose names begin so.
    """
    if words[:1] == ["--style"]:
        theme, code, scale = words[1].split("-")
        _photograph(Style(Theme(theme), code, int(scale) // 100), only=words[2] if words[2:] else "")
        return 0
    readme = words == ["--readme"]
    SHOTS.mkdir(parents=True, exist_ok=True)
    for style in [Style(Theme.LIGHT, "en", 1)] if readme else STYLES:
        environment = {**os.environ, "QT_SCALE_FACTOR": str(style.scale)}
        words = [sys.executable, "-m", "tests.shots", "--style", style.name, *(["accepted"] if readme else [])]
        subprocess.run(words, env=environment, check=True, cwd=ROOT)
        print(SHOTS / f"{style.name}.png")
    if readme:
        (ROOT / "docs" / "window.png").write_bytes((SHOTS / "light-en-100" / "accepted.png").read_bytes())
    return 0


def _photograph(style: Style, only: str = "") -> None:
    """Save a picture of each view, and lay them all on one sheet."""
    folder = SHOTS / style.name
    folder.mkdir(parents=True, exist_ok=True)
    pictures = []
    for name, widget in views(style, only=only):
        widget.grab().save(str(folder / f"{name}.png"))
        pictures.append(folder / f"{name}.png")
    contact_sheet(pictures, SHOTS / f"{style.name}.png")


def views(style: Style, only: str = "", width: int = 0, more: Scenes = MappingProxyType({})) -> Iterator[View]:
    """Open the demo in `style`, its window `width` wide if given, and bring it into each state, those of `more` too."""
    application = QApplication(["pbxdialer"])
    with tempfile.TemporaryDirectory() as data:
        program = Program(application, Path(data), demo=True)
        desk = program.settings_desk
        desk.change(replace(desk.settings, theme=style.theme, language=style.language))
        build_anew(program)
        program.show()
        until(lambda: program.guests.desk is not None)
        if program.settings_window is not None:
            program.settings_window.close()
        if width:
            program.window.resize(width, program.window.height())
        for name, scene in {**SCENES, **more}.items():
            if name.startswith(only):
                widget = scene(program)
                rest()
                yield name, widget
                if widget is not program.window:
                    widget.close()
        program.quit()
        program.close()


def _idle(program: Program) -> QWidget:
    program.window.box.line.clear()
    return program.window


def _searching(program: Program) -> QWidget:
    program.window.box.line.setText("ion")
    return program.window


def _typed(program: Program) -> QWidget:
    program.window.box.line.setText("+40 722 123 456")
    return program.window


def _nobody(program: Program) -> QWidget:
    program.window.box.line.setText("xyzzy")
    return program.window


def _in_state(change: Callable[[Call], Call], name: str = "Ștefan Ionescu") -> Callable[[Program], QWidget]:
    def scene(program: Program) -> QWidget:
        window: MainWindow = program.window
        window.box.line.setText("ștefan ion")
        account = program.switchboard.account
        assert account is not None
        destination = Destination(DestinationKind.USER, "ionescu")
        intent = Intent.of(Callee(PhoneNumber("0720100000"), name), destination, account)
        begun = datetime.now(UTC) - timedelta(seconds=14)
        program.switchboard.call_changed.emit(change(Call.intended(intent, begun)))
        return window

    return scene


def _question(program: Program) -> QWidget:
    _in_state(lambda call: call.unknown(Failure(FailureCode.REPLY_LATE)))(program)
    program.window.redial(program.window.history.calls.calls()[0])
    return program.window


def _history(program: Program) -> QWidget:
    until(lambda: program.desks is not None)
    assert program.desks is not None
    window = HistoryWindow(program.look, "RO")
    called = program.window.history.calls.calls()
    shown = [replace(call, note="Wants an offer by Monday") if row == 2 else call for row, call in enumerate(called)]
    window.show_calls([*shown, *(call.settled(rang=True) for call in called if call.state is CallState.UNKNOWN)])
    window.table.selectRow(0)
    window.show()
    return window


def _call_later(program: Program) -> QWidget:
    program.window.box.line.setText("ștefan ion")
    window = CallLaterWindow(program.look, program.window.intent())
    later = CallBack(
        "", "0733555010", "0733555010", "Ana Marin", Destination(DestinationKind.USER, "ionescu"), "", _NOON
    )
    window.show_waiting(
        [
            replace(later, state=CallBackState.PENDING, note="contract"),
            replace(later, name="", number="0744000111"),
        ]
    )
    window.say(program.look.tr("The PBX will call then, your phone first."), "good")
    window.show()
    return window


def _guest(
    text: str, source: str = "link", *, name: str = "", others: int = 0, chosen: int = -1
) -> Callable[[Program], QWidget]:
    def scene(program: Program) -> QWidget:
        desk = program.guests.desk
        assert desk is not None
        assert program.guests.sheet is not None
        desk.dismiss()
        program.guests.pace = desk._pace = OfferPace()
        program.window.question.dismiss()
        program.window.box.line.clear()
        program.switchboard.offer(text, source, name)
        for other in range(others):
            program.switchboard.offer(f"tel:072000000{other}", source)
        if chosen >= 0:
            program.guests.sheet.choice.buttons[chosen].click()
        return program.window

    return scene


def _countdown(program: Program) -> QWidget:
    desk = program.settings_desk
    desk.change(replace(desk.settings, confirm_guests=GuestMode.COUNTDOWN))
    _guest("tel:0722123456")(program)
    sheet = program.guests.sheet
    assert sheet is not None
    until(lambda: sheet.bar.value() < 2500)
    desk.change(replace(desk.settings, confirm_guests=GuestMode.ASK))
    return program.window


def _choice(program: Program) -> QWidget:
    program.window.box.line.setText("Sună la +40 720 100 000, 0744 000 111 int. 12 sau 021 312 34 56")
    return program.window


def _literal(program: Program) -> QWidget:
    program.window.box.line.setText("+40 744 000 111")
    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Control, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(program.window.windowHandle(), press)
    return program.window


def _let_go(program: Program) -> None:
    release = QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Control, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(program.window.windowHandle(), release)


def _dial_plan(program: Program) -> QWidget:
    _let_go(program)
    window = _settings(program)
    assert program.settings_window is not None
    assert program.settings_window.accounts is not None
    numbers = program.settings_window.accounts.form.numbers
    rules = (Rewrite(r"0800(\d+)", r"7\1"), Rewrite(r"\*43", "101"))
    numbers.show_plan(DialPlan(NumberForm.NATIONAL, outside_prefix="9", rewrites=rules))
    numbers.tester.line.setText("+40 722 123 456, 0900 123 456")
    rest()
    area = window.findChild(QScrollArea)
    assert isinstance(area, QScrollArea)
    area.ensureWidgetVisible(numbers.tester.trace)
    return window


def _settings_of_the_program(program: Program) -> QWidget:
    widget = _settings(program)
    pages = widget.findChild(QTabWidget)
    assert isinstance(pages, QTabWidget)
    pages.setCurrentIndex(1)
    return widget


def _at_hand(program: Program) -> QWidget:
    widget = _settings(program)
    assert program.settings_window is not None
    program.settings_window.turn_to(program.look.tr("At hand"))
    return widget


def _keys(program: Program) -> QWidget:
    assert program.desks is not None
    program.desks.key_help.show()
    assert program.desks.key_help.window is not None
    return program.desks.key_help.window


def _settings(program: Program) -> QWidget:
    program.window.question.dismiss()
    program.open_settings()
    window = program.settings_window
    assert window is not None
    until(lambda: window.accounts is not None)
    return window


def _links(program: Program) -> QWidget:
    window, title = _settings(program), program.look.tr("Phone links")
    assert isinstance(window, SettingsWindow)
    lane, trial = program.background.lane("links"), LinkTrial(program)
    window.add_page_later(lambda parent: LinksPage(program.look, lane, trial, parent), title)
    window.turn_to(title)
    page = window.findChild(LinksPage)
    assert isinstance(page, LinksPage)
    until(lambda: bool(page.handler_text("sip")))
    return window


def _favourites(program: Program) -> QWidget:
    assert program.guests.desk is not None
    program.guests.desk.dismiss()
    program.window.box.line.clear()
    program.window.box.choose_favourite(2)
    return program.window


def _editor(program: Program) -> QWidget:
    contact = Contact(
        "Ștefan Ionescu", "Acme SRL", "stefan.ionescu@acme.example",
        (LabelledNumber("mobile", "0722 123 456"), LabelledNumber("office", "021 312 34 56"),
         LabelledNumber("recepție", "int. 12 sau 14")),
        "Prefers mornings.\nSpeaks English.", favourite=True, id=1, groups=("Clienți", "VIP"),
    )  # fmt: skip
    editor = ContactEditor(program.look, contact)
    editor.show()
    return editor


def _deleted(program: Program) -> QWidget:
    program.window.box.line.clear()
    program.window.undo_bar.say(program.look.tr("“{name}” was deleted.", name="Ștefan Ionescu"), lambda: None)
    return program.window


def _import_of(name: str, text: str) -> Callable[[Program], QWidget]:
    def scene(program: Program) -> QWidget:
        program.window.undo_bar.hide()
        until(lambda: program.desks is not None)
        assert program.desks is not None
        file = Path(tempfile.mkdtemp(dir=program.places.contacts.parent)) / name
        file.write_text(text, "utf-8")
        program.desks.contacts.open_import()
        window = program.desks.contacts.import_window
        assert window is not None
        window.read(file)
        until(window.import_button.isVisible)
        return window

    return scene


def _import_begun(program: Program) -> QWidget:
    until(lambda: program.desks is not None)
    assert program.desks is not None
    program.desks.contacts.open_import()
    assert program.desks.contacts.import_window is not None
    return program.desks.contacts.import_window


def _duplicates(program: Program) -> QWidget:
    ana = Contact("Ana Pop", "Acme SRL", numbers=(LabelledNumber("", "0722 123 456"),), id=1)
    again = replace(ana, name="ANA POP", company="", numbers=(LabelledNumber("", "+40722123456"),), id=2)
    desk = replace(ana, name="Recepție", id=3)
    window = DuplicatesWindow(program.look, [Duplicates((ana, again), True), Duplicates((ana, desk), False)])
    window.show()
    return window


_CSV = (
    "Nume;Firmă;Mobil;Telefon birou;E-mail;Reper\n"
    "Ștefan Ionescu;Acme SRL;0722 123 456;021 312 34 56;stefan@acme.example;client vechi\n"
    "Ana Marin;Bitdesk;+40 733 555 010;;ana@bitdesk.example;\n"
    ";;0744 000 111;;;fără nume\n"
    "Mihai Țurcanu;Delta Construct SA;0755.000.111;0264 430 111;;\n"
    "Elena Popescu;;;;elena@example.com;\n"
)
_VCARD = (
    "BEGIN:VCARD\nFN:Ana Pop\nORG:Acme SRL\nTEL;TYPE=CELL:0722 123 456\nEND:VCARD\nBEGIN:VCARD\nFN:Ion\nEND:VCARD\n"
)
_LONG = "Dr. Anneliese-Charlotte von Württemberg-Schwarzenfels zu Hohenlohe-Langenburg"
SCENES: Scenes = {
    "idle": _idle,
    "searching": _searching,
    "typed": _typed,
    "nobody": _nobody,
    "choice": _choice,
    "literal": _literal,
    "dial_plan": _dial_plan,
    "requested": _in_state(lambda call: replace(call, waits_for_agent=True)),
    "accepted": _in_state(lambda call: call.accepted(())),
    "answered": _in_state(lambda call: call.answered_by_agent(())),
    "talking": _in_state(lambda call: call.accepted(()).answered_by_agent().answered_by_customer()),
    "ended": _in_state(lambda call: call.accepted(()).answered_by_agent().ended(CallResult.ANSWERED, 192)),
    "busy": _in_state(lambda call: call.accepted(()).answered_by_agent().ended(CallResult.BUSY)),
    "refused": _in_state(lambda call: call.refused(("Invalid Queue. Check if pbx queue exists",)), _LONG),
    "not_sent": _in_state(lambda call: call.not_sent(Failure(FailureCode.TLS_UNKNOWN_ISSUER, _UNTRUSTED))),
    "not_answered": _in_state(lambda call: replace(call.not_answered(("User did not answer",)), waits_for_agent=True)),
    "unknown": _in_state(lambda call: call.unknown(Failure(FailureCode.SERVER_FAULT, "HTTP 502"))),
    "history": _history,
    "call_later": _call_later,
    "question": _question,
    "guest": _guest("tel:0720100000;ext=12", others=3),
    "guest_named": _guest("0720 555 019\n021 310 77 00", "drop", name=_LONG, chosen=0),
    "guest_premium": _guest("tel:0900123456"),
    "guest_choice": _guest("0722.123.456 / 021 312 34 56, 0720100000, +1 212 555 0100", "drop"),
    "guest_refused": _guest("tel:0722%E2%80%AE123"),
    "guest_emergency": _guest("tel:112"),
    "guest_countdown": _countdown,
    "settings": _settings,
    "links": _links,
    "settings_program": _settings_of_the_program,
    "at_hand": _at_hand,
    "keys": _keys,
    **shots_of_first_run.SCENES,
    "favourites": _favourites,
    "deleted": _deleted,
    "editor": _editor,
    "import": _import_begun,
    "import_csv": _import_of("people.csv", _CSV),
    "import_unknown": _import_of("people.csv", "Wer;Was;Durchwahl\nAna Pop;Acme SRL;0722 123 456\n"),
    "import_vcard": _import_of("people.vcf", _VCARD),
    "duplicates": _duplicates,
    **shots_of_emptiness.SCENES,
    **shots_of_administration.SCENES,
    **shots_of_directories.SCENES,
    **shots_of_tray.SCENES,
}


def until(holds: Callable[[], bool]) -> None:
    while not holds():
        rest()


def rest(milliseconds: int = 60) -> None:
    """Let Qt lay out and paint."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
