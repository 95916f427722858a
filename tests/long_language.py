"""A language as long as German, made of the catalogue: what stands in the window has to hold each text in it.

Each text is 40 % longer than in English, its words grow together as German ones do, and it wears Ä, Ö, Ü and ß, so that
what is cut off above or below shows. It is spoken as any other language is: from a catalogue beside the Romanian one,
in a copy of the program.
"""

import re
import shutil
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tests.secret_service import ROOT

CODE = "de"
_LONGER = 1.4
_LONGEST_WORD = 26  # "Warteschlangeneinstellung", which nobody can break
_ENDING = "ßühlüngsverhältnisgröße"
_UMLAUTS = str.maketrans("aeiouAEIOU", "äëïöüÄËÏÖÜ")  # no word stays English
_FIXED = re.compile(r"(\{\w+\}|<[^>]*>|https?://\S+|\S*\d\S*|[^\w\s{}<>]+|\s+)")


def program_in_long_words(folder: Path) -> Path:
    """Copy the program into `folder` and teach it the long language; `-m tests.…` started there speaks it."""
    shutil.copytree(ROOT / "pbxdialer", folder / "pbxdialer", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "resources", folder / "resources")
    (folder / "tests").symlink_to(ROOT / "tests")
    with (ROOT / "resources" / "locale" / "ro" / "LC_MESSAGES" / "pbxdialer.po").open("rb") as file:
        known = read_po(file)
    long = Catalog(locale=CODE)
    for message in known:
        if isinstance(message.id, str) and message.id:
            long.add(message.id, lengthened(message.id))
        elif message.id:
            long.add(tuple(message.id), tuple(lengthened(form) for form in message.id))
    place = folder / "resources" / "locale" / CODE / "LC_MESSAGES"
    place.mkdir(parents=True)
    with (place / "pbxdialer.po").open("wb") as po, (place / "pbxdialer.mo").open("wb") as mo:
        write_po(po, long)
        write_mo(mo, long)
    return folder


def lengthened(text: str) -> str:
    """Return `text` in the long language; places in braces, marks, numbers and addresses stay as they are."""
    pieces = _grown_together([piece for piece in _FIXED.split(text) if piece])
    missing = round(len(text) * _LONGER) - sum(map(len, pieces))
    words = [place for place, piece in enumerate(pieces) if not _FIXED.fullmatch(piece)]
    for place in sorted(words, key=lambda place: -len(pieces[place])):
        more = min(missing, len(_ENDING), max(0, _LONGEST_WORD - len(pieces[place])))
        pieces[place] = pieces[place].translate(_UMLAUTS) + _ENDING[:more]
        missing -= more
    return "".join(pieces)


def _grown_together(pieces: list[str]) -> list[str]:
    """Make one word of every second pair of neighbours, where it is not too long."""
    grown: list[str] = []
    for piece in pieces:
        pair = grown[-2:]
        if (
            len(pair) == 2
            and pair[1] == " "
            and not any(_FIXED.fullmatch(part) for part in (pair[0], piece))
            and len(pair[0]) + len(piece) <= _LONGEST_WORD // 2
        ):
            grown[-2:] = [pair[0] + piece.lower()]
        else:
            grown.append(piece)
    return grown
