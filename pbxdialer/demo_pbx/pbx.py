"""The whole PBX: what it knows, its telephones, and the door through which requests come."""

from collections import deque
from collections.abc import Callable
from types import TracebackType
from typing import Self

from pbxdialer.demo_pbx.call_later import CallQueue
from pbxdialer.demo_pbx.calls import CallRecord
from pbxdialer.demo_pbx.clock import Clock, RealClock
from pbxdialer.demo_pbx.config import PbxConfig, Presence
from pbxdialer.demo_pbx.envelope import Reply
from pbxdialer.demo_pbx.exchange import Exchange
from pbxdialer.demo_pbx.front_desk import Answer, FrontDesk, endpoint_of
from pbxdialer.demo_pbx.listings import Cdr, Channel, Queues, UsersStatus
from pbxdialer.demo_pbx.originate import OriginateCall
from pbxdialer.demo_pbx.phones import PhoneView, Watcher
from pbxdialer.demo_pbx.plausible import plausible_config
from pbxdialer.demo_pbx.quirks import Endpoint, Quirks
from pbxdialer.demo_pbx.records import Records
from pbxdialer.demo_pbx.request import ReceivedRequest, received
from pbxdialer.demo_pbx.server import LOOPBACK, LoopbackServer

_REMEMBERED_REQUESTS = 10_000


class DemoPbx:
    """A PBX on this computer. It speaks the vendor's HTTP API on loopback, and its telephones are simulated.

    Every method may be called from any thread. `quirks` may be replaced at any time. With a `HandClock` nothing
    happens until the clock is advanced; answers of requests that wait for an agent are then held as long.
    """

    def __init__(self, config: PbxConfig, *, quirks: Quirks | None = None, clock: Clock | None = None) -> None:
        self.config = config
        self.quirks = quirks or Quirks()
        self._clock = clock or RealClock()
        self._records = Records(self._clock, tuple(user.name for user in config.users))
        self._exchange = Exchange(config, self._clock, self._records.keep)
        endpoints: dict[Endpoint, Answer] = {
            Endpoint.ORIGINATE: OriginateCall(config, self._exchange),
            Endpoint.USERS_STATUS: UsersStatus(config, self._exchange, lambda: self.quirks),
            Endpoint.QUEUES: Queues(config),
            Endpoint.CDR: Cdr(self._records, lambda: self.quirks),
            Endpoint.CHANNEL: Channel(self._exchange),
            Endpoint.CALL_QUEUE: CallQueue(config, self._exchange, self._clock),
        }
        self._front_desk = FrontDesk(endpoints, config.credentials, lambda: self.quirks, self._clock)
        self._requests: deque[ReceivedRequest] = deque(maxlen=_REMEMBERED_REQUESTS)
        self._server: LoopbackServer | None = None

    @classmethod
    def plausible(cls, *, quirks: Quirks | None = None, clock: Clock | None = None) -> Self:
        """Return the PBX of a small office, ready to be started; see `plausible_config`."""
        return cls(plausible_config(), quirks=quirks, clock=clock)

    def start(self, port: int = 0) -> None:
        """Open the door on 127.0.0.1; port 0 takes a free one. May be called again after `stop`.

        Raises OSError when the port is taken, RuntimeError when the PBX already runs.
        """
        if self._server is not None:
            raise RuntimeError("the demo PBX already runs")
        self._server = LoopbackServer(port, self._answer)
        self._exchange.open()
        self._clock.start()
        self._server.listen()

    def stop(self) -> None:
        """Cut every line and connection at once; no thread is left. Records and presence are kept."""
        if self._server is None:
            return
        self._server.refuse_more()
        self._exchange.close()
        self._clock.stop()
        self._server.join_connections()
        self._server = None

    def __enter__(self) -> Self:
        if self._server is None:
            self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where the PBX is, e.g. ``http://127.0.0.1:40123``. Raises RuntimeError when it does not run."""
        if self._server is None:
            raise RuntimeError("the demo PBX does not run")
        return f"http://{LOOPBACK}:{self._server.server_port}"

    @property
    def requests(self) -> tuple[ReceivedRequest, ...]:
        """The last 10,000 requests of any kind, oldest first, refused ones included."""
        return tuple(self._requests)

    @property
    def originates(self) -> tuple[ReceivedRequest, ...]:
        """Those of `requests` that went to ``/api/originate-call``, refused ones included."""
        return tuple(request for request in self.requests if endpoint_of(request.path) is Endpoint.ORIGINATE)

    @property
    def records(self) -> tuple[CallRecord, ...]:
        """Every call that is over, oldest first, whether ``cdr`` shows it yet or not."""
        return self._records.all()

    def phones(self) -> tuple[PhoneView, ...]:
        """Return what every telephone is doing now, in the order of the configuration."""
        return self._exchange.phones()

    def phone(self, user: str) -> PhoneView:
        """Return what the telephone of `user` is doing now. Raises KeyError for an unknown user."""
        return self._exchange.phone(user)

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Tell `watcher` of every event from now on, on threads of the server; return how to stop that."""
        return self._exchange.watch(watcher)

    def answer(self, user: str) -> bool:
        """Pick up the telephone of `user`; return False if it was not ringing."""
        return self._exchange.answer(user)

    def reject(self, user: str) -> bool:
        """Decline the call that rings at `user`; return False if none does."""
        return self._exchange.reject(user)

    def hang_up(self, user: str) -> bool:
        """End whatever call `user` has; return False without one."""
        return self._exchange.hang_up(user)

    def set_presence(self, user: str, presence: Presence) -> None:
        """Register, unregister or occupy a telephone. Raises KeyError for an unknown user."""
        self._exchange.set_presence(user, presence)

    def _answer(self, method: str, target: str, body: bytes, content_type: str, authorization: str) -> Reply:
        request = received(self._clock.now(), method, target, body, content_type, authorization)
        self._requests.append(request)
        return self._front_desk.answer(request)
