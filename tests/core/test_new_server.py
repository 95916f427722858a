"""What is said about a server that somebody else names: that it is new, and whose double it is."""

from urllib.parse import urlsplit

import pytest

from pbxdialer.core.language import Language
from pbxdialer.core.new_server import NoHostName, as_the_network_writes_it, looks_like, warnings

KNOWN = "pbx.company.example"
TR = Language()


def told(host: str, *known: str) -> str:
    return " ".join(warnings(host, known, TR))


def test_a_server_that_an_account_uses_already_is_not_warned_of() -> None:
    assert warnings(KNOWN, ["other.example", KNOWN.upper()], TR) == ()


def test_a_server_nobody_uses_is_new_for_the_first_account_too() -> None:
    assert told("pbx.example", KNOWN).startswith("This server is new: none of your accounts uses pbx.example.")
    assert "is new" in told("pbx.example")


@pytest.mark.fault_matrix
@pytest.mark.parametrize(
    "host",
    [
        "pbx.c0mpany.example",
        "pbx.cornpany.example",
        "pbx.com-pany.example",
        "pbx.compamy.example",
        "pbx.companny.example",
        "pbx.compny.example",
        "pbx.copmany.example",
        "pbx.company.example.attacker.test",
        "pbx.company.example-login.test",
        "pbx.c\u043empany.example",
        "pbx.comp\u0430ny.example",
        "pbx.c\u03bfmp\u03b1ny.example",
        "pbx.compány.example",
        "PBX.C0MPANY.EXAMPLE",
    ],
)
def test_a_name_that_could_be_taken_for_one_in_use_is_told_beside_it(host: str) -> None:
    host = urlsplit(as_the_network_writes_it(f"https://{host}")).netloc
    assert looks_like(host, KNOWN)
    assert f"Careful: {host} looks like {KNOWN}" in told(host, "other.example", KNOWN)


@pytest.mark.parametrize(
    "host", ["pbx.other.example", "sales.company.test", "company.example", "10.0.0.7", "pbx", KNOWN]
)
def test_another_name_is_no_double(host: str) -> None:
    assert not looks_like(host, KNOWN)


def test_short_names_and_neighbouring_addresses_are_no_doubles_for_a_letter() -> None:
    assert not looks_like("pbx1", "pbx2")
    assert not looks_like("sip", "zip")
    assert not looks_like("10.20.30.41", "10.20.30.42")
    assert not looks_like("pbx2.company.example", "pbx1.company.example")


def test_a_name_beyond_ascii_is_said_to_be_one() -> None:
    assert "letters beyond a–z" in told("xn--bcher-kva.example")
    assert "letters beyond" not in told("pbx.example")


def test_an_address_is_written_as_it_will_be_asked_for() -> None:
    assert as_the_network_writes_it("https://PBX.example/desk") == "https://PBX.example/desk"
    assert as_the_network_writes_it("https://bücher.example:8443/x") == "https://xn--bcher-kva.example:8443/x"
    assert as_the_network_writes_it("https://straße.example") == "https://xn--strae-oqa.example", "not strasse"
    for bad in ("https://☎.example", "https://-ü.example", "https://" + "ü" * 70 + ".example"):
        with pytest.raises(NoHostName):
            as_the_network_writes_it(bad)
