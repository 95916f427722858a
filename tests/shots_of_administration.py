"""The views of what an administrator decides: locked settings, an account from a file, the support bundle."""

import json
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.account_wording import account_facts
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.new_server import warnings
from pbxdialer.core.newer_version import NewerVersion
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.gui.about_window import AboutWindow
from pbxdialer.gui.account_question import AccountQuestion
from pbxdialer.gui.connection_desk import ConnectionDesk
from pbxdialer.gui.settings_desk import SettingsDesk
from pbxdialer.gui.settings_window import SettingsWindow
from pbxdialer.gui.support_page import SupportPage
from pbxdialer.gui.update_bar import UpdateBar
from pbxdialer.store.policy_in_force import with_policy
from pbxdialer.store.support_bundle import Part
from tests.store.policies import policy
from tests.waiting import await_condition

_LOCKS: dict[str, object] = {
    "AccountUrl": "https://pbx.company.example",
    "AccountProjectId": 7,
    "AccountAuth": "body",
    "AccountDestinationKind": "user",
    "ConfirmGuests": "ask",
    "WatchClipboard": False,
    "Language": "",
}


def locked_accounts(program: Program) -> SettingsWindow:
    """The accounts page under a policy."""
    desk, found = program.settings_desk, policy(_LOCKS)
    settings = with_policy(desk.settings, found, ())
    locked = SettingsDesk(settings, lambda _: None, program.records_lane, program, policy=found)
    connection = ConnectionDesk(program.records_lane, program.dialer.test_connection, program.look.tr)
    window = SettingsWindow(program.look, locked, program.secrets_desk, connection, program.window)
    window.show()
    _until(lambda: window.accounts is not None, program)
    return window


def locked_program(program: Program) -> QWidget:
    """The program's page under a policy."""
    window = locked_accounts(program)
    pages = window.findChild(QTabWidget)
    assert isinstance(pages, QTabWidget)
    pages.setCurrentIndex(1)
    return window


def account_question(program: Program) -> QWidget:
    """An account from a file, before it is taken, on a server nobody uses yet."""
    return _asked_about("pbx.company.example", (), program)


def account_link(program: Program) -> QWidget:
    """An account from a link, whose server looks like one that is used."""
    return _asked_about("pbx.xn--cmpany-wqf.example", ("pbx.company.example",), program, link=True)


def _asked_about(host: str, known: tuple[str, ...], program: Program, *, link: bool = False) -> QWidget:
    plan = DialPlan(NumberForm.NATIONAL, outside_prefix="9", rewrites=(Rewrite(r"0800(\d+)", r"7\1"),))
    account = Account(
        uuid4().hex, "Vânzări București", f"https://{host}", 12,
        Destination(DestinationKind.USER, "ionescu"), dial_plan=plan, outbound_number="+40213123456",
        variables=(("SKIP_WELCOME", "1"),), proxy="system",
    )  # fmt: skip
    question = AccountQuestion(
        program.look,
        "" if link else "vanzari.pbxdialer",
        account_facts(account, program.look.tr),
        warnings(account.host, known, program.look.tr),
        program.window,
    )
    question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    question.show()
    return question


def update(program: Program) -> QWidget:
    """The line that tells of a newer version, as wide as the window that it stands in."""
    whole = QWidget()
    bar = UpdateBar(program.look, NewerVersion("0.2.0", "https://software.company.example/pbxdialer"), whole)
    QVBoxLayout(whole).addWidget(bar)
    whole.setFixedWidth(program.window.width())
    whole.show()
    return whole


def support(program: Program) -> QWidget:
    """The support bundle, before it is saved."""
    window = locked_accounts(program)
    text = json.dumps(
        {"theme": "dark", "accounts": [{"name": "Sales", "url": "https://pbx.company.example"}]}, indent=1
    )
    parts = (Part("about.txt", "PBX Dialer 0.1.0"), Part("settings.json", text), Part("log.txt", "…123"))

    def page(parent: QWidget) -> QWidget:
        made = SupportPage(program.look, parent)
        made.show_parts(parts)
        made.list.setCurrentRow(1)
        return made

    window.add_page_later(page, program.look.tr("Help"))
    window.turn_to(program.look.tr("Help"))
    return window


def about(program: Program) -> QWidget:
    """What this program is, with the licences it comes with."""
    facts = [
        (program.look.tr("Runs on"), "Python 3.13.1, Qt 6.9.1, Windows 11"),
        (program.look.tr("Its files"), "C:\\Users\\maria\\AppData\\Local\\pbxdialer"),
    ]
    window = AboutWindow(program.look, "0.1.0", facts, has_licences=True, parent=program.window)
    window.show_licences("httpx 0.28.1\n\nCopyright © 2019, Encode OSS Ltd.")
    window.open()
    return window


def _until(holds: object, program: Program) -> None:
    def pumped() -> bool:
        program._application.processEvents()
        return bool(holds())  # type: ignore[operator]

    await_condition(pumped, 10, "the view")


SCENES = {
    "locked_accounts": locked_accounts,
    "locked_program": locked_program,
    "account_question": account_question,
    "account_link": account_link,
    "support": support,
    "update": update,
    "about": about,
}
