"""Calls for later, beside the journal: what the PBX was asked to do, and what the agent is to be reminded of."""

from collections.abc import Sequence
from datetime import datetime

from pbxdialer.core.account import Destination, DestinationKind
from pbxdialer.core.call_back import CallBack, CallBackState
from pbxdialer.store.call_rows import as_text
from pbxdialer.store.database import Database, Row

_COLUMNS = "external_id, number, dial_string, name, destination_kind, destination_name, account_id, at, note, state"
_PUT = f"""
    INSERT INTO call_backs ({_COLUMNS}) VALUES ({", ".join("?" * 10)})
    ON CONFLICT (external_id) DO UPDATE SET state = excluded.state
"""  # noqa: S608
_LATEST = f"SELECT {_COLUMNS} FROM call_backs ORDER BY at DESC LIMIT ?"  # noqa: S608


class CallBacks:
    """The table of calls for later, in the journal's file. Any thread may use it. Methods raise DatabaseUnavailable."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, call_backs: Sequence[CallBack]) -> None:
        """Keep them, as a whole; of one that is kept already only the state is changed."""
        with self._database.transaction() as statements:
            statements.many(_PUT, [_row(call_back) for call_back in call_backs])

    def latest(self, limit: int) -> list[CallBack]:
        """Return at most `limit`, the latest time first."""
        return [_call_back(row) for row in self._database.rows(_LATEST, (limit,))]

    def remove(self, external_id: str) -> None:
        """Forget one."""
        self._database.execute("DELETE FROM call_backs WHERE external_id = ?", (external_id,))


def _row(call_back: CallBack) -> Sequence[object]:
    return (
        call_back.external_id,
        call_back.number,
        call_back.dial_string,
        call_back.name,
        call_back.destination.kind.value,
        call_back.destination.name,
        call_back.account_id,
        as_text(call_back.at),
        call_back.note,
        call_back.state.value,
    )


def _call_back(row: Row) -> CallBack:
    external_id, number, dial_string, name, kind, destination, account_id, at, note, state = row
    return CallBack(
        external_id,
        number,
        dial_string,
        name,
        Destination(DestinationKind(kind), destination),
        account_id,
        datetime.fromisoformat(at),
        note,
        CallBackState(state),
    )
