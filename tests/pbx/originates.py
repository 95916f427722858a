"""Originates as agents make them, at random but repeatable: every kind, every optional field, difficult texts."""

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pbxdialer.core.account import Account, AuthMode, Destination, DestinationKind, Method, Secrets
from pbxdialer.core.call import Call
from tests.pbx.desk import call_on

_ALPHABETS = (
    "abcdefgXYZ 0123456789",
    "~*()'&=+%[] ~*()'&=+%[]",
    "ăâîșțĂÂÎȘȚöüßéñåøæłđžç",
    "😀🇷🇴👩🏽‍💻❤️𝄞漢字かなعربיתไทย",
    '<>"#?/\\;,.-_!@$^`{|}\u00a0\u00ad\u200b\u2028\ufeff\ufffe\U0010ffff',
)


def originates(seed: int, count: int, url: str, auth: AuthMode, method: Method) -> Iterator[tuple[Call, Account]]:
    """Yield `count` calls, each with the account it is made on."""
    chance = random.Random(seed)
    for number in range(count):
        yield _originate(chance, url, auth, method, external_id=f"{seed}-{number}-{_text(chance, 12)}")


def intended_fields(call: Call, account: Account, secrets: Secrets) -> dict[str, Any]:
    """Return what the PBX must see for `call`, all as text, as PHP gets it (pbx-api.md, the table of fields)."""
    data: dict[str, Any] = {
        "project_id": str(account.project_id),
        "caller_id": call.dial_string,
        "caller_id_name": call.name or call.dial_string,
        "type": str(call.destination.kind),
        "destination": call.destination.name,
        "external_id": call.external_id,
        "external_info": account.external_info,
        "async": "0" if call.waits_for_agent else "1",
        "outbound_number": account.outbound_number,
        "outbound_trunk": account.outbound_trunk,
    }
    data = {name: value for name, value in data.items() if value}
    if account.variables:
        data["vars"] = dict(account.variables)
    if account.auth is AuthMode.BEARER:
        return {"data": data}
    return {"api_username": secrets.api_username, "api_password": secrets.api_password, "data": data}


def _originate(
    chance: random.Random, url: str, auth: AuthMode, method: Method, external_id: str
) -> tuple[Call, Account]:
    account = Account(
        id="1",
        name="generated",
        url=url,
        project_id=chance.choice([0, 1, chance.randint(0, 2**31)]),
        destination=Destination(chance.choice(list(DestinationKind)), "x" + _text(chance, 20)),
        auth=auth,
        method=method,
        waits_for_agent=chance.random() < 0.5,
        outbound_number=chance.choice(["", "+40212345678", _text(chance, 10)]),
        outbound_trunk=chance.choice(["", "default-trunk", _text(chance, 10)]),
        external_info=chance.choice(["", _text(chance, 30), _text(chance, 400)]),
        variables=_variables(chance),
    )
    digits = chance.choice(["", "+"]) + "".join(chance.choices("0123456789", k=chance.randint(2, 15)))
    code = chance.choice(["*43", "*21*0722123456#", digits, digits, digits])
    name = chance.choice(["", "Ștefan Ionescu", "n" + _text(chance, 30), "n" + _text(chance, 700)])
    call = call_on(account, code, name)
    return replace(call, external_id=external_id), account


def _variables(chance: random.Random) -> tuple[tuple[str, str], ...]:
    names = ["SKIP_WELCOME", "BACKEND_LINK", "_x", "a1", *(f"V_{number}" for number in range(30))]
    chosen = chance.sample(names, chance.choice([0, 0, 1, 2, 5, 30]))
    return tuple((name, chance.choice(["", "0", "1", _text(chance, 25)])) for name in chosen)


def _text(chance: random.Random, longest: int) -> str:
    return "".join(chance.choice(chance.choice(_ALPHABETS)) for _ in range(chance.randint(0, longest)))
