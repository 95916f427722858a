"""Does this request come from somebody who knows the secrets? Credentials first, then the signature."""

import hmac

from pbxdialer.demo_pbx.config import Credentials
from pbxdialer.demo_pbx.quirks import Quirks
from pbxdialer.demo_pbx.request import JSON, ReceivedRequest
from pbxdialer.pbx.php_query import CannotEncode, api_hash, http_build_query


class Refused(Exception):
    """The PBX says no; the text is what it says. The client gets it inside the envelope."""


def admit(request: ReceivedRequest, credentials: Credentials, quirks: Quirks) -> None:
    """Return when `request` may be answered.

    The bearer token decides when there is one, else ``api_username`` and ``api_password``, which JSON bodies cannot
    carry. The signature is computed anew from the fields as they were parsed, so that it holds only for a client
    that writes them as PHP does.

    Raises Refused. The vendor publishes no texts for this; these are our own.
    """
    if request.token is not None:
        _check_token(request.token, credentials, quirks)
    else:
        _check_username_and_password(request, credentials, quirks)
    _check_signature(request, credentials)


def _check_token(token: str, credentials: Credentials, quirks: Quirks) -> None:
    if not (quirks.takes_bearer and _same(token, credentials.token)):
        raise Refused("Invalid API token")


def _check_username_and_password(request: ReceivedRequest, credentials: Credentials, quirks: Quirks) -> None:
    username = _same(request.fields.text("api_username"), credentials.username)
    password = _same(request.fields.text("api_password"), credentials.password)
    if not (quirks.takes_body_credentials and request.content_type != JSON and username and password):
        raise Refused("Invalid API username or password")


def _check_signature(request: ReceivedRequest, credentials: Credentials) -> None:
    sent = request.fields.text("api_hash")
    if not sent and request.token is not None and not credentials.key:
        return
    try:
        expected = api_hash(http_build_query(request.fields.without("api_hash").tree), credentials.key)
    except (CannotEncode, RecursionError):
        raise Refused("Invalid API hash") from None
    if not _same(sent, expected):
        raise Refused("Invalid API hash")


def _same(left: str, right: str) -> bool:
    """Compare without telling by the time it takes how much is right."""
    return hmac.compare_digest(left.encode("utf-8", "surrogatepass"), right.encode())
