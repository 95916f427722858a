"""How a call stands in the journal's table: every field of `Call`, times as ISO text in UTC."""

import json
from datetime import UTC, datetime

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call import Call, CallResult, CallState
from pbxdialer.core.failure import Failure, FailureCode
from pbxdialer.store.database import Row

COLUMNS = (
    "external_id",
    "number",
    "dial_string",
    "rule",
    "name",
    "company",
    "destination_kind",
    "destination_name",
    "account_id",
    "account_name",
    "waits_for_agent",
    "requested_at",
    "changed_at",
    "state",
    "messages",
    "failure_code",
    "failure_detail",
    "result",
    "answered_at",
    "talking_since",
    "duration_s",
    "certainty",
    "settled_by_agent",
)
# How much a state says about what became of the call; a row is never replaced by one that says less.
_CERTAINTY = {
    CallState.REQUESTED: 0,
    CallState.RINGING_AGENT: 1,
    CallState.IN_CALL: 2,
    CallState.UNKNOWN: 3,
    CallState.ENDED: 4,
    CallState.NOT_SENT: 4,
    CallState.REFUSED: 4,
    CallState.NOT_ANSWERED: 4,
}


def certainty_of(state: CallState) -> int:
    """Return how much `state` says, from 0 (just asked) to 4 (what became of the call is known)."""
    return _CERTAINTY[state]


def as_text(moment: datetime) -> str:
    """Return an aware moment as ISO text in UTC, always of the same length, so that texts sort as moments do."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def row_of(call: Call) -> tuple[object, ...]:
    """Return `call` in the order of `COLUMNS`."""
    failure = call.failure
    return (
        call.external_id,
        call.number,
        call.dial_string,
        call.rule,
        call.name,
        call.company,
        call.destination.kind.value,
        call.destination.name,
        call.account_id,
        call.account_name,
        int(call.waits_for_agent),
        as_text(call.requested_at),
        as_text(call.changed_at),
        call.state.value,
        json.dumps(call.messages, ensure_ascii=False),
        failure.code.value if failure else None,
        failure.detail if failure else None,
        call.result.value if call.result else None,
        as_text(call.answered_at) if call.answered_at else None,
        as_text(call.talking_since) if call.talking_since else None,
        call.duration_s,
        certainty_of(call.state),
        int(call.settled_by_agent),
    )


def call_from(row: Row, note: str) -> Call:
    """Return the call in a row of `COLUMNS`. Raises ValueError for a row in a newer version's words."""
    value = dict(zip(COLUMNS, row, strict=True))
    code = value["failure_code"]
    return Call(
        external_id=value["external_id"],
        number=value["number"],
        dial_string=value["dial_string"],
        rule=value["rule"],
        name=value["name"],
        company=value["company"],
        destination=Destination(DestinationKind(value["destination_kind"]), value["destination_name"]),
        account_id=value["account_id"],
        account_name=value["account_name"],
        waits_for_agent=bool(value["waits_for_agent"]),
        requested_at=datetime.fromisoformat(value["requested_at"]),
        changed_at=datetime.fromisoformat(value["changed_at"]),
        state=CallState(value["state"]),
        messages=tuple(json.loads(value["messages"])),
        failure=Failure(FailureCode(code), value["failure_detail"] or "") if code else None,
        result=CallResult(value["result"]) if value["result"] else None,
        answered_at=datetime.fromisoformat(value["answered_at"]) if value["answered_at"] else None,
        talking_since=datetime.fromisoformat(value["talking_since"]) if value["talking_since"] else None,
        duration_s=value["duration_s"],
        settled_by_agent=bool(value["settled_by_agent"]),
        note=note,
    )
