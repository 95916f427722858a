"""Brings the window forward for an agent who has asked for it in another program: by a key, or by a notification."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from pbxdialer.gui.main_window import MainWindow


def bring_forward(window: "MainWindow") -> None:
    """Show `window`, in front and with the keyboard as far as the desktop allows."""
    window.come_forward()
    if QGuiApplication.platformName() == "xcb":
        from pbxdialer.desktop.front_x11 import bring_to_front

        bring_to_front(int(window.winId()))
