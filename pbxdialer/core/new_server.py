"""What somebody should know of a server that another person names, before they enter credentials for it.

A name can look like another one: 0 for o, a Cyrillic letter for a Latin one (Unicode TR 39 calls what is read a
skeleton), or the real name with something behind it. Names beyond a–z are told as the network writes them (RFC 5891).
"""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import urlsplit

from pbxdialer.core.language import Language, mark
from pbxdialer.core.plain_text import plain

_NEW = mark(
    "This server is new: none of your accounts uses {host}. Go on only if you expected this, and know who sent it."
)
_LOOKS_LIKE = mark("Careful: {host} looks like {known}, which you use, and is another server.")
_WRITTEN = mark("The name of this server holds letters beyond a–z. It is shown as the network writes it.")
# letters of other alphabets, digits and pairs that are read as Latin letters; accents fall off by themselves
_READ_AS = str.maketrans("аеорсухіјѕԁһӏкмтвнοανρτικυ01іl5", "aeopcyxijsdhlkmtbhoavptikyoliis")
_DIGIT = re.compile("[0-9]")
_SHORTEST_NEAR = 6  # of shorter names one letter more or less is another name


class NoHostName(ValueError):
    """The name cannot stand in an address."""


def as_the_network_writes_it(url: str) -> str:
    """Return `url` with its host in ASCII, as it will be asked for. Raises NoHostName."""
    host = urlsplit(url).hostname or ""
    if host.isascii():
        return url
    import idna  # what httpx writes such names with; it is slow to import, and seldom needed

    try:
        written = idna.encode(host).decode()
    except idna.IDNAError as error:
        raise NoHostName(plain(str(error), 120)) from error
    parts = urlsplit(url)
    login, at, _ = parts.netloc.rpartition("@")
    port = f":{parts.port}" if parts.port is not None else ""
    return parts._replace(netloc=f"{login}{at}{written}{port}").geturl()


def warnings(host: str, known: Iterable[str], tr: Language) -> tuple[str, ...]:
    """Return what is to be said about the server `host` to somebody who uses the servers `known`."""
    hosts = {one.lower() for one in known}
    told = []
    if host.lower() not in hosts:
        double = next((one for one in sorted(hosts) if looks_like(host, one)), "")
        told.append(tr(_LOOKS_LIKE, host=host, known=double) if double else tr(_NEW, host=host))
    if any(label.startswith("xn--") for label in host.lower().split(".")):
        told.append(tr(_WRITTEN))
    return tuple(told)


def looks_like(host: str, known: str) -> bool:
    """True where `host` is not `known`, and could be taken for it."""
    ours, theirs = host.lower(), known.lower()
    if _DIGIT.sub("0", ours) == _DIGIT.sub("0", theirs):  # itself, or pbx2 beside pbx1, or its neighbour's address
        return False
    if ours.startswith((f"{theirs}.", f"{theirs}-")):
        return True
    one, other = _skeleton(ours), _skeleton(theirs)
    return one == other or (min(len(one), len(other)) >= _SHORTEST_NEAR and _is_one_slip_away(one, other))


def _skeleton(host: str) -> str:
    """Return how the name is read at a glance."""
    labels = (_letters(label) for label in host.split("."))
    bare = (char for char in unicodedata.normalize("NFKD", ".".join(labels)) if not unicodedata.combining(char))
    read = "".join(bare).casefold().translate(_READ_AS)
    return read.replace("rn", "m").replace("vv", "w").replace("-", "")


def _letters(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label.removeprefix("xn--").encode().decode("punycode")
    except UnicodeError:
        return label


def _is_one_slip_away(one: str, other: str) -> bool:
    """True where one letter was changed, added, left out, or changed places with its neighbour."""
    shorter, longer = sorted((one, other), key=len)
    same = next((at for at, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), len(shorter))
    left, right = shorter[same:], longer[same:]
    if len(left) == len(right):
        return left[1:] == right[1:] or (left[:2] == right[1::-1] and left[2:] == right[2:])
    return left == right[1:]
