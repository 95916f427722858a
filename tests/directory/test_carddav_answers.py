"""What CardDAV servers of other kinds answer, played by a small one: no sync tokens, lists in pieces, other places."""

from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pbxdialer.core.company_directory import CompanyDirectory, DirectoryKind
from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.store.contacts import Contacts
from pbxdialer.synchronisation import Synchronised, synchronise
from tests.directory.live import kept, store_in
from tests.directory_servers import card

Played = Callable[[str, str, str], tuple[int, str]]  # method, path, body → status, body (or where a redirect leads)
_SPACES = 'xmlns="DAV:" xmlns:c="urn:ietf:params:xml:ns:carddav"'


def several(*responses: str, token: str = "") -> tuple[int, str]:
    sync = f"<sync-token>{token}</sync-token>" if token else ""
    return 207, f"<multistatus {_SPACES}>{''.join(responses)}{sync}</multistatus>"


def response(href: str, prop: str = "", status: int = 200) -> str:
    if not prop:
        return f"<response><href>{href}</href><status>HTTP/1.1 {status} Told</status></response>"
    found = f"<propstat><prop>{prop}</prop><status>HTTP/1.1 {status} OK</status></propstat>"
    return f"<response><href>{href}</href>{found}</response>"


BOOK = response("/book/", "<resourcetype><collection/><c:addressbook/></resourcetype>")


class Server:
    """Answers as `play` says, and remembers what it was asked."""

    def __init__(self) -> None:
        self.play: Played = lambda *_: (500, "")
        self.asked: list[tuple[str, str, str]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def handle_one_request(self) -> None:
                self.raw_requestline = self.rfile.readline(65537)
                if not self.raw_requestline or not self.parse_request():
                    self.close_connection = True
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                outer.asked.append((self.command, self.path, body))
                status, text = outer.play(self.command, self.path, body)
                self.send_response(status)
                if status in (301, 302, 307, 308):
                    self.send_header("Location", text)
                    text = ""
                self.send_header("Content-Length", str(len(text.encode())))
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_port}/book/"

    def close(self) -> None:
        self._http.shutdown()
        self._thread.join(10)
        self._http.server_close()


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def contacts(tmp_path: Path) -> Iterator[Contacts]:
    contacts = store_in(tmp_path)
    yield contacts
    contacts.close()


def read(server: Server, contacts: Contacts) -> Synchronised:
    return synchronise(
        CompanyDirectory("c" * 32, "Team", DirectoryKind.CARDDAV, server.url, user="ana"), "hers", contacts
    )


def trouble(server: Server, contacts: Contacts) -> tuple[Trouble, str]:
    with pytest.raises(DirectoryTrouble) as caught:
        read(server, contacts)
    return caught.value.trouble, caught.value.detail


def cards_of(body: str, cards: dict[str, tuple[str, str]]) -> tuple[int, str]:
    wanted = [(href, told) for href, told in cards.items() if f"<href>{href}</href>" in body]
    return several(
        *(
            response(href, f"<getetag>{etag}</getetag><c:address-data>{text}</c:address-data>")
            for href, (etag, text) in wanted
        )
    )


def test_without_sync_tokens_the_etags_say_what_changed(server: Server, contacts: Contacts) -> None:
    cards = {f"/book/{n}.vcf": ("1", card(f"Person {n}", f"0722 000 00{n}")) for n in range(3)}

    def play(method: str, _: str, body: str) -> tuple[int, str]:
        if "sync-collection" in body:
            return 501, ""
        if "addressbook-multiget" in body:
            return cards_of(body, cards)
        if "getetag" in body:
            return several(BOOK, *(response(href, f"<getetag>{etag}</getetag>") for href, (etag, _) in cards.items()))
        return several(BOOK)

    server.play = play
    assert read(server, contacts) == Synchronised(3, 0, 3)
    del cards["/book/0.vcf"]
    cards["/book/1.vcf"] = ("2", card("Person 1", "0733 111 111"))
    server.asked.clear()
    assert read(server, contacts) == Synchronised(1, 1, 2)
    (fetched,) = (body for _, _, body in server.asked if "multiget" in body)
    assert fetched.count("<href>") == 1
    assert kept(contacts, "Team")["Person 1"] == ["mobile 0733 111 111"]


def test_a_list_in_pieces_is_read_to_its_end(server: Server, contacts: Contacts) -> None:
    cards = {f"/book/{n}.vcf": ("1", card(f"Person {n}", f"0722 000 00{n}")) for n in range(2)}

    def play(method: str, _: str, body: str) -> tuple[int, str]:
        if "multiget" in body:
            return cards_of(body, cards)
        if "<sync-token></sync-token>" in body:
            return several(response("/book/0.vcf", "<getetag>1</getetag>"), response("/book/", status=507), token="t1")
        if "<sync-token>t1</sync-token>" in body:
            return several(response("/book/1.vcf", "<getetag>1</getetag>"), token="t2")
        return several(token="t2") if "sync-token" in body else several(BOOK)

    server.play = play
    assert read(server, contacts) == Synchronised(2, 0, 2)
    assert read(server, contacts) == Synchronised(0, 0, 2)
    assert "<sync-token>t2</sync-token>" in server.asked[-1][2]


def test_the_password_goes_to_no_other_host(server: Server, contacts: Contacts) -> None:
    stranger = Server()
    try:
        server.play = lambda *_: (302, stranger.url)
        assert trouble(server, contacts) == (Trouble.ELSEWHERE, "127.0.0.1")
        server.play = lambda *_: several(
            response("/book/", f"<c:addressbook-home-set><href>{stranger.url}</href></c:addressbook-home-set>")
        )
        assert trouble(server, contacts)[0] is Trouble.ELSEWHERE
        assert stranger.asked == []
    finally:
        stranger.close()


BOMB = '<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;&b;">]><multistatus xmlns="DAV:">&c;</multistatus>'


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (207, BOMB, Trouble.NOT_UNDERSTOOD),
        (207, "<multistatus", Trouble.NOT_UNDERSTOOD),
        (207, "<html/>", Trouble.NOT_UNDERSTOOD),
        (200, "hello", Trouble.NOT_UNDERSTOOD),
        (403, "", Trouble.FORBIDDEN),
        (404, "", Trouble.WRONG_BASE),
        (503, "", Trouble.AWAY),
        (302, "/book/", Trouble.NOT_UNDERSTOOD),
        (207, " " * (65 * 1024 * 1024), Trouble.TOO_MUCH),
    ],
)
def test_what_is_no_address_book_is_said(
    server: Server, contacts: Contacts, status: int, body: str, expected: Trouble
) -> None:
    server.play = lambda *_: (status, body)
    assert trouble(server, contacts)[0] is expected
