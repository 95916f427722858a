"""The views of a first start: the welcome, and each step to the first account."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from pbxdialer.app.program import Program
from pbxdialer.core.account import Account, Destination, DestinationKind
from pbxdialer.core.connection import ConnectionTest, Doubt
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.gui.connection_desk import ConnectionDesk
from pbxdialer.gui.first_run import FirstRun
from tests.waiting import await_condition

_BLANK = Account("", "", "", 1, Destination(DestinationKind.USER, ""))
_GOOD = ConnectionTest(accepted=True)
_REFUSED = ConnectionTest(accepted=False, messages=("Invalid signature",), doubt=Doubt.SIGNATURE_KEY)
_UNTRUSTED = ConnectionTest(
    accepted=False, failure=Failure(FailureCode.TLS_UNKNOWN_ISSUER, "pbx.company.example\nCompany Root CA")
)


def filled_in(program: Program, found: ConnectionTest) -> FirstRun:
    """Return a first run on its first step, whose test will find this."""
    desk = ConnectionDesk(program.records_lane, lambda _account, _secrets: found, program.look.tr)
    welcome = FirstRun(program.look, desk, _BLANK)
    welcome.show()
    welcome.turn_to(1)
    _type(welcome, program.look.tr("Address of the PBX"), "pbx.company.example")
    return welcome


def pumped(holds: Callable[[], bool]) -> Callable[[], bool]:
    """Return `holds` with a turn of Qt's loop before it."""

    def turned() -> bool:
        QApplication.processEvents()
        return holds()

    return turned


def _type(welcome: FirstRun, name: str, text: str) -> None:
    (line,) = [line for line in welcome.findChildren(QLineEdit) if line.accessibleName() == name]
    line.setText(text)


def _welcome(program: Program) -> QWidget:
    welcome = filled_in(program, _GOOD)
    welcome.go_back()
    return welcome


def _server(program: Program) -> QWidget:
    welcome = filled_in(program, _GOOD)
    _type(welcome, program.look.tr("Address of the PBX"), "http://pbx.company.example")
    welcome.go_on()
    return welcome


def _credentials(program: Program) -> QWidget:
    welcome = filled_in(program, _GOOD)
    welcome.go_on()
    return welcome


def _tested(found: ConnectionTest) -> Callable[[Program], QWidget]:
    def scene(program: Program) -> QWidget:
        welcome, tr = filled_in(program, found), program.look.tr
        welcome.go_on()
        for name in (tr("API user"), tr("API password"), tr("API key (signs the requests)"), tr("Rings first")):
            _type(welcome, name, "ionescu")
        welcome.go_on()
        await_condition(pumped(lambda: welcome.test.verdict is not None), 10, "the verdict")
        return welcome

    return scene


SCENES: dict[str, Callable[[Program], QWidget]] = {
    "first_run": _welcome,
    "first_run_server": _server,
    "first_run_credentials": _credentials,
    "first_run_good": _tested(_GOOD),
    "first_run_refused": _tested(_REFUSED),
    "first_run_untrusted": _tested(_UNTRUSTED),
}
