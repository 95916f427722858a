"""The journal of calls: written before a byte leaves, and the agent's history afterwards."""

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from pbxdialer.core.call import Call, CallState, JournalUnavailable
from pbxdialer.core.call_filter import CallFilter
from pbxdialer.core.failure import FailureCode
from pbxdialer.core.number import PhoneNumber
from pbxdialer.store.call_rows import COLUMNS, as_text, call_from, certainty_of, row_of
from pbxdialer.store.database import Database, DatabaseUnavailable, Row

log = logging.getLogger(__name__)

_MIGRATIONS = (
    """
    CREATE TABLE calls (
        external_id TEXT PRIMARY KEY,
        number TEXT NOT NULL,
        dial_string TEXT NOT NULL,
        rule TEXT NOT NULL,
        name TEXT NOT NULL,
        company TEXT NOT NULL,
        destination_kind TEXT NOT NULL,
        destination_name TEXT NOT NULL,
        account_id TEXT NOT NULL,
        account_name TEXT NOT NULL,
        waits_for_agent INTEGER NOT NULL,
        requested_at TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        state TEXT NOT NULL,
        messages TEXT NOT NULL,
        failure_code TEXT,
        failure_detail TEXT,
        result TEXT,
        answered_at TEXT,
        duration_s INTEGER,
        certainty INTEGER NOT NULL,
        subscriber TEXT NOT NULL,
        session TEXT NOT NULL,
        note TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX calls_by_time ON calls (requested_at);
    CREATE INDEX calls_by_subscriber ON calls (subscriber, requested_at);
    CREATE INDEX calls_in_the_air ON calls (session) WHERE state = 'REQUESTED';
    """,
    """
    ALTER TABLE calls ADD COLUMN talking_since TEXT;
    ALTER TABLE calls ADD COLUMN settled_by_agent INTEGER NOT NULL DEFAULT 0;
    CREATE TABLE call_backs (
        external_id TEXT PRIMARY KEY,
        number TEXT NOT NULL,
        dial_string TEXT NOT NULL,
        name TEXT NOT NULL,
        destination_kind TEXT NOT NULL,
        destination_name TEXT NOT NULL,
        account_id TEXT NOT NULL,
        at TEXT NOT NULL,
        note TEXT NOT NULL,
        state TEXT NOT NULL
    ) WITHOUT ROWID;
    CREATE INDEX call_backs_by_time ON call_backs (at);
    """,
)
_SLICE, _BREATH_S = 100, 0.0005
_FIELDS = ", ".join(COLUMNS)
_LATER = ", ".join(f"{name} = excluded.{name}" for name in COLUMNS if name != "external_id")
# A state replaces one that says less, whatever the clock says; one that says as much only if it is not older. What is
# unknown gives way to later evidence that a phone rings. The note is the agent's: set_note alone changes it.
_PUT = f"""
    INSERT INTO calls ({_FIELDS}, subscriber, session, note) VALUES ({", ".join("?" * (len(COLUMNS) + 3))})
    ON CONFLICT (external_id) DO UPDATE SET {_LATER}
    WHERE excluded.certainty > calls.certainty
       OR excluded.changed_at >= calls.changed_at
          AND (excluded.certainty = calls.certainty
               OR calls.state = 'UNKNOWN' AND excluded.state IN ('RINGING_AGENT', 'IN_CALL'))
"""  # noqa: S608
_CALLS = f"SELECT {_FIELDS}, note FROM calls"  # noqa: S608
_SETTLED = f"""
    UPDATE calls SET state = 'UNKNOWN', certainty = {certainty_of(CallState.UNKNOWN)}, changed_at = ?,
        failure_code = '{FailureCode.PROGRAM_ENDED}', failure_detail = ''
    WHERE session = ? AND state = 'REQUESTED' RETURNING 1
"""  # noqa: S608


class CallNotRecorded(LookupError):
    """The call is not in the history, so there is nothing to put a note on."""


class History:
    """Calls by their external id. Any thread may use it; each method is one statement."""

    def __init__(self, database: Database, session: str, region: str) -> None:
        """`session` names this process (see `settle_orphans`), `region` the country numbers are read in."""
        self._database = database
        self._session = session
        self._region = region

    @classmethod
    def at(cls, path: Path, backups: Path, session: str, region: str) -> "History":
        """Open the journal at `path`. Raises DatabaseUnavailable."""
        return cls(Database(path, _MIGRATIONS, backups), session, region)

    @property
    def database(self) -> Database:
        """The file behind it."""
        return self._database

    def record(self, call: Call) -> None:
        """Write `call` down, durably, in place of what was known less well. Raises JournalUnavailable."""
        subscriber = PhoneNumber(call.number).subscriber(self._region)
        try:
            self._database.execute(_PUT, (*row_of(call), subscriber, self._session, call.note))
        except DatabaseUnavailable as error:
            raise JournalUnavailable(str(error)) from error

    def recent(self, limit: int, before: datetime | None = None) -> list[Call]:
        """Return at most `limit` calls, newest first, asked for before a moment. Raises DatabaseUnavailable."""
        until = as_text(before or datetime.max.replace(tzinfo=UTC))
        rows = self._database.rows(
            f"{_CALLS} WHERE requested_at < ? ORDER BY requested_at DESC LIMIT ?", (until, limit)
        )
        return _readable(rows)

    def found(
        self, wanted: CallFilter, limit: int, before: datetime | None = None, go_on: Callable[[], bool] = lambda: True
    ) -> list[Call]:
        """Return at most `limit` calls that `wanted` admits, newest first, asked for before a moment.

        Reads as many rows as that takes, in slices with a breath between them: a worker that computes on and on makes
        each step of the window wait for the interpreter (5 ms, performance.md). `go_on` returns False once nobody waits
        for the answer any more.
        Raises DatabaseUnavailable.
        """
        found: list[Call] = []
        while go_on():
            slice_ = self.recent(_SLICE, before)
            for call in slice_:
                if wanted.since is not None and call.requested_at < wanted.since:
                    return found
                if wanted.admits(call):
                    found.append(call)
                    if len(found) == limit:
                        return found
            if len(slice_) < _SLICE:
                return found
            before = slice_[-1].requested_at
            time.sleep(_BREATH_S)
        return found

    def by_external_id(self, external_id: str) -> Call | None:
        """Return one call, or None. Raises DatabaseUnavailable."""
        return _first(self._database.rows(f"{_CALLS} WHERE external_id = ?", (external_id,)))

    def last_call_to(self, number: PhoneNumber) -> Call | None:
        """Return the newest call to this subscriber, however the number was written. Raises DatabaseUnavailable."""
        newest = f"{_CALLS} WHERE subscriber = ? ORDER BY requested_at DESC LIMIT 1"
        return _first(self._database.rows(newest, (number.subscriber(self._region),)))

    def set_note(self, external_id: str, note: str) -> None:
        """Keep the agent's note. Raises CallNotRecorded, DatabaseUnavailable."""
        changed = "UPDATE calls SET note = ? WHERE external_id = ? RETURNING 1"
        if not self._database.rows(changed, (note, external_id)):
            raise CallNotRecorded(external_id)

    def frequency(self) -> dict[str, tuple[int, datetime]]:
        """Return subscriber → (how often, when last called), for the order of search results.

        Calls of which nothing was sent do not count. Raises DatabaseUnavailable.
        """
        rows = self._database.rows(
            "SELECT subscriber, count(*), max(requested_at) FROM calls WHERE state <> 'NOT_SENT' GROUP BY subscriber"
        )
        return {subscriber: (count, datetime.fromisoformat(last)) for subscriber, count, last in rows}

    def called_since(self, moment: datetime) -> dict[str, int]:
        """Return subscriber → how often it was called since `moment` (aware), where anything can have rung.

        Raises DatabaseUnavailable.
        """
        rows = self._database.rows(
            "SELECT subscriber, count(*) FROM calls WHERE requested_at >= ? AND state NOT IN ('NOT_SENT', 'REFUSED') "
            "GROUP BY subscriber",
            (as_text(moment),),
        )
        return dict(rows)

    def settle_orphans(self, is_running: Callable[[str], bool]) -> int:
        """Make the calls a dead program left in the air unknown, and return how many. They are never sent again.

        `is_running` tells of a session's name whether its process lives. Raises DatabaseUnavailable.
        """
        sessions = self._database.rows("SELECT DISTINCT session FROM calls WHERE state = 'REQUESTED'")
        dead = [name for (name,) in sessions if name != self._session and not is_running(name)]
        return sum(len(self._database.rows(_SETTLED, (as_text(datetime.now(UTC)), name))) for name in dead)

    def close(self) -> None:
        """Close the file."""
        self._database.close()


def _readable(rows: list[Row]) -> list[Call]:
    """Return the calls in `rows`; a row this version cannot read is left out, and stays in the file."""
    calls = []
    for row in rows:
        try:
            calls.append(call_from(row[:-1], row[-1]))
        except (ValueError, TypeError):
            log.warning("a call in the history cannot be read")
    return calls


def _first(rows: list[Row]) -> Call | None:
    return next(iter(_readable(rows)), None)
