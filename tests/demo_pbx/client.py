"""A client of the demo PBX that shares no code with the dialer but `php_query`."""

import http.client
import json
import queue
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from pbxdialer.demo_pbx import Credentials, DemoPbx, Happening, PhoneEvent
from pbxdialer.pbx.php_query import api_hash, http_build_query

Params = Mapping[str, object]

FORM = "application/x-www-form-urlencoded"
PATIENCE_S = 10.0

ORIGINATE: dict[str, object] = {
    "project_id": 1,
    "caller_id": "0722123450",
    "caller_id_name": "Ștefan ~ O'Neil & co. 😀",
    "type": "user",
    "destination": "ionescu",
    "external_id": "asdf1234",
    "async": 1,
    "outbound_number": "+40212345678",
    "outbound_trunk": "default-trunk",
    "vars": {"SKIP_WELCOME": 1, "BACKEND_LINK": "https://crm.example/?id=1234&x=[1]"},
}


@dataclass(frozen=True)
class Answer:
    status: int
    content_type: str
    text: str

    @property
    def tree(self) -> Any:
        return json.loads(self.text)

    @property
    def results(self) -> Any:
        assert self.tree["has_error"] is False, self.text
        assert self.tree["messages"] == []
        return self.tree["results"]

    @property
    def refusal(self) -> str:
        assert self.tree["has_error"] is True, self.text
        assert self.tree["results"] == []
        [message] = self.tree["messages"]
        return str(message)


class Client:
    def __init__(self, pbx: DemoPbx, credentials: Credentials | None = None) -> None:
        self.pbx = pbx
        self.credentials = credentials or pbx.config.credentials

    def signed(self, params: Params, *, with_credentials: bool = True) -> bytes:
        who = {"api_username": self.credentials.username, "api_password": self.credentials.password}
        query = http_build_query({**who, **params} if with_credentials else params)
        return f"{query}&api_hash={api_hash(query, self.credentials.key)}".encode()

    def ask(self, endpoint: str, params: Params) -> Answer:
        """Body credentials, form by POST."""
        return self.send("POST", f"/api/{endpoint}", self.signed(params), {"Content-Type": FORM})

    def ask_by_get(self, endpoint: str, params: Params) -> Answer:
        return self.send("GET", f"/api/{endpoint}?{self.signed(params).decode()}", b"", {})

    def ask_by_json(self, endpoint: str, params: Params, token: str | None = None) -> Answer:
        tree = {**params, "api_hash": api_hash(http_build_query(params), self.credentials.key)}
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token or self.credentials.token}"}
        return self.send("POST", f"/api/{endpoint}", json.dumps(tree).encode(), headers)

    def ask_by_bearer_form(self, endpoint: str, params: Params) -> Answer:
        headers = {"Content-Type": FORM, "Authorization": f"Bearer {self.credentials.token}"}
        return self.send("POST", f"/api/{endpoint}", self.signed(params, with_credentials=False), headers)

    def originate(self, **changes: object) -> Answer:
        return self.ask("originate-call", {"data": {**ORIGINATE, **changes}})

    def send(self, method: str, target: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection(self.pbx.url.removeprefix("http://"), timeout=PATIENCE_S)
        try:
            connection.request(method, target, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            text = response.read().decode()
            return Answer(response.status, response.headers.get("Content-Type", ""), text)
        finally:
            connection.close()


def in_background(ask: Callable[[], Answer]) -> "Future[Answer]":
    """Ask on a thread of its own."""
    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except Exception as fault:
            answer.set_exception(fault)

    threading.Thread(target=run, daemon=True).start()
    return answer


class Ear:
    """Hears every event of a PBX, and waits for one without sleeping."""

    def __init__(self, pbx: DemoPbx) -> None:
        self._events: queue.Queue[PhoneEvent] = queue.Queue()
        pbx.watch(self._events.put)

    def waits_for(self, what: Happening) -> PhoneEvent:
        while (event := self._events.get(timeout=PATIENCE_S)).what is not what:
            pass
        return event

    def heard(self) -> list[PhoneEvent]:
        events = []
        while not self._events.empty():
            events.append(self._events.get())
        return events
