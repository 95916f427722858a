"""Which telephones are there, and who may touch them? The one place that holds the lock."""

import itertools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pbxdialer.demo_pbx.calls import AgentLeg, CallRecord, LiveCall, Order, Stage
from pbxdialer.demo_pbx.clock import Clock
from pbxdialer.demo_pbx.config import PbxConfig, Presence
from pbxdialer.demo_pbx.phones import ChannelView, Happening, PhoneEvent, PhoneState, PhoneView, Watcher, Watchers
from pbxdialer.demo_pbx.progress import CallProgress, Step

_STATE_WITHOUT_CALL = {
    Presence.ONLINE: PhoneState.IDLE,
    Presence.OFFLINE: PhoneState.OFFLINE,
    Presence.BUSY: PhoneState.BUSY,
}


class Exchange:
    """The telephones of a PBX, once it is opened. Every method may be called from any thread, watchers included.

    Each user has one telephone, and it has one call at most. `keep_record` is handed every call that ended.
    """

    def __init__(self, config: PbxConfig, clock: Clock, keep_record: Callable[[CallRecord], None]) -> None:
        self._clock = clock
        self._keep_record = keep_record
        self._users = {user.name: user for user in config.users}
        self._presence = {user.name: user.presence for user in config.users}
        self._since = dict.fromkeys(self._users, clock.now())
        self._calls: dict[str, LiveCall] = {}
        self._call_ids = itertools.count(1)
        self._watchers = Watchers()
        self._progress = CallProgress(config, clock, self._later, self._watchers.note, self._over)
        self._lock = threading.Lock()
        self._open = False

    def open(self) -> None:
        """Let calls be placed, until `close`."""
        self._open = True

    def close(self) -> None:
        """Cut every line and release whoever waits for an agent. Nothing is recorded."""
        with self._changing():
            self._open = False
            for call in self._calls.values():
                if call.stage is Stage.RINGING_AGENT:
                    call.agent_leg.set_result(AgentLeg.CUT_OFF)
                call.stage = Stage.OVER
            self._calls.clear()

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher` of every event from now on; return how to stop that."""
        return self._watchers.add(watcher)

    def place(self, order: Order) -> LiveCall:
        """Ring the agent of `order`; with an agent who is not free the call ends at once."""
        with self._changing():
            now = self._clock.now()
            call = LiveCall(next(self._call_ids), order, started_at=now, since=now)
            if not self._open:
                call.agent_leg.set_result(AgentLeg.CUT_OFF)
            elif self._state_of(order.agent.name) is not PhoneState.IDLE:
                self._progress.end_without_agent(call, AgentLeg.BUSY)
            else:
                self._calls[order.agent.name] = call
                self._progress.ring_agent(call)
            return call

    def answer(self, user: str) -> bool:
        """Pick up the telephone of `user`; return False if it was not ringing."""
        return self._act(user, self._progress.answer, only_in=Stage.RINGING_AGENT)

    def reject(self, user: str) -> bool:
        """Decline the call that rings at `user`; return False if none does."""
        return self._act(user, self._progress.reject, only_in=Stage.RINGING_AGENT)

    def hang_up(self, user: str) -> bool:
        """End whatever call `user` has; return False without one."""
        return self._act(user, self._progress.hang_up)

    def hang_up_channel(self, channel: str) -> bool:
        """End the call that `channel` belongs to; return False if there is no such channel."""
        with self._changing():
            for call in tuple(self._calls.values()):
                if channel in call.channels:
                    self._progress.hang_up(call)
                    return True
            return False

    def set_presence(self, user: str, presence: Presence) -> None:
        """Register, unregister or occupy a telephone. Unless it becomes ONLINE, its call is hung up.

        Raises KeyError for an unknown user.
        """
        with self._changing():
            if self._presence[user] is presence:
                return
            self._presence[user] = presence
            if presence is not Presence.ONLINE and user in self._calls:
                self._progress.hang_up(self._calls[user])
            self._since[user] = self._clock.now()
            self._watchers.note(PhoneEvent(Happening.PRESENCE_CHANGED, self._since[user], user))

    def phones(self) -> tuple[PhoneView, ...]:
        """Return what every telephone is doing, in the order of the configuration."""
        with self._lock:
            return tuple(self._view(user) for user in self._users)

    def phone(self, user: str) -> PhoneView:
        """Return what the telephone of `user` is doing. Raises KeyError for an unknown user."""
        with self._lock:
            return self._view(user)

    def channels(self) -> tuple[ChannelView, ...]:
        """Return both legs of every call that is going on."""
        with self._lock:
            return tuple(
                ChannelView(channel, call.stage, user, call.order.number, call.started_at)
                for user, call in self._calls.items()
                for channel in call.channels
            )

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock for one change, and tell the watchers once it is free again."""
        with self._lock:
            yield
        self._watchers.tell()

    def _act(self, user: str, step: Step, only_in: Stage | None = None) -> bool:
        with self._changing():
            call = self._calls.get(user)
            if call is None or (only_in is not None and call.stage is not only_in):
                return False
            step(call)
            return True

    def _later(self, seconds: float, call: LiveCall, step: Step) -> None:
        # Appointments are never cancelled. One that comes too late finds that the call has left its stage.
        stage = call.stage

        def keep_appointment() -> None:
            with self._changing():
                if call.stage is stage:
                    step(call)

        self._clock.after(seconds, keep_appointment)

    def _over(self, call: LiveCall, record: CallRecord) -> None:
        user = call.order.agent.name
        if self._calls.get(user) is call:
            del self._calls[user]
            self._since[user] = record.ended_at
        self._keep_record(record)

    def _state_of(self, user: str) -> PhoneState:
        call = self._calls.get(user)
        if call is None:
            return _STATE_WITHOUT_CALL[self._presence[user]]
        return PhoneState.RINGING if call.stage is Stage.RINGING_AGENT else PhoneState.IN_CALL

    def _view(self, name: str) -> PhoneView:
        user, call = self._users[name], self._calls.get(name)
        view = PhoneView(name, user.full_name, user.extension, self._state_of(name), self._since[name])
        return view if call is None else view.with_call(call)
