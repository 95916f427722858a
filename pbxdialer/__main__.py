"""The door: the first word chooses a command (which imports no Qt) or the window, of which there is one."""

import gc
import re
import sys
from collections.abc import Sequence
from pathlib import Path

_COMMAND = re.compile(r"[a-z][a-z-]*")
_FOR_THE_COMMAND_LINE = ("-h", "--help", "--version")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code. ``--data-dir DIR`` may stand before or behind the other words."""
    words, data_dir = _without_data_dir(sys.argv[1:] if argv is None else argv)
    if words and (_COMMAND.fullmatch(words[0]) or words[0] in _FOR_THE_COMMAND_LINE):
        from pbxdialer import cli

        end = words.index("--") if "--" in words else len(words)
        return cli.main([*words[:end], *data_dir, *words[end:]])
    from pbxdialer.second_start import arrive

    folder = Path(data_dir[1]) if data_dir else None
    alone = "--demo" in words and folder is None  # a demo has a profile of its own, which nobody else can find
    arrival = None if alone else arrive(words, folder)
    if arrival and arrival.exit_code is not None:
        return arrival.exit_code
    gc.disable()  # whatever a start makes stays: looking for garbage in it costs 10 ms; start.py turns it on again
    from pbxdialer.app.quick_qt import import_qt

    import_qt()
    from pbxdialer.app.start import run

    return run(folder, words, arrival)


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
