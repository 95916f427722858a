"""Trays as desktops have them: trayer takes icons as windows (XEmbed), xfce4-panel over D-Bus (StatusNotifier)."""

import os
import shutil
import signal
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest
from PySide6.QtGui import QColor, QImage

from tests.screen import Screen
from tests.waiting import await_condition

_PATIENCE_S = 20.0
_XFCONF = "/usr/lib/x86_64-linux-gnu/xfce4/xfconf/xfconfd"
_TEAL = QColor("#0b6b5d")  # the ground of the program's icon
_RED = QColor("#b0241c")  # of a sign that tells of a problem
_ENOUGH_PIXELS = 12


class TrayHost(ABC):
    """One tray on a screen. It can be killed, and started again."""

    needs: Sequence[str]
    title: str

    def __init__(self, screen: Screen, environment: dict[str, str], home: Path) -> None:
        absent = [program for program in self.needs if shutil.which(program) is None]
        if absent:
            pytest.skip(f"missing: {', '.join(absent)}")
        self.screen = screen
        self.environment = environment
        self.home = home
        self._folder = home.parent
        self._running: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()

    def start(self) -> None:
        """Start it and wait until it stands on the screen."""
        for words in self.commands():
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            self._running.append(subprocess.Popen(words, env=self.environment, start_new_session=True, **quiet))
        await_condition(lambda: bool(self.windows()), _PATIENCE_S, f"{self.title} on the screen")

    def kill(self) -> None:
        """End it as a crash does."""
        for running in reversed(self._running):
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGKILL)  # with the plug-ins it has started
            running.wait()
        self._running.clear()

    @abstractmethod
    def commands(self) -> list[list[str]]:
        """Return what to run."""

    def windows(self) -> list[str]:
        """Return the windows of the tray on the screen."""
        return self.screen.windows(self.title)

    def icon(self) -> tuple[int, int] | None:
        """Return where our icon is shown, by its colour; None while it is not."""
        file = self._folder / "tray.png"
        self.screen.photograph(file)
        whole = QImage(str(file))
        for window in self.windows():
            left, top, width, height = self.screen.geometry(window)
            found = [
                (x, y)
                for x in range(max(left, 0), min(left + width, whole.width()))
                for y in range(max(top, 0), min(top + height, whole.height()))
                if _is_alike(whole.pixelColor(x, y))
            ]
            if len(found) >= _ENOUGH_PIXELS:
                return sum(x for x, _ in found) // len(found), sum(y for _, y in found) // len(found)
        return None

    def await_icon(self) -> tuple[int, int]:
        """Wait until our icon is shown and rests, and return where: a tray grows when an icon comes."""
        seen: list[tuple[int, int] | None] = []

        def rests() -> bool:
            seen.append(self.icon())
            return seen[-1] is not None and seen[-1:] == seen[-2:-1]

        await_condition(rests, _PATIENCE_S, f"the icon in {self.title}")
        assert seen[-1] is not None
        return seen[-1]

    def click(self, button: int = 1) -> None:
        """Click our icon."""
        self.screen.click(self.await_icon(), button)


class Trayer(TrayHost):
    """Icons are windows in its window."""

    needs = ("trayer",)
    title = "panel"

    def commands(self) -> list[list[str]]:
        where = ("--edge", "bottom", "--align", "right", "--widthtype", "request", "--height", "28")
        return [["trayer", *where, "--SetDockType", "true", "--expand", "true"]]


class XfcePanel(TrayHost):
    """A panel along the bottom with nothing but its tray, for icons of both kinds."""

    needs = ("xfce4-panel",)
    title = "xfce4-panel"

    def commands(self) -> list[list[str]]:
        channel = self.home / ".config/xfce4/xfconf/xfce-perchannel-xml/xfce4-panel.xml"
        channel.parent.mkdir(parents=True, exist_ok=True)
        if not channel.exists():
            channel.write_text(_PANEL)
        return [[_XFCONF], ["xfce4-panel", "--disable-wm-check"]]


def _is_alike(colour: QColor) -> bool:
    return any(
        abs(colour.red() - one.red()) + abs(colour.green() - one.green()) + abs(colour.blue() - one.blue()) < 24
        for one in (_TEAL, _RED)
    )


_PANEL = """\
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array">
    <value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=10;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="28"/>
      <property name="plugin-ids" type="array"><value type="int" value="1"/></property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="systray"/>
  </property>
</channel>
"""
