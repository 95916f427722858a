"""The number in a link: ``tel:`` (RFC 3966), ``callto:``, ``sip:`` and ``sips:`` with a telephone user part."""

import re
from urllib.parse import unquote_to_bytes

from pbxdialer.core.candidate import Candidate
from pbxdialer.core.number import NotANumber, NumberFault, PhoneNumber
from pbxdialer.core.plain_text import plain

_PARAMETER = re.compile(r"([A-Za-z][A-Za-z0-9-]*)(?:=(.*))?", re.ASCII | re.DOTALL)
_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_LETTER = re.compile(r"[A-Za-z]")
_LONGEST_EXTENSION = 15


def in_link(link: str, region: str) -> tuple[Candidate, ...]:
    """Return the number in `link`. Raises NotANumber, saying why there is none.

    Parameters are taken apart before the percent-decoding, which happens once, so nothing hides in either.
    """
    scheme, colon, rest = link.strip(" ").partition(":")
    scheme = scheme.lower()
    rest = rest.removeprefix("//")
    if scheme == "callto":
        inner = rest.partition(":")[0].lower()
        if inner in ("sip", "sips", "tel") and ":" in rest:
            return in_link(rest, region)
        rest = rest.removesuffix("?call").removesuffix("/")  # as Skype and Edge write it
    if rest.startswith("<") and rest.endswith(">"):
        rest = rest[1:-1]  # as Skype for Business is told to write it
    if not colon or scheme not in ("tel", "callto", "sip", "sips"):
        raise NotANumber(NumberFault.NOT_A_TELEPHONE_LINK)
    if scheme in ("sip", "sips"):
        return (_in_sip(rest),)
    if scheme == "callto" and "@" in rest:
        raise NotANumber(NumberFault.SIP_ADDRESS, "@")
    return (_subscriber(rest),)


def _in_sip(rest: str) -> Candidate:
    user, at, host = rest.rpartition("@") if "@" in rest else (rest, "", "")
    number = user.partition(";")[0]
    if letter := _LETTER.search(_decoded(number)):
        raise NotANumber(NumberFault.SIP_ADDRESS, letter[0])
    if not at and ("." in number or ":" in number):  # a host alone, such as sip:192.168.1.10
        raise NotANumber(NumberFault.SIP_ADDRESS, "." if "." in number else ":")
    found = _subscriber(user)
    if found.number.digits.startswith("+") or found.context:
        return found
    return Candidate(found.number, found.extension, plain(re.split("[;?]", host)[0], 60))


def _subscriber(text: str) -> Candidate:
    """Read RFC 3966's telephone-subscriber: the number and its parameters."""
    written, *parameters = text.split(";")
    number = PhoneNumber.from_guest(_decoded(written))
    named: dict[str, str] = {}
    for parameter in parameters:
        match = _PARAMETER.fullmatch(parameter)
        if match is None:  # a pause, as some telephones write it
            raise NotANumber(NumberFault.CHARACTER, ";")
        named.setdefault(match[1].lower(), _decoded(match[2] or ""))
    if mandatory := next((name for name in named if name.startswith("m-") or name == "postd"), None):
        raise NotANumber(NumberFault.CHARACTER, mandatory[0])  # RFC 3966 §5.3: whoever does not know it must stop
    extension = _extension(named.get("ext", ""))
    context = named.get("phone-context", "")
    if number.digits.startswith("+") or not context:
        return Candidate(number, extension)
    placed = _placed(number, context)
    return Candidate(placed or number, extension, "" if placed else plain(context, 60))


def _extension(text: str) -> str:
    if not text:
        return ""
    digits = PhoneNumber.from_guest(text).digits
    if digits.startswith("+"):
        raise NotANumber(NumberFault.CHARACTER, "+")
    if len(digits) > _LONGEST_EXTENSION:
        raise NotANumber(NumberFault.TOO_LONG)
    return digits


def _placed(local: PhoneNumber, context: str) -> PhoneNumber | None:
    """Return the international number of a local one in a context such as ``+40`` or ``+1-914-555``.

    None where the context is a domain, or where the two make no possible number: then they are not guessed together.
    """
    if not context.startswith("+"):
        return None
    try:
        prefix = PhoneNumber.from_guest(context).digits
    except NotANumber:
        return None
    import phonenumbers

    country = phonenumbers.region_code_for_country_code(int(prefix[1:]))
    placed = local.international(country) or ""
    if not placed.startswith(prefix):
        placed = PhoneNumber(prefix + local.digits).international(country) or ""
    return PhoneNumber(placed) if placed else None


def _decoded(text: str) -> str:
    """Undo percent-encoding once. Raises NotANumber where it is no UTF-8, or where a ``%`` stands alone."""
    if _ESCAPE.search(text):
        raise NotANumber(NumberFault.CHARACTER, "%")
    try:
        return unquote_to_bytes(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        raise NotANumber(NumberFault.CHARACTER, "%") from error
