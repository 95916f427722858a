"""Reads what Xvfb shows, from the file it maps its screen into (``-fbdir``): a watch no watched program notices.

The file is an X window dump: the header of XWDFile.h, the colours, the pixels row by row.
"""

import mmap
import struct
import time
from collections.abc import Callable
from pathlib import Path

_HEADER = struct.Struct(">25I")
_HEADER_SIZE, _BITS_PER_PIXEL, _BYTES_PER_LINE, _COLOURS = 0, 11, 12, 19  # places in the header
_COLOUR_SIZE = 12
_LOOKS_EVERY_S = 0.0005

# Openbox puts the first window in the middle of the screen (1280 × 1024). What is looked at of one as large as ours
# (430 × 740): rows in its middle and at its lower end, and where they begin and end.
MIDDLE = tuple(range(300, 700, 25))
LOWER_END = tuple(range(820, 890, 10))
_LEFT, _RIGHT = 450, 830


class Framebuffer:
    """The pixels of one virtual screen."""

    def __init__(self, folder: Path) -> None:
        """`folder` is what Xvfb was given as ``-fbdir``."""
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._pixels = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = _HEADER.unpack_from(self._pixels)
        self._begin = header[_HEADER_SIZE] + header[_COLOURS] * _COLOUR_SIZE
        self._line = header[_BYTES_PER_LINE]
        self._pixel = header[_BITS_PER_PIXEL] // 8

    def rows(self, rows: tuple[int, ...]) -> bytes:
        """Return the pixels of `rows` between the window's edges."""
        starts = (self._begin + row * self._line for row in rows)
        return b"".join(self._pixels[start + _LEFT * self._pixel : start + _RIGHT * self._pixel] for start in starts)

    def await_that(self, rows: tuple[int, ...], hold: Callable[[bytes], bool], within_s: float) -> float:
        """Wait until the pixels of `rows` are such; return that moment on the monotonic clock. Raises TimeoutError."""
        end = time.monotonic() + within_s
        while not hold(self.rows(rows)):
            if time.monotonic() > end:
                raise TimeoutError("nothing was painted")
            time.sleep(_LOOKS_EVERY_S)
        return time.monotonic()

    def last_change(self, rows: tuple[int, ...], within_s: float) -> float | None:
        """Watch `rows` for so long; return the moment they changed for the last time, or None."""
        end, seen, changed = time.monotonic() + within_s, self.rows(rows), None
        while (now := time.monotonic()) < end:
            pixels = self.rows(rows)
            if pixels != seen:
                seen, changed = pixels, now
            time.sleep(_LOOKS_EVERY_S)
        return changed

    def close(self) -> None:
        """Let the file go."""
        self._pixels.close()
