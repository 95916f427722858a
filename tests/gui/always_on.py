"""Holds in every GUI test, whatever it is about (faults.md, "Always on in every GUI test"); conftest brings it in.

The GUI thread is free within 100 ms; no request reaches the PBX that has no row in the window, and none twice; nothing
we did not write can turn into rich text; no thread is left; nothing is logged that the test does not expect. Qt's own
warnings fail a test by pyproject.toml, and `tests.canary.whole_run` looks for secrets.

    @pytest.mark.complains("call not recorded")     # this test provokes such a line in the log, at WARNING or above
    @pytest.mark.leaves_behind("presence")          # its PBX is so silent that this lane waits for it at the end
"""

import gc
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Generator, Iterator
from functools import cache

import pytest
from babel.messages.pofile import read_po
from PySide6.QtGui import Qt, QTextDocumentFragment
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QTextEdit

from pbxdialer.gui.main_window import MainWindow
from pbxdialer.gui.tool_tip import as_tool_tip
from tests.gui.gui_thread import GuiThread, idle_gap_ms
from tests.php_oracle import PhpOracle
from tests.secret_service import ROOT

LONGEST_GAP_MS = 100.0
_THREADS_END_IN_S = 5.0


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Set aside what the tests before have left in this process: looking it through takes Python 0.1 s and more.

    What the program of this test makes is looked through as ever.
    """
    if "qapp" in getattr(item, "fixturenames", ()):
        gc.collect()
        gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, None, None]:
    """Check at the end of the test's own body, while its window is there."""
    if "qapp" not in getattr(item, "fixturenames", ()):
        return (yield)
    thread = GuiThread(LONGEST_GAP_MS)
    thread.begin()
    try:
        result = yield
    finally:
        thread.end()
        thread.deleteLater()
    longest_ms = thread.longest_ms
    granted_ms = LONGEST_GAP_MS if longest_ms <= LONGEST_GAP_MS else max(LONGEST_GAP_MS, 2 * idle_gap_ms())
    assert longest_ms <= granted_ms or _is_overloaded(), f"the GUI thread was away:\n{thread.told}"
    assert rich_texts() == []
    if isinstance(oracle := item.funcargs.get("oracle"), PhpOracle):  # type: ignore[attr-defined]
        assert_each_request_has_a_row(oracle)
    return result


def _is_overloaded() -> bool:
    """True where this computer has so much else to do that nobody's gaps mean anything; CI has not."""
    return os.getloadavg()[0] > 2 * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def _no_thread_is_left(request: pytest.FixtureRequest) -> Iterator[None]:
    lives_on = {name for mark in request.node.iter_markers("leaves_behind") for name in mark.args}
    if "lobby" in request.fixturenames:  # its program lives as long as the module
        lives_on |= {"questions", "drops"}
    before = set(threading.enumerate())
    yield

    def left() -> list[str]:
        return [one.name for one in threading.enumerate() if one not in before and one.name not in lives_on]

    end = time.monotonic() + _THREADS_END_IN_S
    while left() and time.monotonic() < end:
        time.sleep(0.003)
    assert left() == [], "threads that are left"


@pytest.fixture(autouse=True)
def _no_stray_log(request: pytest.FixtureRequest, caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    expected = [line for mark in request.node.iter_markers("complains") for line in mark.args]
    yield
    records = [*caplog.get_records("setup"), *caplog.get_records("call")]
    said = [record.getMessage() for record in records if record.levelno >= logging.WARNING]
    assert [line for line in said if not any(one in line for one in expected)] == [], "in the log"


def assert_each_request_has_a_row(oracle: PhpOracle) -> None:
    """Check that every originate the PBX heard is in the list of a window, and was heard once."""
    windows = [window for window in QApplication.topLevelWidgets() if isinstance(window, MainWindow)]
    rows = {call.external_id for window in windows for call in window.history.calls.calls()}
    heard = Counter(seen.data["external_id"] for seen in oracle.originates())
    assert [external_id for external_id in heard if external_id not in rows] == [], "calls without a row"
    assert [external_id for external_id, times in heard.items() if times > 1] == [], "calls that were sent twice"


def rich_texts() -> list[str]:
    """Return what is, or could become, rich text with something in it that we did not write."""
    found = []
    for widget in QApplication.allWidgets():
        if Qt.mightBeRichText(widget.toolTip()) and not _is_ours(widget.toolTip()):
            found.append(f"the tool tip {widget.toolTip()!r}")
        if isinstance(widget, QLabel | QMessageBox) and _may_turn_rich(widget):
            found.append(f"the label {widget.text()!r}")
        if isinstance(widget, QTextEdit) and widget.acceptRichText():
            found.append(f"the text {widget.toPlainText()!r}")
    return found


def _is_ours(tip: str) -> bool:
    return as_tool_tip(QTextDocumentFragment.fromHtml(tip).toPlainText()) == tip


def _may_turn_rich(label: QLabel | QMessageBox) -> bool:
    if label.textFormat() is Qt.TextFormat.PlainText or not label.text():
        return False
    return label.textFormat() is not Qt.TextFormat.AutoText or label.text() not in _our_own_texts()


@cache
def _our_own_texts() -> frozenset[str]:
    """Return every fixed text of the program, in English and Romanian; what is filled into one is not in here."""
    catalogue = ROOT / "resources" / "locale" / "ro" / "LC_MESSAGES" / "pbxdialer.po"
    with catalogue.open("rb") as file:
        messages = list(read_po(file))
    texts = {text for message in messages for text in (message.id, message.string) if isinstance(text, str)}
    return frozenset(text for text in texts if "{" not in text)
