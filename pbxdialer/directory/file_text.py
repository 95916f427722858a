"""The text of a file of contacts, whatever it is encoded in, line by line and never all at once."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from pbxdialer.core.language import mark
from pbxdialer.core.progress import Steps
from pbxdialer.directory.import_preview import UnreadableFile

LONGEST_FILE = 256 * 1024 * 1024
LONGEST_LINE = 1024 * 1024
ENCODINGS = ("utf-8", "utf-16", "utf-16-le", "utf-16-be", "cp1250", "cp1252")
_CODE_PAGES = ("cp1250", "cp1252")
_CHUNK = 1024 * 1024
_MOST_NULS = 0.02
_UTF_16_NULS = 0.3
_MOSTLY = 0.95
_TOLD_EVERY_LINES = 2000
# Letters by which the two code pages are told apart; charset-normalizer sees no difference in lists of names (tried).
# cp1250: ş ţ ł ż ą ľ, which are signs in cp1252; č ř between vowels, ń before a consonant. cp1252: è ø å between
# consonants, à alone, ñ between vowels, ão and õe.
_CENTRAL_EUROPEAN = re.compile(
    rb"[A-Za-z][\xaa\xba\xb3\xb9\xbf\xbe\xfe\xde]|[\xaa\xa3\xa5\xaf\xbc\xde][a-z]|[aeiouy\xe1\xe9][\xe8\xf8][aeiouy\xe1\xe9]"
    rb"|\xf1[bcdgkstwz]"
)
_WESTERN_EUROPEAN = re.compile(
    rb"[b-df-hj-np-tv-xz][\xe8\xf8\xe5][b-df-hj-np-tv-xz]|(?<![\x80-\xff\w])\xe0 |[aeiou]\xf1[aeiou]|\xe3o|\xf5e",
    re.IGNORECASE,
)
_SAMPLE_FOR_GUESS = 256 * 1024

TOO_LARGE = mark("The file is larger than 256 MB.")
NOT_TEXT = mark("The file is no text in UTF-8, UTF-16, cp1250 or cp1252.")
LINE_TOO_LONG = mark("a line is longer than a megabyte")


def encoding_of(file: BinaryIO) -> str:
    """Return what the file is encoded in. Raises UnreadableFile, OSError.

    Strict UTF-8 first, UTF-16 by its mark or by its zeros; only where both fail is one of the code pages guessed.
    """
    head = _from_start(file, 4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif unmarked := _utf_16_without_mark(head):
        candidates = (unmarked,)
    else:
        candidates = ("utf-8",)
    for encoding in candidates:
        if _holds_text(file, encoding):
            return encoding
    if candidates == ("utf-8",):
        guess = _guessed(file)
        for encoding in (guess, *_CODE_PAGES):
            if _holds_text(file, encoding):
                return encoding
    raise UnreadableFile(NOT_TEXT)


class TextLines:
    """The lines of a file, with their ends; one that is too long comes as an empty line and is noted in `too_long`."""

    def __init__(self, file: BinaryIO, encoding: str, *, strict: bool, steps: Steps) -> None:
        """`strict` refuses what the encoding cannot read; else it is replaced. `steps` are bytes."""
        file.seek(0)
        self._file = file
        codec = "utf-8-sig" if encoding == "utf-8" else encoding
        self._text = io.TextIOWrapper(file, codec, "strict" if strict else "replace", newline="")
        self._steps = steps
        self.number = 0
        self.too_long: list[int] = []

    def __iter__(self) -> Iterator[str]:
        try:
            while line := self._text.readline(LONGEST_LINE):
                self.number += 1
                if len(line) == LONGEST_LINE and line[-1] not in "\r\n":
                    self._pass_over_rest()
                    self.too_long.append(self.number)
                    line = "\n"
                yield line
                if self.number % _TOLD_EVERY_LINES == 0:
                    self._steps.reached(self._file.tell())
        except UnicodeDecodeError as error:
            raise UnreadableFile(NOT_TEXT) from error
        finally:
            self._text.detach()

    def _pass_over_rest(self) -> None:
        while (rest := self._text.readline(LONGEST_LINE)) and rest[-1] not in "\r\n":
            pass


def _utf_16_without_mark(head: bytes) -> str:
    """Return which UTF-16 the beginning of a file is by its zeros, ``""`` where it is none."""
    for first_zero, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        text = head.decode(encoding, "ignore")
        readable = sum(char.isprintable() or char in "\t\r\n" for char in text)
        if head[first_zero::2].count(0) > len(text) * _UTF_16_NULS and readable > len(text) * _MOSTLY:
            return encoding
    return ""


def _from_start(file: BinaryIO, size: int) -> bytes:
    file.seek(0)
    return file.read(size)


def _holds_text(file: BinaryIO, encoding: str) -> bool:
    """Read the whole file once; True where all of it is text in `encoding`."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    nuls = length = 0
    try:
        while chunk := file.read(_CHUNK):
            text = decoder.decode(chunk)
            nuls += text.count("\0")
            length += len(text)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return nuls <= length * _MOST_NULS


def _guessed(file: BinaryIO) -> str:
    """Return the likelier code page: by its letters, else by what charset-normalizer says."""
    sample = _lines_beyond_ascii(file)
    central, western = (len(letters.findall(sample)) for letters in (_CENTRAL_EUROPEAN, _WESTERN_EUROPEAN))
    if central != western:
        return "cp1250" if central > western else "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(sample, cp_isolation=list(_CODE_PAGES)).best()
    return best.encoding if best and best.encoding in _CODE_PAGES else "cp1250"


def _lines_beyond_ascii(file: BinaryIO) -> bytes:
    """Return the lines of the file's beginning that say anything about the encoding."""
    lines = _from_start(file, 8 * _CHUNK).splitlines(keepends=True)
    telling = [line[:1000] for line in lines if not line.isascii()]
    return b"".join(telling)[:_SAMPLE_FOR_GUESS]
