"""The spellings of many names, as `fold.spellings` returns them: the same pieces come again and again."""

from pbxdialer.directory.fold import words, written_ways

Spellings = tuple[str, ...]


class Speller:
    """Remembers how each piece between two spaces is spelt, for as long as one directory is built.

    Neither folding nor composing (NFC) reaches across a space, so a name is spelt as its pieces are.
    """

    def __init__(self) -> None:
        self._plain: dict[str, str] = {}  # pieces that are spelt in one way only
        self._ways: dict[str, Spellings] = {}  # all pieces

    def spellings(self, text: str) -> Spellings:
        """Return `text` in each way it is spelt, the words of a way joined by ``␁``; see `fold.spellings`."""
        pieces = text.split()
        try:
            way = "\x01".join([self._plain[piece] for piece in pieces])
        except KeyError:
            return self._spelt_anew(pieces)
        return (way,) if way else ()

    def _spelt_anew(self, pieces: list[str]) -> Spellings:
        spelt = [self._ways.get(piece) or self._learnt(piece) for piece in pieces]
        ways = ["\x01".join([way for way in kind if way]) for kind in zip(*spelt, strict=True)]
        return tuple(dict.fromkeys(way for way in ways if way))

    def _learnt(self, piece: str) -> Spellings:
        ways = tuple("\x01".join(words(way)) for way in written_ways(piece))
        if ways[0] and len(set(ways)) == 1:
            self._plain[piece] = ways[0]
        self._ways[piece] = ways if len(ways) > 1 else ways * 3
        return self._ways[piece]
