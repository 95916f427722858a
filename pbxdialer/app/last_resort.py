"""The first fault of all: before the window is open nobody keeps the log, and a windowed program may have no stderr."""

import sys
from contextlib import suppress
from pathlib import Path
from types import TracebackType


def write_down_early_faults(data_dir: Path | None) -> None:
    """Have what nobody catches written into the profile's log, until the window is open and does it better.

    For the rest of the process: what goes wrong after the window is gone is written down in the same way.
    """
    printed = sys.excepthook

    def take(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            _write_down(error, data_dir)
        if sys.stderr is not None:
            printed(kind, error, trace)

    sys.excepthook = take


def _write_down(error: BaseException, data_dir: Path | None) -> None:
    import logging

    from pbxdialer.store.diary import open_diary
    from pbxdialer.store.paths import places

    logs = places(data_dir).logs
    with suppress(OSError):
        logs.mkdir(parents=True, exist_ok=True, mode=0o700)
    stop = open_diary(logs)
    logging.getLogger("pbxdialer.early").error("nobody caught this", exc_info=error)
    stop()
