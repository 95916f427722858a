"""CardDAV address books, read from a real Radicale; and what a server of another kind may answer."""

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pbxdialer.core.company_directory import CompanyDirectory, DirectoryKind
from pbxdialer.core.directory_trouble import DirectoryTrouble, Trouble
from pbxdialer.core.progress import Cancelled
from pbxdialer.store.contacts import Contacts
from pbxdialer.synchronisation import Synchronised, synchronise
from tests.directory.live import kept, store_in
from tests.directory_servers import READER, READER_PASSWORD, Radicale, card, needs_radicale
from tests.tls_authority import TlsAuthority

pytestmark = needs_radicale


@pytest.fixture
def radicale(tmp_path: Path) -> Iterator[Radicale]:
    folder = tmp_path / "radicale"
    folder.mkdir()
    server = Radicale(folder)
    server.start()
    server.make_book()
    for name, number in (("Ana Pop", "0722 123 456"), ("Ion", "0733 000 111")):
        server.put(name.partition(" ")[0].lower(), card(name, number))
    yield server
    server.stop()


@pytest.fixture
def contacts(tmp_path: Path) -> Iterator[Contacts]:
    contacts = store_in(tmp_path)
    yield contacts
    contacts.close()


def directory(server: Radicale, path: str = "") -> CompanyDirectory:
    return CompanyDirectory("b" * 32, "Team", DirectoryKind.CARDDAV, server.address + path, user=READER)


def trouble_of(asked: CompanyDirectory, contacts: Contacts, password: str = READER_PASSWORD) -> tuple[Trouble, str]:
    with pytest.raises(DirectoryTrouble) as caught:
        synchronise(asked, password, contacts)
    return caught.value.trouble, caught.value.detail


@pytest.mark.parametrize("path", ["", f"/{READER}/", f"/{READER}/people/"])
def test_cards_come_change_and_go_as_they_do_on_the_server(radicale: Radicale, contacts: Contacts, path: str) -> None:
    team = directory(radicale, path)
    assert synchronise(team, READER_PASSWORD, contacts) == Synchronised(changed=2, gone=0, kept=2)
    assert kept(contacts, "Team") == {"Ana Pop": ["mobile 0722 123 456"], "Ion": ["mobile 0733 000 111"]}
    revision = contacts.revision()
    assert synchronise(team, READER_PASSWORD, contacts) == Synchronised(0, 0, 2)
    assert contacts.revision() == revision

    radicale.put("ana", card("Ana Pop", "0744 555 666"))
    radicale.put("eva", card("Eva Ș", "+40 21 312 34 56"))
    radicale.delete("ion")
    assert synchronise(team, READER_PASSWORD, contacts) == Synchronised(2, 1, 2)
    assert kept(contacts, "Team") == {"Ana Pop": ["mobile 0744 555 666"], "Eva Ș": ["mobile +40 21 312 34 56"]}
    radicale.put("eva", card("Eva Ș", ""))
    assert synchronise(team, READER_PASSWORD, contacts).gone == 1, "nobody to call any more"


def test_only_what_changed_is_fetched(radicale: Radicale, contacts: Contacts) -> None:
    team = directory(radicale)
    synchronise(team, READER_PASSWORD, contacts)
    radicale.put("ana", card("Ana Pop", "0744 555 666"))
    told: list[tuple[int, int]] = []
    synchronise(team, READER_PASSWORD, contacts, lambda done, total: told.append((done, total)))
    assert told[0] == (1, 1)


def test_all_books_of_the_user_are_read_and_one_that_is_gone_takes_its_cards_along(
    radicale: Radicale, contacts: Contacts
) -> None:
    radicale.make_book("suppliers")
    radicale.put("zoe", card("Zoe", "0755 000 111"), "suppliers")
    assert synchronise(directory(radicale), READER_PASSWORD, contacts).kept == 3
    radicale.ask("DELETE", f"/{READER}/suppliers/", "")
    assert synchronise(directory(radicale), READER_PASSWORD, contacts) == Synchronised(0, 1, 2)
    assert sorted(kept(contacts, "Team")) == ["Ana Pop", "Ion"]


def test_a_token_the_server_has_forgotten_means_reading_everything_again(
    radicale: Radicale, contacts: Contacts
) -> None:
    team = directory(radicale)
    synchronise(team, READER_PASSWORD, contacts)
    memory = json.loads(contacts.memory_of("Team"))
    memory["books"][radicale.book]["token"] = "http://radicale.org/ns/sync/" + "0" * 64
    contacts.synchronise("Team", (), memory=json.dumps(memory))
    radicale.delete("ion")
    assert synchronise(team, READER_PASSWORD, contacts) == Synchronised(0, 1, 1)
    assert json.loads(contacts.memory_of("Team"))["books"][radicale.book]["token"]


def test_what_is_wrong_is_said_and_nothing_is_lost(radicale: Radicale, contacts: Contacts) -> None:
    team = directory(radicale)
    synchronise(team, READER_PASSWORD, contacts)
    assert trouble_of(team, contacts, "wrong")[0] is Trouble.WRONG_PASSWORD
    assert trouble_of(team, contacts, "")[0] is Trouble.NO_PASSWORD
    assert trouble_of(directory(radicale, f"/{READER}/nowhere/"), contacts)[0] is Trouble.WRONG_BASE
    assert trouble_of(replace(team, url="http://pbx.example"), contacts)[0] is Trouble.BAD_SETTING
    assert trouble_of(replace(team, url=team.url.replace("http", "https")), contacts)[0] is Trouble.NOT_SECURE
    radicale.stop()
    assert trouble_of(team, contacts) == (Trouble.AWAY, "127.0.0.1")
    assert len(kept(contacts, "Team")) == 2
    radicale.start()
    assert synchronise(team, READER_PASSWORD, contacts) == Synchronised(0, 0, 2)


def test_the_line_is_secure_and_the_certificate_checked(tmp_path: Path, contacts: Contacts) -> None:
    folder = tmp_path / "secure"
    folder.mkdir()
    server = Radicale(folder, tls=TlsAuthority(folder))
    server.write_cards({"ana": card("Ana", "0722 123 456")})
    server.start()
    try:
        assert server.tls is not None
        secure = replace(directory(server), ca_file=server.tls.ca_file)
        assert synchronise(secure, READER_PASSWORD, contacts).kept == 1
        for ca_file in ("", TlsAuthority(tmp_path).ca_file):
            assert trouble_of(replace(secure, ca_file=ca_file), contacts)[0] is Trouble.NOT_SECURE
    finally:
        server.stop()


@pytest.mark.longer
def test_twenty_thousand_cards_come_change_and_go_and_can_be_cancelled(tmp_path: Path, contacts: Contacts) -> None:
    folder = tmp_path / "big"
    folder.mkdir()
    server = Radicale(folder, tls=TlsAuthority(folder))
    server.write_cards({f"u{n}": card(f"Person {n}", f"0213{n:06}") for n in range(20_000)})
    server.start()
    assert server.tls is not None
    team = replace(directory(server), ca_file=server.tls.ca_file)
    told: list[tuple[int, int]] = []
    try:
        with pytest.raises(Cancelled):
            synchronise(team, READER_PASSWORD, contacts, lambda *step: told.append(step), lambda: len(told) > 3)
        assert kept(contacts, "Team") == {}
        began, ours = time.monotonic(), time.process_time()
        assert synchronise(team, READER_PASSWORD, contacts) == Synchronised(20_000, 0, 20_000)
        first, ours = time.monotonic() - began, time.process_time() - ours
        assert ours < 30, "without the server's part, which takes several times as long"
        server.put("u5", card("Person 5", "0744 555 666"))
        server.delete("u6")
        began = time.monotonic()
        assert synchronise(team, READER_PASSWORD, contacts) == Synchronised(1, 1, 19_999)
        again = time.monotonic() - began
        people = kept(contacts, "Team")
        assert (people["Person 5"], "Person 6" in people) == (["mobile 0744 555 666"], False)
        print(f"20,000 cards over TLS: {first:.1f} s, {ours:.1f} s of it ours; a change and a deletion {again:.1f} s")
    finally:
        server.discard()
