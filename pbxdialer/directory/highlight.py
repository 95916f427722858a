"""Which parts of a shown text were meant by what was typed."""

from pbxdialer.directory.fold import Words, folded_places, is_digits

Ranges = tuple[tuple[int, int], ...]
_TAIL, _SHORTEST_TAIL = 9, 6


def word_ranges(text: str, beside: str, tokens: Words) -> Ranges:
    """Mark, for each token, the words of `text` that begin with it; or whatever holds it, where no word does.

    `beside` is the other text of the same contact: a word that begins with the token there is what was meant.
    """
    marked: set[tuple[int, int]] = set()
    for token in tokens:
        places = _places(text, token)
        begun = {span for span, at_start in places if at_start}
        if begun or any(at_start for _, at_start in _places(beside, token)):
            marked |= begun
        else:
            marked |= {span for span, _ in places}
    return _joined(marked)


def digit_ranges(text: str, tokens: Words, forms: Words) -> Ranges:
    """Mark the typed digits in a number as it is written, also where another of its `forms` was typed."""
    origins = [place for place, char in enumerate(text) if is_digits(char)]
    written = "".join(text[place] for place in origins)
    marked: set[tuple[int, int]] = set()
    for token in filter(is_digits, tokens):
        at = written.find(token)
        if at < 0:
            at = max((_shifted(form, written, token) for form in forms), default=-len(token))
        first, last = max(at, 0), at + len(token)
        if last > first:
            marked.add((origins[first], origins[last - 1] + 1))
    return _joined(marked)


def _places(text: str, token: str) -> set[tuple[tuple[int, int], bool]]:
    """Return where `token` stands in any spelling of `text`, and whether a word begins there."""
    places: set[tuple[tuple[int, int], bool]] = set()
    for folded, origins in folded_places(text):
        at = folded.find(token)
        while at >= 0:
            at_start = at == 0 or not folded[at - 1].isalnum()
            places.add(((origins[at], origins[at + len(token) - 1] + 1), at_start))
            at = folded.find(token, at + 1)
    return places


def _shifted(form: str, written: str, token: str) -> int:
    """Return where `token`, found in one form of a number, stands in its written form; both end alike."""
    at = form.find(token)
    return at + len(written) - len(form) if at >= 0 and _are_one_number(form, written) else -len(token)


def _are_one_number(form: str, written: str) -> bool:
    """True where both end alike, as far as they go without a trunk zero: a neighbour may share the last six digits."""
    short, long = sorted((form, written), key=len)
    short = short.lstrip("0")
    return form[-_TAIL:] == written[-_TAIL:] or (len(short) >= _SHORTEST_TAIL and long.endswith(short))


def _joined(ranges: set[tuple[int, int]]) -> Ranges:
    """Return the ranges in order, those that overlap or touch made one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(ranges):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)
