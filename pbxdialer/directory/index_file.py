"""The directory as a file beside the database: written whole, mapped at the next start, and never trusted.

The file is a copy of what the contacts' database held at one moment. Its name and its header carry the fingerprint of
that moment; a file of another moment, of another version, or one that is damaged in any place is not used, and the
directory is built anew from the database, which is the truth.
"""

import contextlib
import hashlib
import mmap
import struct
import sys
import unicodedata
import zlib
from array import array
from collections.abc import Sequence
from pathlib import Path

from pbxdialer.directory.index import Index
from pbxdialer.directory.lines import Bytes, Finder, Lines, Pieces, quick_find
from pbxdialer.directory.number_index import NumberIndex
from pbxdialer.directory.word_index import WordIndex

_VERSION = 1
_MAGIC = b"pbxdialer directory\n"
_SUFFIX = ".directory"
# magic, fingerprint, checksum of everything behind the header; then the length of each section
_HEADER = struct.Struct(f"={len(_MAGIC)}s32sI")
_SECTIONS = 13
_LENGTHS = struct.Struct(f"={_SECTIONS}Q")
_ALIGNED = 8


def fingerprint(state: bytes, region: str) -> bytes:
    """Return what a file must be tied to: the database's `state`, and everything else its contents depend on."""
    reading = (_VERSION, sys.byteorder, array("I").itemsize, unicodedata.unidata_version, region)
    return hashlib.blake2b(state + repr(reading).encode(), digest_size=32).digest()


def place(folder: Path, print_: bytes) -> Path:
    """Return where the file with this fingerprint stands. Each has its own name: a mapped file cannot be replaced
    on Windows.
    """
    return folder / f"{print_.hex()[:16]}{_SUFFIX}"


def image(index: Index, print_: bytes) -> bytes:
    """Return the file's bytes."""
    sections = [_padded(memoryview(part)) for part in _parts(index)]
    lengths = _LENGTHS.pack(*(memoryview(part).nbytes for part in _parts(index)))
    content = b"".join([lengths, *sections])
    return _HEADER.pack(_MAGIC, print_, zlib.crc32(content)) + bytes(_start() - _HEADER.size) + content


def mapped(file: Path, print_: bytes, finder: Finder = quick_find) -> Index | None:
    """Map the file and return what it holds, or None where it is not there, is another one's, or is damaged."""
    try:
        with file.open("rb") as opened:
            view = memoryview(mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ))
    except (OSError, ValueError):  # not there, not readable, empty
        return None
    start = _start()
    if len(view) < start + _LENGTHS.size:
        return None
    content = view[start:]
    if _HEADER.unpack(view[: _HEADER.size]) != (_MAGIC, print_, zlib.crc32(content)):
        return None
    parts, at = [], _LENGTHS.size
    for length in _LENGTHS.unpack(content[: _LENGTHS.size]):
        parts.append(content[at : at + length])
        at += length + -length % _ALIGNED
    return _index(parts, finder) if at == len(content) else None


def forget_others(folder: Path, kept: Path) -> None:
    """Remove the files of earlier moments; one that is mapped by a program stays on Windows until the next time."""
    for file in folder.glob(f"*{_SUFFIX}"):
        if file != kept:
            with contextlib.suppress(OSError):
                file.unlink()


def _start() -> int:
    return _HEADER.size + -_HEADER.size % _ALIGNED


def _padded(part: memoryview) -> bytes:
    return bytes(part) + bytes(-part.nbytes % _ALIGNED)


def _parts(index: Index) -> list[Bytes | Sequence[int]]:
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
