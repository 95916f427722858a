"""The ``(0)`` of ``+44 (0)20 7946 0000``: dialled inside the country only, so it does not belong behind ``+44``.

Where the zero is part of the number itself, as in Italy, it stays. ITU-T E.123 asks not to write it so; people do.
"""

import re

_WRITTEN = re.compile(
    r"\A([\s(]*(\+|00)[\s.()-]*([1-9](?:[\s.()-]*[0-9]){0,2})[\s.)-]*)\(\s*0\s*\)(.*[0-9].*)\Z", re.ASCII
)
_ZERO_BELONGS = frozenset({39, 378, 379})


def without_trunk_zero(text: str) -> str:
    """Return `text` without a bracketed zero behind its country code; any other text as it is."""
    if "(0" not in text.replace(" ", ""):
        return text
    written = _WRITTEN.match(text)
    if written is None:
        return text
    head, rest = written[1], written[4]
    country_code = int("".join(char for char in written[3] if char.isascii() and char.isdigit()))
    digits = "".join(char for char in rest if char.isascii() and char.isdigit())
    return f"{head}0{rest}" if _zero_belongs(country_code, digits) else head + rest


def _zero_belongs(country_code: int, digits: str) -> bool:
    if country_code in _ZERO_BELONGS:
        return True
    import phonenumbers

    try:
        number = phonenumbers.parse(f"+{country_code}0{digits}")
    except phonenumbers.NumberParseException:
        return False
    kept = phonenumbers.national_significant_number(number) == f"0{digits}"
    return kept and phonenumbers.is_valid_number(number)
