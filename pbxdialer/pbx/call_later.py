"""``call-queue``: calls that the PBX shall place later, and what has become of them.

This is the only endpoint the program saves anything to: a call of its own, which deletes and changes nothing.
"""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import replace

from pbxdialer.core.account import Account
from pbxdialer.core.call_back import CallBack, CallBackState
from pbxdialer.core.plain_text import plain
from pbxdialer.pbx import listings

_CAMPAIGN = "PBX Dialer"


def saved(call_back: CallBack, account: Account) -> dict[str, object]:
    """Return the fields that schedule `call_back`, in the documented order.

    The time is this computer's wall clock: the API has no time zone, and agents and PBX share one (pbx-api.md has no
    word about it). The PBX dials by itself and rings the agent first, as for any other call.
    """
    call = {
        "caller_id": call_back.dial_string,
        "caller_id_name": plain(call_back.name) or call_back.dial_string,
        "schedule": call_back.at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
        "external_id": call_back.external_id,
        "vars": dict(account.variables),
    }
    data = {
        "project_id": account.project_id,
        "type": call_back.destination.kind.value,
        "destination": call_back.destination.name,
        "campaign_name": _CAMPAIGN,
        "campaign_info": plain(call_back.note) or None,
        "outbound_type": "auto",
        "attend_type": "attended",
        "outbound_number": account.outbound_number or None,
        "outbound_trunk": account.outbound_trunk or None,
        "calls": [call],
    }
    return {"action": "save", "data": data}


def wanted(external_ids: Iterable[str]) -> dict[str, object]:
    """Return the fields that ask for our own scheduled calls."""
    return {"action": "read", "page": 1, "filters": {"external_id": list(external_ids)}}


def known(results: object, call_backs: Sequence[CallBack]) -> tuple[CallBack, ...]:
    """Return those of `call_backs` that the rows of ``call-queue`` name, in the state these give."""
    states: dict[str, CallBackState] = {}
    for row in listings.rows(results):
        with suppress(ValueError):
            states[listings.text(row, "external_id")] = CallBackState(listings.text(row, "status").casefold())
    return tuple(
        replace(call_back, state=states[call_back.external_id])
        for call_back in call_backs
        if call_back.external_id in states
    )
