r"""A telephone number as a value: what was typed, what it stands for, how it is written.

One ASCII parser serves every source: ``str.isdigit`` and ``\d`` accept foreign digits, so they are never used here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from pbxdialer.core.trunk_zero import without_trunk_zero

if TYPE_CHECKING:
    import phonenumbers

DIGITS = frozenset("0123456789")
SEPARATORS = frozenset(" \t.-/()\u00a0\u2009\u202f\u2010\u2011\u2013")
_TYPED_ONLY = frozenset("*#")
# E.164 has 15 digits, 00 and an outside line come before them; two numbers in one text are longer.
_LONGEST = 18
LONGEST_DIALLED = 32
_LONGEST_AREA_CODE = 5
_LONGEST_WITH_COUNTRY = 8


class NumberFault(StrEnum):
    """Why a text is not a telephone number, or none that its bringer may offer."""

    EMPTY = "empty"
    NO_DIGITS = "no_digits"
    CHARACTER = "character"
    TOO_LONG = "too_long"
    NOT_A_TELEPHONE_LINK = "not_a_telephone_link"
    SIP_ADDRESS = "sip_address"
    EMERGENCY = "emergency"
    NOTHING_FOUND = "nothing_found"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing was taken from a text; `character` is the offender where one character is to blame."""

    reason: NumberFault
    character: str = ""


class NotANumber(ValueError):
    """The text is no telephone number; `fault` says why, `character` names the offender where there is one."""

    def __init__(self, fault: NumberFault, character: str = "") -> None:
        super().__init__(f"{fault.value} {character!r}" if character else fault.value)
        self.fault = fault
        self.character = character

    @property
    def refusal(self) -> Refusal:
        """The same as a value."""
        return Refusal(self.fault, self.character)


@dataclass(frozen=True, slots=True)
class PhoneNumber:
    """A number the agent may dial: ASCII digits with an optional leading ``+``; ``*`` and ``#`` only where typed."""

    digits: str

    @classmethod
    def typed(cls, text: str) -> "PhoneNumber":
        """Read what an agent typed: digits, one leading ``+``, service codes; separators are dropped.

        Raises NotANumber, naming the first character that does not belong.
        """
        return cls(_ascii_digits(text, DIGITS | _TYPED_ONLY))

    @classmethod
    def from_guest(cls, text: str) -> "PhoneNumber":
        """Read a number from a link, another program or a file: digits and a leading ``+``, no service codes.

        Raises NotANumber, naming the first character that does not belong.
        """
        return cls(_ascii_digits(text, DIGITS))

    @property
    def is_service_code(self) -> bool:
        """True for codes such as ``*43``, which only the PBX understands."""
        return not _TYPED_ONLY.isdisjoint(self.digits)

    def subscriber(self, region: str) -> str:
        """Return one spelling for one subscriber: E.164 where the number is possible in `region`, else the digits.

        `region` is an ISO 3166 code such as ``RO``. Internal numbers and service codes stand for themselves.
        """
        return self.international(region) or self.digits

    def international(self, region: str) -> str | None:
        """Return E.164 where the number is possible in `region`, or else None."""
        number = _parsed(self.digits, region)
        return f"+{number.country_code}{_national(number)}" if number else None

    def national(self, region: str) -> str | None:
        """Return the digits as dialled inside `region` (``0722123456``), or None where it is not such a number."""
        return self.keys(region)[1]

    def keys(self, region: str) -> tuple[str, str | None]:
        """Return `subscriber` and `national` in one look at the metadata, which is most of what an import costs."""
        number = _parsed(self.digits, region)
        if number is None:
            return self.digits, None
        subscriber = f"+{number.country_code}{_national(number)}"
        if number.country_code != _country_code(region):
            return subscriber, None
        import phonenumbers

        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        return subscriber, "".join(char for char in written if char in DIGITS)

    def is_dialled_in(self, region: str) -> bool:
        """True for a number written as it is dialled in `region`: international, or national with all its digits.

        ``722123456`` is not dialled so in Romania, and an order number is no German telephone for want of a zero.
        """
        number = _parsed(self.digits, region)
        if number is None or self.digits.startswith("+"):
            return number is not None
        import phonenumbers

        if not phonenumbers.is_valid_number(number):
            return False
        international = f"{number.country_code}{_national(number)}"
        if len(self.digits) > len(international) and self.digits.endswith(international):
            return True  # behind 00, 011 or whatever the way abroad is
        if number.country_code != _country_code(region):
            return False
        written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
        national = "".join(char for char in written if char in DIGITS)
        return self.digits in (national, f"{phonenumbers.ndd_prefix_for_region(region, True) or ''}{national}")

    def for_eyes(self, region: str) -> str:
        """Return the number grouped as people of `region` write it; numbers we do not know stay as they are."""
        number = _parsed(self.digits, region)
        if number is None:
            return self.digits
        import phonenumbers

        home = number.country_code == _country_code(region)
        form = phonenumbers.PhoneNumberFormat
        return phonenumbers.format_number(number, form.NATIONAL if home else form.INTERNATIONAL)


def is_known_region(region: str) -> bool:
    """True for an ISO 3166 country code whose numbering plan is known: ``RO``, ``GB`` – and not ``UK``."""
    import phonenumbers

    return region in phonenumbers.SUPPORTED_REGIONS


def is_dialable(text: str) -> bool:
    """True for a text that may stand in ``caller_id``: ASCII digits, ``*``, ``#``, at most one leading ``+``."""
    body = text.removeprefix("+")
    return bool(body) and not DIGITS.isdisjoint(body) and DIGITS.union(_TYPED_ONLY).issuperset(body)


def _ascii_digits(text: str, allowed: frozenset[str]) -> str:
    if not text or not text.strip():
        raise NotANumber(NumberFault.EMPTY)
    kept: list[str] = []
    for char in without_trunk_zero(text):
        if char in allowed or (char == "+" and not kept):
            kept.append(char)
        elif char not in SEPARATORS or (char == "/" and not _may_be_area_code(kept)):
            raise NotANumber(NumberFault.CHARACTER, char)
        if len(kept) > _LONGEST:
            raise NotANumber(NumberFault.TOO_LONG)
    if DIGITS.isdisjoint(kept):
        raise NotANumber(NumberFault.NO_DIGITS)
    return "".join(kept)


def _may_be_area_code(kept: list[str]) -> bool:
    """True where a / is a separator; behind a whole number it begins another one."""
    abroad = kept[:1] == ["+"] or kept[:2] == ["0", "0"]
    return len(kept) <= (_LONGEST_WITH_COUNTRY if abroad else _LONGEST_AREA_CODE)


def _parsed(digits: str, region: str) -> "phonenumbers.PhoneNumber | None":
    """Parse with Google's metadata; imported on first use because it costs 20 ms (measured)."""
    import phonenumbers

    if not _TYPED_ONLY.isdisjoint(digits):
        return None  # the metadata would drop the star: *0722123456 is nobody's mobile
    try:
        number = phonenumbers.parse(digits, region)
    except phonenumbers.NumberParseException:
        return None
    # is_possible_number also takes what is short of its area code, which has no international form
    whole = phonenumbers.is_possible_number_with_reason(number) == phonenumbers.ValidationResult.IS_POSSIBLE
    return number if whole else None


def _national(number: "phonenumbers.PhoneNumber") -> str:
    import phonenumbers

    return str(phonenumbers.national_significant_number(number))


def _country_code(region: str) -> int:
    import phonenumbers

    return int(phonenumbers.country_code_for_region(region))
