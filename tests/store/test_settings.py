from dataclasses import replace
from uuid import uuid4

import pytest

from pbxdialer.store.settings import (
    NameTaken,
    Settings,
    account_named,
    with_account,
    without_account,
)
from tests.store.sample_settings import SALES, SUPPORT, TWO


def test_the_first_account_becomes_the_current_one() -> None:
    assert with_account(Settings(), SALES).current_account == SALES
    assert with_account(with_account(Settings(), SALES), SUPPORT).current_account == SALES


def test_an_account_with_a_known_id_takes_its_place() -> None:
    renamed = replace(SALES, name="Vânzări")
    assert with_account(TWO, renamed).accounts == (renamed, SUPPORT)


def test_a_name_belongs_to_one_account() -> None:
    with pytest.raises(NameTaken):
        with_account(TWO, replace(SALES, id=uuid4().hex, name="SALES"))


def test_accounts_are_found_by_name_in_any_case() -> None:
    assert account_named(TWO, "support") == SUPPORT
    assert account_named(TWO, "nobody") is None


def test_when_the_current_account_goes_the_first_one_left_is_current() -> None:
    assert without_account(TWO, SUPPORT.id).current_account == SALES
    assert without_account(TWO, SALES.id).current_account == SUPPORT
    assert without_account(without_account(TWO, SALES.id), SUPPORT.id).current_account is None


def test_a_current_account_that_is_not_there_falls_back_to_the_first() -> None:
    assert replace(TWO, current_account_id="gone").current_account == SALES
