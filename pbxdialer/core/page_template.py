"""The customer's page in the company's own system: an address with places that a call fills."""

from urllib.parse import quote, urlsplit

from pbxdialer.core.call import Call
from pbxdialer.core.language import mark

PLACES = ("{number}", "{name}", "{company}", "{external_id}")
BACKEND_LINK = "BACKEND_LINK"  # the PBX's variable for the page its own pop-up opens (pbx-api.md)
NO_WEB_ADDRESS = mark("The page must begin with https:// or http://.")


class BadPage(ValueError):
    """The template is no web address; the message is an English source text."""


def checked_page(template: str) -> str:
    """Return `template`, or nothing for an empty one. Raises BadPage for anything but a web address with a host.

    A place may stand anywhere behind the host: a call must not choose whom the page is asked from.
    """
    template = template.strip()
    if not template:
        return ""
    try:
        parts = urlsplit(template)
        host = parts.hostname or ""
    except ValueError as error:
        raise BadPage(NO_WEB_ADDRESS) from error
    if parts.scheme not in ("https", "http") or not host or "{" in parts.netloc:
        raise BadPage(NO_WEB_ADDRESS)
    return template


def filled(template: str, call: Call) -> str:
    """Return `template` with the places filled from `call`, each percent-encoded whole (RFC 3986 §2.1)."""
    values = (call.dial_string, call.name, call.company, call.external_id)
    for place, value in zip(PLACES, values, strict=True):
        template = template.replace(place, quote(value, safe=""))
    return template
