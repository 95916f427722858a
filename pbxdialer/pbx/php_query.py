"""Query text exactly as PHP writes it, and the signature the PBX computes over it.

Source: the vendor's page "API – OriginateCall" and PHP 8's ``http_build_query`` (RFC 1738 mode). Python's own
``urlencode`` leaves ``~`` bare and prints ``True`` and ``None``, so a signature made with it does not match.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import quote_plus

_SENDABLE = "text, a whole number, true/false, nothing, a map or a list"


class CannotEncode(ValueError):
    """A value that has no exact PHP spelling; nothing may be sent.

    `field` is the PHP name of the offending value (``data[vars][A]``), `reason` an English sentence.
    """

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = reason


def http_build_query(params: Mapping[str, object]) -> str:
    """Return `params` as PHP's ``http_build_query($params)`` does, byte for byte.

    Insertion order; ``None`` and empty maps and lists vanish (a ``None`` in a list leaves a gap in the indices);
    ``True`` is 1 and ``False`` is 0; ``""`` stays as ``k=``. Bare characters are ``A-Z a-z 0-9 - . _`` only.

    Raises CannotEncode for floats (PHP's precision setting would decide their digits), for text with lone
    surrogates, and for any other type.
    """
    return "&".join(_pairs(params))


def api_hash(query: str, api_key: str) -> str:
    """Return the signature of `query`: lowercase hex MD5 of the query text followed directly by the key."""
    return hashlib.md5((query + api_key).encode(), usedforsecurity=False).hexdigest()


def _pairs(params: Mapping[str, object]) -> Iterator[str]:
    for key, value in params.items():
        yield from _pairs_of(_encoded(str(key), str(key)), str(key), value)


def _pairs_of(name: str, field: str, value: object) -> Iterator[str]:
    """Yield ``name=value`` for one value, going down into maps and lists; `field` is the readable name."""
    match value:
        case None:
            return
        case bool() | int():
            yield f"{name}={int(value)}"
        case str():
            yield f"{name}={_encoded(value, field)}"
        case Mapping():
            for key, inner in value.items():
                yield from _pairs_of(f"{name}%5B{_encoded(str(key), field)}%5D", f"{field}[{key}]", inner)
        case Sequence() if not isinstance(value, bytes | bytearray | memoryview):
            for index, inner in enumerate(value):
                yield from _pairs_of(f"{name}%5B{index}%5D", f"{field}[{index}]", inner)
        case _:
            raise CannotEncode(field, f"a {type(value).__name__} cannot be sent; only {_SENDABLE}")


def _encoded(text: str, field: str) -> str:
    """PHP's ``urlencode``: upper-case hex over UTF-8, ``+`` for a space, and ``~`` is not bare."""
    try:
        return quote_plus(text, safe="").replace("~", "%7E")
    except UnicodeEncodeError:
        raise CannotEncode(field, "the text holds half a character (a lone surrogate)") from None
