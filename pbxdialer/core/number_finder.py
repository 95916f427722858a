"""Numbers that guests bring: links, free text. Only ASCII digits and a leading ``+`` come out, or a refusal.

Nothing is glued together and nothing is guessed silently: several numbers are several candidates, for the agent to
choose from. Sources of the forms that are understood: RFC 3966 (tel), RFC 3261 §19.1.6 (sip), numbers.md.
"""

from collections.abc import Callable

from pbxdialer.core.candidate import Candidate, Found
from pbxdialer.core.number import DIGITS, NotANumber, NumberFault, PhoneNumber, Refusal
from pbxdialer.core.number_kind import NumberKind, kind_of
from pbxdialer.core.number_link import in_link

__all__ = ["Candidate", "Found", "Refusal", "find_in_link", "find_in_text", "find_typed", "numbers_of_entry"]

_LONGEST_LINK = 1000
_LONGEST_TEXT = 2000


def find_in_link(link: str, region: str) -> Found:
    """Return the number in a ``tel:``, ``callto:``, ``sip:`` or ``sips:`` link, read as in `region` (``RO``).

    Emergency numbers are refused: no page may make somebody call them.
    """
    found = _found(link, region, _LONGEST_LINK, in_link)
    numbers = [candidate.number for candidate in found.candidates]
    if any(kind_of(number, region) is NumberKind.EMERGENCY for number in numbers):
        return Found(refused=Refusal(NumberFault.EMERGENCY))
    return found


def find_in_text(text: str, region: str) -> Found:
    """Return the numbers in free text, read as in `region`; dates, amounts and order numbers are left out."""
    from pbxdialer.core.number_text import in_text  # its patterns take 10 ms to make ready, and links need none of them

    return _found(text, region, _LONGEST_TEXT, in_text)


def find_typed(text: str, region: str) -> Found:
    """Return what an agent typed or pasted: one number just as it is, service codes too, or the several in a text."""
    found = find_in_text(text, region)
    if len(found.candidates) > 1:
        return found
    try:
        typed = Candidate(PhoneNumber.typed(text))
    except NotANumber as error:
        near = error.fault in (NumberFault.CHARACTER, NumberFault.TOO_LONG) and len(text.split()) == 1
        return Found(refused=error.refusal) if near and not found.candidates else found
    # 021 312 34 56-57 may be meant as one number or as the beginning of another: the agent chooses
    other = [one for one in found.candidates if one.number.subscriber(region) != typed.number.subscriber(region)]
    return Found((*other, typed))


def numbers_of_entry(text: str, region: str) -> tuple[PhoneNumber, ...]:
    """Return the numbers that one field of a contact holds: mostly one, but ``021 312 34 56 int. 12`` is one, too."""
    try:
        return (PhoneNumber.from_guest(text),)
    except NotANumber:
        if DIGITS.isdisjoint(text):
            return ()
    return tuple(one.number for one in find_in_text(text, region).candidates)


def _found(text: str, region: str, longest: int, read: Callable[[str, str], tuple[Candidate, ...]]) -> Found:
    if len(text) > longest:
        return Found(refused=Refusal(NumberFault.TOO_LONG))
    try:
        candidates = read(text, region)
    except NotANumber as error:
        return Found(refused=error.refusal)
    return Found(tuple(_each_once([_corrected(candidate, region) for candidate in candidates], region)))


def _corrected(candidate: Candidate, region: str) -> Candidate:
    """Return `candidate` as it is dialled from anywhere: ``+4402079460000`` has a zero too many."""
    number = candidate.number
    if not number.digits.startswith("+"):
        return candidate
    return Candidate(PhoneNumber(number.subscriber(region)), candidate.extension, candidate.context)


def _each_once(candidates: list[Candidate], region: str) -> list[Candidate]:
    """Leave out what was found before, in whatever spelling."""
    return list({(one.number.subscriber(region), one.extension): one for one in reversed(candidates)}.values())[::-1]
