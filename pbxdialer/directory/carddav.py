"""Cards of a CardDAV server (RFC 6352): everything once, then what changed (RFC 6578). Nothing is ever written."""

import io
import json
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import httpx

from pbxdialer import __version__
from pbxdialer.core.company_directory import BadDirectory, CompanyDirectory, checked
from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.core.plain_text import plain
from pbxdialer.core.progress import Cancelled, Steps, Told, never, nobody_told
from pbxdialer.directory import carddav_wire as wire
from pbxdialer.directory.live_entries import LONGEST_ID, MOST_ENTRIES, LiveEntries, Read
from pbxdialer.directory.vcard_file import read_vcards

CARDS_AT_ONCE = 200
_LONGEST_ANSWER = 64 * 1024 * 1024
_TIMES = httpx.Timeout(60.0, connect=10.0)  # a server may read all its cards before the first word
_MOST_REDIRECTS = 3
_MOST_PIECES = 1000  # of one list of changes
_WELL_KNOWN = "/.well-known/carddav"
_AT_LENGTH, _ITSELF = "1", "0"
_OK, _SEVERAL, _FORBIDDEN, _CUT_SHORT = 200, 207, 403, 507
_NOT_HERE = frozenset({404, 405, 410})
_NO_TOKEN_KNOWN = frozenset({_FORBIDDEN, 409, 412, _CUT_SHORT})  # it has expired (RFC 6578, 3.7)
_NO_REPORT = frozenset({400, 404, 405, 415, 422, 501})


def read_carddav(
    directory: CompanyDirectory,
    password: str,
    context: ssl.SSLContext,
    known: frozenset[str],
    memory: str = "",
    progress: Told = nobody_told,
    cancelled: Callable[[], bool] = never,
) -> Read:
    """Read what is new, different or gone since the reading that left `memory`; everything where there is none.

    `known` are the ids kept. `context` verifies the server. `progress` hears of cards read and cards to read. Raises
    DirectoryTrouble, Cancelled; then nothing of this reading counts.
    """
    try:
        checked(directory)
    except BadDirectory as error:
        raise DirectoryTrouble(Trouble.BAD_SETTING, str(error)) from error
    if directory.user and not password:
        raise DirectoryTrouble(Trouble.NO_PASSWORD)
    before = _remembered(memory, directory)
    with _Line(directory, password, context, cancelled) as line:
        reading = _Reading(line, known, progress, cancelled)
        books = _books(line, directory.url.strip())
        after = {path: reading.read(path, url, before.get(path, _Book())) for path, url in sorted(books.items())}
    elsewhere = {card for card in known if not card.startswith(tuple(books))}
    gone = (reading.gone | elsewhere) & known - reading.entries.ids
    return Read(reading.entries, frozenset(gone), _memory(after, directory))


@dataclass(slots=True)
class _Book:
    """What is remembered of one address book: the server's token, or without one each card's ETag."""

    token: str = ""
    etags: dict[str, str] = field(default_factory=dict)


class _Line:
    """Asks one server. Never another one, nothing from the environment, no answer without an end."""

    def __init__(
        self, directory: CompanyDirectory, password: str, context: ssl.SSLContext, cancelled: Callable[[], bool]
    ) -> None:
        self._host = directory.host
        self._origin = _origin(directory.url.strip())
        self._cancelled = cancelled
        self._client = httpx.Client(
            verify=context,
            trust_env=False,
            follow_redirects=False,
            timeout=_TIMES,
            auth=httpx.BasicAuth(directory.user, password) if directory.user else None,
            headers={
                "User-Agent": f"pbxdialer/{__version__}",
                "Content-Type": "application/xml; charset=utf-8",
                "Accept-Encoding": "identity",
            },
        )

    def __enter__(self) -> "_Line":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, method: str, url: str, body: str, depth: str) -> tuple[int, bytes, str]:
        """Return status, body, and the address that answered. Raises DirectoryTrouble, Cancelled."""
        for _ in range(_MOST_REDIRECTS + 1):
            if _origin(url) != self._origin:
                raise DirectoryTrouble(Trouble.ELSEWHERE, plain(urlsplit(url).hostname or "?", 120))
            if self._cancelled():
                raise Cancelled
            try:
                status, found, target = self._asked(method, url, body, depth)
            except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
                raise self._trouble(error) from error
            if not target:
                if status == 401:
                    raise DirectoryTrouble(Trouble.WRONG_PASSWORD)
                if status in (429, 502, 503, 504):
                    raise DirectoryTrouble(Trouble.AWAY, f"{status}")
                return status, found, url
            url = urljoin(url, target)
        raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, f"{_MOST_REDIRECTS}×")

    def _asked(self, method: str, url: str, body: str, depth: str) -> tuple[int, bytes, str]:
        with self._client.stream(method, url, content=body.encode(), headers={"Depth": depth}) as answer:
            if answer.is_redirect:
                return answer.status_code, b"", answer.headers.get("location", "")
            if answer.headers.get("content-encoding", "identity") != "identity":
                raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, "Content-Encoding")
            found = bytearray()
            for piece in answer.iter_raw():
                found += piece
                if len(found) > _LONGEST_ANSWER:
                    raise DirectoryTrouble(Trouble.TOO_MUCH, f"{_LONGEST_ANSWER // 1024 // 1024} MB")
                if self._cancelled():
                    raise Cancelled
            return answer.status_code, bytes(found), ""

    def _trouble(self, error: Exception) -> DirectoryTrouble:
        cause: BaseException | None = error
        while cause is not None:
            if isinstance(cause, ssl.SSLError):
                told = getattr(cause, "verify_message", "") or cause.reason or "TLS"
                return DirectoryTrouble(Trouble.NOT_SECURE, plain(told, 200))
            cause = cause.__cause__ or cause.__context__
        return DirectoryTrouble(Trouble.AWAY, plain(self._host, 120))


class _Reading:
    """One reading of all address books: what is there, and what is not any more. Ids are paths on the server."""

    def __init__(self, line: _Line, known: frozenset[str], progress: Told, cancelled: Callable[[], bool]) -> None:
        self._line = line
        self._known = known
        self._progress = progress
        self._cancelled = cancelled
        self._total = self._done = 0
        self.entries = LiveEntries()
        self.gone: set[str] = set()

    def read(self, path: str, url: str, before: _Book) -> _Book:
        """Read one address book on from what is remembered of it; return what to remember."""
        if before.token and (changes := self._changes(url, before.token)) is not None:
            self._fetch(url, changes.cards)
            self.gone |= changes.gone
            return _Book(changes.token)
        everything = self._changes(url, "") or self._all_etags(url)
        same: set[str] = set()
        if not everything.token:
            same = {card for card, (_, etag) in everything.cards.items() if etag and before.etags.get(card) == etag}
        self._fetch(url, {card: told for card, told in everything.cards.items() if card not in same})
        self.gone |= {known for known in self._known if known.startswith(path) and known not in everything.cards}
        etags = {} if everything.token else {card: etag for card, (_, etag) in everything.cards.items()}
        return _Book(everything.token, etags)

    def _changes(self, url: str, token: str) -> "_Changes | None":
        """Return what changed since `token`, or None where the server does not know it, or no such list (RFC 6578)."""
        whole = _Changes(token=token)
        for _ in range(_MOST_PIECES):
            status, body, at = self._line.ask("REPORT", url, wire.changes_since(whole.token), _ITSELF)
            if status in _NO_TOKEN_KNOWN | _NO_REPORT:
                return None
            answer = _answer(status, body, at)
            if not answer.token:
                return None
            whole.take(at, answer)
            if not any(
                told.status == _CUT_SHORT and _path(at, told.href) == _path(at, at) for told in answer.resources
            ):
                return whole
        raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, "sync-collection")

    def _all_etags(self, url: str) -> "_Changes":
        status, body, at = self._line.ask("PROPFIND", url, wire.ALL_ETAGS, _AT_LENGTH)
        whole = _Changes()
        whole.take(at, _answer(status, body, at))
        return whole

    def _fetch(self, url: str, cards: Mapping[str, tuple[str, str]]) -> None:
        """Read these cards; what is no contact to call is taken for gone."""
        if len(self.entries) + len(cards) > MOST_ENTRIES:
            raise DirectoryTrouble(Trouble.TOO_MUCH, str(MOST_ENTRIES))
        self._total += len(cards)
        wanted = list(cards.items())
        for start in range(0, len(wanted), CARDS_AT_ONCE):
            some = wanted[start : start + CARDS_AT_ONCE]
            status, body, at = self._line.ask("REPORT", url, wire.cards_at([href for _, (href, _) in some]), _ITSELF)
            told = {_path(at, found.href): found for found in _answer(status, body, at).resources}
            for card, _ in some:
                if card not in told:
                    raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, "addressbook-multiget")
                self._take(card, told[card])
            self._done += len(some)
            self._progress(self._done, self._total)
            if self._cancelled():
                raise Cancelled

    def _take(self, card: str, found: wire.Resource) -> None:
        file = io.BytesIO(found.card.encode("utf-8", "replace"))
        contacts = read_vcards(file, "utf-8", strict=False, steps=Steps(0)).contacts
        if len(contacts):
            self.entries.put(card, contacts.at(0))
        else:
            self.gone.add(card)


@dataclass(slots=True)
class _Changes:
    """Cards of one address book by their ids, with the address and ETag the server gave, and those that are gone."""

    cards: dict[str, tuple[str, str]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    token: str = ""

    def take(self, at: str, answer: wire.Answer) -> None:
        self.token = answer.token
        for told in answer.resources:
            path = _path(at, told.href)
            if told.is_collection or path.endswith("/") or not path.isprintable() or len(path) > LONGEST_ID:
                continue
            if told.status == _OK:
                self.cards[path] = (told.href, told.etag)
                self.gone.discard(path)
            elif told.status in _NOT_HERE:
                self.cards.pop(path, None)
                self.gone.add(path)


def _books(line: _Line, url: str) -> dict[str, str]:
    """Return the addresses of the address books by their paths: this one, or all that belong to the user."""
    names_a_place = urlsplit(url).path.strip("/")
    for start in (url,) if names_a_place else (url, urljoin(url, _WELL_KNOWN)):
        status, body, at = line.ask("PROPFIND", start, wire.WHO_IS_WHERE, _ITSELF)
        if status in _NOT_HERE:
            continue
        here = next(iter(_answer(status, body, at).resources), None)
        if here is not None and here.is_book:
            return {_path(at, here.href): at}
        home = here.home if here else ""
        if here is not None and here.principal and not home:
            status, body, at = line.ask("PROPFIND", urljoin(at, here.principal), wire.WHO_IS_WHERE, _ITSELF)
            home = next((told.home for told in _answer(status, body, at).resources if told.home), "")
        if home:
            status, body, at = line.ask("PROPFIND", urljoin(at, home), wire.WHO_IS_WHERE, _AT_LENGTH)
            found = [told.href for told in _answer(status, body, at).resources if told.is_book]
            if found:
                return {_path(at, href): urljoin(at, href) for href in found}
    raise DirectoryTrouble(Trouble.WRONG_BASE, plain(urlsplit(url).path or "/", 120))


def _answer(status: int, body: bytes, at: str) -> wire.Answer:
    if status == _FORBIDDEN:
        raise DirectoryTrouble(Trouble.FORBIDDEN)
    if status in _NOT_HERE:
        raise DirectoryTrouble(Trouble.WRONG_BASE, plain(urlsplit(at).path, 120))
    if status != _SEVERAL:
        raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, f"{status}")
    return wire.answer_from(body)


_path = wire.path_of


def _origin(url: str) -> tuple[str, str, int | None]:
    try:
        parts = urlsplit(url)
        usual = {"https": 443, "http": 80}.get(parts.scheme)
        return parts.scheme, parts.hostname or "", parts.port or usual
    except ValueError as error:
        raise DirectoryTrouble(Trouble.NOT_UNDERSTOOD, "URL") from error


def _memory(books: Mapping[str, _Book], directory: CompanyDirectory) -> str:
    told = {path: {"token": book.token, "etags": book.etags} for path, book in books.items()}
    return json.dumps({"url": directory.url, "user": directory.user, "books": told}, ensure_ascii=False)


def _remembered(memory: str, directory: CompanyDirectory) -> dict[str, _Book]:
    """Return what `memory` says of this very directory; nothing where it is another one's."""
    known = json.loads(memory) if memory else {}
    if known.get("url") != directory.url or known.get("user") != directory.user:
        return {}
    return {path: _Book(told["token"], told["etags"]) for path, told in known["books"].items()}
