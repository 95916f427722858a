"""WebDAV's XML (RFC 4918, 6352, 6578): what is asked, and the answers read without entities and schemas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble

_DAV, _CARD = "{DAV:}", "{urn:ietf:params:xml:ns:carddav}"
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACES = 'xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"'

_WHERE = "<resourcetype/><current-user-principal/><c:addressbook-home-set/>"

WHO_IS_WHERE = f"{_HEAD}<propfind {_SPACES}><prop>{_WHERE}</prop></propfind>"
ALL_ETAGS = f"{_HEAD}<propfind {_SPACES}><prop><resourcetype/><getetag/></prop></propfind>"


def changes_since(token: str) -> str:
    """Return the question for what changed since `token`; for everything where it is empty."""
    return (
        f"{_HEAD}<sync-collection {_SPACES}><sync-token>{escape(token)}</sync-token>"
        "<sync-level>1</sync-level><prop><getetag/></prop></sync-collection>"
    )


def cards_at(paths: Sequence[str]) -> str:
    """Return the question for the cards at these addresses, as the server wrote them."""
    hrefs = "".join(f"<href>{escape(path)}</href>" for path in paths)
    wanted = f"<prop><getetag/><c:address-data/></prop>{hrefs}"
    return f"{_HEAD}<c:addressbook-multiget {_SPACES}>{wanted}</c:addressbook-multiget>"


@dataclass(frozen=True, slots=True)
class Resource:
    """One place the server told of. `href` is as it wrote it, `status` HTTP's; ``""`` is what it did not tell."""

    href: str
    status: int
    etag: str = ""
    card: str = ""
    is_book: bool = False
    is_collection: bool = False
    principal: str = ""
    home: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server told of several places."""

    resources: tuple[Resource, ...]
    token: str = ""


def answer_from(body: bytes) -> Answer:
    """Read an answer with status 207. Raises DirectoryTrouble."""
    try:
        root = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, RecursionError) as error:
        raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, "XML") from error
    if root.tag != f"{_DAV}multistatus":
        raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, "WebDAV")
    return Answer(tuple(_resources(root)), _text(root, f"{_DAV}sync-token"))


def _resources(root: Any) -> Iterator[Resource]:
    for response in root.findall(f"{_DAV}response"):
        found = {}
        for stat in response.findall(f"{_DAV}propstat"):
            if _status(stat) == 200:
                found.update({prop.tag: prop for part in stat.findall(f"{_DAV}prop") for prop in part})
        kinds = {kind.tag for kind in found.get(f"{_DAV}resourcetype", ())}
        yield Resource(
            href=_text(response, f"{_DAV}href"),
            status=_status(response) or (200 if found else 404),
            etag=_own_text(found.get(f"{_DAV}getetag")),
            card=_own_text(found.get(f"{_CARD}address-data")),
            is_book=f"{_CARD}addressbook" in kinds,
            is_collection=f"{_DAV}collection" in kinds,
            principal=_text(found.get(f"{_DAV}current-user-principal"), f"{_DAV}href"),
            home=_text(found.get(f"{_CARD}addressbook-home-set"), f"{_DAV}href"),
        )


def _status(element: Any) -> int:
    """Return the number in ``HTTP/1.1 200 OK``, or 0."""
    words = _text(element, f"{_DAV}status").split()
    return int(words[1]) if len(words) > 1 and words[1].isascii() and words[1].isdigit() else 0


def _text(element: Any, name: str) -> str:
    return _own_text(element.find(name) if element is not None else None)


def _own_text(element: Any) -> str:
    return (element.text or "").strip() if element is not None else ""


def path_of(url: str, href: str) -> str:
    """Return the path `href` stands for, seen from `url`, spelt one way: servers escape one path in several."""
    return unquote(urlsplit(urljoin(url, href)).path)
