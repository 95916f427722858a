"""What agents type into the box, key by key: ten kinds of searches in a given directory, the same at each run."""

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from random import Random

from pbxdialer.core.contact import Contact

_LONGEST_TYPED = 14
Typing = Callable[[Contact, Random], str]


def sessions(people: Sequence[Contact], least_keys: int, seed: int = 11) -> Iterator[tuple[str, list[str]]]:
    """Yield (kind, what the box holds after each key), the kinds in turns, until `least_keys` keys were struck."""
    chance = Random(seed)
    struck = 0
    for kind in cycle(KINDS):
        typed = KINDS[kind](chance.choice(people), chance).strip()[:_LONGEST_TYPED]
        while len(typed) < 3:
            typed = KINDS[kind](chance.choice(people), chance).strip()[:_LONGEST_TYPED]
        yield kind, [typed[:length] for length in range(1, len(typed) + 1)]
        struck += len(typed)
        if struck >= least_keys and kind == list(KINDS)[-1]:
            return


def _words(contact: Contact) -> list[str]:
    return contact.name.replace(",", "").split() or contact.company.split() or ["?"]


def _number(contact: Contact, chance: Random) -> str:
    return chance.choice(contact.numbers).text


def _digits(contact: Contact, chance: Random) -> str:
    return "".join(char for char in _number(contact, chance) if char in "0123456789")


def _long_word(contact: Contact, chance: Random) -> str:
    words = [word for word in _words(contact) + contact.company.split() if len(word) >= 5]
    return chance.choice(words) if words else ""


def _middle(contact: Contact, chance: Random) -> str:
    return _long_word(contact, chance)[chance.randint(1, 2) :]


def _two_starts(contact: Contact, chance: Random) -> str:
    words = _words(contact)
    return " ".join(word[: chance.randint(2, 5)] for word in chance.sample(words, len(words))[:2])


def _company_and_name(contact: Contact, chance: Random) -> str:
    firm = (contact.company.split() or [""])[0]
    return f"{firm[: chance.randint(3, 5)]} {chance.choice(_words(contact))}" if firm else ""


def _mistyped(contact: Contact, chance: Random) -> str:
    word = _long_word(contact, chance)
    if not word:
        return ""
    place = chance.randint(1, len(word) - 2)
    swapped = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    dropped = word[:place] + word[place + 1 :]
    replaced = word[:place] + "x" + word[place + 1 :]
    return chance.choice((swapped, dropped, replaced))


KINDS: dict[str, Typing] = {
    "a name": lambda contact, _: contact.name,
    "the last word of a name": lambda contact, _: _words(contact)[-1],
    "beginnings of two words": _two_starts,
    "a company": lambda contact, _: contact.company,
    "company and name": _company_and_name,
    "a number as written": _number,
    "a number without spaces": _digits,
    "the last digits of a number": lambda contact, chance: _digits(contact, chance)[-chance.randint(4, 6) :],
    "the middle of a word": _middle,
    "a word with a typo": _mistyped,
}
