"""The right digits in the window: several are chosen from, Ctrl dials as typed, two spellings are one subscriber."""

from dataclasses import replace
from itertools import count, product

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.core.intent import Callee, Intent
from pbxdialer.core.number import PhoneNumber
from pbxdialer.core.rewrite import BrokenPlan, Rewrite
from tests.gui.conftest import CONTACTS, Starter, account_at
from tests.gui.test_window import await_state, type_and_enter
from tests.php_oracle import PhpOracle

_RULES = ((), (Rewrite(r"0(\d+)", r"7\1"), Rewrite("1.*", "2")), (Rewrite("07.*", "letters"),))
_TYPED = ("0722123456", "+40722123456", "0040722123456", "+442079460000", "101", "*43", "12345", "+0")
_CONTROL = Qt.KeyboardModifier.ControlModifier
_MOMENTS_MS = count(1000, 200)
_NONE = Qt.KeyboardModifier.NoModifier
_SPELLINGS = ("0722123456", "+40 722 123 456", "0040722123456", "(0722) 123-456")


def _key(program: Program, code: Qt.Key, modifiers: Qt.KeyboardModifier = _NONE, *, up: bool = False) -> None:
    """Press a key (or let it go) as the system tells it to the window."""
    kind = QEvent.Type.KeyRelease if up else QEvent.Type.KeyPress
    text = "\r" if code == Qt.Key.Key_Return else ""
    event = QKeyEvent(kind, code, modifiers, text)
    event.setTimestamp(next(_MOMENTS_MS))
    QApplication.sendEvent(program.window.windowHandle(), event)


def _rows(program: Program) -> list[str]:
    model = program.window.box._matches.model()
    return [str(model.data(model.index(row, 0))) for row in range(model.rowCount())]


def _shown(program: Program) -> str:
    return program.window.preview.accessibleName()


def test_several_numbers_in_a_pasted_text_are_chosen_from_and_none_is_dialled_silently(
    qtbot: QtBot, start: Starter, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    box = program.window.box.line
    type_and_enter(qtbot, program, "555-1234 or 555-9876")

    assert _rows(program) == ["1 of 2, 5551234", "2 of 2, 5559876"]
    assert _shown(program) == "Will dial – choose one of the numbers"
    assert not program.window.call_button.isEnabled()
    assert oracle.originates() == []

    qtbot.keyClick(box, Qt.Key.Key_Down)
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert _shown(program) == "Will dial 5559876 (as typed)"
    qtbot.keyClick(box, Qt.Key.Key_Return)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    assert [seen.data["caller_id"] for seen in oracle.originates()] == ["5559876"]


def test_a_pasted_text_names_the_contacts_whose_numbers_are_in_it(
    qtbot: QtBot, start: Starter, oracle: PhpOracle
) -> None:
    program = start(account_at(oracle.url))
    program.window.box.line.setText("Sună la +40 722 123 456 sau 0744 000 111 int. 12")

    assert _rows(program) == ["Ștefan Ionescu, +40722123456", "2 of 2, 0744000111, extension 12"]


def test_one_number_in_a_text_is_found_and_shown(start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    for text, row, shown in (
        ("Invoice 2024-118, call 0744 000 111", "number typed, 0744000111", "0744000111"),
        ("0744 000 111 int. 12", "number typed, 0744000111, extension 12", "0744000111"),
        ("+44 (0)20 7946 0000", "number typed, +442079460000", "00442079460000"),
        ("*43", "number typed, *43", "*43"),
    ):
        program.window.box.line.setText(text)
        assert _rows(program) == [row]
        assert _shown(program).startswith(f"Will dial {shown} (")


def test_a_name_with_a_number_still_finds_who_is_named(start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    program.window.box.line.setText("ana 0213123456")

    assert _rows(program)[1] == "Ana Marin, Bitdesk, office, 021 312 34 56"
    assert _shown(program) == "Will dial 0213123456 (national rule)"


def test_ctrl_shows_and_dials_exactly_what_was_typed(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url, dial_plan=DialPlan(NumberForm.NATIONAL, outside_prefix="9")))
    qtbot.keyClicks(program.window.box.line, "+40 733 555 010")
    assert _shown(program) == "Will dial 90733555010 (national rule, outside line 9)"

    _key(program, Qt.Key.Key_Control)
    assert _shown(program) == "Will dial +40733555010 (exactly as typed, this once)"
    _key(program, Qt.Key.Key_Control, up=True)
    assert _shown(program) == "Will dial 90733555010 (national rule, outside line 9)"

    _key(program, Qt.Key.Key_Control)
    _key(program, Qt.Key.Key_Return, _CONTROL)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    (seen,) = oracle.originates()
    assert (seen.data["caller_id"], seen.data["caller_id_name"]) == ("+40733555010", "Ana Marin")
    assert program.window.history.calls.calls()[0].rule == "literal"


@pytest.mark.parametrize("held", [True, False])
def test_enter_dials_nothing_where_ctrl_is_not_as_the_window_shows(
    qtbot: QtBot, start: Starter, oracle: PhpOracle, held: bool
) -> None:
    """Ctrl went down or up while another window had the keyboard."""
    program = start(account_at(oracle.url))
    qtbot.keyClicks(program.window.box.line, "+40 733 555 010")
    if not held:
        _key(program, Qt.Key.Key_Control)
    now = _CONTROL if held else _NONE

    _key(program, Qt.Key.Key_Return, now)
    assert program.switchboard.call_in_the_air is None
    assert "exactly as typed" in _shown(program) if held else "national rule" in _shown(program)

    _key(program, Qt.Key.Key_Return, now, up=True)
    _key(program, Qt.Key.Key_Return, now)
    await_state(qtbot, program, CallState.RINGING_AGENT)
    sent = "+40733555010" if held else "0733555010"
    assert [seen.data["caller_id"] for seen in oracle.originates()] == [sent]


def test_ctrl_is_let_go_when_another_window_takes_the_keyboard(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    qtbot.keyClicks(program.window.box.line, "+40 733 555 010")
    _key(program, Qt.Key.Key_Control)
    QApplication.sendEvent(program.window.windowHandle(), QFocusEvent(QEvent.Type.FocusOut))

    assert _shown(program) == "Will dial 0733555010 (national rule)"


def test_what_is_shown_is_what_is_sent(start: Starter, oracle: PhpOracle, qapp: QApplication) -> None:
    """Whatever the plan and the number: the line, the frozen intent and the call carry the same digits."""
    program = start(account_at(oracle.url))
    preview, account = program.window.preview, program.switchboard.account
    assert account is not None
    for form, region, prefix, rules, typed, literal in product(
        NumberForm, ("RO", "US"), ("", "9", "9w"), _RULES, _TYPED, (False, True)
    ):
        plan = DialPlan(form, region, prefix, rewrites=rules)
        planned, callee = replace(account, dial_plan=plan), Callee(PhoneNumber.typed(typed))
        shown = preview.show_callee(callee, planned, literal=literal)
        if shown is None:
            with pytest.raises(BrokenPlan):
                Intent.of(callee, planned.destination, planned, literal=literal)
            continue
        intent = Intent.of(callee, planned.destination, planned, literal=literal)
        assert intent.dial_string == shown
        assert preview._digits.text() == shown.digits == Call.intended(intent).dial_string
        assert preview.accessibleName().startswith(f"Will dial {shown.digits} (")
        assert shown.digits == typed or not literal
        qapp.processEvents()


def test_a_literal_call_is_repeated_literally(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    program.window.redial(_call(program, "+40733555010", literal=True))
    await_state(qtbot, program, CallState.RINGING_AGENT)

    assert [seen.data["caller_id"] for seen in oracle.originates()] == ["+40733555010"]


def test_every_spelling_finds_the_contact_and_carries_its_name(start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    for typed in _SPELLINGS:
        program.window.box.line.setText(typed)
        callee = program.window.box.callee()
        assert callee is not None
        assert (callee.name, callee.number) == ("Ștefan Ionescu", PhoneNumber.typed(typed))
        assert _shown(program) == "Will dial 0722123456 (national rule)"


@pytest.mark.parametrize("form", list(NumberForm))
def test_every_spelling_of_an_unknown_call_asks_before_it_is_called_again(
    start: Starter, oracle: PhpOracle, form: NumberForm
) -> None:
    program = start(account_at(oracle.url, dial_plan=DialPlan(form)))
    program.window.use_history([_call(program, "+40 722 123 456").unknown(Failure(FailureCode.REPLY_LATE))])
    for typed in _SPELLINGS:
        program.window.dial(Callee(PhoneNumber.typed(typed)), Destination(DestinationKind.USER, "ionescu"))
        assert program.window.asks_something
        assert program.switchboard.call_in_the_air is None
        program.window.question.dismiss()


def test_a_contacts_field_is_called_whatever_words_stand_in_it(start: Starter, oracle: PhpOracle) -> None:
    mixed = Contact(
        "Mihai",
        "Delta",
        numbers=(
            LabelledNumber("office", "021 312 34 57 int. 12"),
            LabelledNumber("mobile", "0744 000 111 / 0733 000 222"),
            LabelledNumber("", "ask at the desk"),
        ),
    )
    program = start(account_at(oracle.url), contacts=(*CONTACTS, mixed))
    program.window.box.line.setText("mihai")
    assert _rows(program) == [
        "Mihai, Delta, office, 021 312 34 57 int. 12",
        "Mihai, Delta, mobile, 0744000111",
        "Mihai, Delta, mobile, 0733000222",
        "Mihai, Delta, ask at the desk",
    ]
    assert _shown(program) == "Will dial 0213123457 (national rule)"

    program.window.box.line.setText("+40 21 312 34 57")
    callee = program.window.box.callee()
    assert callee is not None
    assert callee.name == "Mihai"


def test_a_number_behind_the_access_code_of_another_country_is_the_same(start: Starter, oracle: PhpOracle) -> None:
    contact = Contact("Jane", numbers=(LabelledNumber("", "+44 20 7946 0000"),))
    program = start(account_at(oracle.url, dial_plan=DialPlan(region="US")), contacts=(*CONTACTS, contact))
    program.window.box.line.setText("011 44 20 7946 0000")

    assert _rows(program) == ["Jane, +44 20 7946 0000"]


def test_a_later_call_in_another_spelling_settles_the_question(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url, dial_plan=DialPlan(NumberForm.AS_TYPED)))
    earlier = _call(program, "+40722123456").unknown(Failure(FailureCode.REPLY_LATE))
    later = _call(program, "0040722123456").accepted(())
    program.window.use_history([later, earlier])
    program.window.dial(Callee(PhoneNumber("0722123456")), Destination(DestinationKind.USER, "ionescu"))

    assert not program.window.asks_something
    qtbot.waitUntil(lambda: len(oracle.originates()) == 1, timeout=5000)


def _call(program: Program, number: str, *, literal: bool = False) -> Call:
    account = program.switchboard.account
    assert account is not None
    intent = Intent.of(Callee(PhoneNumber.typed(number)), account.destination, account, literal=literal)
    return replace(Call.intended(intent), recorded=True)
