"""The certificate that a server showed, read far enough to name it: who issued it, and which hosts it is made for.

Nothing here decides about trust; it only lets a sentence about a refused certificate say which one was refused.
"""

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pbxdialer.core.plain_text import plain

_MESSAGE_CERTIFICATE = 11  # RFC 8446 §4, RFC 5246 §7.4
_VERSION, _EXTENSIONS, _DNS_NAME, _ADDRESS = 0xA0, 0xA3, 0x82, 0x87  # X.690 tags, RFC 5280 §4
_ALTERNATIVE_NAMES = bytes.fromhex("551d11")
_COMMON_NAME, _ORGANISATION, _UNIT = (bytes.fromhex(f"5504{kind}") for kind in ("03", "0a", "0b"))
_ENCODINGS = {0x0C: "utf-8", 0x13: "ascii", 0x14: "latin-1", 0x16: "ascii", 0x1C: "utf-32-be", 0x1E: "utf-16-be"}
_MOST_NAMES = 3
_NOT_SAID = "?"

_Element = tuple[int, bytes]


@dataclass(frozen=True, slots=True)
class Certificate:
    """Who issued it, and for whom it is made, as plain text; a question mark where it does not say."""

    issuer: str = _NOT_SAID
    made_for: str = _NOT_SAID

    @classmethod
    def shown_to(cls, line: socket.socket) -> "Certificate":
        """Return the certificate that `line`, of a context of `remember_certificates`, was shown; broken ones too."""
        try:
            return cls.of(_first_of(getattr(line, "certificate_message", b"")))
        except (IndexError, ValueError):
            return cls()

    @classmethod
    def of(cls, der: bytes) -> "Certificate":
        """Read one. Raises ValueError or IndexError where it is broken."""
        signed = _elements(_elements(_elements(der)[0][1])[0][1])
        if signed[0][0] == _VERSION:
            signed = signed[1:]
        issuer, subject = (dict(_name_parts(signed[place][1])) for place in (2, 4))
        hosts = [*_hosts(signed)] or [subject.get(_COMMON_NAME, _NOT_SAID)]
        told = ", ".join(hosts[:_MOST_NAMES]) + (", …" if len(hosts) > _MOST_NAMES else "")
        named = (issuer[kind] for kind in (_COMMON_NAME, _ORGANISATION, _UNIT) if issuer.get(kind))
        return cls(next(named, _NOT_SAID), told)


def remember_certificates(context: ssl.SSLContext) -> None:
    """Let each connection of `context` keep the certificates it is shown.

    WORKAROUND: ssl keeps nothing of a greeting that failed, and asking once more on another connection might show
    another certificate. `_msg_callback`, ssl's own hook for looking on, sees the greeting pass; `_ctx` is the context
    inside truststore's.
    """
    inner: Any = getattr(context, "_ctx", context)
    inner._msg_callback = _look_on


def _look_on(line: Any, direction: str, _version: Any, _content: Any, message: int, data: bytes) -> None:
    if direction == "read" and message == _MESSAGE_CERTIFICATE:
        line.certificate_message = data


def _first_of(message: bytes) -> bytes:
    """Return the server's own certificate out of the greeting's message (RFC 8446 §4.4.2, RFC 5246 §7.4.2)."""
    body = message[4:]
    if int.from_bytes(body[:3]) != len(body) - 3:
        body = body[1 + body[0] :]  # TLS 1.3 puts a context before the list
    return body[6 : 6 + int.from_bytes(body[3:6])]


def _elements(data: bytes) -> list[_Element]:
    """Return tag and content of the elements that stand in `data`, one after the other."""
    found, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length > 0x7F:
            more = length & 0x7F
            length, at = int.from_bytes(data[at : at + more]), at + more
        if at + length > len(data):
            raise ValueError("an element longer than what holds it")
        found.append((tag, data[at : at + length]))
        at += length
    return found


def _name_parts(name: bytes) -> Iterator[tuple[bytes, str]]:
    for _, part in _elements(name):
        for _, pair in _elements(part):
            (_, kind), (tag, value) = _elements(pair)
            yield kind, plain(value.decode(_ENCODINGS.get(tag, "latin-1"), "replace"), 80)


def _hosts(signed: list[_Element]) -> Iterator[str]:
    for tag, content in signed:
        if tag != _EXTENSIONS:
            continue
        for _, extension in _elements(_elements(content)[0][1]):
            (_, kind), *_, (_, value) = _elements(extension)
            if kind != _ALTERNATIVE_NAMES:
                continue
            for name_tag, name in _elements(_elements(value)[0][1]):
                if name_tag == _DNS_NAME:
                    yield plain(name.decode("ascii", "replace"), 80)
                elif name_tag == _ADDRESS and len(name) in (4, 16):
                    yield str(ipaddress.ip_address(name))
