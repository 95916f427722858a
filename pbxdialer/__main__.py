"""The door: the first word chooses a command (which imports no Qt) or the window, of which there is one.

Whatever is slow to import is imported where it is needed: most starts hand a link over, and end (`second_start`).
"""

import gc
import sys
from collections.abc import Sequence

_OF_A_COMMAND = frozenset("abcdefghijklmnopqrstuvwxyz-")
_FOR_THE_WINDOW = ("dial-selection", "quick-dial")  # wishes of a second start, see `second_start`
_FOR_THE_COMMAND_LINE = ("-h", "--help", "--version")
_WINDOW_PROOF = "--prove-window"  # the self-test's own child, see app/window_proof.py


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code. ``--data-dir DIR`` may stand before or behind the other words."""
    given = sys.argv[1:] if argv is None else argv
    words, data_dir = _without_data_dir(given)
    if _is_command(words):
        from pbxdialer import cli

        end = words.index("--") if "--" in words else len(words)
        return cli.main([*words[:end], *data_dir, *words[end:]])
    if list(words[:1]) == [_WINDOW_PROOF]:
        from pbxdialer.app.window_proof import prove

        return prove(platform=words[-1] if words[-1] != _WINDOW_PROOF else "")
    code = handed_over_first(given)
    if code is not None:
        return code
    from pathlib import Path

    from pbxdialer.first_start import arrive

    folder = Path(data_dir[1]) if data_dir else None
    arrival = None if _is_alone(words, data_dir) else arrive(words, folder)
    if arrival and arrival.exit_code is not None:
        return arrival.exit_code
    gc.disable()  # whatever a start makes stays: looking for garbage in it costs 10 ms; start.py turns it on again
    from pbxdialer.app.quick_qt import import_qt

    import_qt()
    from pbxdialer.app.start import run

    code = run(folder, words, arrival)
    if argv is None:
        _end_process(code)
    return code


def _end_process(code: int) -> None:
    """End here and now: the window has closed, and everything that is to be kept has been written.

    WORKAROUND: PySide takes Qt's objects apart in no order while the interpreter ends, and one exit in
    thirty was a segmentation fault (measured; hiding all windows before made it rarer).
    """
    import logging
    import os

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


def handed_over_first(argv: Sequence[str]) -> int | None:
    """Do what comes before anything slow: hand the wish of a second start over.

    Returns the exit code where that was all, None where there is more to do. The built program calls it even earlier.
    """
    words, data_dir = _without_data_dir(argv)
    if _is_command(words) or _is_alone(words, data_dir):
        return None
    from pbxdialer.second_start import handed_over

    return handed_over(words, data_dir[1] if data_dir else None)


def _is_command(words: Sequence[str]) -> bool:
    if words[:1] and words[0] in _FOR_THE_WINDOW and not {"-h", "--help"}.intersection(words):
        return False
    if not words or words[0] in _FOR_THE_COMMAND_LINE:
        return bool(words)
    return words[0] != "" and not words[0].startswith("-") and _OF_A_COMMAND.issuperset(words[0])


def _is_alone(words: Sequence[str], data_dir: Sequence[str]) -> bool:
    """True for what has no profile that anybody else could find: a demo of its own, and the proof of the window."""
    return list(words[:1]) == [_WINDOW_PROOF] or ("--demo" in words and not data_dir)


def _without_data_dir(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """Return the words and, apart from them, a ``--data-dir`` with its folder; behind ``--`` everything is text."""
    words = list(argv)
    end = words.index("--") if "--" in words else len(words)
    if "--data-dir" not in words[: max(0, end - 1)]:
        return words, []
    at = words.index("--data-dir")
    return words[:at] + words[at + 2 :], words[at : at + 2]


if __name__ == "__main__":
    sys.exit(main())
