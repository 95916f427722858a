"""What does the PBX answer to a request? Faults first, then admission, then the endpoint."""

from collections.abc import Callable, Mapping

from pbxdialer.demo_pbx.admission import Refused, admit
from pbxdialer.demo_pbx.clock import Clock
from pbxdialer.demo_pbx.config import Credentials
from pbxdialer.demo_pbx.envelope import Envelope, Reply, html_reply, with_php_notice
from pbxdialer.demo_pbx.quirks import Endpoint, Fault, Quirks
from pbxdialer.demo_pbx.request import Fields, ReceivedRequest

Answer = Callable[[Fields], Envelope]

_ROOT = "/api/"


def endpoint_of(path: str) -> Endpoint | None:
    """Return the endpoint that lives at `path`."""
    name = path.removeprefix(_ROOT)
    return Endpoint(name) if path.startswith(_ROOT) and name in list(Endpoint) else None


class FrontDesk:
    """Takes requests in and hands answers out. May be called from many threads at once."""

    def __init__(
        self,
        endpoints: Mapping[Endpoint, Answer],
        credentials: Credentials,
        quirks: Callable[[], Quirks],
        clock: Clock,
    ) -> None:
        self._endpoints = endpoints
        self._credentials = credentials
        self._quirks = quirks
        self._clock = clock

    def answer(self, request: ReceivedRequest) -> Reply:
        """Return the answer; it may take as long as a telephone rings."""
        endpoint = endpoint_of(request.path)
        quirks = self._quirks()
        fault = quirks.faults.get(endpoint) if endpoint else Fault.MISSING
        if endpoint is None or fault is Fault.MISSING:
            return html_reply(404, "404 Not Found")
        if fault is Fault.FORBIDDEN:
            reply = Envelope.error("You are not allowed to use this API").reply(quirks, status=403)
        else:
            reply = self._envelope(endpoint, request, quirks)
        if endpoint in quirks.slow_s:
            self._clock.sleep(quirks.slow_s[endpoint])
        if fault is Fault.HTML:
            return html_reply(200, "Something went wrong")
        return with_php_notice(reply) if fault is Fault.NOTICE else reply

    def _envelope(self, endpoint: Endpoint, request: ReceivedRequest, quirks: Quirks) -> Reply:
        try:
            admit(request, self._credentials, quirks)
        except Refused as refusal:
            return Envelope.error(str(refusal)).reply(quirks, quirks.refusal_status)
        try:
            return self._endpoints[endpoint](request.fields).reply(quirks)
        except Refused as refusal:
            return Envelope.error(str(refusal)).reply(quirks)
