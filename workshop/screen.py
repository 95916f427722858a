"""A screen of its own for tests and measurements, so that keys pressed there never reach a person's windows."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

_READY_IN_S = 15.0
_SOMEBODY_ELSES = frozenset({"WAYLAND_DISPLAY", "XDG_SESSION_TYPE", "QT_QPA_PLATFORM", "QT_SCALE_FACTOR"})


def has_display() -> bool:
    """True where a window can be shown to somebody."""
    return not sys.platform.startswith("linux") or any(os.environ.get(n) for n in ("DISPLAY", "WAYLAND_DISPLAY"))


@contextmanager
def virtual_screen(size: str = "1280x1024x24", framebuffer: Path | None = None) -> Iterator[dict[str, str]]:
    """Start an X server nobody sees and a window manager; yield the environment of programs that shall show there.

    `framebuffer` is a folder for a file its pixels can be read from. Both end afterwards. On systems without X, and
    where Xvfb or openbox is missing, the environment stays as it is: tests that need them say so. Raises OSError where
    one of them does not come up.
    """
    if not sys.platform.startswith("linux") or not (shutil.which("Xvfb") and shutil.which("openbox")):
        yield dict(os.environ)
        return
    reading, writing = os.pipe()
    options = ["-displayfd", str(writing), "-screen", "0", size, "-nolisten", "tcp", "-noreset"]
    if framebuffer is not None:
        options += ["-fbdir", str(framebuffer)]
    with _running(["Xvfb", *options], os.environ, pass_fds=[writing]):
        os.close(writing)
        with os.fdopen(reading) as announced:
            number = announced.readline().strip()
        if not number:
            raise OSError("Xvfb ended before it had a screen")
        own = {name: value for name, value in os.environ.items() if name not in _SOMEBODY_ELSES}
        environment = {**own, "DISPLAY": f":{number}"}
        with _running(["openbox", "--sm-disable"], environment):
            _await_manager(environment)
            yield environment


@contextmanager
def _running(command: Sequence[str], environment: Mapping[str, str], pass_fds: Sequence[int] = ()) -> Iterator[None]:
    """Run a quiet program until the end of the block."""
    program = subprocess.Popen(
        command, env=environment, pass_fds=pass_fds, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        program.terminate()
        program.wait()


def _await_manager(environment: Mapping[str, str]) -> None:
    """Wait until windows get their focus from a manager (EWMH: it announces itself at the root window)."""
    question = ["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"]
    end = time.monotonic() + _READY_IN_S
    while b"window id" not in subprocess.run(question, env=environment, capture_output=True, check=False).stdout:
        if time.monotonic() > end:
            raise OSError("openbox did not come up")
        time.sleep(0.05)
