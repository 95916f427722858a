"""An account as it stands in the settings file. It has no place for a secret, and refuses addresses that hold one."""

import json
import re
from dataclasses import asdict
from urllib.parse import urlsplit

from pbxdialer.core.account import (
    BEGINNING,
    SHORTEST_RING_S,
    Account,
    AuthMode,
    BadAddress,
    Destination,
    DestinationKind,
    Method,
    checked_address,
)
from pbxdialer.core.dial_plan import DialPlan, NumberForm
from pbxdialer.core.page_template import BadPage, checked_page
from pbxdialer.core.rewrite import Rewrite
from pbxdialer.store.strict_json import BadSetting, Record

_UUID4_HEX = re.compile(r"[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}")
_REGION = re.compile(r"[A-Z]{2}")
_DIAL_DIGITS = re.compile(r"[0-9*#]{0,8}")
_MOST_VARIABLES = 200
_MOST_REWRITES = 100


def record_of(account: Account) -> dict[str, object]:
    """Return `account` as JSON values."""
    record: dict[str, object] = json.loads(json.dumps(asdict(account)))
    return record


def account_from(value: object) -> Account:
    """Return the account in a JSON value. Raises BadSetting, naming the field that is not as it should be."""
    record = Record(value, "account")
    return Account(
        id=record.matching("id", _UUID4_HEX),
        name=record.text("name", longest=200),
        url=_address(record),
        project_id=record.number("project_id", None, 0, 2**63),
        destination=destination_from(record.record("destination")),
        auth=record.choice("auth", AuthMode, AuthMode.BODY),
        method=record.choice("method", Method, Method.POST),
        dial_plan=_dial_plan(record.record("dial_plan")),
        waits_for_agent=record.flag("waits_for_agent", False),
        ring_timeout_s=record.number("ring_timeout_s", SHORTEST_RING_S, 5, 3600),
        outbound_number=record.text("outbound_number", ""),
        outbound_trunk=record.text("outbound_trunk", ""),
        external_info=record.text("external_info", ""),
        variables=tuple(_variable(pair) for pair in record.items("variables", _MOST_VARIABLES)),
        proxy=_proxy(record),
        ca_file=record.text("ca_file", ""),
        takes=tuple(_beginning(value) for value in record.items("takes", _MOST_REWRITES)),
        page=_page(record),
        page_opens_itself=record.flag("page_opens_itself", False),
    )


def destination_from(record: Record) -> Destination:
    """Return who rings first. Raises BadSetting."""
    return Destination(record.choice("kind", DestinationKind), record.text("name"))


def _dial_plan(record: Record) -> DialPlan:
    plan = DialPlan()
    rewrites = (Record(value, "account.dial_plan.rewrites") for value in record.items("rewrites", _MOST_REWRITES))
    return DialPlan(
        form=record.choice("form", NumberForm, plan.form),
        region=region_from(record, plan.region),
        outside_prefix=record.matching("outside_prefix", _DIAL_DIGITS, plan.outside_prefix),
        internal_up_to=record.number("internal_up_to", plan.internal_up_to, 0, 32),
        rewrites=tuple(Rewrite(rule.text("pattern"), rule.text("replacement", "")) for rule in rewrites),
    )


def region_from(record: Record, default: str) -> str:
    """Return the ISO 3166 country in ``region``. Raises BadSetting."""
    return record.matching("region", _REGION, default)


def _variable(pair: object) -> tuple[str, str]:
    if not isinstance(pair, list) or len(pair) != 2:
        raise BadSetting("account.variables", "holds something else than pairs")
    variable = Record({"name": pair[0], "value": pair[1]}, "account.variables")
    return variable.text("name"), variable.text("value", "")


def _address(record: Record) -> str:
    url = record.text("url")
    try:
        checked_address(url)
    except BadAddress as error:
        raise BadSetting("account.url", f"cannot be used: {error}") from error
    return url


def _beginning(value: object) -> str:
    return Record({"takes": value}, "account").matching("takes", BEGINNING)


def _page(record: Record) -> str:
    try:
        return checked_page(record.text("page", ""))
    except BadPage as error:
        raise BadSetting("account.page", f"cannot be used: {error}") from error


def _proxy(record: Record) -> str:
    """Return the proxy: none, the system's, or an address without a login, for this file holds no secret."""
    proxy = record.text("proxy", "")
    if proxy in ("", "system"):
        return proxy
    if "@" in proxy:
        raise BadSetting("account.proxy", "holds a login")
    try:
        parts = urlsplit(proxy)
    except ValueError as error:
        raise BadSetting("account.proxy", "is no address") from error
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadSetting("account.proxy", "is no address")
    return proxy
