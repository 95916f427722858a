"""A real session of a desktop: xfce4-session, which starts its window manager and is logged off as an agent does."""

import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

from tests.screen import Screen
from tests.secret_service import SecretService
from tests.waiting import await_condition

_XFCONF = "/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd"
_PATIENCE_S = 10.0


class XfceSession(Screen):
    """A screen whose session is led by xfce4-session; programs in it find its session manager, if they speak to it."""

    def __init__(self, keyring: SecretService) -> None:
        """The bus and the home folder are `keyring`'s."""
        if missing := [name for name in ("xfce4-session", "xfwm4", _XFCONF) if not shutil.which(name)]:
            pytest.skip(f"missing: {', '.join(missing)}")
        settings = keyring.home / ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-session.xml"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SESSION)
        self._told: dict[str, str] = {}
        self._session = keyring.environment | {"NO_AT_BRIDGE": "1"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self._settings = subprocess.Popen([_XFCONF], env=self._session, **quiet)
        given = [f"{name}={self._session[name]}" for name in ("HOME", "XDG_RUNTIME_DIR", "DBUS_SESSION_BUS_ADDRESS")]
        super().__init__(manager=["env", "-u", "SESSION_MANAGER", *given, "NO_AT_BRIDGE=1", "xfce4-session"])

    def __enter__(self) -> Self:
        super().__enter__()
        try:
            await_condition(self._has_started_programs, _PATIENCE_S, "a program of the session")
        except AssertionError:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        super().__exit__(kind, error, trace)
        self._settings.terminate()
        self._settings.wait(_PATIENCE_S)

    def environment(self, base: dict[str, str] | None = None) -> dict[str, str]:
        """Return an environment for programs of this session, once there is one."""
        return super().environment(base) | self._told

    def log_off(self) -> None:
        """Log off: the leader ends, and the screen with it, as a display manager does that sees the leader's end."""
        words = ["xfce4-session-logout", "--logout", "--fast"]
        subprocess.run(words, env=super().environment(self._session), check=True, timeout=30)
        screen, leader = self._running
        assert leader.wait(_PATIENCE_S) == 0
        screen.terminate()
        screen.wait(_PATIENCE_S)

    def _has_started_programs(self) -> bool:
        self._told = _told_to_programs(self._running[1].pid)
        return bool(self._told)


def _told_to_programs(leader: int) -> dict[str, str]:
    """Return what the leader of the session tells the programs that it starts; nothing before it has started one."""
    for child in Path(f"/proc/{leader}/task/{leader}/children").read_text().split():
        with suppress(FileNotFoundError, ProcessLookupError):  # it starts some that end at once
            for line in Path(f"/proc/{child}/environ").read_text().split("\0"):
                if line.startswith("SESSION_MANAGER="):
                    return dict([line.split("=", 1)])
    return {}


_SESSION = """\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-session" version="1.0">
  <property name="general" type="empty">
    <property name="FailsafeSessionName" type="string" value="Failsafe"/>
    <property name="SaveOnExit" type="bool" value="false"/>
  </property>
  <property name="startup" type="empty">
    <property name="ssh-agent" type="empty"><property name="enabled" type="bool" value="false"/></property>
    <property name="gpg-agent" type="empty"><property name="enabled" type="bool" value="false"/></property>
  </property>
  <property name="sessions" type="empty">
    <property name="Failsafe" type="empty">
      <property name="IsFailsafe" type="bool" value="true"/>
      <property name="Count" type="int" value="1"/>
      <property name="Client0_Command" type="array"><value type="string" value="xfwm4"/></property>
      <property name="Client0_Priority" type="int" value="15"/>
      <property name="Client0_PerScreen" type="bool" value="false"/>
    </property>
  </property>
</channel>
"""
