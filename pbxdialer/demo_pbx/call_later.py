"""``/api/call-queue``: calls that wait for their time, and are then dialled like any other."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from pbxdialer.demo_pbx import local_time
from pbxdialer.demo_pbx.admission import Refused
from pbxdialer.demo_pbx.clock import Clock
from pbxdialer.demo_pbx.config import PbxConfig
from pbxdialer.demo_pbx.destinations import Destination, find_destination
from pbxdialer.demo_pbx.envelope import Envelope
from pbxdialer.demo_pbx.exchange import Exchange
from pbxdialer.demo_pbx.originate import check_call, check_project, make_order
from pbxdialer.demo_pbx.records import PAGE_SIZE
from pbxdialer.demo_pbx.request import Fields


class Status(StrEnum):
    """How far a scheduled call has come."""

    PENDING = "pending"
    IN_PROGRESS = "in progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class ScheduledCall:
    """One call that waits. Without a `schedule` an automatic one is dialled at once."""

    id: int
    data: Fields
    call: Fields
    destination: Destination
    schedule: datetime | None
    status: Status = Status.PENDING

    @property
    def is_automatic(self) -> bool:
        """Whether the PBX dials it by itself; a manual one waits for an agent."""
        return (self.data.text("outbound_type") or "auto") == "auto"

    def row(self) -> Mapping[str, object]:
        """Return what ``read`` shows of it; the field names are those of ``save``."""
        return {
            "id": self.id,
            "project_id": int(self.data.text("project_id")),
            "type": self.destination.type,
            "destination": self.destination.name,
            "campaign": self.data.text("campaign_name"),
            "outbound_type": "auto" if self.is_automatic else "manual",
            "attend_type": self.data.text("attend_type") or "attended",
            "caller_id": self.call.text("caller_id"),
            "caller_id_name": self.call.text("caller_id_name"),
            "external_id": self.call.text("external_id"),
            "schedule": local_time.written(self.schedule) if self.schedule else None,
            "status": self.status.value,
        }


class CallQueue:
    """The endpoint, and the calls that wait in it."""

    def __init__(self, config: PbxConfig, exchange: Exchange, clock: Clock) -> None:
        self._config = config
        self._exchange = exchange
        self._clock = clock
        self._calls: dict[int, ScheduledCall] = {}
        self._ids = itertools.count(1)

    def __call__(self, request: Fields) -> Envelope:
        """Raises Refused for an unknown action or fields that cannot be read."""
        match request.text("action"):
            case "save":
                return self._save(request.group("data"))
            case "read":
                return self._read(request)
            case action:
                raise Refused(f"Invalid action: {action}")

    def _save(self, data: Fields) -> Envelope:
        check_project(self._config, data)
        destination = find_destination(self._config, data.text("type"), data.text("destination"))
        calls = data.groups("calls")
        if not calls:
            raise Refused("Missing calls")
        for call in calls:
            check_call(call, required=("caller_id",))
        # Everything is checked before the first call is kept: all of them are scheduled, or none.
        schedules = [_schedule(call) for call in calls]
        for call, schedule in zip(calls, schedules, strict=True):
            self._keep(ScheduledCall(next(self._ids), data, call, destination, schedule))
        return Envelope.success([f"{len(calls)} calls successfully saved"])

    def _keep(self, scheduled: ScheduledCall) -> None:
        self._calls[scheduled.id] = scheduled
        if scheduled.is_automatic:
            wait = (scheduled.schedule - self._clock.now()).total_seconds() if scheduled.schedule else 0.0
            self._clock.after(max(0.0, wait), lambda: self._dial(scheduled))

    def _dial(self, scheduled: ScheduledCall) -> None:
        try:
            order = make_order(scheduled.data, scheduled.call, scheduled.destination, self._exchange)
        except Refused:
            self._mark(scheduled, Status.CANCELLED)
            return
        self._mark(scheduled, Status.IN_PROGRESS)
        call = self._exchange.place(order)
        call.record.add_done_callback(lambda _: self._mark(scheduled, Status.COMPLETED))

    def _mark(self, scheduled: ScheduledCall, status: Status) -> None:
        self._calls[scheduled.id] = replace(scheduled, status=status)

    def _read(self, request: Fields) -> Envelope:
        try:
            page = max(1, int(request.text("page") or 1))
        except ValueError:
            raise Refused("Invalid page") from None
        rows = [row for row in (scheduled.row() for scheduled in tuple(self._calls.values())) if _wanted(row, request)]
        return Envelope.success(list(rows[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]))


def _schedule(call: Fields) -> datetime | None:
    text = call.text("schedule")
    try:
        return local_time.read(text) if text else None
    except ValueError:
        raise Refused(f"Invalid schedule: {text}") from None


def _wanted(row: Mapping[str, object], request: Fields) -> bool:
    names = ("project_id", "caller_id", "campaign", "outbound_type", "attend_type", "external_id", "status")
    wanted = {name: request.texts("filters", name) for name in names}
    return all(not values or str(row[name]) in values for name, values in wanted.items())
