"""What an administrator locked looks locked, says why, and does not change by anything done in the window."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.core.account import AuthMode, Destination, DestinationKind
from pbxdialer.core.policy import NO_POLICY, Policy
from pbxdialer.gui.accounts_page import AccountsPage
from pbxdialer.gui.at_hand_page import AtHandPage
from pbxdialer.gui.directory_settings import DirectorySettings
from pbxdialer.gui.locks import Lock
from pbxdialer.gui.quiet_switch import QuietSwitch
from pbxdialer.gui.tool_tip import as_tool_tip
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.paths import places
from pbxdialer.store.policy_names import policy_settings
from pbxdialer.store.settings import GuestMode, Settings, with_account
from pbxdialer.store.settings_file import load, save
from tests.gui.conftest import ACCOUNT_ID, KeyringInMemory, account_at, accounts_page
from tests.gui.gui_thread import own_work
from tests.gui.test_settings import field
from tests.php_oracle import BODY_SECRETS
from tests.store.policies import OURS, REASON, policy, written

DIRECTORY = {"name": "Acme", "kind": "carddav", "url": "https://cards.example/"}
LOCKED = policy(
    {
        **{"AccountUrl": OURS, "AccountAuth": "bearer", "AccountDialPlanForm": "e164", "AccountRingTimeoutS": 900},
        **{"ConfirmGuests": "ask", "PaletteHotkey": "", "DoNotDisturb": True, "Directories": [DIRECTORY]},
    },
    {"AccountProjectId": 12, "AccountProxy": "system"},
)
Opened = tuple[Program, AccountsPage]


@pytest.fixture
def keyring() -> KeyringInMemory:
    return KeyringInMemory()


class Office:
    """Opens the program under a policy, with one account somewhere else and the settings in front."""

    def __init__(self, qapp: QApplication, qtbot: QtBot, folder: Path, keyring: KeyringInMemory) -> None:
        self.qapp, self.qtbot, self.folder, self.keyring = qapp, qtbot, folder, keyring
        self.programs: list[Program] = []

    def opened(self, found: Policy) -> Program:
        with own_work():
            where = places(self.folder)
            where.prepare()
            settings = with_account(Settings(confirm_guests=GuestMode.COUNTDOWN), account_at("https://old.example"))
            save(where.settings, settings, NO_POLICY)
            vault = Credentials(self.keyring)
            program = Program(self.qapp, self.folder, open_vault=lambda: vault, policy=found)
            self.programs.append(program)
            program.show()
            self.qtbot.waitUntil(lambda: program.desks is not None, timeout=10_000)
            program.open_settings()
        return program

    def page(self, program: Program, title: str) -> QWidget:
        assert program.settings_window is not None
        program.settings_window.turn_to(program.look.tr(title))
        pages = program.settings_window.findChild(QTabWidget)
        assert isinstance(pages, QTabWidget)
        page = pages.currentWidget()
        assert page is not None
        return page


@pytest.fixture
def office(qapp: QApplication, qtbot: QtBot, tmp_path: Path, keyring: KeyringInMemory) -> Iterator[Office]:
    office = Office(qapp, qtbot, tmp_path, keyring)
    yield office
    for program in office.programs:
        program.window.hide()
        program.close()
        program.window.deleteLater()


def texts(page: QWidget) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel))


def test_a_locked_setting_sleeps_beside_a_lock_that_says_why_and_the_page_says_it_in_words(office: Office) -> None:
    program = office.opened(LOCKED)
    form = accounts_page(program).form
    fields = form.by_policy_name()
    locked = {name for name, widget in fields.items() if not widget.isEnabled()}
    assert locked == {"AccountUrl", "AccountAuth", "AccountDialPlanForm", "AccountRingTimeoutS"}
    reason = f"Set by your administrator: {REASON}"
    assert reason in texts(form)
    for name in locked:
        (lock,) = [one for one in form.findChildren(Lock) if one._widget is fields[name]]
        assert lock.toolTip() == fields[name].toolTip() == as_tool_tip(reason)
        assert fields[name].accessibleDescription() == reason
        assert lock.isVisibleTo(form)
        assert abs(lock.geometry().center().y() - fields[name].geometry().center().y()) < 30
    assert field(form, "Address of the PBX").text() == OURS


def test_every_field_of_a_page_has_the_name_a_policy_knows(office: Office) -> None:
    program = office.opened(LOCKED)
    names = set(accounts_page(program).form.by_policy_name())
    office.page(program, "Program")
    assert program.settings_window is not None
    assert program.settings_window.program is not None
    names |= set(program.settings_window.program.by_policy_name())
    (at_hand,) = office.page(program, "At hand").findChildren(AtHandPage)
    names |= set(at_hand.by_policy_name())
    known = {setting.name for setting in policy_settings()}
    assert names <= known
    assert {name for name in known if name.startswith("Account")} - names == {"AccountExternalInfo"}, "has no field"


def test_an_account_saved_in_the_window_is_what_the_locks_say_and_its_old_one_too(
    office: Office, qtbot: QtBot, keyring: KeyringInMemory
) -> None:
    program = office.opened(LOCKED)
    page = accounts_page(program)
    assert program.switchboard.account is not None
    assert program.switchboard.account.url == OURS, "calls go where the administrator says, whatever the file holds"
    page.new_account()
    assert field(page.form, "Proxy").text() == "system"
    field(page.form, "Name of this account").setText("Second")
    field(page.form, "Rings first").setText("ionescu")
    field(page.form, "API token").setText(BODY_SECRETS.api_key)
    page.save_button.click()
    assert page.verdict_text() == "✓ Saved."
    second = program.settings_desk.settings.accounts[1]
    assert (second.url, second.auth, second.project_id, second.proxy) == (OURS, AuthMode.BEARER, 12, "system")
    assert second.ring_timeout_s == 900
    qtbot.waitUntil(lambda: len(load(program.places.settings, NO_POLICY).settings.accounts) == 2, timeout=5000)
    qtbot.waitUntil(lambda: Credentials(keyring).read(second.id).api_token == BODY_SECRETS.api_key, timeout=5000)


def test_a_change_of_what_is_locked_is_dropped_and_told_wherever_it_comes_from(office: Office, qtbot: QtBot) -> None:
    program = office.opened(LOCKED)
    desk = program.settings_desk
    before = desk.settings
    moved = replace(before.accounts[0], url="https://elsewhere.example")
    for change in (
        replace(before, confirm_guests=GuestMode.COUNTDOWN),
        replace(before, palette_hotkey="Ctrl+Alt+D", tray=False),
        replace(before, directories=()),
        with_account(before, moved),
    ):
        desk.change(change)
        assert desk.settings is before
        assert REASON in program.window.notices.text()
    desk.change(replace(before, watch_phones=False))
    qtbot.waitUntil(lambda: not load(program.places.settings, NO_POLICY).settings.watch_phones, timeout=5000)
    kept = load(program.places.settings, NO_POLICY).settings
    assert kept.confirm_guests is GuestMode.COUNTDOWN, "the agent's own choice comes back when the lock goes"


def test_a_refused_change_is_used_by_nobody_and_the_switch_of_notifications_sleeps(office: Office) -> None:
    program = office.opened(policy({"DoNotDisturb": True}, {}))
    heard: list[Settings] = []
    desk = program.settings_desk
    desk.changed.connect(heard.append)
    desk.change(replace(desk.settings, do_not_disturb=False))
    assert (heard, desk.settings.do_not_disturb) == ([], True)
    assert desk.keep(replace(desk.settings, do_not_disturb=False)) is False
    window = program.settings_window
    assert window is not None
    with own_work():
        window.turn_to("At hand")
    switch = window.findChild(QuietSwitch)
    assert switch is not None
    assert (switch.box.isEnabled(), switch.box.isChecked()) == (False, True)


def test_locked_pages_of_the_program_and_the_keys_sleep_too(office: Office) -> None:
    program = office.opened(LOCKED)
    office.page(program, "Program")
    assert program.settings_window is not None
    assert program.settings_window.program is not None
    guests = program.settings_window.program.guests
    assert (guests.mode.isEnabled(), guests.clipboard.isEnabled()) == (False, True)
    assert guests.mode.currentData() == GuestMode.ASK
    (at_hand,) = office.page(program, "At hand").findChildren(AtHandPage)
    assert (at_hand.palette_key.edit.isEnabled(), at_hand.selection_key.edit.isEnabled()) == (False, True)
    (quiet,) = at_hand.findChildren(QuietSwitch)
    assert (quiet.box.isEnabled(), quiet.box.isChecked()) == (False, True)


def test_locked_directories_take_a_password_and_nothing_else(
    office: Office, qtbot: QtBot, keyring: KeyringInMemory
) -> None:
    program = office.opened(policy({"Directories": [DIRECTORY | {"user": "reader"}]}))
    (page,) = office.page(program, "Directories").findChildren(DirectorySettings)
    asleep = (page.kind, page.name, page.url, page.user, page.interval, page.new_button, page.remove_button)
    assert not any(widget.isEnabled() for widget in asleep)
    assert page.url.text() == "https://cards.example/"
    page.password.setText(BODY_SECRETS.api_password)
    page.save_button.click()
    (directory,) = program.settings_desk.settings.directories
    qtbot.waitUntil(lambda: Credentials(keyring).read(directory.id).api_password != "", timeout=5000)


@pytest.mark.fault_matrix
def test_under_a_broken_policy_everything_sleeps_calls_go_on_and_the_window_says_so(
    office: Office, qtbot: QtBot, tmp_path: Path
) -> None:
    folder = tmp_path / "etc"
    folder.mkdir(mode=0o755)
    program = office.opened(written(folder / "policy.json", '{"locked": {"AccountUrl"'))
    qtbot.waitUntil(lambda: "is not written as it should be" in program.window.notices.text(), timeout=5000)
    page = accounts_page(program)
    assert not any(widget.isEnabled() for widget in page.form.by_policy_name().values())
    assert "cannot be read as it was meant" in texts(page.form)
    assert program.switchboard.account is not None
    assert program.switchboard.account.id == ACCOUNT_ID
    page.new_account()
    field(page.form, "Name of this account").setText("Second")
    for name, text in (
        ("Address of the PBX", "https://x.example"),
        ("Rings first", "ionescu"),
        ("API key (signs the requests)", BODY_SECRETS.api_key),
    ):
        field(page.form, name).setText(text)
    page.save_button.click()
    assert "cannot be read as it was meant" in page.verdict_text()
    assert len(program.settings_desk.settings.accounts) == 1
    program.settings_desk.change(
        replace(program.settings_desk.settings, last_destinations=(Destination(DestinationKind.QUEUE, "sales"),))
    )
    qtbot.waitUntil(lambda: bool(load(program.places.settings, NO_POLICY).settings.last_destinations), timeout=5000)
    QTest.qWait(0)
