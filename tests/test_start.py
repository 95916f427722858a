"""The start is lean: the first frame brings in what it shows, and the rest moves in behind it without being noticed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from pbxdialer.app.program import Program
from pbxdialer.app.threshold import Threshold
from pbxdialer.store.credentials import Credentials
from pbxdialer.store.first_look import first_look
from pbxdialer.store.policy_reading import policy_from
from pbxdialer.store.policy_source import Found
from pbxdialer.store.settings_file import load

ROOT = Path(__file__).resolve().parent.parent
# What may be loaded when the first frame is on the screen. Whoever adds a name here has measured what it costs:
# python3 dev.py bench start
_FIRST_FRAME = {
    "pbxdialer": {"app", "core", "desktop", "gui", "pbx", "first_start", "second_start", "store"},
    "pbxdialer.app": {"last_resort", "quick_qt", "start", "threshold"},
    "pbxdialer.core": {"language", "plain_text", "window_place"},
    "pbxdialer.desktop": {"handover", "peer", "process_lock"},
    "pbxdialer.gui": {"dial_line", "first_frame", "icons", "look", "main_window", "page", "palette", "window_place"},
    "pbxdialer.pbx": {"environment"},
    "pbxdialer.store": {"first_look", "paths", "policy_source", "settings_document", "socket_place", "strict_json"},
}
_UNTIL_THE_FIRST_FRAME = """
import sys
from pathlib import Path
import pbxdialer.app.start
from PySide6 import QtCore
from PySide6.QtWidgets import QApplication
application = QApplication(["pbxdialer", "-style", "fusion"])
threshold = pbxdialer.app.threshold.Threshold(application, Path(sys.argv[1]))
threshold.show(lambda: application.quit())
application.exec()
print(*sys.modules)
print("Qt" in vars(QtCore))
"""


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the modules in memory when the first frame has been painted, and whether Qt's namespace is there."""
    folder = tmp_path_factory.mktemp("profile")
    words = [sys.executable, "-c", _UNTIL_THE_FIRST_FRAME, str(folder)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    run = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    return run.stdout.splitlines()


def test_the_first_frame_loads_of_this_program_only_what_it_shows(loaded: list[str]) -> None:
    allowed = {f"{room}.{name}" for room, names in _FIRST_FRAME.items() for name in names} | {"pbxdialer"}
    ours = {name for name in loaded[0].split() if name.split(".")[0] == "pbxdialer"}
    assert ours <= allowed


def test_the_first_frame_loads_of_qt_no_more_than_its_three_modules(loaded: list[str]) -> None:
    qt = {name for name in loaded[0].split() if name.startswith("PySide6.Qt")}
    assert qt == {"PySide6.QtCore", "PySide6.QtGui", "PySide6.QtWidgets"}


def test_the_first_frame_does_without_the_qt_namespace_whose_enumerations_take_twenty_milliseconds(
    loaded: list[str],
) -> None:
    assert loaded[1] == "False"


_VALUES = st.sampled_from(
    ["dark", "light", "contrast", "system", "ro", "en", "rou", "EN", "", None, 7, [], {}, "d", "r\ud800"]
)
_DOCUMENTS = st.dictionaries(
    st.sampled_from(["theme", "language", "accounts", "window_geometry", "desktop_scheme"]), _VALUES
)


_POLICIES = st.none() | st.dictionaries(
    st.sampled_from(["locked", "preset", "lockd"]),
    st.dictionaries(st.sampled_from(["Theme", "Language", "Tray", "Themes", "Password"]), _VALUES) | st.just(3),
).map(lambda document: Found("policy", document))


@given(st.one_of(st.binary(max_size=40), _DOCUMENTS.map(lambda document: json.dumps(document).encode())), _POLICIES)
def test_the_first_look_is_what_the_settings_say_later(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, policy: Found | None
) -> None:
    file = tmp_path_factory.mktemp("settings") / "settings.json"
    file.write_bytes(data)
    look = first_look(file, policy)
    settings = load(file, policy_from(policy)).settings
    assert look == (settings.colours, settings.language, settings.window_geometry)


def test_the_box_stays_where_it_was_with_what_was_typed_when_the_rest_moves_in(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    threshold = Threshold(qapp, tmp_path)
    window = threshold.window
    window.show()
    qtbot.waitExposed(window)
    assert window.focusWidget() is window.line
    qtbot.keyClicks(window.line, "ste")
    before = window.line.mapTo(window, QPoint()), window.line.size(), window.size()
    program = Program(qapp, tmp_path, open_vault=lambda: Credentials(None), threshold=threshold)
    try:
        qtbot.waitUntil(lambda: not window.box.isHidden() and window.line.isVisible())
        assert window.focusWidget() is window.line
        assert (window.line.mapTo(window, QPoint()), window.line.size(), window.size()) == before
        assert window.box.line.text() == "ste"
        qtbot.keyClicks(window.line, "f")
        assert window.box.line.text() == "stef"
    finally:
        window.hide()
        program.close()


_TOLD = """
import sys
if "lean" in sys.argv:
    from pbxdialer.app.quick_qt import import_qt
    import_qt()
import builtins
from PySide6.QtCore import QObject, QPoint, Signal
class Bell(QObject):
    rung = Signal(int)
heard = []
bell = Bell()
bell.rung.connect(heard.append)
bell.rung.emit(3)
wrong = []
for call in (lambda: QPoint("x"), lambda: bell.setObjectName(3.5), lambda: bell.rung.emit("x", 2)):
    try:
        call()
    except Exception as error:
        wrong.append(f"{type(error).__name__}: {error}")
print(heard, wrong, QPoint.__doc__.split())
print(any("pyi_generator" in name and hasattr(module, "Formatter") for name, module in sys.modules.items()))
print(builtins.__import__, getattr(builtins, "__orig_import__", None))
"""


def test_qt_without_its_stub_writer_behaves_and_complains_as_ever() -> None:
    whole, lean = (
        subprocess.run(
            [sys.executable, "-c", _TOLD, word], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
        for word in ("whole", "lean")
    )
    assert (whole[-2], lean[-2]) == ("True", "False")
    assert lean[:-2] + lean[-1:] == whole[:-2] + whole[-1:]
    assert "TypeError" in lean[0]


_READ = """
import sys
from pbxdialer.app.quick_qt import import_qt
if "lean" in sys.argv:
    import_qt()
import PySide6.QtCore
import linecache
import quopri
print(quopri.__file__ in linecache.cache)
"""


def test_qt_keeps_the_source_of_no_module_in_memory_which_by_itself_it_would() -> None:
    kept = [
        subprocess.run([sys.executable, "-c", _READ, word], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for word in ("whole", "lean")
    ]
    assert kept == ["True\n", "False\n"]


_LEFT_OPEN = """
import sys
from pathlib import Path
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pbxdialer.app.program import Program
from pbxdialer.store.credentials import Credentials
from tests.waiting import await_condition
application = QApplication(["pbxdialer"])
program = Program(application, Path(sys.argv[1]), open_vault=lambda: Credentials(None))
program.show()
await_condition(lambda: (QTest.qWait(20), program.desks is not None)[1], 20, "the desks")
program.close()
"""


def test_a_window_left_open_at_the_end_does_not_crash_the_interpreter(tmp_path: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONFAULTHANDLER": "1"}
    for _ in range(3):
        words = [sys.executable, "-c", _LEFT_OPEN, str(tmp_path)]
        ended = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert (ended.returncode, "Fatal" in ended.stderr) == (0, False), ended.stderr
