"""A short film of the real window on the demo PBX, for the README: ``python3 dev.py tour``.

Somebody searches, presses Enter, picks up, talks, notes something, and looks at a number that came from a link. It is
filmed as it happens: a picture whenever the window has changed, which ImageMagick joins to ``docs/tour.gif``. Whoever
is named is of the demo's contacts, and no telephone exists.
"""

import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from pbxdialer.app.program import Program
from pbxdialer.core.call import CallState
from pbxdialer.demo_pbx import DemoPbx
from pbxdialer.store.settings import Theme
from tests.built_anew import build_anew
from tests.shots import ROOT, until

FILM = ROOT / "docs" / "tour.gif"
_MOST_BYTES = 1_500_000
_LOOKS_EVERY_MS = 80
_BLINK_CS = 15
_KEY_MS = 220
_LAST_MS = 2500


@dataclass(slots=True)
class Film:
    """The pictures, each with how long it is shown, in hundredths of a second."""

    pictures: list[tuple[QImage, int]] = field(default_factory=list)

    def take(self, picture: QImage, after_cs: int) -> None:
        """Add a picture that shows something new; the one before it was there for `after_cs`.

        What was there for the blink of an eye (a list that is being laid out) is left out.
        """
        if self.pictures and after_cs < _BLINK_CS:
            self.pictures.pop()
            after_cs += self.pictures[-1][1] if self.pictures else 0
        if self.pictures:
            self.pictures[-1] = (self.pictures[-1][0], after_cs)
        self.pictures.append((picture, _LAST_MS // 10))

    def save(self, file: Path) -> None:
        """Join the pictures to an animation that begins anew when it has ended."""
        with tempfile.TemporaryDirectory() as folder:
            words = ["convert", "-loop", "0"]
            for number, (picture, shown_cs) in enumerate(self.pictures):
                one = Path(folder, f"{number:04}.png")
                picture.save(str(one))
                words += ["-delay", str(shown_cs), str(one)]
            subprocess.run([*words, "+dither", "-colors", "128", "-layers", "OptimizePlus", str(file)], check=True)


class Camera(QObject):
    """Looks at the window again and again, and films what has changed."""

    def __init__(self, program: Program, film: Film) -> None:
        super().__init__()
        self._program = program
        self._film = film
        self._last: QImage | None = None
        self._since = monotonic()
        self._timer = QTimer(self, interval=_LOOKS_EVERY_MS)
        self._timer.timeout.connect(self._look)

    def roll(self) -> None:
        """Begin."""
        self._timer.start()

    def cut(self) -> None:
        """End."""
        self._timer.stop()

    def _look(self) -> None:
        picture = self._program.window.grab().toImage()
        if picture != self._last:
            now = monotonic()
            self._film.take(picture, round((now - self._since) * 100))
            self._last, self._since = picture, now


def main() -> int:
    """Film it; 1 where the film is larger than the README should load."""
    application = QApplication(["pbxdialer"])
    application.setCursorFlashTime(0)  # a caret that blinks would be half of the film
    with tempfile.TemporaryDirectory() as data:
        program = Program(application, Path(data), demo=True)
        desk = program.settings_desk
        desk.change(replace(desk.settings, theme=Theme.LIGHT, language="en"))
        build_anew(program)
        program.show()
        until(lambda: program.desks is not None and program.guests.desk is not None)
        film = Film()
        camera = Camera(program, film)
        camera.roll()
        _play(program)
        camera.cut()
        program.quit()
        program.close()
    film.save(FILM)
    size = FILM.stat().st_size
    print(f"{FILM}: {len(film.pictures)} pictures, {size / 1000:.0f} kB")
    return 0 if size <= _MOST_BYTES else 1


def _play(program: Program) -> None:
    """Do what an agent does, at the pace of one."""
    window, line = program.window, program.window.box.line
    pbx = _pbx(program)
    QTest.qWait(1500)
    _type(line, "stef")
    QTest.qWait(900)
    QTest.keyClick(line, Qt.Key.Key_Return)
    _await_state(program, CallState.RINGING_AGENT)
    QTest.qWait(1800)
    pbx.answer("ionescu")
    until(lambda: window.history.calls.calls()[0].talking_since is not None)
    QTest.qWait(600)
    window.card.note.setFocus()
    _type(window.card.note, "Offer by Monday")
    QTest.qWait(900)
    pbx.hang_up("ionescu")
    _await_state(program, CallState.ENDED)
    QTest.qWait(1500)
    line.setFocus()
    line.clear()
    program.switchboard.offer("tel:+40744000111", "link")
    QTest.qWait(2600)
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
    QTest.qWait(700)


def _type(where: QObject, text: str) -> None:
    for key in text:
        QTest.keyClicks(where, key)
        QTest.qWait(_KEY_MS)


def _await_state(program: Program, state: CallState) -> None:
    until(lambda: bool(calls := program.window.history.calls.calls()) and calls[0].state is state)


def _pbx(program: Program) -> DemoPbx:
    """Return the demo's PBX, whose telephones are on this computer."""
    room = program._demo_room
    assert room is not None
    return room._pbx


if __name__ == "__main__":
    sys.exit(main())
