"""What every test stands on."""

import os
import signal

import pytest

# One locale and no leftovers of the person who runs the tests.
os.environ["LC_ALL"] = "C.UTF-8"
os.environ.pop("PYTHON_KEYRING_BACKEND", None)
if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) is signal.SIG_IGN:
    # whoever starts the tests by nohup would have all programs they start ignore it, too; a handler is not inherited
    signal.signal(signal.SIGHUP, lambda *_: None)

pytest.register_assert_rewrite("tests.gui.always_on")
pytest_plugins = ["tests.canary.whole_run", "tests.screen", "tests.secret_service"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the windows come first, while this process is warm.

    Behind minutes in which other processes build packages the system has taken what Qt needs out of memory (DAMON does,
    where it is on), and the first windows wait for the disk: gaps of 130 to 390 ms that no agent has who works.
    """
    items.sort(key=lambda item: not item.nodeid.startswith("tests/gui/"))


@pytest.fixture(scope="session")
def qapp_cls() -> type:
    """The program's own application object, for those tests that have one."""
    from pbxdialer.gui.application import Application

    return Application


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    """Qt gets no arguments, as in the program."""
    return ["pbxdialer"]
