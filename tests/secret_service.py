"""A real gnome-keyring on a private D-Bus, with a home of its own, which several processes can share.

    with SecretService(tmp_path) as service:
        service.run([sys.executable, "-m", "pbxdialer", …], check=True)

Nothing of the person who runs the tests is touched: HOME, XDG_RUNTIME_DIR and the bus are temporary.
"""

import base64
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ("dbus-daemon", "gnome-keyring-daemon")
_PASSWORD = b"unlock me\n"
_PATIENCE_S = 20.0
_FROM_OUTSIDE = ("DBUS_", "XDG_", "GNOME_KEYRING", "KEYRING_", "PYTHON_KEYRING", "DISPLAY", "WAYLAND_", "SSH_AUTH_SOCK")


def missing() -> str:
    """Return why a keyring cannot be run here, ``""`` where it can."""
    if sys.platform != "linux":
        return "missing: the Secret Service exists on Linux only"
    absent = [program for program in PROGRAMS if shutil.which(program) is None]
    return f"missing: {', '.join(absent)}" if absent else ""


@pytest.fixture
def secret_service(tmp_path: Path) -> Iterator["SecretService"]:
    """A running, unlocked keyring of its own for one test."""
    if reason := missing():
        pytest.skip(reason)
    with SecretService(tmp_path) as service:
        yield service


class SecretService:
    """A bus and a keyring daemon, started by ``with`` and ended after it."""

    def __init__(self, folder: Path) -> None:
        """`folder` takes the home folder; the sockets go to a short path elsewhere."""
        self.home = folder / "home"
        self.runtime = Path()
        self._bus: subprocess.Popen[str] | None = None
        self._keyring: subprocess.Popen[bytes] | None = None
        self._address = ""

    def __enter__(self) -> "SecretService":
        self.home.mkdir(parents=True, exist_ok=True)
        self.runtime = Path(tempfile.mkdtemp(prefix="pbx-bus-"))
        # --config-file: only what we start may answer, so nothing is activated behind our back
        config = self.runtime / "bus.conf"
        config.write_text(_BUS_CONFIG.format(socket=self.runtime / "bus"))
        self._bus = subprocess.Popen(
            ["dbus-daemon", f"--config-file={config}", "--nofork", "--nopidfile", "--print-address=1"],
            env=self._clean_environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._bus.stdout is not None
        self._address = self._bus.stdout.readline().strip()
        self.start_keyring()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_keyring()
        if self._bus is not None:
            self._bus.terminate()
            self._bus.wait(_PATIENCE_S)
            if self._bus.stdout is not None:
                self._bus.stdout.close()
        shutil.rmtree(self.runtime, ignore_errors=True)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of a login session with this bus and keyring; there is no display in it."""
        return self._clean_environment() | {"DBUS_SESSION_BUS_ADDRESS": self._address}

    def run(
        self, argv: Sequence[str], environment: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run a program in the session and return it with its output; `environment` is added."""
        settings: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60, "cwd": ROOT}
        return subprocess.run(argv, env=self.environment | dict(environment or {}), **(settings | options))

    def start_keyring(self, *, unlocked: bool = True) -> None:
        """Start the daemon, as a login with a password does; without one (`unlocked` False) its items stay locked."""
        unlock = ["--unlock"] if unlocked else []
        self._keyring = subprocess.Popen(
            ["gnome-keyring-daemon", "--foreground", "--components=secrets", *unlock],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert self._keyring.stdin is not None
        self._keyring.stdin.write(_PASSWORD if unlocked else b"")
        self._keyring.stdin.close()
        self._wait_for_the_daemon(unlocked)

    def stop_keyring(self) -> None:
        """End the daemon; what it keeps stays in the home folder."""
        if self._keyring is not None:
            self._keyring.send_signal(signal.SIGCONT)
            self._keyring.terminate()
            self._keyring.wait(_PATIENCE_S)
            self._keyring = None

    def lock(self) -> None:
        """Lock the keyring, as a screen lock or the person may do."""
        import secretstorage

        with closing(self._connection()) as connection:
            secretstorage.Collection(connection).lock()

    def unlock(self) -> None:
        """Unlock it again, by a new login: without a display there is nobody to ask."""
        self.stop_keyring()
        self.start_keyring()

    def hang(self) -> None:
        """Let the daemon answer nothing until `resume`."""
        assert self._keyring is not None
        self._keyring.send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        """Let the daemon go on."""
        assert self._keyring is not None
        self._keyring.send_signal(signal.SIGCONT)

    def _clean_environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_FROM_OUTSIDE)}
        return kept | {"HOME": str(self.home), "XDG_RUNTIME_DIR": str(self.runtime)}

    def _connection(self) -> Any:
        from jeepney.io.blocking import open_dbus_connection
        from secretstorage.util import add_match_rules

        connection = open_dbus_connection(bus=self._address)
        add_match_rules(connection)
        return connection

    def _wait_for_the_daemon(self, unlocked: bool) -> None:
        import secretstorage

        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            assert self._keyring is not None
            assert self._keyring.poll() is None, "gnome-keyring-daemon ended at once"
            with closing(self._connection()) as connection:
                if not secretstorage.check_service_availability(connection):
                    continue
                with suppress(secretstorage.ItemNotFoundException):  # the keyring is being made
                    if not unlocked or not secretstorage.Collection(connection).is_locked():
                        return
        raise AssertionError("gnome-keyring-daemon did not come up")


def spellings(secret: str) -> set[bytes]:
    """Return how `secret` could stand in a file: plain, UTF-16, URL-encoded (PHP's way too), JSON, repr, base64."""
    plain, form = secret.encode(), quote_plus(secret)
    found = {plain, secret.encode("utf-16-le")}
    found |= {text.encode() for text in (quote(secret, safe=""), form, form.replace("~", "%7E"), repr(secret)[1:-1])}
    found |= {json.dumps(secret, ensure_ascii=ascii)[1:-1].encode() for ascii in (True, False)}
    for lead in range(3):  # base64 looks different after one, two or three bytes before it
        text = base64.b64encode(b"\0" * lead + plain).decode()
        core = text[4 if lead else 0 : len(text) - 4].encode()
        found |= {core, core.translate(bytes.maketrans(b"+/", b"-_"))}
    assert min(map(len, found)) >= 8, "so short a secret would be found by chance"
    return found


def files_holding(secret: str, *folders: Path) -> list[Path]:
    """Return the files below `folders` in which `secret` stands, in any spelling."""
    wanted = spellings(secret)
    files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
    return [path for path in files if any(spelling in path.read_bytes() for spelling in wanted)]


_BUS_CONFIG = """\
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={socket}</listen>
  <auth>EXTERNAL</auth>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"""
