"""Who may know whom: the layer table of the house, read from the source text of every file.

A wrong import fails one test, named after the file it stands in.
"""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
HOUSE = ROOT / "pbxdialer"

# room → the rooms it may know; a room is a folder of pbxdialer/ or one of its files
MAY_KNOW: dict[str, frozenset[str]] = {
    "core": frozenset({"core"}),
    "pbx": frozenset({"core", "pbx"}),
    "directory": frozenset({"core", "directory"}),
    "store": frozenset({"core", "store"}),
    "desktop": frozenset({"desktop"}),
    "demo_pbx": frozenset({"demo_pbx", "pbx/php_query.py"}),
    "dialer": frozenset({"core", "pbx", "dialer"}),
    "enquiry": frozenset({"core", "pbx"}),
    "demo": frozenset({"core", "demo_pbx"}),
    "opening": frozenset({"core", "directory", "store", "desktop", "phonebook"}),
    "phonebook": frozenset({"core", "directory", "store"}),
    "synchronisation": frozenset({"core", "directory", "store", "pbx/transport.py"}),
    "update_look": frozenset({"core", "store", "pbx/transport.py", "pbx/attempt.py", "pbx/wire.py"}),
    "importing": frozenset({"core", "directory", "store"}),
    "cli": frozenset(
        {
            *("cli", "core", "pbx", "directory", "store", "desktop", "demo_pbx", "demo", "dialer", "enquiry"),
            *("opening", "phonebook", "synchronisation"),
        }
    ),
    "gui": frozenset({"gui", "core", "dialer", "enquiry", "directory", "store", "desktop"}),
    "gui/demo_phones.py": frozenset({"gui", "core", "demo_pbx"}),
    "gui/demo_room.py": frozenset({"gui", "core", "demo_pbx", "demo"}),
    "app": frozenset(
        {
            "app",
            "core",
            "pbx",
            "directory",
            "store",
            "desktop",
            "demo_pbx",
            "demo",
            "dialer",
            "enquiry",
            "opening",
            "importing",
            "gui",
            "first_start",
            "second_start",
            "synchronisation",
            "update_look",
        }
    ),
    "second_start": frozenset({"store", "desktop"}),
    "first_start": frozenset({"store", "desktop", "second_start"}),
    "__main__": frozenset({"cli", "app", "first_start", "second_start"}),
    "__init__": frozenset(),
}

# library → the doors to it: files, or whole folders
DOORS: dict[str, tuple[str, ...]] = {
    "PySide6": ("gui/", "app/"),
    "shiboken6": ("gui/", "app/"),
    "httpx": ("pbx/transport.py", "pbx/line.py", "directory/carddav.py"),
    "httpcore": ("pbx/transport.py", "pbx/line.py", "directory/carddav.py"),
    "truststore": ("pbx/transport.py",),
    "keyring": ("store/credentials.py",),
    "ldap3": ("directory/ldap.py",),
    "defusedxml": ("directory/carddav_wire.py",),
    "sqlite3": ("store/database.py",),
    "phonenumbers": ("core/",),
    "stringzilla": ("directory/",),
    "jeepney": ("desktop/notifications.py",),
    "platformdirs": ("store/paths.py",),
    "threading": (
        *("gui/background.py", "demo_pbx/", "pbx/name_lookup.py"),  # these start threads
        *("pbx/attempt.py", "cli/demo.py"),  # have an Event to wait for
        "store/diary.py",  # hears of uncaught exceptions
    ),
    "_thread": (),
    "multiprocessing": (),
    "asyncio": (),
    "http.client": (),
    "http.server": ("demo_pbx/",),
    "urllib.request": ("pbx/transport.py",),
}
# whatever starts a thread or a process to work in, and who may name it
STARTERS = frozenset(
    {"Thread", "Timer", "ThreadPoolExecutor", "ProcessPoolExecutor", "QThread", "QThreadPool", "QRunnable"}
)
MAY_START = ("gui/background.py", "demo_pbx/", "pbx/name_lookup.py")

DRAWERS = frozenset({"util", "utils", "helper", "helpers", "common", "misc", "base", "manager", "managers"})
LONGEST_FILE = 300
LONGEST_TEST = 450  # tables of cases are long and flat


def _files(*folders: str) -> list[str]:
    found = (path for folder in folders for path in (ROOT / folder).rglob("*.py"))
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


PROGRAM = _files("pbxdialer")
EVERYTHING = [*PROGRAM, *_files("tests", "workshop"), "dev.py"]


def _imports(source: str, package: str) -> Iterator[str]:
    """Yield every imported name in full, wherever the import stands; relative ones are resolved in `package`."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            origin = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{origin}.{alias.name}" for alias in node.names)


def _names(source: str) -> set[str]:
    """Return every name that `source` uses or imports, as a bare word or behind a dot."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
                names.add(name)
    return names


def _place(name: str) -> str | None:
    """Return the file or folder below pbxdialer/ that an imported name leads into; None for its bare attributes."""
    parts = name.split(".")[1:]
    while parts:
        path = HOUSE.joinpath(*parts)
        if path.is_dir():
            return "/".join(parts)
        if path.with_suffix(".py").is_file():
            return "/".join(parts) + ".py"
        parts.pop()
    return None


def _room(place: str) -> str:
    return place.split("/")[0].removesuffix(".py")


def _wrong_imports(file: str, source: str) -> list[str]:
    """Say what is wrong with the imports of `file`, a path below pbxdialer/ that need not exist."""
    package = ".".join(["pbxdialer", *file.split("/")[:-1]])
    allowed = MAY_KNOW[file if file in MAY_KNOW else _room(file)]
    wrong = []
    for name in _imports(source, package):
        if name.split(".")[0] == "pbxdialer":
            place = _place(name)
            if place and place not in allowed and _room(place) not in allowed:
                wrong.append(f"{_room(file)} must not know {place}")
        for library, doors in DOORS.items():
            if f"{name}.".startswith(f"{library}.") and not file.startswith(doors):
                wrong.append(f"{library} is imported here; its only doors: {', '.join(doors) or 'none'}")
    if not file.startswith(MAY_START):
        wrong.extend(
            f"{name} is used here; threads start in {', '.join(MAY_START)}" for name in _names(source) & STARTERS
        )
    return wrong


@pytest.mark.parametrize("file", PROGRAM)
def test_a_file_imports_only_what_its_room_may_know(file: str) -> None:
    assert _wrong_imports(file.removeprefix("pbxdialer/"), (ROOT / file).read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("core/call.py", "from pbxdialer.pbx import wire"),
        ("core/call.py", "from pbxdialer.pbx.wire import Envelope"),
        ("core/call.py", "import pbxdialer.store"),
        ("core/call.py", "from ..gui import main_window"),
        ("core/call.py", "def later():\n    from pbxdialer import dialer"),
        ("pbx/client.py", "from pbxdialer.dialer import Dialer"),
        ("store/history.py", "from pbxdialer.directory import __init__"),
        ("desktop/linux.py", "from pbxdialer.core.call import Call"),
        ("demo_pbx/exchange.py", "from pbxdialer.pbx.wire import Envelope"),
        ("demo_pbx/exchange.py", "from pbxdialer.core.call import Call"),
        ("dialer.py", "from pbxdialer.store import __init__ as store"),
        ("gui/dial_box.py", "from pbxdialer.pbx.attempt import WireFault"),
        ("gui/dial_box.py", "from pbxdialer import demo_pbx"),
        ("cli.py", "import PySide6"),
        ("cli.py", "from pbxdialer import gui"),
        ("dialer.py", "from PySide6.QtCore import QObject"),
        ("pbx/client.py", "import httpx"),
        ("gui/settings_window.py", "import keyring.backends"),
        ("gui/history_list.py", "import sqlite3"),
        ("gui/history_list.py", "from PySide6.QtCore import QThread"),
        ("dialer.py", "from threading import Lock"),
        ("pbx/attempt.py", "import threading\nthreading.Thread()"),
        ("dialer.py", "from concurrent.futures import ThreadPoolExecutor"),
        ("dialer.py", "from concurrent import futures\nfutures.ThreadPoolExecutor()"),
    ],
)
def test_a_wrong_import_is_seen(file: str, source: str) -> None:
    assert len(_wrong_imports(file, source)) == 1


@pytest.mark.parametrize(
    ("file", "source"),
    [
        ("pbx/transport.py", "from pbxdialer import __version__\nimport httpx, truststore"),
        ("demo_pbx/admission.py", "from pbxdialer.pbx.php_query import api_hash\nimport threading"),
        ("gui/demo_phones.py", "from pbxdialer.demo_pbx import phones"),
        ("gui/background.py", "from PySide6.QtCore import QObject, QThread\nimport threading"),
        ("app/program.py", "from pbxdialer.pbx.client import PbxClient"),
        ("gui/secrets_desk.py", "from concurrent.futures import Future"),
        ("core/number.py", "import keyringish, threading_like"),
    ],
)
def test_a_right_import_is_let_through(file: str, source: str) -> None:
    assert _wrong_imports(file, source) == []


def test_nobody_knows_the_composition_root_but_the_first_word() -> None:
    assert [room for room, known in MAY_KNOW.items() if "app" in known] == ["app", "__main__"]


@pytest.mark.parametrize("module", ["pbxdialer.cli", "pbxdialer.__main__"])
def test_the_command_line_imports_neither_qt_nor_anything_slow(module: str) -> None:
    assert _loaded_by(module, "PySide6 shiboken6 httpx httpcore truststore keyring phonenumbers stringzilla") == set()


@pytest.mark.parametrize("module", ["pbxdialer.app.start", "pbxdialer.app.program"])
def test_the_window_imports_nothing_slow_but_qt(module: str) -> None:
    assert _loaded_by(module, "httpx httpcore truststore keyring phonenumbers stringzilla") == set()


def _loaded_by(module: str, libraries: str) -> set[str]:
    """Return which of `libraries` are in the memory of a fresh Python after it imported `module`."""
    command = f"import {module}, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    return set(run.stdout.split()) & set(libraries.split())


@pytest.mark.parametrize("file", EVERYTHING)
def test_a_file_is_named_for_what_it_holds(file: str) -> None:
    words = re.split(r"[/_.]", file)
    assert DRAWERS.isdisjoint(words)


@pytest.mark.parametrize("file", EVERYTHING)
def test_a_file_is_short_enough_to_be_read(file: str) -> None:
    lines = (ROOT / file).read_text("utf-8").count("\n")
    assert lines <= (LONGEST_TEST if file.startswith("tests/") else LONGEST_FILE)


@pytest.mark.parametrize("file", EVERYTHING)
def test_an_ignored_type_names_its_reason(file: str) -> None:
    bare = re.compile(r"#\s*type:\s*ignore(?!\[)")
    assert [line for line in (ROOT / file).read_text("utf-8").splitlines() if bare.search(line)] == []


@pytest.mark.parametrize("file", [file for file in PROGRAM if file.startswith("pbxdialer/core/")])
def test_a_value_of_the_core_is_frozen(file: str) -> None:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    decorators = [d for node in ast.walk(tree) if isinstance(node, ast.ClassDef) for d in node.decorator_list]
    dataclasses = [ast.unparse(d) for d in decorators if "dataclass" in ast.unparse(d)]
    assert set(dataclasses) <= {"dataclass(frozen=True, slots=True)"}


@pytest.mark.parametrize("file", PROGRAM)
def test_foreign_digits_are_never_taken_for_digits(file: str) -> None:
    careless = re.compile(r"\.is(digit|decimal|numeric)\(")  # they accept ² and ٣
    lines = (ROOT / file).read_text("utf-8").splitlines()
    assert [line for line in lines if careless.search(line) and ".isascii()" not in line] == []


@pytest.mark.parametrize("file", [file for file in PROGRAM if not file.startswith("pbxdialer/demo_pbx/")])
def test_no_request_can_change_the_pbx_or_drop_calls(file: str) -> None:
    """`save` on /api/queues deletes members left out; `hangup` without a channel may drop all calls (pbx-api.md).

    The one file that saves knows only the list of calls for later, and names no endpoint itself.
    """
    words = _words(file)
    assert "hangup" not in words
    assert "save" not in words or file == "pbxdialer/pbx/call_later.py"


def test_what_is_saved_goes_to_the_list_of_calls_for_later_alone() -> None:
    tree = ast.parse((ROOT / "pbxdialer/pbx/client.py").read_text("utf-8"))
    asking = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "self._ask"]
    fields_of = {ast.literal_eval(node.args[0]): ast.unparse(node.args[1]) for node in asking}

    assert set(fields_of) == {"originate-call", "users-status", "queues", "cdr", "channel", "call-queue"}
    assert [endpoint for endpoint, fields in fields_of.items() if fields == "fields"] == [
        "originate-call",
        "call-queue",
    ]
    assert "endpoint" not in {name for file in PROGRAM if file != "pbxdialer/pbx/client.py" for name in _called(file)}


def _words(file: str) -> set[object]:
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}


def _called(file: str) -> set[str]:
    """Return the names of the methods that `file` calls."""
    tree = ast.parse((ROOT / file).read_text("utf-8"))
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return {func.attr for func in calls if isinstance(func, ast.Attribute)}


@pytest.mark.parametrize("file", [file for file in PROGRAM if file.startswith("pbxdialer/gui/")])
def test_a_tool_tip_shows_foreign_text_as_it_is(file: str) -> None:
    """Qt reads HTML in tool tips and draws its images: text we did not write goes through `as_tool_tip`."""
    ours = re.compile(
        r"""setToolTip\((""|"PBX Dialer"|(self\.)?(look\.|_look\.)?_?tr\(|\w+\.replace\("<"|(.* else )?as_tool_tip\()"""
    )
    lines = [line for line in (ROOT / file).read_text("utf-8").splitlines() if ".setToolTip(" in line]
    assert [line.strip() for line in lines if not ours.search(line)] == []
