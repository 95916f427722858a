"""The customer's page: filled from a call, encoded whole, and never an address a call could choose."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pbxdialer.core.page_template import PLACES, BadPage, checked_page, filled
from tests.pbx.desk import account_at, call_on

TEMPLATE = "https://crm.example/open?phone={number}&name={name}&company={company}&id={external_id}"
ACCOUNT = account_at("https://pbx.example")


@given(st.text(st.characters(exclude_categories=("Cs",)), max_size=60))
def test_whatever_a_name_holds_it_stays_one_value(name: str) -> None:
    call = call_on(ACCOUNT, "+40722123456", name)
    address = filled(TEMPLATE, call)

    fields = parse_qs(urlsplit(address).query, keep_blank_values=True)
    if not any(place in name for place in PLACES):
        assert fields == {"phone": ["+40722123456"], "name": [name], "company": [""], "id": [call.external_id]}
    assert urlsplit(address).netloc == "crm.example"
    assert address.isascii()


@pytest.mark.parametrize(
    "template", ["", "  ", TEMPLATE, "http://intranet/c/{number}", "https://crm.example:8443/#/{name}"]
)
def test_a_web_address_is_taken(template: str) -> None:
    assert checked_page(template) == template.strip()


@pytest.mark.parametrize(
    "template",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "crm.example",
        "https://",
        "https://{name}/x",
        "https://a@{name}",
        "http://[x",
    ],
)
def test_anything_else_is_refused(template: str) -> None:
    with pytest.raises(BadPage):
        checked_page(template)
