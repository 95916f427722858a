"""Which formats of the Windows clipboard are kept while something else is on it for a moment (winuser.h, wingdi.h).

Most formats are blocks of memory and are kept byte by byte. Windows makes some others again from those; what is neither
can be kept by nobody but the program that has put it there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pbxdialer.desktop.selection import SelectionUnavailable

PUT_BACK = "PBX Dialer has put this back"  # the name of the format that says so
TEXT = 13  # CF_UNICODETEXT
DRAWING = 14  # CF_ENHMETAFILE: a handle, whose bytes Windows tells
MOST_BYTES = 128 * 1024 * 1024  # a picture of two large screens, in the two forms in which Windows hands it out

_BITMAP, _OLD_DRAWING, _DIB, _PALETTE, _DIB_V5 = 2, 3, 8, 9, 17
_MADE_AGAIN = {_BITMAP: {_DIB, _DIB_V5}, _PALETTE: {_DIB, _DIB_V5}, _OLD_DRAWING: {DRAWING}}
_MEMORY = {1, 4, 5, 6, 7, _DIB, 10, 11, 12, TEXT, 15, 16, _DIB_V5, 0x81}  # text … files, language, CF_DSPTEXT
_REGISTERED = range(0xC000, 0x10000)  # by their names, in memory


@dataclass(frozen=True, slots=True)
class Kept:
    """The clipboard as it was: its sequence number, and the bytes of each format in the order they were offered."""

    sequence: int
    formats: tuple[tuple[int, bytes], ...] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Copied:
    """What is on the clipboard now: its text, empty where it has none, and the sequence number it had then."""

    text: str = field(repr=False)
    sequence: int


def kept_formats(offered: Sequence[int]) -> list[int]:
    """Return what of `offered` is to be kept, in its order. Raises SelectionUnavailable if something would be lost."""
    kept = []
    for number in offered:
        if number in _MEMORY or number in _REGISTERED or number == DRAWING:
            kept.append(number)
        elif _MADE_AGAIN.get(number, set()).isdisjoint(offered):
            raise SelectionUnavailable(f"the clipboard holds what cannot be kept for the while (format {number})")
    return kept
