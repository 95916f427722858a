"""The endpoints that tell what there is: ``users-status``, ``queues``, ``cdr`` and ``channel``.

The fields of ``users-status`` are documented; what ``queues`` and ``channel`` answer is not, and guessed here.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pbxdialer.demo_pbx.admission import Refused
from pbxdialer.demo_pbx.config import PbxConfig, Queue, Technology, User
from pbxdialer.demo_pbx.envelope import Envelope
from pbxdialer.demo_pbx.exchange import Exchange
from pbxdialer.demo_pbx.phones import PhoneState, PhoneView
from pbxdialer.demo_pbx.quirks import Quirks
from pbxdialer.demo_pbx.records import Records
from pbxdialer.demo_pbx.request import Fields


@dataclass(frozen=True, slots=True)
class UsersStatus:
    """The endpoint: what the telephone of every user of one technology is doing."""

    config: PbxConfig
    exchange: Exchange
    quirks: Callable[[], Quirks]

    def __call__(self, request: Fields) -> Envelope:
        """Raises Refused for any other type than ``sip`` and ``iax``."""
        technology = request.text("type")
        if technology not in list(Technology):
            raise Refused(f"Invalid type: {technology}")
        return Envelope.success(
            {
                user.name: self._row(user, f"10.0.0.{number}")
                for number, user in enumerate(self.config.users, start=101)
                if user.technology == technology
            }
        )

    def _row(self, user: User, address: str) -> dict[str, object]:
        quirks = self.quirks()
        phone = self.exchange.phone(user.name)
        in_use = phone.state in (PhoneState.IN_CALL, PhoneState.BUSY)
        ringing = phone.state is PhoneState.RINGING
        online = phone.state is not PhoneState.OFFLINE
        counts: dict[str, object] = {
            "in_use": int(in_use or (ringing and quirks.ringing_counts_as_use)),
            "ringing": int(ringing),
            "on_hold": 0,
            "limit": 1,
        }
        place: dict[str, object] = {"status": "OK (12 ms)" if online else "UNKNOWN", "ip": address if online else ""}
        if quirks.older_rows:
            older = {name: str(count) for name, count in counts.items()}
            return {"username": user.name, **older, **place, "dnd_time": None}
        return {"username": user.name, **counts, **place, **_newer_fields(user, phone, online)}


def _newer_fields(user: User, phone: PhoneView, online: bool) -> dict[str, object]:
    return {
        "dnd_time": None,
        "dnid": phone.number,
        "port": 5060 if online else 0,
        "useragent": "Demo phone 1.0" if online else "",
        "extension": user.extension,
    }


@dataclass(frozen=True, slots=True)
class Queues:
    """The endpoint, for reading only: saving would delete members that are left out, so nobody may learn it here."""

    config: PbxConfig

    def __call__(self, request: Fields) -> Envelope:
        """Raises Refused for any other action than ``read``, and when no queue passes the filters."""
        if request.text("action") != "read":
            raise Refused(f"Invalid action: {request.text('action')}")
        names = request.texts("filters", "queues")
        projects = request.texts("filters", "project_id")
        found = [
            queue
            for queue in self.config.queues
            if (not names or queue.name in names) and (not projects or str(queue.project_id) in projects)
        ]
        if not found:
            raise Refused("No Queues found")
        return Envelope.success({queue.name: _queue_row(queue) for queue in found})


def _queue_row(queue: Queue) -> dict[str, object]:
    members = {
        name: {"type": "sip", "penalty": 0, "order": order, "is_active": 1} for order, name in enumerate(queue.members)
    }
    return {"name": queue.name, "project_id": queue.project_id, "strategy": "linear", "members": members}


@dataclass(frozen=True, slots=True)
class Cdr:
    """The endpoint: records of calls that are over."""

    records: Records
    quirks: Callable[[], Quirks]

    def __call__(self, request: Fields) -> Envelope:
        """Raises Refused for filters that cannot be read."""
        quirks = self.quirks()
        try:
            rows = self.records.find(request, quirks.record_after_s)
        except ValueError:
            raise Refused("Invalid filters") from None
        if quirks.upper_case_records:
            rows = [{name.upper(): value for name, value in row.items()} for row in rows]
        return Envelope.success(list(rows))


@dataclass(frozen=True, slots=True)
class Channel:
    """The endpoint: the legs of running calls, and hanging one up. Never all of them at once."""

    exchange: Exchange

    def __call__(self, request: Fields) -> Envelope:
        """Raises Refused for an unknown action, and for a hang-up without a channel that exists."""
        match request.text("action"):
            case "list":
                return self._list()
            case "hangup":
                return self._hang_up(request.text("data", "channel"))
            case action:
                raise Refused(f"Invalid action: {action}")

    def _list(self) -> Envelope:
        return Envelope.success(
            [
                {"channel": channel.name, "state": channel.stage.value, "user": channel.user, "number": channel.number}
                for channel in self.exchange.channels()
            ]
        )

    def _hang_up(self, channel: str) -> Envelope:
        if not channel:
            raise Refused("Missing channel")
        if not self.exchange.hang_up_channel(channel):
            raise Refused(f"Invalid channel: {channel}")
        return Envelope.success([f"Channel successfully hung up: {channel}"])
