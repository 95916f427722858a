"""PyInstaller's first runtime hook: a second start hands over and ends before PyInstaller's Qt hook imports QtCore.

Named in the spec's ``runtime_hooks``, which PyInstaller runs before its own. It speaks with the words of the program.
"""

import os
import sys


def _hand_over_and_end() -> None:
    from pbxdialer.__main__ import handed_over_first

    code = handed_over_first(sys.argv[1:])
    if code is not None:
        os._exit(code)  # nothing is open yet, and the rest of a start is what is to be saved


_hand_over_and_end()
