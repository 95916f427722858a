"""Where a request goes, as the network and HTTP write it."""

import pytest

from pbxdialer.pbx.place import Place, UnusableAddress, split_address, target_of


@pytest.mark.parametrize(
    ("url", "host", "authority", "header"),
    [
        ("https://pbx.example/api", "pbx.example", "pbx.example:443", "pbx.example"),
        ("https://PBX.Example:8443", "pbx.example", "pbx.example:8443", "pbx.example:8443"),
        ("http://localhost:80", "localhost", "localhost:80", "localhost"),
        ("https://pbx.example:80", "pbx.example", "pbx.example:80", "pbx.example:80"),
        ("https://[2001:db8::443]/", "2001:db8::443", "[2001:db8::443]:443", "[2001:db8::443]"),
        ("https://[::1]:4443/", "::1", "[::1]:4443", "[::1]:4443"),
        ("https://telefonie-știri.example", "xn--telefonie-tiri-u9e.example", None, None),
        ("https://straße.example", "xn--strae-oqa.example", None, None),  # IDNA 2008: not "strasse"
    ],
)
def test_a_host_is_named_as_the_network_names_it(
    url: str, host: str, authority: str | None, header: str | None
) -> None:
    place = Place.of(split_address(url))

    assert place.host == host
    assert place.authority == (authority or f"{host}:443")
    assert place.host_header == (header or host)


@pytest.mark.parametrize(
    "url",
    [
        "https://",
        "https://:443",
        "https://pbx:99999",
        "https://pbx:x",
        "ftp://pbx",
        "pbx",
        "https://[::1",
        "https://ⅷⅷ..x",
    ],
)
def test_an_address_that_leads_nowhere_is_refused(url: str) -> None:
    with pytest.raises(UnusableAddress):
        Place.of(split_address(url))


@pytest.mark.parametrize("char", ["\0", "\t", "\r", "\n", "\x1f", "\x7f"])
def test_control_characters_are_refused_and_not_left_out(char: str) -> None:
    with pytest.raises(UnusableAddress):
        split_address(f"https://pbx.example/{char}api")


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://pbx", "/"),
        ("https://pbx?a=b", "/?a=b"),
        ("https://pbx/a b/ș", "/a%20b/%C8%99"),
        ("https://pbx/a%20b/api?x=%C8%99+y%7E&z%5B0%5D=1&hash=ab", "/a%20b/api?x=%C8%99+y%7E&z%5B0%5D=1&hash=ab"),
        ('https://pbx/"<>{}|\\^`', "/%22%3C%3E%7B%7D%7C%5C%5E%60"),
        ("https://pbx/a#b", "/a"),
    ],
)
def test_what_is_hashed_stands_in_the_target_as_it_is_and_nothing_else_can_end_it(url: str, target: str) -> None:
    assert target_of(split_address(url)) == target
