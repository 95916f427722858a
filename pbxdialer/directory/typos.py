"""Words that were meant when one letter was typed wrong, missed, doubled or swapped with the next."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator

from pbxdialer.directory.fold import is_digits
from pbxdialer.directory.word_index import WordIndex

_SHORTEST_WORD = 3


def one_edit_from(token: str, vocabulary: WordIndex) -> list[str]:
    """Return the beginnings of words that are one edit away from `token`, none of them beginning another.

    An edit takes a letter out, puts one in, replaces one or swaps two neighbours. Only letters that really follow in
    some word are tried: each is found by bisection, whatever the alphabet.
    """
    near: set[str] = set()
    for place in range(len(token)):
        head, tail = token[:place], token[place:]
        if not vocabulary.begins(head.encode()):
            break
        near |= {head + tail[1:], head + tail[1:2] + tail[:1] + tail[2:]}
        for letter in _letters_after(head, vocabulary):
            near |= {head + letter + tail, head + letter + tail[1:]}
    near.discard(token)
    return _shortest_beginnings(word for word in near if vocabulary.begins(word.encode()) and not is_digits(word))


def _letters_after(beginning: str, vocabulary: WordIndex) -> Iterator[str]:
    words, length = vocabulary.words, len(beginning)
    span = vocabulary.beginning(beginning.encode())
    at = span.start
    while at < span.stop:
        letter = words[at].decode()[length : length + 1]
        if letter:
            yield letter
        at = bisect_left(words, (beginning + letter).encode() + b"\xff", at, span.stop) if letter else at + 1


def _shortest_beginnings(words: Iterable[str]) -> list[str]:
    """Return the sorted `words` without those that another one begins: whatever they find, it finds."""
    kept: list[str] = []
    for word in sorted(words):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return kept
