"""What became of the calls? The history that ``cdr`` reads; field names beyond the filters are our guess."""

from collections.abc import Iterator

from pbxdialer.demo_pbx import local_time
from pbxdialer.demo_pbx.calls import CallRecord
from pbxdialer.demo_pbx.clock import Clock
from pbxdialer.demo_pbx.request import Fields

PAGE_SIZE = 50
"""Rows on one page; the vendor publishes no number."""

Row = dict[str, object]

_EXACT_FILTERS = (
    "project_id", "user_id", "direction", "call_status", "source", "destination", "uniqueid", "linkedid", "external_id",
)  # fmt: skip


class Records:
    """The records of one PBX, oldest first. Safe between threads: rows are only ever appended."""

    def __init__(self, clock: Clock, user_names: tuple[str, ...]) -> None:
        self._clock = clock
        self._user_ids = {name: number for number, name in enumerate(user_names, start=1)}
        self._records: list[CallRecord] = []

    def keep(self, record: CallRecord) -> None:
        """Add a call that is over."""
        self._records.append(record)

    def all(self) -> tuple[CallRecord, ...]:
        """Return every record, whether the PBX would show it yet or not."""
        return tuple(self._records)

    def find(self, fields: Fields, visible_after_s: float) -> list[Row]:
        """Return the page of rows that a ``cdr`` request asks for, of calls that ended `visible_after_s` ago.

        Raises ValueError when ``date_between`` is not a pair of times, or ``page`` or ``from_id`` no number.
        """
        page = max(1, int(fields.text("page") or 1))
        found = [row for row in self._visible_rows(visible_after_s) if _matches(row, fields)]
        return found[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]

    def _visible_rows(self, visible_after_s: float) -> Iterator[Row]:
        now = self._clock.now()
        for record in self.all():
            if (now - record.ended_at).total_seconds() >= visible_after_s:
                yield self._row(record)

    def _row(self, record: CallRecord) -> Row:
        order = record.order
        unique = f"{int(record.started_at.timestamp())}.{record.id}"
        return {
            "id": record.id,
            "calldate": local_time.written(record.started_at),
            "project_id": order.project_id,
            "user_id": self._user_ids[order.agent.name],
            "user": order.agent.name,
            "queue": order.queue,
            "direction": "OUT",
            "source": order.agent.extension,
            "destination": order.number,
            "caller_id_name": order.name,
            "outbound_number": order.outbound_number,
            "call_status": record.status.value,
            "duration": record.duration_s,
            "billsec": record.talk_s,
            "uniqueid": unique,
            "linkedid": unique,
            "external_id": order.external_id,
            "external_info": order.external_info,
        }


def _matches(row: Row, fields: Fields) -> bool:
    return (
        all(_is_one_of(str(row[name]), fields.texts("filters", name)) for name in _EXACT_FILTERS)
        and any(_is_one_of(str(row[side]), fields.texts("filters", "telephone")) for side in ("source", "destination"))
        and int(str(row["id"])) >= int(fields.text("filters", "from_id") or 0)
        and _lies_between(str(row["calldate"]), fields.texts("filters", "date_between"))
    )


def _is_one_of(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value in wanted


def _lies_between(calldate: str, limits: tuple[str, ...]) -> bool:
    if not limits:
        return True
    first, last = map(local_time.read, limits)
    return first <= local_time.read(calldate) <= last
