"""A rule or a contact's group chooses the account, in sight and before the call; the agent's own choice stays."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account
from pbxdialer.core.account_choice import account_for
from pbxdialer.core.contact import Contact, LabelledNumber
from pbxdialer.core.number import PhoneNumber
from pbxdialer.store.settings import with_account
from tests.gui.conftest import Starter, account_at
from tests.gui.test_window import type_and_enter
from tests.php_oracle import BODY_SECRETS, PhpOracle

GERMANY = "fedcba98765443218fedcba987654321"
ANA = Contact("Ana", numbers=(LabelledNumber("", "0733555010"),))
GROUPED = Contact("Greta Groß", groups=("berlin office",), numbers=(LabelledNumber("", "0722 999 111"),))


def _berlin(url: str) -> Account:
    return replace(account_at(f"{url}/berlin"), id=GERMANY, name="Berlin Office", takes=("+49", "0049"))


@pytest.fixture
def program(qtbot: QtBot, start: Starter, oracle: PhpOracle) -> Program:
    program = start(
        account_at(oracle.url), contacts=(GROUPED, Contact("Ana", numbers=(LabelledNumber("", "0733555010"),)))
    )
    program.secrets_desk.keep_for_session(GERMANY, BODY_SECRETS)
    program.settings_desk.change(with_account(program.settings_desk.settings, _berlin(oracle.url)))
    qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)
    return program


def _used(program: Program) -> str:
    assert program.switchboard.account is not None
    return program.switchboard.account.name


@pytest.mark.parametrize(
    ("typed", "account"),
    [
        ("+49 30 123456", "Berlin Office"),
        ("0049 30 123456", "Berlin Office"),
        ("+40 722 123 456", "Sales PBX"),
        ("1003", "Sales PBX"),
    ],
)
def test_the_beginning_of_a_number_chooses_the_account(program: Program, typed: str, account: str) -> None:
    program.window.box.line.setText(typed)

    assert _used(program) == account
    assert account in program.window.account_switch.text(), "the agent sees it before the call"
    program.window.box.line.clear()
    assert _used(program) == "Sales PBX"


def test_a_contact_names_its_account_by_a_group(program: Program, qtbot: QtBot, oracle: PhpOracle) -> None:
    type_and_enter(qtbot, program, "greta")
    qtbot.waitUntil(lambda: len(oracle.originates()) == 1, timeout=10_000)

    assert oracle.originates()[0].path == "/berlin/api/originate-call"
    assert program.settings_desk.settings.current_account is not None
    assert program.settings_desk.settings.current_account.name == "Sales PBX", "for this call only"


def test_what_the_agent_chose_is_not_changed_by_a_rule(program: Program) -> None:
    window = program.window
    window.box.line.setText("+49 30 12345")
    assert _used(program) == "Berlin Office"
    window.account_switch.chosen.emit(account_at("").id)
    window.box.line.setText("+49 30 123456")

    assert _used(program) == "Sales PBX"


def test_the_longest_rule_wins_and_a_group_wins_over_every_rule() -> None:
    sales = replace(account_at("https://one.example"), takes=("+4",))
    berlin = replace(_berlin("https://two.example"), takes=("+493",))

    assert account_for(PhoneNumber("+4930123456"), (), (sales, berlin)) == berlin
    assert account_for(PhoneNumber("+40722123456"), (), (sales, berlin)) == sales
    assert account_for(PhoneNumber("+4930123456"), ("SALES PBX ",), (sales, berlin)) == sales
    assert account_for(PhoneNumber("1003"), (), (sales, berlin)) is None
