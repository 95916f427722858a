"""The tray's panel, its menu, its icon in every state and the question about closing, for `tests/shots.py`."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import Call, CallResult
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.telephone import PhoneState, Telephone
from pbxdialer.gui.closing_question import ClosingQuestion
from pbxdialer.gui.tray_menu import TrayMenu
from pbxdialer.gui.tray_sign import Sign, signed

_CALLED = (("Maria Popescu", "0744000111", 312), ("", "0213123456", 0), ("Ștefan Ionescu", "0722123456", 61))


def panel(change: Callable[[Call], Call] | None = None, typed: str = "") -> Callable[[Program], QWidget]:
    """Return the panel, where a call goes on or where it does not."""

    def scene(program: Program) -> QWidget:
        _called_before(program)
        desk = program.tray_desk
        assert desk is not None
        assert program.desks is not None
        desk.show_phone(Telephone("ionescu", PhoneState.RINGING if change else PhoneState.READY, "101"))
        shown = desk.panel or desk._built_panel()
        program.desks.at_hand.make_ready(shown)
        if change is not None:
            shown.show_call(change(_call(program, "Ana Marin", "0733555010", 8)))
        shown.box.line.setText(typed)
        shown._make_room()
        shown.show()
        return shown

    return scene


def menu(program: Program) -> QWidget:
    """Return the menu, with the lines of every menu in it laid open below."""
    _called_before(program)
    assert program.tray_desk is not None
    lines = program.tray_desk.lines()
    whole = QWidget()
    row = QHBoxLayout(whole)
    row.setAlignment(Qt.AlignmentFlag.AlignTop)
    top = TrayMenu(program.look.tr, lambda: lines, whole)
    inside = [action.menu() for action in top.actions() if action.menu()]
    for each in [top, *inside]:
        assert isinstance(each, QMenu)
        each.setWindowFlags(Qt.WindowType.Widget)
        row.addWidget(each, 0, Qt.AlignmentFlag.AlignTop)
        each.setFixedSize(each.sizeHint())
        each.show()
    whole.show()
    return whole


def icons(program: Program) -> QWidget:
    """Return the icon in every state, as large as trays show it."""
    whole = QWidget()
    row = QHBoxLayout(whole)
    for sign in Sign:
        for size in (16, 24, 48):
            label = QLabel()
            label.setPixmap(signed(program.look, sign).pixmap(size, size))
            row.addWidget(label)
    whole.show()
    return whole


def closing(into_tray: bool) -> Callable[[Program], QWidget]:
    """Return the question that is asked once."""

    def scene(program: Program) -> QWidget:
        question = ClosingQuestion(program.look, into_tray=into_tray)
        question.show()
        return question

    return scene


def _called_before(program: Program) -> None:
    if len(program.window.history.calls.calls()) < len(_CALLED):
        for minutes, (name, number, talked_s) in enumerate(_CALLED, 3):
            call = _call(program, name, number, 60 * minutes)
            result = CallResult.ANSWERED if talked_s else CallResult.NO_ANSWER
            ended = replace(call.accepted(()).ended(result, talked_s), changed_at=call.requested_at)
            program.window.history.calls.put(ended)


def _call(program: Program, name: str, number: str, seconds_ago: int) -> Call:
    account = program.switchboard.account
    assert account is not None
    intent = Intent.of(Callee(PhoneNumber(number), name), Destination(DestinationKind.USER, "ionescu"), account)
    return Call.intended(intent, datetime.now(UTC) - timedelta(seconds=seconds_ago))


SCENES: dict[str, Callable[[Program], QWidget]] = {
    "tray_panel": panel(),
    "tray_panel_searching": panel(typed="ion"),
    "tray_panel_calling": panel(lambda call: replace(call, waits_for_agent=True)),
    "tray_menu": menu,
    "tray_icons": icons,
    "closing": closing(into_tray=True),
    "closing_no_tray": closing(into_tray=False),
}
