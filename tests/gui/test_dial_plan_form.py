"""The dial plan in the settings: its rules are edited in their order, and tried before anybody is called."""

import time
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.gui.account_form import AccountForm
from pbxdialer.store.settings_file import load
from tests.gui.conftest import Starter, account_at, accounts_page
from tests.php_oracle import PhpOracle

_PLAN = DialPlan(NumberForm.NATIONAL, outside_prefix="9", rewrites=(Rewrite(r"0800(\d+)", r"7\1"), Rewrite("101", "2")))


@pytest.fixture
def program(start: Starter, oracle: PhpOracle) -> Program:
    program = start(account_at(oracle.url, dial_plan=_PLAN))
    program.open_settings()
    return program


def _form(program: Program) -> AccountForm:
    return accounts_page(program).form


def test_a_number_is_tried_as_typed_rule_sent_and_nobody_is_called(program: Program, oracle: PhpOracle) -> None:
    tester = _form(program).numbers.tester
    for typed, trace in (
        ("+40 722 123 456", "+40722123456 → national rule, outside line 9 → 90722123456"),
        ("0800123456", r"0800123456 → rewrite rule 0800(\d+) → 7123456"),
        ("*43", "*43 → service code → *43"),
        ("103", "103 → internal number → 103"),
        (
            "0722123456 sau 0733123456",
            "0722123456 → national rule, outside line 9 → 90722123456\n"
            "0733123456 → national rule, outside line 9 → 90733123456",
        ),
        (
            "0900 123 456",
            "0900123456 → national rule, outside line 9 → 90900123456\n"
            "This is a premium-rate number. The call may be expensive.",
        ),
        ("0722\u200b", "U+200B (zero width space) does not belong in a telephone number."),
        ("", ""),
    ):
        tester.line.setText(typed)
        assert tester.trace.text() == trace
    assert oracle.originates() == []


def test_the_trace_follows_every_change_of_the_plan(program: Program) -> None:
    numbers = _form(program).numbers
    numbers.tester.line.setText("0722123456")
    numbers.prefix.clear()
    numbers.form.setCurrentIndex(numbers.form.findData(NumberForm.E164))
    assert numbers.tester.trace.text() == "0722123456 → international rule, + → +40722123456"

    numbers.region.setText("DE")
    assert numbers.tester.trace.text().endswith("→ +49722123456")
    numbers.internal.setValue(12)
    assert numbers.tester.trace.text().endswith("→ internal number → 0722123456")
    numbers.rewrites.table.item(1, 0).setText(".*")
    assert numbers.tester.trace.text().endswith("→ rewrite rule .* → 2")


def test_what_the_tester_shows_is_what_is_saved_and_sent(qtbot: QtBot, program: Program, oracle: PhpOracle) -> None:
    page = accounts_page(program)
    page.form.numbers.tester.line.setText("0800123456")
    page.form.numbers.rewrites.table.item(0, 1).setText(r"8\1")
    shown = page.form.numbers.tester.trace.text().rpartition(" ")[2]
    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    page.window().close()
    program.window.box.line.setText("0800123456")
    qtbot.keyClick(program.window.box.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(oracle.originates()) == 1, timeout=5000)

    assert [seen.data["caller_id"] for seen in oracle.originates()] == [shown] == ["8123456"]


def test_rules_are_added_ordered_and_removed_with_keys_and_buttons(qtbot: QtBot, program: Program) -> None:
    editor = _form(program).numbers.rewrites
    qtbot.mouseClick(editor.add, Qt.MouseButton.LeftButton)
    (line,) = editor.table.findChildren(QLineEdit)  # the new rule waits for its pattern
    qtbot.keyClicks(line, "1..")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: editor.rules() == (*_PLAN.rewrites, Rewrite("1..", "")), timeout=5000)
    editor.table.item(2, 1).setText("3")
    assert editor.rules() == (*_PLAN.rewrites, Rewrite("1..", "3"))

    qtbot.mouseClick(editor.up, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(editor.up, Qt.MouseButton.LeftButton)
    assert editor.rules() == (Rewrite("1..", "3"), *_PLAN.rewrites)
    assert not editor.up.isEnabled()
    qtbot.mouseClick(editor.down, Qt.MouseButton.LeftButton)
    assert editor.rules() == (_PLAN.rewrites[0], Rewrite("1..", "3"), _PLAN.rewrites[1])
    qtbot.mouseClick(editor.remove, Qt.MouseButton.LeftButton)
    assert editor.rules() == _PLAN.rewrites


def test_a_rule_with_an_equals_sign_survives_the_form(program: Program) -> None:
    rule = Rewrite(r"(?=0722)0(\d+)", r"\1")
    form = _form(program)
    form.numbers.show_plan(replace(_PLAN, rewrites=(rule,)))

    assert form.account().dial_plan.rewrites == (rule,)


@pytest.mark.parametrize(
    ("plan", "sentence"),
    [
        (replace(_PLAN, rewrites=(Rewrite(r"(\d+)+x", "1"),)), "could hang"),
        (replace(_PLAN, rewrites=(Rewrite("(", "1"),)), "cannot be read"),
        (replace(_PLAN, rewrites=(Rewrite("1", r"\2"),)), "cannot be read"),
        (replace(_PLAN, outside_prefix="9w"), "outside line"),
        (replace(_PLAN, form=NumberForm.E164), "outside line"),
        (replace(_PLAN, region="UK"), "no country UK"),
    ],
    ids=["hangs", "broken", "no_group", "letter", "before_a_plus", "country"],
)
def test_a_broken_plan_is_said_at_once_and_not_saved(
    qtbot: QtBot, program: Program, plan: DialPlan, sentence: str
) -> None:
    page = accounts_page(program)
    page.form.numbers.tester.line.setText("1" * 18)
    begun = time.perf_counter()
    page.form.numbers.show_plan(plan)
    assert sentence in page.form.numbers.tester.trace.text()

    qtbot.mouseClick(page.save_button, Qt.MouseButton.LeftButton)
    assert sentence in page.verdict_text()
    assert time.perf_counter() - begun < 1.0
    assert program.calls_lane.drained(5)
    assert load(program.places.settings).settings.accounts[0].dial_plan == _PLAN


def test_enter_in_the_tester_tries_and_does_nothing_else(qtbot: QtBot, program: Program) -> None:
    form = _form(program)
    qtbot.keyClicks(form.numbers.tester.line, "0722123456")
    qtbot.keyClick(form.numbers.tester.line, Qt.Key.Key_Return)

    assert form.numbers.plan() == _PLAN
    assert form.numbers.tester.trace.text().endswith("90722123456")
    assert form.account().name == "Sales PBX"
