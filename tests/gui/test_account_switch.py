"""Several accounts: one key switches, and a badge tells them apart."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from pbxdialer.gui.account_switch import BADGE_COLOURS, initials
from pbxdialer.store.settings import with_account
from tests.gui.conftest import Starter, account_at
from tests.gui.contrast import contrast
from tests.php_oracle import PhpOracle


def test_ctrl_and_a_digit_switch_the_account(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))
    support = replace(account_at(f"{oracle.url}/support"), id="fedcba98765443218fedcba987654321", name="Support PBX")
    program.settings_desk.change(with_account(program.settings_desk.settings, support))
    window = program.window
    window.come_forward()
    qtbot.waitUntil(window.isActiveWindow, timeout=5000)

    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert program.switchboard.account == support
    assert "Support PBX" in window.account_switch.text()
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert program.switchboard.account is not None
    assert program.switchboard.account.name == "Sales PBX"
    QTest.keyClick(window, Qt.Key.Key_7, Qt.KeyboardModifier.ControlModifier)
    assert program.switchboard.account.name == "Sales PBX"


def test_a_lone_account_needs_no_badge(start: Starter, oracle: PhpOracle) -> None:
    program = start(account_at(oracle.url))

    assert program.window.account_switch.icon().isNull()


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Sales PBX", "SP"), ("sales", "SA"), ("x", "X"), ("", "?"), ("Șantier nou", "ȘN"), ("\u202e", "?")],
)
def test_initials_tell_accounts_apart(name: str, letters: str) -> None:
    assert initials(name) == letters


@pytest.mark.parametrize("colour", BADGE_COLOURS)
def test_the_letters_of_a_badge_are_readable(colour: str) -> None:
    assert contrast(QColor(colour), QColor("#ffffff")) >= 5.0
