"""What the program writes down about itself, for whoever has to find out what went wrong. No secret is ever in it.

Telephone numbers are masked but for their last three digits, unless the agent turned detail on; whatever looks like a
signed request is cut. httpx and httpcore, which would log whole addresses and headers, are kept silent.
"""

import logging
import re
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

_LONGEST_FILE = 512 * 1024
_FILES = 4
_SIGNED = re.compile(r"(api_(?:username|password|hash|key|token)\W{1,4})[^\s&'\",}]+", re.IGNORECASE)
_BEARER = re.compile(r"(Bearer\s+)\S+", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.-])\+?[0-9][0-9 ./()-]*[0-9](?![\w-])")
_SHORTEST_NUMBER = 7
_TOO_TALKATIVE = ("httpx", "httpcore", "keyring", "asyncio")


class Masked(logging.Formatter):
    """Formats a record, exception and all, and masks it: nothing reaches the file unmasked."""

    def __init__(self, *, show_numbers: bool) -> None:
        super().__init__("%(message)s")
        self._show_numbers = show_numbers

    def format(self, record: logging.LogRecord) -> str:
        """Return the masked lines behind when, how bad, and where."""
        text = masked(super().format(record), show_numbers=self._show_numbers)
        return f"{self.formatTime(record)} {record.levelname} {record.threadName} {record.name}: {text}"


def masked(text: str, *, show_numbers: bool = False) -> str:
    """Return `text` without whatever looks like a secret, and with telephone numbers down to three digits."""
    text = _BEARER.sub(r"\1…", _SIGNED.sub(r"\1…", text))
    return text if show_numbers else _NUMBER.sub(_last_digits, text)


def _last_digits(found: re.Match[str]) -> str:
    digits = "".join(char for char in found[0] if char in "0123456789")
    return f"…{digits[-3:]}" if len(digits) >= _SHORTEST_NUMBER else found[0]


class _Diary(RotatingFileHandler):
    """A log file that may fail: a full disk stops no call, and is said by whoever needs the disk for more than this."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's own name
        """Say nothing: logging would print the record, unmasked, where there may be no stderr at all."""

    def close(self) -> None:
        """Close the file, written out or not."""
        with suppress(OSError):
            super().close()


def open_diary(folder: Path, *, show_numbers: bool = False, level: int = logging.INFO) -> Callable[[], None]:
    """Write the program's log into `folder` from now on; return how to stop. A bad folder is no fault."""
    root = logging.getLogger()
    handler: logging.Handler
    try:
        handler = _Diary(
            folder / "pbxdialer.log", maxBytes=_LONGEST_FILE, backupCount=_FILES - 1, encoding="utf-8", delay=True
        )
    except OSError:
        handler = logging.NullHandler()
    handler.setFormatter(Masked(show_numbers=show_numbers))
    root.addHandler(handler)
    root.setLevel(level)
    for name in _TOO_TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)

    def stop() -> None:
        root.removeHandler(handler)
        handler.close()

    return stop


def catch_strays(tell: Callable[[BaseException], None]) -> Callable[[], None]:
    """Have every exception nobody caught, on any thread, logged and handed to `tell`; return how to stop."""
    log = logging.getLogger("pbxdialer.stray")
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)

    def take(error: BaseException | None, trace: TracebackType | None) -> None:
        if error is None or isinstance(error, KeyboardInterrupt):
            return
        log.error("nobody caught this", exc_info=(type(error), error, trace))
        tell(error)

    sys.excepthook = lambda _, error, trace: take(error, trace)
    threading.excepthook = lambda stray: take(stray.exc_value, stray.exc_traceback)
    sys.unraisablehook = lambda stray: take(stray.exc_value, stray.exc_traceback)

    def stop() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before

    return stop
