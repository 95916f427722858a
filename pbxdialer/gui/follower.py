"""Follows calls that were accepted, and settles those that are unknown, by asking the PBX. Never a second originate.

Bounded and quiet: a telephone is looked at each second while things change and seldom while people talk; the record is
asked for at growing distances, and given up. A PBX that lacks an endpoint is not asked for it again for this call.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from PySide6.QtCore import QObject, QTimer, Signal

from pbxdialer.core.account import Account
from pbxdialer.core.call import Call, CallState
from pbxdialer.core.following import Followed
from pbxdialer.core.look_round import NOTHING, LookRound, Seen
from pbxdialer.core.telephone import PhoneState, Telephone, telephone_of
from pbxdialer.gui.background import Lane
from pbxdialer.gui.question_desk import QuestionDesk

_TICK_MS = 500
_LIVELY_S, _LIVELY_EVERY_S = 120.0, 1.0  # seconds after the last change, and how often it is then looked
_STEADY_S, _STEADY_EVERY_S = 600.0, 5.0
_LONG_EVERY_S = 15.0
_LONGEST_S = 4 * 3600.0
_RECORD_AFTER_S = (10.0, 20.0, 40.0, 80.0, 160.0, 320.0, 640.0, 1280.0)  # when a record appears is not published
_RECORD_SOON_S = (0.0, 1.0, 3.0, 7.0, 15.0, 30.0, 60.0, 120.0, 240.0, 480.0)
_GIVES_UP_AFTER = 3  # an endpoint that did not answer so often is not there
_MOST_AT_ONCE = 8


@dataclass(slots=True)
class _Line:
    """One followed call: what is known of it, and when to look again. Times are those of the follower's clock."""

    account: Account
    followed: Followed
    began_at: float
    changed_at: float
    looked_at: float
    record_at: list[float] = field(default_factory=list)
    strikes: dict[str, int] = field(default_factory=dict)
    under_way: bool = False

    def has(self, endpoint: str) -> bool:
        return self.strikes.get(endpoint, 0) < _GIVES_UP_AFTER


class Follower(QObject):
    """Looks after the calls of this session."""

    learned = Signal(object)  # Call, journaled
    heard = Signal(object, object)  # Account, tuple[Telephone, …]: an answer others may use, too
    given_up = Signal(object, str, object)  # Account, name of a question of LookRound, Exception: not asked any more

    def __init__(
        self,
        desk: QuestionDesk,
        records_lane: Lane,
        write_down: Callable[[Call], Call],
        seconds: Callable[[], float] = time.monotonic,
        parent: QObject | None = None,
    ) -> None:
        """`write_down` journals a call, on the lane given; it never raises."""
        super().__init__(parent)
        self._desk = desk
        self._records_lane = records_lane
        self._write_down = write_down
        self._seconds = seconds
        self._lines: dict[str, _Line] = {}
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.look_round)

    def follow(self, call: Call, account: Account, phone_before: Telephone | None = None) -> None:
        """Look after `call`: accepted, answered by the agent, or unknown. `phone_before` is what its telephone did."""
        if call.state not in (CallState.RINGING_AGENT, CallState.IN_CALL, CallState.UNKNOWN):
            return
        now = self._seconds()
        age_s = max(0.0, (datetime.now(UTC) - call.changed_at).total_seconds())
        followed = Followed(call).before(phone_before.state if phone_before else PhoneState.UNKNOWN)
        line = _Line(account, followed, now, now, float("-inf"), [now + after for after in _RECORD_AFTER_S])
        if age_s > _RECORD_AFTER_S[-1]:
            line.record_at = [now]  # of an earlier session: the record is there, or never will be
        self._lines[call.external_id] = line
        if len(self._lines) > _MOST_AT_ONCE:
            self._lines.pop(next(iter(self._lines)))
        self._timer.start()

    def forget(self, external_id: str) -> None:
        """Look after this call no more: the agent has settled it."""
        self._lines.pop(external_id, None)

    @property
    def is_busy(self) -> bool:
        """True while a call is looked after."""
        return bool(self._lines)

    @property
    def waits_for_answer(self) -> bool:
        """True while a question is out."""
        return any(line.under_way for line in self._lines.values())

    def look_round(self) -> None:
        """Ask whatever is due; drop what has been told or waited for long enough."""
        now = self._seconds()
        for external_id, line in list(self._lines.items()):
            if line.under_way:
                continue
            if self._is_done_with(line, now):
                self._lines.pop(external_id, None)
                continue
            wanted = self._due(line, now)
            if wanted != NOTHING:
                self._ask(line, wanted)
        if not self._lines:
            self._timer.stop()

    def _due(self, line: _Line, now: float) -> LookRound:
        """Return what is to be asked about one call now."""
        call = line.followed.call
        due_look = line.followed.is_open and now - line.looked_at >= self._distance_s(line, now)
        record = bool(line.record_at) and line.record_at[0] <= now and line.has("record")
        talks = call.state is CallState.IN_CALL and call.talking_since is None
        return LookRound(
            telephones=due_look and line.has("telephones"),
            customer=due_look and talks and line.has("customer"),
            record=record,
        )

    def _distance_s(self, line: _Line, now: float) -> float:
        steady_s = now - line.changed_at
        if steady_s < _LIVELY_S:
            return _LIVELY_EVERY_S
        return _STEADY_EVERY_S if steady_s < _STEADY_S else _LONG_EVERY_S

    def _ask(self, line: _Line, wanted: LookRound) -> None:
        now = self._seconds()
        line.under_way = True
        if wanted.telephones or wanted.customer:
            line.looked_at = now
        if wanted.record:
            line.record_at = [at for at in line.record_at if at > now]
        call = line.followed.call
        self._desk.ask(
            line.account,
            lambda enquiry: enquiry.look_round(call, wanted),
            lambda seen: self._take(line, wanted, seen),
            lambda error: self._take(line, wanted, Seen(not_told=dict.fromkeys(wanted.names(), error))),
        )

    def _take(self, line: _Line, wanted: LookRound, seen: Seen) -> None:
        line.under_way = False
        before = after = line.followed
        phone = telephone_of(before.call.destination, seen.telephones or ())
        in_vain = {*seen.not_told} if phone else {*seen.not_told, "telephones"}  # whose telephone rings is not known
        for name in wanted.names():
            line.strikes[name] = line.strikes.get(name, 0) + 1 if name in in_vain else 0
            if name in seen.not_told and not line.has(name):
                self.given_up.emit(line.account, name, seen.not_told[name])
        if seen.telephones is not None:
            self.heard.emit(line.account, seen.telephones)
        if phone is not None:
            after = after.saw_telephone(phone.state, line.looked_at)
        if seen.customer_talks:
            after = after.saw_customer_talking()
        if seen.record is not None:
            after = after.saw_record(seen.record)
        line.followed = after
        if after.call != before.call and self._lines.get(before.call.external_id) is line:
            self._tell(line, after, seen)

    def _tell(self, line: _Line, after: Followed, seen: Seen) -> None:
        now = self._seconds()
        line.changed_at = now
        if seen.record is not None:
            line.record_at = []
        elif not after.is_open:
            line.record_at = [now + after_s for after_s in _RECORD_SOON_S]
        self._records_lane.submit(lambda: self._write_down(after.call), self.learned.emit)

    def _is_done_with(self, line: _Line, now: float) -> bool:
        if now - line.began_at > _LONGEST_S:
            return True
        waits_for_record = bool(line.record_at) and line.has("record")
        looks = line.followed.is_open and line.has("telephones")
        return not waits_for_record and not looks
