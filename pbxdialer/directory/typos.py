"""Words that were meant when one letter was typed wrong, missed, doubled or swapped with the next."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from pbxdialer.directory.fold import is_digits

_SHORTEST_WORD = 3


class Vocabulary:
    """The words of all names and companies, sorted. Immutable."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = tuple(sorted(word for word in set(words) if len(word) >= _SHORTEST_WORD))

    def one_edit_from(self, token: str) -> list[str]:
        """Return the beginnings of words that are one edit away from `token`, none of them beginning another.

        An edit takes a letter out, puts one in, replaces one or swaps two neighbours. Only letters that really
        follow in some word are tried: each is found by bisection, whatever the alphabet.
        """
        near: set[str] = set()
        for place in range(len(token)):
            head, tail = token[:place], token[place:]
            if not self._begins(head):
                break
            near |= {head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]}
            for letter in self._letters_after(head):
                near |= {head + letter + tail, head + letter + tail[1:]}
        near.discard(token)
        return _shortest_beginnings(word for word in near if self._begins(word) and not is_digits(word))

    def _begins(self, beginning: str) -> bool:
        at = bisect_left(self._words, beginning)
        return at < len(self._words) and self._words[at].startswith(beginning)

    def _letters_after(self, beginning: str) -> Iterator[str]:
        at, length = bisect_left(self._words, beginning), len(beginning)
        while at < len(self._words) and self._words[at].startswith(beginning):
            letter = self._words[at][length : length + 1]
            if letter:
                yield letter
            at = bisect_left(self._words, beginning + chr(ord(letter) + 1)) if letter else at + 1


def _shortest_beginnings(words: Iterable[str]) -> list[str]:
    """Return the sorted `words` without those that another one begins: whatever they find, it finds."""
    kept: list[str] = []
    for word in sorted(words):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return kept
