"""The directory as a file beside the database: written whole, mapped at the next start, and never trusted.

The file is a copy of what the contacts' database held at one moment; its name and its beginning say which. A file of
another moment, of another version, or one that is damaged in any place is not used, and the directory is built anew
from the database, which is the truth.
"""

import mmap
import struct
import sys
import unicodedata
import zlib
from array import array
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from pbxdialer.directory.index import Index
from pbxdialer.directory.lines import Finder, Lines, Pieces, quick_find
from pbxdialer.directory.number_index import NumberIndex
from pbxdialer.directory.word_index import WordIndex

_VERSION = 1
_MAGIC = b"pbxdialer directory\n"
_SUFFIX = ".directory"
# magic and the checksum of everything behind it: the length of each section, and the sections
_HEADER = struct.Struct(f"={len(_MAGIC)}sI")  # 24 bytes: what follows is aligned
_SECTIONS = 14
_LENGTHS = struct.Struct(f"={_SECTIONS}Q")
_ALIGNED = 8


class FileMark(NamedTuple):
    """What a file is tied to: the database's state, and everything else its contents depend on."""

    text: bytes

    @classmethod
    def of(cls, state: bytes, region: str) -> "FileMark":
        """Return the mark for a database in this `state`, whose numbers are read as people of `region` dial them."""
        reading = (_VERSION, sys.byteorder, array("I").itemsize, unicodedata.unidata_version, region)
        return cls(b"%b %b" % (repr(reading).encode(), state))

    def place(self, folder: Path) -> Path:
        """Return where its file stands: each has its own name, since a mapped file cannot be replaced on Windows."""
        return folder / f"{zlib.crc32(self.text):08x}{_SUFFIX}"


def image(index: Index, mark: FileMark) -> bytes:
    """Return the file's bytes."""
    parts = [memoryview(part).cast("B") for part in (mark.text, *_parts(index))]
    content = b"".join([_LENGTHS.pack(*(part.nbytes for part in parts)), *map(_padded, parts)])
    return _HEADER.pack(_MAGIC, zlib.crc32(content)) + content


def mapped(file: Path, mark: FileMark, finder: Finder = quick_find) -> Index | None:
    """Map the file and return what it holds, or None where it is not there, is another one's, or is damaged."""
    try:
        with file.open("rb") as opened:
            view = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):  # not there, not readable, empty
        return None
    content = view[_HEADER.size :]
    if len(content) < _LENGTHS.size or _HEADER.unpack(view[: _HEADER.size]) != (_MAGIC, zlib.crc32(content)):
        return None
    parts, at = [], _LENGTHS.size
    for length in _LENGTHS.unpack(content[:at]):
        parts.append(content[at : at + length])
        at += length + -length % _ALIGNED
    return _index(parts[1:], finder) if parts[0] == mark.text else None


def forget_others(kept: Path) -> None:
    """Remove the files of earlier moments; on Windows, one that is still mapped stays until the next time."""
    for file in kept.parent.glob(f"*{_SUFFIX}"):
        if file != kept:
            with suppress(OSError):
                file.unlink()


def _padded(part: memoryview) -> bytes:
    return bytes(part) + bytes(-len(part) % _ALIGNED)


def _parts(index: Index) -> list[Any]:
    """Return the sections: bytes, arrays, and views of either."""
    words, others = index.words, index.other_names
    return [
        *(index.lines.pieces.buffer, index.lines.pieces.starts),
        *(index.records.buffer, index.records.starts),
        *(words.blob, words.firsts, words.lines),
        *(others.blob, others.firsts, others.lines),
        *(index.numbers.tails, index.numbers.lines),
        index.favourites,
    ]


def _index(parts: Sequence[memoryview], finder: Finder) -> Index:
    lines, line_starts, records, record_starts, *rest, tails, owners, favourites = parts
    word_blob, word_firsts, word_lines, other_blob, other_firsts, other_lines = rest
    return Index(
        Lines(Pieces(lines, line_starts.cast("Q")), finder),
        Pieces(records, record_starts.cast("Q")),
        WordIndex(word_blob, word_firsts.cast("I"), word_lines.cast("I"), finder),
        WordIndex(other_blob, other_firsts.cast("I"), other_lines.cast("I"), finder),
        NumberIndex(tails.cast("I"), owners.cast("I")),
        favourites.cast("I"),
    )
