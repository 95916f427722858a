"""A keyring that hangs: the window lives, the call waits only so long, Stop is heard, and nobody is asked twice."""

import threading
import time

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.core.call import CallState
from pbxdialer.core.failure import FailureCode
from pbxdialer.gui.background import Background
from pbxdialer.gui.secrets_desk import SecretsDesk, SecretsUnavailable
from pbxdialer.store.credentials import Credentials
from tests.fault_pbx import ACCEPTED, FaultPbx, read_request, reply
from tests.gui.conftest import Heartbeat, KeyringInMemory, Starter, account_at
from tests.gui.gui_thread import own_work
from tests.gui.hand import SOON_MS, click

pytestmark = pytest.mark.fault_matrix

_ASIDE_S = 5.0


class _Hanging:
    """What a keyring does until it is let go; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.let_go = threading.Event()

    def __call__(self) -> None:
        self.asked += 1
        self.let_go.wait(60)


def test_a_call_is_stopped_while_the_keyring_hangs_and_the_window_lives(
    start: Starter, qtbot: QtBot, keyring_backend: KeyringInMemory, heartbeat: Heartbeat
) -> None:
    hanging = _Hanging()
    with FaultPbx(read_request, reply(ACCEPTED)) as pbx:
        program = start(account_at(pbx.url), before_show=lambda: setattr(keyring_backend, "delay", hanging))
        window = program.window
        heartbeat.begin()
        window.box.line.setText("0722123456")
        window.call_now()
        qtbot.waitUntil(window.card.stop_button.isVisible, timeout=SOON_MS)
        assert heartbeat.lives(longest_gap_ms=100)
        assert window.history.calls.calls()[0].state is CallState.REQUESTED

        pressed = time.monotonic()
        click(window.card.stop_button)
        qtbot.waitUntil(lambda: program.switchboard.call_in_the_air is None, timeout=SOON_MS)

        assert time.monotonic() - pressed < 1.0
        (call,) = window.history.calls.calls()
        assert call.failure
        assert (call.state, call.failure.code) == (CallState.NOT_SENT, FailureCode.STOPPED_BEFORE_SENDING)
        assert pbx.posts == 0

        hanging.let_go.set()
        qtbot.waitUntil(lambda: program.secrets_desk.waiting(call.account_id)(lambda: False) is not None)
        assert hanging.asked == 1, "one question to the keyring, however many calls wait for it"


def test_a_keyring_that_never_answers_is_waited_for_only_so_long(qapp: QApplication) -> None:
    hanging = _Hanging()
    background = Background()
    desk = SecretsDesk(background.lane("keyring"), lambda: Credentials(KeyringInMemory(hanging)), patience_s=0.3)
    told: list[str] = []

    def wait() -> None:
        try:
            desk.waiting("an account")(lambda: False)
        except SecretsUnavailable as error:
            told.append(str(error))

    waiting = threading.Thread(target=wait, daemon=True)
    waiting.start()
    with own_work():
        waiting.join(_ASIDE_S)

    assert told == ["it does not answer"]
    hanging.let_go.set()
    background.close()
