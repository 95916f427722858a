"""The global keys the agent has set: registered with the system, told when pressed, explained when they cannot be."""

import os
import sys
from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, QTimer, Signal

from pbxdialer.core.language import mark
from pbxdialer.desktop.hotkey import Combination, Hotkeys, HotkeysUnavailable, HotkeyTaken, NoCombination, is_wayland

TAKEN = mark("{detail} belongs to another program already; choose another key.")
NO_KEY = mark("{detail} cannot be used: hold Ctrl, Alt or the system's key with a letter, or take a function key.")
UNAVAILABLE = mark("Keys for all programs are not to be had here ({detail}).")
WAYLAND = mark("Under Wayland, only the desktop's own settings can give {detail} a key.")

Trouble = tuple[str, str]  # a marked sentence, and its detail
Tell = Callable[[int], object]


class HotkeyDesk(QObject):
    """Registers nothing until it is asked to. `pressed` carries the number of the key."""

    pressed = Signal(int)

    def __init__(self, commands: Mapping[int, str], parent: QObject | None = None) -> None:
        """`commands` is, for each number, the command that does the same under Wayland."""
        super().__init__(parent)
        self._commands = commands
        self._keys: tuple[Hotkeys, Callable[[], object]] | None = None  # and how to stop listening to them
        self._wanted: dict[int, str] = {}
        self._troubles: dict[int, Trouble] = {}

    def use(self, wanted: Mapping[int, str]) -> dict[int, Trouble]:
        """Register `wanted` (number → combination, empty for none); return what is in the way, number by number.

        What stays as it was is not touched, unless it was in trouble: it may be free by now.
        """
        for number, text in wanted.items():
            if self._wanted.get(number, "") == text and number not in self._troubles:
                continue
            self._troubles.pop(number, None)
            if self._keys is not None:
                self._keys[0].release(number)
            if text and (trouble := self._register(number, text)):
                self._troubles[number] = trouble
        self._wanted = dict(wanted)
        return dict(self._troubles)

    def close(self) -> None:
        """Give every key back."""
        if self._keys is not None:
            keys, stop_listening = self._keys
            stop_listening()
            keys.close()
            self._keys = None
        self._wanted, self._troubles = {}, {}

    def _register(self, number: int, text: str) -> Trouble | None:
        if is_wayland(dict(os.environ)):
            return WAYLAND, f"“pbxdialer {self._commands[number]}”"
        try:
            if self._keys is None:
                self._keys = _opened(self._tell, self)
            self._keys[0].grab(number, Combination(text))
        except HotkeyTaken:
            return TAKEN, text
        except NoCombination:
            return NO_KEY, text
        except HotkeysUnavailable as error:
            return UNAVAILABLE, str(error)
        return None

    def _tell(self, number: int) -> None:
        """Tell from the event loop, and not out of the system's own call."""
        QTimer.singleShot(0, self, lambda: self.pressed.emit(number))


if sys.platform == "win32":
    from PySide6.QtCore import QAbstractNativeEventFilter, QCoreApplication

    from pbxdialer.desktop.hotkey_windows import WindowsHotkeys

    class _Messages(QAbstractNativeEventFilter):
        """Sees each message of this thread before Qt does."""

        def __init__(self, keys: WindowsHotkeys, tell: Tell) -> None:
            super().__init__()
            self._keys = keys
            self._tell = tell

        def nativeEventFilter(self, _kind: object, message: int) -> tuple[bool, int]:
            number = self._keys.number_in(int(message))
            if number is not None:
                self._tell(number)
            return number is not None, 0

    def _opened(tell: Tell, _parent: QObject) -> tuple[Hotkeys, Callable[[], object]]:
        keys = WindowsHotkeys()
        messages, application = _Messages(keys, tell), QCoreApplication.instance()
        assert application is not None  # noqa: S101 - there are windows
        application.installNativeEventFilter(messages)
        return keys, lambda: application.removeNativeEventFilter(messages)

elif sys.platform == "darwin":

    def _opened(tell: Tell, _parent: QObject) -> tuple[Hotkeys, Callable[[], object]]:
        from pbxdialer.desktop.hotkey_macos import MacHotkeys

        return MacHotkeys(tell), lambda: None

else:

    def _opened(tell: Tell, parent: QObject) -> tuple[Hotkeys, Callable[[], object]]:
        from PySide6.QtCore import QSocketNotifier

        from pbxdialer.desktop.hotkey_x11 import X11Hotkeys

        keys = X11Hotkeys(tell)
        notifier = QSocketNotifier(keys.fileno(), QSocketNotifier.Type.Read, parent)
        notifier.activated.connect(lambda *_: keys.look())
        return keys, lambda: notifier.setEnabled(False)
