"""Where a request goes: the parts of its address, as the network and HTTP write them."""

from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urlsplit

_PORTS = {"http": 80, "https": 443}
_LEFT_AS_IT_IS = "!#$%&'()*+,-./:;=?@[]_~"  # what may stand in a target (RFC 3986); the query is hashed as it stands


class UnusableAddress(ValueError):
    """The address names no host or no port that could be reached."""


@dataclass(frozen=True, slots=True)
class Place:
    """A host, in ASCII as the network names it, and its port."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, parts: SplitResult) -> "Place":
        """Return where an address leads. Raises UnusableAddress."""
        try:
            host, port = _in_ascii(parts.hostname or ""), parts.port or _PORTS[parts.scheme]
        except (ValueError, KeyError) as error:
            raise UnusableAddress from error
        if not host:
            raise UnusableAddress
        return cls(parts.scheme, host, port)

    @property
    def authority(self) -> str:
        """Host and port, as CONNECT names them (RFC 9110, 9.3.6)."""
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def host_header(self) -> str:
        """Host, and the port where it is not the usual one (RFC 9110, 7.2)."""
        return self.authority.removesuffix(f":{_PORTS[self.scheme]}")


def split_address(url: str) -> SplitResult:
    """Return the parts of `url`. Raises UnusableAddress."""
    if any(char < " " or char == "\x7f" for char in url):
        raise UnusableAddress  # urlsplit would leave some of them out, and reach something else
    try:
        return urlsplit(url)
    except ValueError as error:
        raise UnusableAddress from error


def target_of(parts: SplitResult) -> str:
    """Return path and query, as they stand in a request's first line."""
    target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return quote(target, safe=_LEFT_AS_IT_IS)


def _in_ascii(host: str) -> str:
    """Return a name as the network knows it; names of other scripts are rare. Raises ValueError."""
    if host.isascii():
        return host
    import idna

    return idna.encode(host).decode("ascii")
