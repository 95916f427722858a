"""The door: the first word chooses a command (which imports no Qt) or the window."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path

_COMMAND = re.compile(r"[a-z][a-z-]*")
_FOR_THE_COMMAND_LINE = ("-h", "--help", "--version")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and return its exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    data_dir: list[str] = []
    if words[:1] == ["--data-dir"] and len(words) > 1:
        data_dir, words = words[:2], words[2:]
    if words and (_COMMAND.fullmatch(words[0]) or words[0] in _FOR_THE_COMMAND_LINE):
        from pbxdialer import cli

        return cli.main([*words, *data_dir])
    from pbxdialer.app import run

    return run(Path(data_dir[1]) if data_dir else None, words)


if __name__ == "__main__":
    sys.exit(main())
