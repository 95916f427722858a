"""LDAP directories, read from a real slapd."""

import socket
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
from tests.directory_servers import BASE, MANAGER, PASSWORD, Slapd, needs_slapd, person
from tests.tls_authority import TlsAuthority

pytestmark = needs_slapd
PEOPLE = (
    person("ana", "Ana Pop", displayName="Ana Pop, Vânzări", o="Acme SRL", mail="ana@acme.example",
           telephoneNumber="021 312 34 56", mobile="0722 123 456", homePhone="0213 999 888"),
    person("ion", "Ion Ionescu", mobile="0733 000 111"),
    person("mute", "Nobody To Call", mail="mute@acme.example"),
)  # fmt: skip


@pytest.fixture
def slapd(tmp_path: Path) -> Iterator[Slapd]:
    folder = tmp_path / "slapd"
    folder.mkdir()
    server = Slapd(folder, tls=TlsAuthority(folder))
    server.fill(PEOPLE)
    server.start()
    yield server
    server.discard()


@pytest.fixture
def contacts(tmp_path: Path) -> Iterator[Contacts]:
    contacts = store_in(tmp_path)
    yield contacts
    contacts.close()


def directory(slapd: Slapd) -> CompanyDirectory:
    url = f"ldap://127.0.0.1:{slapd.port}"
    return CompanyDirectory("a" * 32, "Acme", DirectoryKind.LDAP, url, user=MANAGER, base=BASE)


def trouble_of(asked: CompanyDirectory, contacts: Contacts, password: str = PASSWORD) -> tuple[Trouble, str]:
    with pytest.raises(DirectoryTrouble) as caught:
        synchronise(asked, password, contacts)
    return caught.value.trouble, caught.value.detail


def test_entries_come_change_and_go_as_they_do_on_the_server(slapd: Slapd, contacts: Contacts) -> None:
    acme = directory(slapd)
    assert synchronise(acme, PASSWORD, contacts) == Synchronised(changed=2, gone=0, kept=2)
    assert kept(contacts, "Acme") == {
        "Ana Pop, Vânzări": ["office 021 312 34 56", "mobile 0722 123 456", "home 0213 999 888"],
        "Ion Ionescu": ["mobile 0733 000 111"],
    }
    ana = next(contact for contact in contacts.all() if contact.name.startswith("Ana"))
    assert (ana.company, ana.email, ana.origin.is_read_only) == ("Acme SRL", "ana@acme.example", True)
    revision = contacts.revision()
    assert synchronise(acme, PASSWORD, contacts) == Synchronised(0, 0, 2)
    assert contacts.revision() == revision, "nothing was written, so nothing is built anew"

    contacts.set_favourite(ana.id, True)
    slapd.modify(f"dn: uid=ana,{BASE}\nchangetype: modify\nreplace: mobile\nmobile: 0744 555 666\n")
    slapd.modify(f"dn: uid=ana,{BASE}\nchangetype: modrdn\nnewrdn: uid=anapop\ndeleteoldrdn: 1\n")
    slapd.modify(f"dn: uid=ion,{BASE}\nchangetype: delete\n")
    assert synchronise(acme, PASSWORD, contacts) == Synchronised(1, 1, 1)
    assert kept(contacts, "Acme")["Ana Pop, Vânzări"][1] == "mobile 0744 555 666"
    found = contacts.get(ana.id)
    assert found is not None
    assert found.favourite, "a renamed entry is the same person"


def test_base_filter_and_attributes_choose_what_is_read(slapd: Slapd, contacts: Contacts) -> None:
    chosen = replace(directory(slapd), filter="(uid=a*)", attributes=(("uid", "name"), ("homePhone", "private")))
    synchronise(chosen, PASSWORD, contacts)
    assert kept(contacts, "Acme") == {"ana": ["private 0213 999 888"]}
    synchronise(replace(directory(slapd), base=f"uid=ion,{BASE}"), PASSWORD, contacts)
    assert list(kept(contacts, "Acme")) == ["Ion Ionescu"]


@pytest.mark.parametrize("scheme", ["ldaps", "ldap"])
def test_the_line_is_secure_and_the_certificate_checked(slapd: Slapd, contacts: Contacts, scheme: str) -> None:
    assert slapd.tls is not None
    port = slapd.tls_port if scheme == "ldaps" else slapd.port
    secure = replace(directory(slapd), url=f"{scheme}://127.0.0.1:{port}", ca_file=slapd.tls.ca_file)
    assert secure.starts_tls == (scheme == "ldap")
    assert synchronise(secure, PASSWORD, contacts).kept == 2
    stranger = TlsAuthority(slapd.folder.parent)
    for untrusted in (
        replace(secure, ca_file=stranger.ca_file),
        replace(secure, url=f"ldaps://127.0.0.1:{slapd.port}"),
    ):
        assert trouble_of(untrusted, contacts)[0] is Trouble.NOT_SECURE
    assert trouble_of(replace(secure, ca_file="/nowhere.pem"), contacts)[0] is Trouble.BAD_CA_FILE
    assert len(kept(contacts, "Acme")) == 2


def test_what_is_wrong_is_said_and_nothing_is_lost(slapd: Slapd, contacts: Contacts) -> None:
    acme = directory(slapd)
    synchronise(acme, PASSWORD, contacts)
    nowhere = f"ou=nowhere,{BASE}"
    assert trouble_of(acme, contacts, "wrong") == (Trouble.WRONG_PASSWORD, "")
    assert trouble_of(acme, contacts, "")[0] is Trouble.NO_PASSWORD
    assert trouble_of(replace(acme, base=nowhere), contacts) == (Trouble.WRONG_BASE, nowhere)
    assert trouble_of(replace(acme, base="no dn"), contacts)[0] is Trouble.WRONG_BASE
    assert trouble_of(replace(acme, filter="((cn=*)"), contacts)[0] is Trouble.BAD_FILTER
    assert trouble_of(replace(acme, url="http://127.0.0.1"), contacts)[0] is Trouble.BAD_SETTING
    slapd.stop()
    assert trouble_of(acme, contacts) == (Trouble.AWAY, "127.0.0.1")
    assert trouble_of(replace(acme, url="ldaps://nowhere.invalid"), contacts) == (Trouble.AWAY, "nowhere.invalid")
    assert len(kept(contacts, "Acme")) == 2
    slapd.start()
    assert synchronise(acme, PASSWORD, contacts) == Synchronised(0, 0, 2)


def test_a_server_that_gives_only_a_part_removes_nobody(slapd: Slapd, contacts: Contacts) -> None:
    reader = replace(directory(slapd), user=f"uid=ana,{BASE}")
    slapd.modify(f"dn: uid=ana,{BASE}\nchangetype: modify\nadd: userPassword\nuserPassword: hers\n")
    assert synchronise(reader, "hers", contacts).kept == 2
    slapd.stop()
    slapd.size_limit = "1"
    slapd.start()
    assert trouble_of(reader, contacts, "hers")[0] is Trouble.ONLY_A_PART
    assert len(kept(contacts, "Acme")) == 2


def test_a_server_that_says_nothing_is_away(contacts: Contacts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pbxdialer.directory.ldap._ANSWERS_IN_S", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        url = f"ldap://127.0.0.1:{mute.getsockname()[1]}"
        began = time.monotonic()
        silent = CompanyDirectory("a" * 32, "Acme", DirectoryKind.LDAP, url, user=MANAGER, base=BASE)
        assert trouble_of(silent, contacts)[0] is Trouble.AWAY
        assert time.monotonic() - began < 5


@pytest.mark.longer
def test_twenty_thousand_entries_come_in_half_a_minute_and_can_be_cancelled(tmp_path: Path) -> None:
    folder = tmp_path / "big"
    folder.mkdir()
    server = Slapd(folder, tls=TlsAuthority(folder), largest_mb=128)
    server.fill(person(f"u{n}", f"Person {n}", telephoneNumber=f"0213{n:06}", o="Acme") for n in range(20_000))
    server.start()
    contacts = store_in(tmp_path)
    assert server.tls is not None
    acme = replace(directory(server), url=f"ldaps://127.0.0.1:{server.tls_port}", ca_file=server.tls.ca_file)
    told: list[tuple[int, int]] = []
    try:
        for limit in (500, 25_000):  # while it is read, and while it is written
            with pytest.raises(Cancelled):
                synchronise(acme, PASSWORD, contacts, lambda *step: told.append(step), lambda: told[-1][0] >= limit)  # noqa: B023
            assert kept(contacts, "Acme") == {}
        began = time.monotonic()
        assert synchronise(acme, PASSWORD, contacts) == Synchronised(20_000, 0, 20_000)
        first = time.monotonic() - began
        assert synchronise(acme, PASSWORD, contacts) == Synchronised(0, 0, 20_000)
        print(f"20,000 entries over TLS: {first:.1f} s, again {time.monotonic() - began - first:.1f} s")
        assert time.monotonic() - began < 30
    finally:
        server.discard()
        contacts.close()
