"""The environment that other programs get from us."""

import sys
from collections.abc import Mapping


def environment_of_others(own: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for programs that are not ours.

    The built program has its own libraries first in the path; another one's would break on them. PyInstaller keeps
    what was there before under another name.
    """
    others = dict(own)
    before = others.pop("LD_LIBRARY_PATH_ORIG", None)
    if getattr(sys, "frozen", False):
        others.pop("LD_LIBRARY_PATH", None)
    if before is not None:
        others["LD_LIBRARY_PATH"] = before
    return others
