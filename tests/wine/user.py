"""A Windows user at work under Wine: runs programs, looks into the folders and the registry, keeps nothing."""

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.waiting import await_condition
from workshop.windows.wine import Wine, windows_path

NAME = "PBX Dialer"
UNINSTALL = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\pbxdialer"
RUN = r"Software\Microsoft\Windows\CurrentVersion\Run"
_ENDS_IN_S = 180.0


@dataclass(frozen=True, slots=True)
class Said:
    """How a program ended, and what it said."""

    code: int
    text: str


class WindowsUser:
    """The one user of this Windows; `drive` is their C:."""

    def __init__(self, wine: Wine) -> None:
        self.wine = wine
        self._streams: list[subprocess.Popen[str]] = []
        self.drive = wine.home / "prefix" / "drive_c"
        (self.home,) = (folder for folder in (self.drive / "users").iterdir() if folder.name != "Public")
        self.local = self.home / "AppData" / "Local"
        self.programs = self.local / "Programs" / NAME
        self.profile = self.local / "pbxdialer"
        self.menu = self.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"

    def runs(self, program: str | Path, *words: str, stdin: str = "") -> Said:
        """Run a program to its end."""
        with self.wine.start(program, *words) as process:
            try:
                text, _ = process.communicate(stdin, timeout=_ENDS_IN_S)
            except BaseException:
                process.kill()
                raise
        return Said(process.returncode, text)

    def leaves_running(self, program: str | Path, *words: str) -> int:
        """Run a program that starts another one, which keeps its streams, to its own end; return its exit code."""
        process = self.wine.start(program, *words)
        self._streams.append(process)
        return process.wait(_ENDS_IN_S)

    def close(self) -> None:
        """Let go of the streams."""
        for process in self._streams:
            process.kill()
            process.communicate()

    def command(self, *words: str, stdin: str = "") -> Said:
        """Run the installed program on the console, on the user's own profile."""
        return self.runs(self.programs / "pbxdialer-console.exe", *words, stdin=stdin)

    def registry(self, key: str) -> str:
        """Return a key with all below it as ``reg export`` writes it, nothing where it is not there."""
        file = self.drive / "exported.reg"
        file.unlink(missing_ok=True)
        self.runs("reg", "export", key, r"C:\exported.reg", "/y")
        return file.read_bytes().decode("utf-16") if file.exists() else ""

    def values(self, key: str) -> dict[str, str]:
        """Return the texts that stand directly in a key, its default one under no name."""
        first = self.registry(key).partition("\r\n\r\n[")[2].partition("\r\n[")[0]
        found = re.findall(r'^(?:@|"((?:[^"\\]|\\.)*)")="((?:[^"\\]|\\.)*)"\r?$', first, re.MULTILINE)
        return {name: re.sub(r"\\(.)", r"\1", text) for name, text in found}

    def files(self) -> set[str]:
        """Return every file and folder of the user's, and of the programs for everybody."""
        places = (self.home, self.drive / "Program Files", self.drive / "ProgramData")
        here = {path.relative_to(self.drive).as_posix() for place in places for path in place.rglob("*")}
        return {path for path in here if "/Temp/" not in f"{path}/"}

    def diary(self) -> str:
        """Return what the program wrote into the log of the user's own profile."""
        return "".join(file.read_text("utf-8") for file in self.profile.rglob("pbxdialer.log"))

    def opens_the_window(self, *words: str) -> "subprocess.Popen[str]":
        """Start the installed program and wait until it takes calls."""
        before = self.diary().count("open for business")
        window = self.wine.start(self.programs / "pbxdialer.exe", *words)
        if not words:
            self.sees_another_window(before)
        return window

    def sees_another_window(self, before: int) -> None:
        """Wait until the program has been open for business once more than `before`."""
        await_condition(lambda: self.diary().count("open for business") > before, 90, "the window")

    def takes_a_picture(self, target: Path) -> None:
        """Photograph the screen, with the program's window on it."""
        search = ["xdotool", "search", "--onlyvisible", "--name", f"^{NAME}$"]
        await_condition(lambda: subprocess.run(search, capture_output=True).returncode == 0, 30, "the window on screen")
        subprocess.run(["import", "-window", "root", str(target)], check=True, timeout=60)


def of(wine: Wine) -> WindowsUser:
    """Return the user of this Windows, who needs a screen."""
    if not os.environ.get("DISPLAY"):
        pytest.skip("missing: a screen (python3 dev.py test has one)")
    return WindowsUser(wine)


def installed_as(file: Path) -> str:
    """Return how this Windows names a file on its own drive."""
    return "C:" + str(file).partition("drive_c")[2].replace("/", "\\")


__all__ = ["NAME", "RUN", "UNINSTALL", "Said", "WindowsUser", "installed_as", "of", "windows_path"]
