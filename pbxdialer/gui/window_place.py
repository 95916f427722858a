"""Puts a window where it stood, on the screen where it stood, and never where nobody would see it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication

from pbxdialer.core.window_place import WindowPlace, place_from

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


def brought_in(frame: QRect, areas: Sequence[QRect]) -> QRect:
    """Return `frame` whole inside one of `areas`: the one that holds most of it, or else the nearest.

    It becomes no larger; where it is too large it becomes as large as the area.
    """
    if not areas:
        return frame

    def nearness(area: QRect) -> tuple[int, int]:
        held = area.intersected(frame)
        return held.width() * held.height() if held.isValid() else 0, -_distance(area, frame.center())

    area = max(areas, key=nearness)
    size = frame.size().boundedTo(area.size())
    left = min(max(frame.left(), area.left()), area.right() + 1 - size.width())
    top = min(max(frame.top(), area.top()), area.bottom() + 1 - size.height())
    return QRect(QPoint(left, top), size)


def place_of(window: QWidget, before: WindowPlace | None = None) -> WindowPlace | None:
    """Return where `window` stands now; of a maximised one, where it stood `before`. None where no screen has it."""
    screen = window.screen()
    if screen is None:
        return None
    if window.isMaximized() and before is not None:
        return replace(before, screen=screen.name(), maximised=True)
    at, size = window.frameGeometry().topLeft() - screen.geometry().topLeft(), window.size()
    return WindowPlace(screen.name(), at.x(), at.y(), size.width(), size.height(), window.isMaximized())


def put_back(window: QWidget, record: str) -> None:
    """Put `window` where the record says, as near as today's screens allow; a record nobody can read changes nothing.

    Call it before the window is shown.
    """
    place = place_from(record)
    screens = QGuiApplication.screens()
    if place is None or not screens:
        return
    named = [screen for screen in screens if screen.name() == place.screen]
    chosen = named[0] if named else QGuiApplication.primaryScreen()
    corner = chosen.geometry().topLeft()
    stood = QRect(corner.x() + place.left, corner.y() + place.top, place.width, place.height)
    wanted = brought_in(stood, [chosen.availableGeometry()])
    window.resize(wanted.size())
    window.move(wanted.topLeft())
    if place.maximised:
        from PySide6.QtCore import Qt  # whose enumerations the first frame seldom needs

        window.setWindowState(Qt.WindowState.WindowMaximized)


def bring_in(window: QWidget) -> None:
    """Move `window` whole onto a screen where it is not; a window that fills a screen is the system's own affair."""
    if window.isMaximized() or window.isFullScreen() or window.isMinimized():
        return
    frame = window.frameGeometry()
    wanted = brought_in(frame, [screen.availableGeometry() for screen in QGuiApplication.screens()])
    if wanted != frame:
        window.resize(window.size() - (frame.size() - wanted.size()))
        window.move(wanted.topLeft())


def _distance(area: QRect, point: QPoint) -> int:
    """Return how far `point` is from `area`, as streets go."""
    across = max(area.left() - point.x(), 0, point.x() - area.right())
    return across + max(area.top() - point.y(), 0, point.y() - area.bottom())
